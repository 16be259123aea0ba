"""The embedded database as a power cut leaves it (T22): copied mid-write, whole and torn.

Everybody who writes is stopped in whatever they are doing, the files are copied and opened, and
they go on.
What the disk may have lost of the last write is imitated by cutting the log of writes where it
had not yet been brought into the database.
"""

import os
import random
import shutil
import signal
import struct
import time

from tests.torture.acknowledged import Worker, wrong
from tests.torture.conftest import how_many
from tests.torture.house import House, copied, wait_until

FULL = 20
WRITERS = 3
WAL_HEADER, FRAME_HEADER = 32, 24


def torture_copies_of_a_database_mid_write(line, once, prepared, tmp_path):
    """Each round: the copy as it is, and the same with its last writes torn."""
    house = copied(prepared, tmp_path / "var")
    workers = [Worker(house) for _n in range(WRITERS)]
    total = how_many(FULL)
    try:
        wait_until(lambda: all(worker.done() for worker in workers))
        while line.rounds < total:
            time.sleep(random.uniform(0.1, 2))
            _signal(workers, signal.SIGSTOP)
            try:
                whole, torn = _copies(house, workers, tmp_path / str(line.rounds))
                line.failures += _opened(whole, workers) + _opened(torn, [])
            finally:
                _signal(workers, signal.SIGCONT)
            shutil.rmtree(tmp_path / str(line.rounds))
            line.rounds += 1
            line.tell(total)
    finally:
        for worker in workers:
            worker.stop()
    line.failures += wrong(house, *workers)
    line.say(f"{sum(worker.done() for worker in workers)} acknowledged")
    assert line.failures == []


def _opened(folder, workers):
    """What is wrong in a copy, given what these were told before they were stopped."""
    return [f"{folder.name}: {fault}" for fault in wrong(House(folder), *workers)]


def _copies(house, workers, place):
    """A copy of the files as they are, and a torn copy of it."""
    place.mkdir()
    whole = _copy(house.var, place / "whole")
    torn = place / "torn"
    shutil.copytree(whole, torn)
    _tear(torn)
    for folder in (whole, torn):
        (folder / "carta.sqlite3-shm").unlink()  # memory: gone with the power
    return whole, torn


def _copy(var, to):
    to.mkdir()
    for path in var.glob("carta.sqlite3*"):
        shutil.copy(path, to / path.name)
    shutil.copytree(var / "media", to / "media")
    return to


def _signal(workers, number):
    for worker in workers:
        os.kill(worker.process.pid, number)


def _tear(folder):
    """Cut the log in a frame that was not yet brought into the database, or spoil its rest."""
    index = (folder / "carta.sqlite3-shm").read_bytes()
    size, newest = struct.unpack_from("=H", index, 14)[0], struct.unpack_from("=I", index, 16)[0]
    brought = struct.unpack_from("=I", index, 96)[0]
    frame = random.randint(min(brought, newest), newest)
    log = folder / "carta.sqlite3-wal"
    content = log.read_bytes()
    where = WAL_HEADER + frame * (FRAME_HEADER + size) + random.randint(0, size)
    if random.random() < 0.5:
        log.write_bytes(content[:where])
    else:
        rest = len(content) - where
        log.write_bytes(content[:where] + os.urandom(max(rest, 0)))
