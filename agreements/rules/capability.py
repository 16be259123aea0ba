"""How capable a service is on a day (R18-R19, R24). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

PREDICTABLE = 4
"""«Predecible»: the level a service needs to be postulated (guide, 2 and 5)."""


@dataclass(frozen=True)
class Assessed:
    """One self-assessment of a process.

    Args:
        process: code of the process.
        level: 0-5.
        assessed_on: when the unit assessed it.
        valid_until: last day on which it counts.
        verified_on: when the quality office verified it; ``None`` while it did not.
        order: breaks ties of one day; the later row is the newer one.
    """

    process: str
    level: int
    assessed_on: date
    valid_until: date
    verified_on: date | None
    order: int = 0


@dataclass(frozen=True)
class Capability:
    """What is known of a service's processes on a day.

    Args:
        levels: (process, verified level that counts today), in the order of the service.
        lacking: processes without one: never assessed, not verified, or expired.
    """

    levels: tuple[tuple[str, int], ...]
    lacking: tuple[str, ...]

    @property
    def lowest(self) -> int | None:
        """The lowest level that counts; ``None`` when none does."""
        return min((level for _process, level in self.levels), default=None)

    @property
    def level(self) -> int | None:
        """The level of the service: the lowest of all its processes; ``None`` if one lacks it."""
        return None if self.lacking else self.lowest

    @property
    def suffices(self) -> bool:
        """Whether every process is verified, valid and at least predictable."""
        return self.level is not None and self.level >= PREDICTABLE

    @property
    def is_below(self) -> bool:
        """Whether some process is verified below 4: only that makes a service No Postulable."""
        return self.lowest is not None and self.lowest < PREDICTABLE


def current(assessments: Iterable[Assessed], on: date) -> Assessed | None:
    """The newest verified assessment, if it still holds on the day.

    An older one that would last longer does not come back: only the current result counts (R18).

    Args:
        assessments: of one process.
        on: the day.
    """
    newest = newest_verified(assessments, on)
    return newest if newest is not None and newest.valid_until >= on else None


def newest_verified(assessments: Iterable[Assessed], on: date) -> Assessed | None:
    """The newest one that was verified by the day, whether it still holds or not.

    Args:
        assessments: of one process.
        on: the day.
    """
    verified = [one for one in assessments if one.verified_on is not None and one.verified_on <= on]
    return max(verified, key=lambda one: (one.assessed_on, one.order), default=None)


def expired(processes: Sequence[str], assessments: Iterable[Assessed], on: date) -> list[Assessed]:
    """Newest verified results of these processes whose validity ended before the day (R167).

    Args:
        processes: codes, as a service names them.
        assessments: of any processes.
        on: the day.
    """
    by_process = _by_process(assessments)
    found = [newest_verified(by_process.get(code, ()), on) for code in dict.fromkeys(processes)]
    return [one for one in found if one is not None and one.valid_until < on]


def of_service(processes: Sequence[str], assessments: Iterable[Assessed], on: date) -> Capability:
    """The capability of a service with these processes on a day.

    Args:
        processes: codes, as the service names them.
        assessments: of any processes.
        on: the day.
    """
    by_process = _by_process(assessments)
    levels, lacking = [], []
    for code in dict.fromkeys(processes):
        found = current(by_process.get(code, ()), on)
        if found is None:
            lacking.append(code)
        else:
            levels.append((code, found.level))
    return Capability(tuple(levels), tuple(lacking))


def _by_process(assessments: Iterable[Assessed]) -> dict[str, list[Assessed]]:
    found: dict[str, list[Assessed]] = {}
    for one in assessments:
        found.setdefault(one.process, []).append(one)
    return found


def code_of(text: str) -> str:
    """A process code as it is compared: case and spaces do not tell two processes apart."""
    return " ".join(text.split()).casefold()
