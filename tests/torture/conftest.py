"""Rounds with progress, and a table at the end: check, rounds, failures, seconds.

``CARTA_TORTURE_ROUNDS`` runs every check that many rounds (at most its full count), for a look
in minutes instead of hours. ``CARTA_TORTURE_PART=2/8`` asks one part of the longest ones.
"""

import os
import shutil
import sys
import time
import traceback
from dataclasses import dataclass, field

import pytest
from django.db import connection

from tests.torture.house import TO_END, House

TOLD_EVERY_SECONDS = 20
MOST_SHOWN = 400
_TABLE = []


@dataclass
class Line:
    """One check of the table."""

    name: str
    check: str = ""
    rounds: int = 0
    failures: list = field(default_factory=list)
    seconds: float = 0.0
    told: float = 0.0
    shown: int = 0

    def tell(self, total):
        """Where it is, on the terminal and not more often than people read."""
        for failure in self.failures[self.shown :]:
            self.say(str(failure)[-MOST_SHOWN:])
        self.shown = len(self.failures)
        now = time.monotonic()
        if now - self.told > TOLD_EVERY_SECONDS or self.rounds == total:
            self.told = now
            self.say(f"{self.rounds} de {total}, {len(self.failures)} fallas")

    def say(self, words):
        """On the terminal, beside what pytest captures."""
        sys.__stderr__.write(f"  {self.name}: {words}\n")
        sys.__stderr__.flush()


def how_many(full):
    """The full count, or fewer when asked."""
    return min(full, int(os.environ.get("CARTA_TORTURE_ROUNDS") or full))


def part_of(everything, said=None):
    """The part of a long list that this run asks, all of it without ``CARTA_TORTURE_PART``.

    «2/8» is the second of eight: each on another machine, or on another evening after a stop.
    Together they ask everything once.

    Args:
        everything: in an order that is the same in every run.
        said: the part; default what the environment says.

    Raises:
        ValueError: it is no part.
    """
    said = os.environ.get("CARTA_TORTURE_PART", "") if said is None else said
    if not said:
        return everything
    part, _slash, parts = said.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise ValueError(f"CARTA_TORTURE_PART={said}: write the part and how many, as «2/8»")
    return everything[int(part) - 1 :: int(parts)]


@pytest.fixture
def line(request):
    """The check's line of the table; a check that counts its own rounds writes into it."""
    one = Line(f"{request.node.name} [{connection.vendor}]", request.node.name)
    _TABLE.append(one)
    started = time.monotonic()
    yield one
    one.seconds = time.monotonic() - started


@pytest.fixture
def rounds(line):
    """``rounds(act, full)``: call ``act(number)`` often; every failing round is counted."""

    def run(act, full):
        total = how_many(full)
        for number in range(total):
            try:
                act(number)
            except Exception:  # noqa: BLE001  (a round that breaks is a failure like any other)
                line.failures.append(traceback.format_exc())
            line.rounds += 1
            line.tell(total)
        assert not line.failures, f"{len(line.failures)} of {total}; first:\n{line.failures[0]}"

    return run


@pytest.fixture(autouse=True)
def _nothing_outlives_its_check():
    yield
    while TO_END:
        TO_END.pop()()


@pytest.fixture
def once():
    """A check with servers of its own runs in the half with SQLite, not twice."""
    if connection.vendor != "sqlite":
        pytest.skip("trae sus propios servidores; está en la primera mitad, con SQLite")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory, django_db_setup, _migrated_before):
    """An empty installation on the embedded database, migrated; copy it."""
    house = House(tmp_path_factory.mktemp("prepared") / "var")
    house.var.mkdir()
    if _migrated_before.exists():
        shutil.copy(_migrated_before, house.var / "carta.sqlite3")
    house.manage("migrate", "--verbosity=0")
    house.manage("collectstatic", "--no-input", "--verbosity=0")
    return house


def not_done(reports):
    """What was skipped and why, by check.

    Args:
        reports: pytest's, of what was skipped.
    """
    return {
        report.nodeid.rpartition("::")[2]: str(report.longrepr[2]).removeprefix("Skipped: ")
        for report in reports
    }


def table(lines, skipped):
    """The rows for the terminal; a check that was not done has its reason instead of numbers."""
    yield f"{'comprobación':<64} {'rondas':>8} {'fallas':>7} {'segundos':>9}"
    for one in lines:
        if one.check not in skipped:
            yield f"{one.name[:64]:<64} {one.rounds:>8} {len(one.failures):>7} {one.seconds:>9.1f}"
    for check, reason in skipped.items():
        yield f"{check[:64]:<64} no se hizo: {reason}"


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line("")
    for row in table(_TABLE, not_done(terminalreporter.stats.get("skipped", []))):
        terminalreporter.write_line(row)
