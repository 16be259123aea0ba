"""Terms in business days: Monday to Friday without holidays (DESIGN §6).

Pure counting; the holidays come from :func:`entities.selectors.holidays_for`, as data.
"""

from collections.abc import Collection
from datetime import date, timedelta

MAX_DAYS = 5_000
"""About twenty years: a longer term is a mistake, not a term."""

_ONE_DAY = timedelta(days=1)


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday and not a holiday."""
    return day.weekday() < 5 and day not in holidays


def add_business_days(start: date, days: int, holidays: Collection[date]) -> date:
    """The last day of a term of ``days`` business days that starts counting after ``start``.

    With zero days: the first business day from ``start`` on, itself included. Raises
    ValueError for a negative term or one beyond :data:`MAX_DAYS`.
    """
    if not 0 <= days <= MAX_DAYS:
        raise ValueError(f"A term has between 0 and {MAX_DAYS} business days, not {days}.")
    day = start
    while days:
        day += _ONE_DAY
        if is_business_day(day, holidays):
            days -= 1
    while not is_business_day(day, holidays):
        day += _ONE_DAY
    return day


def business_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Business days after ``start`` up to ``end`` included; negative when ``end`` is earlier.

    The inverse of :func:`add_business_days` for terms of at least one day.
    """
    if end < start:
        return -business_days_between(end, start, holidays)
    weeks, rest = divmod((end - start).days, 7)
    first_weekday = start.weekday()
    weekdays = weeks * 5 + sum((first_weekday + 1 + i) % 7 < 5 for i in range(rest))
    lost = sum(1 for day in set(holidays) if start < day <= end and day.weekday() < 5)
    return weekdays - lost
