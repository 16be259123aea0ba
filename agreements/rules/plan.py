"""When an activity of the plan is late, and how much of the plan was kept (R84, R87). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from django.utils.translation import gettext_lazy as _

HUNDREDTH = Decimal("0.01")


class StageState(Enum):
    """The four states of an activity (R87); the value is what people read."""

    PENDING = _("Pendiente")
    UNDER_WAY = _("En curso")
    DONE = _("Cumplida")
    LATE = _("Atrasada")


@dataclass(frozen=True)
class StageDates:
    """The dates of one activity, both ends included.

    Args:
        planned_start: day on which it should begin.
        planned_end: its last day.
        real_start: day on which it began; ``None`` before.
        real_end: day on which it ended; ``None`` before.
        original_end: last day as first approved; ``None`` while it never was.
    """

    planned_start: date
    planned_end: date
    real_start: date | None = None
    real_end: date | None = None
    original_end: date | None = None

    def as_first_approved(self) -> StageDates:
        """The same with the last day that was promised at first."""
        end = self.original_end or self.planned_end
        return StageDates(
            min(self.planned_start, end), end, self.real_start, self.real_end, self.original_end
        )


def state(dates: StageDates, on: date) -> StageState:
    """The state of an activity on a day: late when a day it had for beginning or ending passed."""
    if dates.real_end is not None:
        return StageState.DONE
    if days_late(dates, on):
        return StageState.LATE
    return StageState.UNDER_WAY if dates.real_start is not None else StageState.PENDING


def days_late(dates: StageDates, on: date) -> int:
    """Calendar days since it should have ended, or begun if it has not; 0 when not late.

    Once it ended: days between the last day it had and the day it ended.
    """
    if dates.real_end is not None:
        return max(0, (dates.real_end - dates.planned_end).days)
    by_end = (on - dates.planned_end).days
    by_start = (on - dates.planned_start).days if dates.real_start is None else 0
    return max(0, by_end, by_start)


def is_due(dates: StageDates, on: date) -> bool:
    """Whether its last day has passed, or it ended on that day already."""
    if dates.planned_end == on:
        return dates.real_end is not None
    return dates.planned_end < on


def is_on_time(dates: StageDates) -> bool:
    """Whether it ended on its last day or before."""
    return dates.real_end is not None and dates.real_end <= dates.planned_end


@dataclass(frozen=True)
class Fulfilment:
    """The plan's own indicator.

    Args:
        on_time: due activities that ended on time.
        due: activities whose last day has passed.
    """

    on_time: int
    due: int

    @property
    def percentage(self) -> Decimal | None:
        """On time / due × 100, to the hundredth, halves up; ``None`` while nothing is due."""
        if not self.due:
            return None
        exact = Decimal(self.on_time) * 100 / Decimal(self.due)
        return exact.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def fulfilment(stages: Iterable[StageDates], on: date) -> Fulfilment:
    """How many of the due activities ended on time, by the end of a day (R84)."""
    due = [dates for dates in stages if is_due(dates, on)]
    return Fulfilment(sum(1 for dates in due if is_on_time(dates)), len(due))


# --- The schedule offered ------------------------------------------------------------------------

LENGTH = 95
"""Days of the schedule offered, when the year has as many left."""
OFFERED: Sequence[tuple[int, int]] = (
    (0, 14),
    (15, 34),
    (35, 44),
    (45, 54),
    (55, 84),
    (70, 94),
    (0, 14),
)
"""First and last day of each of the seven activities, counted from the first of the schedule."""


def offered_dates(year: int, today: date) -> list[tuple[date, date]]:
    """Dates proposed for the seven activities: from today, or from the year's first day.

    What does not fit before the end of the year is drawn together.

    Args:
        year: of the plan.
        today: the day on which it is drawn up.
    """
    first = max(today, date(year, 1, 1))
    last = date(year, 12, 31)
    room = max(0, (last - first).days)

    def day(offset: int) -> date:
        kept = offset if room >= LENGTH - 1 else offset * room // (LENGTH - 1)
        return first + timedelta(days=kept)

    return [(day(start), day(end)) for start, end in OFFERED]


def in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


# --- The bars of the schedule --------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A bar of the schedule, in hundredths of its width: where it begins and how wide it is."""

    start: Decimal
    width: Decimal


def bar(start: date, end: date, first: date, last: date) -> Bar:
    """Where two days lie between the first and the last of a schedule, both ends included.

    Args:
        start: first day of the bar.
        end: its last day, not before ``start``.
        first: first day of the schedule.
        last: its last day, not before ``first``.
    """
    total = Decimal((last - first).days + 1)
    begins = max(0, min((start - first).days, (last - first).days))
    ends = max(begins, min((end - first).days, (last - first).days))

    def share(days: int) -> Decimal:
        return (Decimal(days) * 100 / total).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)

    left, right = share(begins), share(ends + 1)
    return Bar(left, right - left)
