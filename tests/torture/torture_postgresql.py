"""PostgreSQL killed while people work (T22): what was acknowledged is there, and all goes on."""

import random
import time

from tests.torture.acknowledged import Saver, Worker, wrong
from tests.torture.conftest import how_many
from tests.torture.house import House, heading, wait_until
from tests.torture.servers import Postgres

FULL = 20


def torture_postgresql_killed(line, once, tmp_path):
    """One web server for all rounds: it is never started again."""
    cluster = Postgres()
    house = House(tmp_path / "var", DATABASE_URL=cluster.url)
    house.manage("migrate", "--verbosity=0")
    scene = house.inside("scene", 2)
    house.open()
    writers = []
    try:
        for page in scene["drafts"]:
            writers.append(Saver(house.sign_in(scene["writer"], scene["password"]), page))
        writers += [Worker(house) for _n in range(2)]
        wait_until(lambda: all(writer.done() for writer in writers))
        total = how_many(FULL)
        while line.rounds < total:
            line.failures += _round(cluster, house, scene, writers)
            line.rounds += 1
            line.tell(total)
    finally:
        for writer in writers:
            writer.stop()
        line.failures += wrong(house, *writers)
        line.failures += _others_than(writers, {200, 302, 409, 503})
        told = sum(writer.done() for writer in writers)
        stuck = house.inside("finish")
        line.failures += wrong(house, *writers)
        line.say(f"{told} acknowledged, {stuck} dossiers walked to their end afterwards")
    assert line.failures == []


def _round(cluster, house, scene, writers):
    time.sleep(random.uniform(0.2, 3))
    cluster.kill()
    found = []
    for path in (*scene["public"], "/admin/login/"):
        answer = house.visit(path)
        if path != "/admin/login/" or answer.status_code != 200:
            found += _not_the_page_of_an_outage(path, answer)
    before = [writer.done() for writer in writers]
    cluster.start()
    for path in scene["public"]:
        answer = house.visit(path)
        if answer.status_code != 200:
            found.append(f"after recovery {path}: {heading(answer)}")
    wait_until(lambda: all(w.done() > b for w, b in zip(writers, before, strict=True)))
    return [*found, *wrong(house, *writers)]


def _not_the_page_of_an_outage(path, answer):
    if answer.status_code == 503 and "El sistema no puede responder ahora" in answer.text:
        return []
    return [f"during the outage {path}: {heading(answer)}"]


def _others_than(writers, allowed):
    """Answers that nobody should get; a 409 is another tab's save that was not acknowledged."""
    return [
        f"answered {what} {count} times"
        for writer in writers
        for what, count in getattr(writer, "answers", {}).items()
        if what not in allowed
    ]
