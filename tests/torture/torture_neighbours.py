"""A mail server that says nothing and a Redis that dies (T24, T62): the work goes on."""

import random
import sqlite3
import time
from contextlib import closing

from tests.torture.acknowledged import Saver, wrong
from tests.torture.conftest import how_many
from tests.torture.house import copied, fields, heading, wait_until
from tests.torture.servers import Redis, SilentMailServer

FULL = 20
#: Far below the ten seconds that a mail server is waited for.
SOON = 8


def torture_mail_server_that_says_nothing(line, once, prepared, tmp_path):
    """Nobody waits for it, and every letter stays in the outbox."""
    server = SilentMailServer()
    house = copied(prepared, tmp_path / "var", EMAIL_URL=server.url)
    scene = house.inside("scene", 1)
    called = len(server.callers)
    house.open()
    quality = house.sign_in(scene["quality"], scene["password"])
    writer = house.sign_in(scene["writer"], scene["password"])
    longest, total = 0.0, how_many(FULL)
    for _number in range(total):
        seconds, answer = _decide(house, scene, quality)
        longest = max(longest, seconds)
        if answer.status_code != 302 or seconds > SOON:
            line.failures.append(f"decided in {seconds:.1f} s: {heading(answer)}")
        for path, person in ((scene["public"][0], None), ("/admin/", writer)):
            answer = (person.open if person else house.visit)(path)
            if answer.status_code != 200:
                line.failures.append(f"{path}: {heading(answer)}")
        line.rounds += 1
        line.tell(total)
    assert len(server.callers) > called, "nobody tried to send anything"
    waiting = _letters(house, "pending")
    line.say(f"longest decision {longest:.1f} s; {waiting} letters wait")
    assert waiting > 0
    house.close()
    line.failures += wrong(house)
    assert line.failures == []


def _decide(house, scene, person):
    waits = house.inside("waiting", scene["writer"])
    path = f"/admin/expedientes/{waits['dossier']}/"
    form = {**fields(person.open(path).text, None), "action": "approve", "seen": waits["seen"]}
    began = time.monotonic()
    answer = person.press(f"{path}decidir/", form)
    return time.monotonic() - began, answer


def _letters(house, state):
    with closing(sqlite3.connect(house.var / "carta.sqlite3", timeout=20)) as base:
        words = "SELECT count(*) FROM workflows_notice WHERE mail = ?"
        return base.execute(words, [state]).fetchone()[0]


def torture_redis_killed(line, once, prepared, tmp_path):
    """Pages come while it is away and when it is back; who is signed in stays so."""
    (tmp_path / "redis").mkdir()
    redis = Redis(tmp_path / "redis")
    house = copied(prepared, tmp_path / "var", REDIS_URL=redis.url)
    scene = house.inside("scene", 1)
    house.open()
    saver = Saver(house.sign_in(scene["writer"], scene["password"]), scene["drafts"][0])
    total = how_many(FULL)
    try:
        for _number in range(total):
            time.sleep(random.uniform(0, 1))
            redis.kill()
            line.failures += _pages(house, scene, saver)
            redis.start()
            line.failures += _pages(house, scene, saver)
            line.rounds += 1
            line.tell(total)
    finally:
        saver.stop()
        house.close()
    line.say(f"{saver.done()} texts saved, answers {saver.answers}")
    line.failures += [what for what in saver.answers if what not in (200, 302)]
    line.failures += wrong(house, saver)
    assert line.failures == []


def _pages(house, scene, saver):
    """Every page once; and the writer gets on meanwhile."""
    before = saver.done()
    answers = [house.visit(path) for path in scene["public"]]
    wait_until(lambda: saver.done() > before)
    return [heading(answer) for answer in answers if answer.status_code != 200]
