"""Two acts timed in alternating rounds; the ratio of their medians; one line for each figure."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.places import Places

#: What is timed, made by a preparation that is not.
Timed = Callable[[], None]
MOST_SHAPES = 4


@dataclass
class Act:
    """One side of a comparison.

    Args:
        name: as the line says it.
        place: the database.
        prepare: called before each measurement; gives what is timed.
        repeats: measurements in a round.
        changes_nothing: whether it can be done again and again.
    """

    name: str
    place: str
    prepare: Callable[[], Timed]
    repeats: int
    changes_nothing: bool = False
    queries: int = 0
    cause: str = ""
    rounds: list[float] = field(default_factory=list)

    def warm_up(self) -> None:
        """Once with its queries counted, before anything is timed; a reading, the second time."""
        act = self.prepare()
        if self.changes_nothing:
            act()
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            act()
        whole = time.perf_counter() - started
        self.queries = len(captured)
        inside = sum(float(query["time"]) for query in captured.captured_queries)
        shapes = Counter(_shape(query["sql"]) for query in captured.captured_queries)
        often = ", ".join(f"{count} {shape}" for shape, count in shapes.most_common(MOST_SHAPES))
        self.cause = (
            f"{self.name}: {self.queries} queries, {1000 * inside:.0f} of {1000 * whole:.0f} ms "
            f"in the database; most often {often}"
        )

    def measure(self) -> float:
        """Seconds of one measurement."""
        act = self.prepare()
        started = time.perf_counter()
        act()
        return time.perf_counter() - started

    @property
    def milliseconds(self) -> float:
        """The median of its rounds."""
        return 1000 * median(self.rounds)


def _shape(sql: str) -> str:
    """«SELECT wagtailcore_page», to count statements that are the same."""
    verb = sql.split(None, 1)[0] if sql else ""
    table = re.search(r'(?:FROM|INTO|UPDATE) "([^"]+)"', sql)
    return f"{verb} {table[1]}" if table else verb


def alternate(places: Places, rounds: int, *acts: Act) -> None:
    """Time every act in every round: one after another, again and again, so that what else the
    machine does meanwhile falls on all of them. A round counts by its median."""
    for act in acts:
        places.use(act.place)
        act.warm_up()
    for _number in range(rounds):
        times: list[list[float]] = [[] for _act in acts]
        for _repeat in range(acts[0].repeats):
            for act, found in zip(acts, times, strict=True):
                places.use(act.place)
                found.append(act.measure())
        for act, found in zip(acts, times, strict=True):
            act.rounds.append(median(found))


@dataclass
class Figure:
    """One line: what was asked of it, and whether it holds.

    Args:
        name: «P6».
        act: what is promised to be cheap.
        than: what it is compared to.
        at_most: the largest ratio allowed.
        most_queries: the most queries allowed to ``act``; ``None`` where only time counts.
    """

    name: str
    act: Act
    than: Act
    at_most: float
    most_queries: int | None = None

    @property
    def ratio(self) -> float:
        """The cost of one in units of the other."""
        return self.act.milliseconds / self.than.milliseconds

    @property
    def causes(self) -> list[str]:
        """What each side did."""
        return [self.act.cause, self.than.cause]

    @property
    def holds(self) -> bool:
        """Whether it is what was promised, as the line says it."""
        few = self.most_queries is None or self.act.queries <= self.most_queries
        return round(self.ratio, 2) <= self.at_most and few

    def line(self) -> str:
        """``P6 1.12 <= 1.30 (500 waiting 41 ms, 10 waiting 37 ms, 22 queries <= 30) ok``."""
        limit = "" if self.most_queries is None else f" <= {self.most_queries}"
        return (
            f"{self.name} {self.ratio:.2f} <= {self.at_most:.2f} "
            f"({self.act.name} {self.act.milliseconds:.0f} ms, "
            f"{self.than.name} {self.than.milliseconds:.0f} ms, "
            f"{self.act.queries} queries{limit}) {'ok' if self.holds else 'short'}"
        )
