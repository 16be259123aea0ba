"""The days of the story: business days counted back from the day of loading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from entities import business_days, clock
from entities.national_calendar import national_rest_days

YEAR = timedelta(days=365)
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


class StoryCalendar:
    """Day -1 is the last business day before the story's end, -2 the one before, and so on.

    Args:
        end: the day of loading; nothing in the story happens on it or later.
    """

    def __init__(self, end: date) -> None:
        self.end = end
        rests = {rest.day for year in (end.year - 1, end.year) for rest in national_rest_days(year)}
        days = (end - timedelta(days=back) for back in range(YEAR.days, 0, -1))
        self._days = [day for day in days if business_days.is_business_day(day, rests)]

    @property
    def length(self) -> int:
        """How many business days the twelve months have."""
        return len(self._days)

    def day(self, index: int) -> date:
        """The date of a negative index.

        Raises:
            ValueError: the index is not of these twelve months.
        """
        if not -self.length <= index < 0:
            raise ValueError(f"Day {index} is not in a story of {self.length} business days.")
        return self._days[index]

    def validity(self, index: int) -> date:
        """From when a promise will hold: that day, or next month when it is not yet known.

        Args:
            index: the day of its publication; zero or more when the story does not reach it.
        """
        return self.day(index) if index < 0 else first_of_next_month(self.end)

    def moment(self, index: int, minute: int) -> datetime:
        """A moment of a day of the story, in continental Ecuador.

        Args:
            index: the day.
            minute: minutes after midnight.
        """
        return datetime.combine(self.day(index), time(minute // 60, minute % 60), tzinfo=clock.ZONE)


def month_name(day: date) -> str:
    """«marzo de 2026»."""
    return f"{MONTHS[day.month - 1]} de {day.year}"


def months_before(day: date, count: int) -> str:
    """The months that end before the month of a day: «de enero a junio de 2026».

    Args:
        day: any day of the month that is left out.
        count: how many months.
    """
    last = day.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    for _step in range(count - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    if first.year == last.year:
        return f"de {MONTHS[first.month - 1]} a {month_name(last)}"
    return f"de {month_name(first)} a {month_name(last)}"


def first_of_next_month(day: date) -> date:
    """Where a validity that is only planned begins."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def in_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
