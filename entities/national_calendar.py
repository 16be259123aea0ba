"""Ecuador's national days of rest, computed from the law's dates and transfer rules.

Dates: 1 January, Carnival Monday and Tuesday, Good Friday, 1 May, 24 May, 10 August,
9 October, 2 and 3 November, 25 December. Transfers (the ordinary rules of public service and
labour law since 2017): Saturday goes to the Friday before, Sunday to the Monday after,
Tuesday to the Monday before, Wednesday and Thursday to the Friday of the same week; when two
holidays are consecutive both move as a pair; 1 January, 25 December and Carnival Tuesday
stay on a weekday. The yearly decree wins: rows can be edited, and a decree's bridge days
are added by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

_FIXED = (
    (1, 1, "Año Nuevo"),
    (5, 1, "Día del Trabajo"),
    (5, 24, "Batalla de Pichincha"),
    (8, 10, "Primer Grito de Independencia"),
    (10, 9, "Independencia de Guayaquil"),
    (12, 25, "Navidad"),
)
_STAYS_ON_WEEKDAYS = frozenset({(1, 1), (12, 25)})

_SINGLE_SHIFT = {1: -1, 2: 2, 3: 1, 5: -1, 6: 1}
"""Days to add by weekday (Monday is 0) for a holiday that stands alone."""

_WEEKEND_SHIFT = {5: -1, 6: 1}

_PAIR_SHIFT = {1: (-1, -1), 2: (1, 1), 4: (-1, -1), 5: (-1, 1), 6: (1, 1)}
"""Days to add to two consecutive holidays, by the weekday of the first."""


@dataclass(frozen=True, slots=True, order=True)
class RestDay:
    """A day of rest; ``commemorated`` is the date itself when the rest was moved."""

    day: date
    name: str
    commemorated: date

    @property
    def label(self) -> str:
        if self.day == self.commemorated:
            return self.name
        return f"{self.name} (trasladado del {self.commemorated:%d/%m/%Y})"


def easter_sunday(year: int) -> date:
    """Western Easter by the anonymous Gregorian computation (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _moved(day: date, name: str, shift: int) -> RestDay:
    return RestDay(day + timedelta(days=shift), name, day)


def _of_law_year(year: int) -> list[RestDay]:
    easter = easter_sunday(year)
    rests = [
        _moved(easter - timedelta(days=48), "Carnaval", 0),
        _moved(easter - timedelta(days=47), "Carnaval", 0),
        _moved(easter - timedelta(days=2), "Viernes Santo", 0),
    ]
    for month, number, name in _FIXED:
        day = date(year, month, number)
        shifts = _WEEKEND_SHIFT if (month, number) in _STAYS_ON_WEEKDAYS else _SINGLE_SHIFT
        rests.append(_moved(day, name, shifts.get(day.weekday(), 0)))
    dead = date(year, 11, 2)
    first, second = _PAIR_SHIFT.get(dead.weekday(), (0, 0))
    rests.append(_moved(dead, "Día de los Difuntos", first))
    rests.append(_moved(dead + timedelta(days=1), "Independencia de Cuenca", second))
    return rests


def national_rest_days(year: int) -> list[RestDay]:
    """The days of rest that fall in a year, the New Year after it included when moved back."""
    both = [*_of_law_year(year), *_of_law_year(year + 1)]
    return sorted(rest for rest in both if rest.day.year == year)
