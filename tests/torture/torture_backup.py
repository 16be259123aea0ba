"""A backup made while others work, restored elsewhere and asked everything (T26, V32).

Seven processes write, send, decide and publish by the services and one person uploads by HTTP.
What had been acknowledged when the backup began is in it; what came meanwhile is in it whole or
not at all; every row has its file and every file its hash; the history verifies.
"""

import random
import shutil
import time

import pytest

from tests.torture.acknowledged import Told, Uploader, Worker, wrong
from tests.torture.conftest import how_many
from tests.torture.house import House, copied, wait_until
from tests.torture.servers import Postgres

FULL = 20
WORKERS = 7


class Embedded:
    """On SQLite, as shipped."""

    def __init__(self, prepared, folder):
        self.prepared, self.folder = prepared, folder

    def begin(self):
        return copied(self.prepared, self.folder / "var")

    def another(self, number):
        return House(self.folder / f"restored-{number}")


class Server:
    """On a PostgreSQL of its own; each restore goes to a database of its own."""

    def __init__(self, prepared, folder):
        self.folder, self.cluster = folder, Postgres()

    def begin(self):
        house = House(self.folder / "var", DATABASE_URL=self.cluster.url)
        house.manage("migrate", "--verbosity=0")
        return house

    def another(self, number):
        where = ("-h", "127.0.0.1", "-p", self.cluster.port, "-U", "postgres")
        self.cluster.run("createdb", *where, f"restored{number}")
        url = self.cluster.url.rpartition("/")[0] + f"/restored{number}"
        return House(self.folder / f"restored-{number}", DATABASE_URL=url)


@pytest.mark.parametrize("kind", [Embedded, Server], ids=lambda kind: kind.__name__)
def torture_backup_among_writers(line, once, prepared, tmp_path, kind):
    place = kind(prepared, tmp_path)
    house = place.begin()
    scene = house.inside("scene", 0)
    house.open()
    writers = [Uploader(house.sign_in(scene["boss"], scene["password"]))]
    writers += [Worker(house) for _n in range(WORKERS)]
    total = how_many(FULL)
    try:
        wait_until(lambda: all(writer.done() for writer in writers), seconds=600)
        while line.rounds < total:
            time.sleep(random.uniform(0, 1))
            _round(line, house, place.another(line.rounds), writers, tmp_path / "respaldos")
            line.rounds += 1
            line.tell(total)
    finally:
        for writer in writers:
            writer.stop()
    line.failures += wrong(house, *writers)
    line.say(f"{sum(writer.done() for writer in writers)} acknowledged")
    assert line.failures == []


def _round(line, house, restored, writers, folder):
    before = [Told(writer) for writer in writers]
    said = [writer.done() for writer in writers]
    house.manage("backup", "--to", str(folder))
    meanwhile = sum(writer.done() for writer in writers) - sum(said)
    (made,) = folder.iterdir()
    restored.manage("restore", str(made))
    found = wrong(restored, *before)
    line.failures += [f"round {line.rounds}: {one}" for one in found]
    if not meanwhile:
        line.failures.append(f"round {line.rounds}: nobody wrote while it was made")
    made.unlink()
    shutil.rmtree(restored.var)
