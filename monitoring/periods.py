"""The time that a measured value speaks of, as people write it; pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from carta_pages.models.vocabulary import Frequency
from carta_pages.requirements.wording import bare

MONTHS: dict[str, int] = {
    Frequency.MONTHLY: 1,
    Frequency.BIMONTHLY: 2,
    Frequency.QUARTERLY: 3,
    Frequency.FOUR_MONTHLY: 4,
    Frequency.HALF_YEARLY: 6,
    Frequency.YEARLY: 12,
}
_NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
_PARTS = {"t": 3, "trimestre": 3, "s": 6, "semestre": 6, "b": 2, "bimestre": 2,
          "c": 4, "cuatrimestre": 4}  # fmt: skip
_ORDINALS = {
    "primer": 1, "primero": 1, "i": 1, "segundo": 2, "ii": 2, "tercer": 3, "tercero": 3, "iii": 3,
    "cuarto": 4, "iv": 4, "quinto": 5, "v": 5, "sexto": 6, "vi": 6,
}  # fmt: skip
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = r"(?P<part>trimestre|semestre|bimestre|cuatrimestre|[tsbc])"
_NUMBER = r"(?P<number>[1-6]|[iv]{1,3}|primero?|segundo|tercero?|cuarto|quinto|sexto)"
_PATTERNS = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_YEAR}",
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}})[-/]{_YEAR}",
        rf"(?P<name>[a-z]{{3,10}})\.?(?: de| del|-|/)? ?{_YEAR}",
        rf"{_YEAR}[- /]?{_PART} ?{_NUMBER}",
        rf"{_PART} ?{_NUMBER}(?: de| del|-|/)? ?{_YEAR}",
        rf"{_NUMBER}(?:er|ro|do|to|º|°)? ?{_PART}(?: de| del|-|/)? ?{_YEAR}",
    )
)
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months, first and last day included."""

    start: date
    end: date

    def __str__(self) -> str:
        months = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        if months == 12 and self.start.month == 1:
            return str(self.start.year)
        if months == 1:
            return f"{_NAMES[self.start.month - 1]} de {self.start.year}"
        return f"{_NAMES[self.start.month - 1]} a {_NAMES[self.end.month - 1]} de {self.end.year}"


def whole_months(year: int, month: int, months: int) -> Period:
    """The period that begins on the first day of a month.

    Args:
        year: of its first month.
        month: its first, from 1.
        months: how many.
    """
    last = month - 1 + months - 1
    end_year, end_month = year + last // 12, last % 12 + 1
    return Period(
        date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])
    )


def read_period(text: str, frequency: str = "") -> Period | None:
    """The period that a text says, or nothing when it says none for certain.

    «2025-03», «marzo de 2025», «2025-T1», «primer trimestre 2025», «2025». A date counts only
    when it is the first or last day of a period of the indicator's frequency: that is how
    spreadsheets keep «mar-2025».

    Args:
        text: in one line.
        frequency: of the indicator, a value of ``Frequency``; may be empty.
    """
    said = bare(text).rstrip(".")
    day = _DAY.fullmatch(said)
    if day:
        return _of_day(int(day[3]), int(day[2]), int(day[1]), MONTHS.get(frequency, 0))
    for pattern in _PATTERNS:
        match = pattern.fullmatch(said)
        if match:
            return _of_match(match.groupdict())
    return None


def _of_match(said: dict[str, str | None]) -> Period | None:
    year = int(said["year"] or 0)
    if said.get("part"):
        months = _PARTS[said["part"] or ""]
        word = said["number"] or ""
        number = int(word) if word.isdigit() else _ORDINALS.get(word, 0)
        inside = 1 <= number <= 12 // months
        return whole_months(year, (number - 1) * months + 1, months) if inside else None
    if said.get("name"):
        names = [name for name in _NAMES if _is_name(said["name"] or "", name)]
        return whole_months(year, _NAMES.index(names[0]) + 1, 1) if len(names) == 1 else None
    if said.get("month"):
        month = int(said["month"] or 0)
        return whole_months(year, month, 1) if 1 <= month <= 12 else None
    return whole_months(year, 1, 12)


def _is_name(said: str, name: str) -> bool:
    return said in {name, name[:3]} or (
        name == "septiembre" and said in {"setiembre", "set", "sept"}
    )


def _of_day(year: int, month: int, day: int, months: int) -> Period | None:
    try:
        given = date(year, month, day)
    except ValueError:
        return None
    if not months or not 1900 <= year <= 2200:
        return None
    for first in (given, (given + timedelta(days=1))):
        if first.day == 1 and (first.month - 1) % months == 0:
            if first == given:
                return whole_months(first.year, first.month, months)
            before = first.year * 12 + first.month - 1 - months
            return whole_months(before // 12, before % 12 + 1, months)
    return None
