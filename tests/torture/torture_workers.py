"""``kill -9`` to the web worker itself while forms are posted to it (T22).

Everything is done by HTTP, as people do it: saving, sending, deciding, publishing, uploading. What
was answered is there, what was not is whole or not there, and the dossiers that were on their way
arrive.
"""

import os
import random
import signal
import time

import requests

from tests.torture.acknowledged import Journey, Saver, Uploader, wrong
from tests.torture.conftest import how_many
from tests.torture.house import copied, wait_until
from tests.torture.servers import children

FULL = 100
VERIFIED_EVERY = 10
#: By the words of ``acknowledged``: a dossier decided by one whose answer was lost is refused anew.
EXPECTED = {
    200, 302, 409, "look 200", "look 302", "save 302", "save 409", "send 302", "send 409",
    "decide 302", "decide 403", "decide 409", "not this one's turn",
}  # fmt: skip


def torture_web_worker_killed(line, once, prepared, tmp_path):
    house = copied(prepared, tmp_path / "var")
    scene = house.inside("scene", 4)
    house.inside("support", *scene["drafts"])
    house.open()
    still, *travelling = scene["drafts"]
    writers = [
        Saver(house.sign_in(scene["writer"], scene["password"]), still),
        Uploader(house.sign_in(scene["boss"], scene["password"])),
        *[Journey(house, scene, page) for page in travelling],
    ]
    total = how_many(FULL)
    wait_until(lambda: all(writer.done() for writer in writers))
    while line.rounds < total:
        time.sleep(random.uniform(0, 2))
        _kill_worker(house)
        line.rounds += 1
        if line.rounds == total:
            break  # nobody takes up again what this one tore
        before = [writer.done() for writer in writers]
        wait_until(
            lambda old=before: all(w.done() > b for w, b in zip(writers, old, strict=True)),
            seconds=600,
        )
        if line.rounds % VERIFIED_EVERY == 0:
            line.failures += wrong(house, *writers)
        line.tell(total)
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.stop()
    line.failures += wrong(house, *writers)
    stuck = house.inside("finish")
    line.failures += wrong(house, *writers)
    unexpected, cut = _answers(writers)
    line.failures += unexpected
    line.say(
        f"{sum(writer.done() for writer in writers)} acknowledged, {cut} answers cut, "
        f"{stuck} dossiers on their way were walked to their end"
    )
    assert line.failures == []
    assert cut, "no kill met a request"


def _kill_worker(house):
    (worker,) = wait_until(lambda: _one(children(house.server.pid)))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: _one(set(children(house.server.pid)) - {worker}))


def _one(found):
    return found if len(found) == 1 else None


def _answers(writers):
    """Answers that nobody should get, and how many got none."""
    cut = {name for name in vars(requests.exceptions) if name.endswith(("Error", "Timeout"))}
    unexpected, lost = [], 0
    for writer in writers:
        for what, count in writer.answers.items():
            if what in cut:
                lost += count
            elif what not in EXPECTED:
                unexpected.append(f"{type(writer).__name__}: {what}, {count} times")
    return unexpected, lost
