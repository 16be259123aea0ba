"""Whether internal times leave room for the committed one (R65). Pure.

Two families that never mix: time that runs on (minutes, hours and days of the calendar) and
time at work (hours of work and business days). A step in one and a promise in the other cannot
be compared without knowing the dates; then nothing is guessed, and a warning says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from agreements.vocabulary import TimeUnit
from carta_pages.models.vocabulary import MeasureUnit, Operator

HOURS_OF_WORK = Decimal(8)
"""Hours of one business day: forty a week from Monday to Friday. Our rule, said on screen."""


class Family(Enum):
    """What counts: every minute, or the minutes at work."""

    CALENDAR = "calendar"
    WORK = "work"


_MINUTES: dict[str, tuple[Family, Decimal]] = {
    TimeUnit.MINUTES: (Family.CALENDAR, Decimal(1)),
    TimeUnit.HOURS: (Family.CALENDAR, Decimal(60)),
    TimeUnit.DAYS: (Family.CALENDAR, Decimal(24 * 60)),
    TimeUnit.WORK_HOURS: (Family.WORK, Decimal(60)),
    TimeUnit.BUSINESS_DAYS: (Family.WORK, HOURS_OF_WORK * 60),
}
_OF_MEASURE: dict[str, TimeUnit] = {
    MeasureUnit.MINUTES: TimeUnit.MINUTES,
    MeasureUnit.HOURS: TimeUnit.HOURS,
    MeasureUnit.DAYS: TimeUnit.DAYS,
    MeasureUnit.BUSINESS_DAYS: TimeUnit.BUSINESS_DAYS,
}
_PARAMETER = re.compile(
    r"\s*(\d+(?:[.,]\d+)?)\s+(minutos?|horas?|d[ií]as?)(\s+(?:laborables?|h[aá]biles|h[aá]bil))?"
    r"\s*\.?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Duration:
    """A time with its unit.

    Args:
        value: how much.
        unit: a value of ``TimeUnit``.
    """

    value: Decimal
    unit: str

    @property
    def family(self) -> Family:
        """Whether it runs on or only at work."""
        return _MINUTES[self.unit][0]

    @property
    def minutes(self) -> Decimal:
        """The same in minutes of its own family."""
        return self.value * _MINUTES[self.unit][1]


@dataclass(frozen=True)
class Comparison:
    """The sum of internal times beside the committed time.

    Args:
        total: the sum in the committed unit; ``None`` when it cannot be told.
        fits: whether it is not more than committed; ``None`` when it cannot be told.
        strange: units of the steps that cannot be turned into the committed one.
    """

    total: Decimal | None
    fits: bool | None
    strange: tuple[str, ...] = ()


def compare(steps: Sequence[Duration], committed: Duration) -> Comparison:
    """Add the steps and compare them with what is committed.

    Args:
        steps: internal times, one after the other.
        committed: the promised time.
    """
    strange = tuple(
        dict.fromkeys(step.unit for step in steps if step.family is not committed.family)
    )
    if strange:
        return Comparison(None, None, strange)
    minutes = sum((step.minutes for step in steps), Decimal(0))
    return Comparison(minutes / _MINUTES[committed.unit][1], minutes <= committed.minutes)


def committed_time(
    operator: str, value: Decimal | None, unit: str, parameter: str
) -> Duration | None:
    """The time a standard promises at most; ``None`` when it promises none.

    «≤ 35 minutos» promises it itself; «90 % en 5 días laborables» in its parameter.

    Args:
        operator: value of ``Operator``.
        value: the standard.
        unit: value of ``MeasureUnit``.
        parameter: the limit inside the formula, as it was written.
    """
    measured = _OF_MEASURE.get(unit)
    if measured is not None:
        at_most = operator in (Operator.AT_MOST, Operator.EQUAL)
        return Duration(value, measured) if at_most and value is not None else None
    return parameter_time(parameter)


def parameter_time(text: str) -> Duration | None:
    """A limit such as «5 días laborables»; ``None`` for anything that says more or less."""
    match = _PARAMETER.fullmatch(text or "")
    if match is None:
        return None
    number, word, at_work = match.groups()
    value = Decimal(number.replace(",", "."))
    first = word[0].lower()
    if first == "m":
        return None if at_work else Duration(value, TimeUnit.MINUTES)
    if first == "h":
        return Duration(value, TimeUnit.WORK_HOURS if at_work else TimeUnit.HOURS)
    return Duration(value, TimeUnit.BUSINESS_DAYS if at_work else TimeUnit.DAYS)
