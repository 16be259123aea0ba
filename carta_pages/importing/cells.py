"""One cell of a spreadsheet, before anybody knows what it means."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from django.utils.translation import gettext as _

from entities.numbers import format_number

LONGEST_CELL = 32_767
"""Characters; what a spreadsheet program itself lets into a cell."""

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u3000\t\r\n\v\f"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), None)
_SEEN = re.compile(r"[^\s'\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_LARGEST_POWER = 30
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_ERROR_STARTS = ("#N/", "#¡", "#¿", "#REF", "#DIV", "#VALUE", "#NAME", "#NUM", "#NULL", "#VALOR")


class Kind(Enum):
    """What the file says that a cell is."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the file gives it.

    Args:
        kind: what the file says it is.
        text: what a person sees, with what a text holds kept as it was written.
        number: of a number; a percentage is told in hundredths («35 %» is 35).
        day: of a date.
    """

    kind: Kind = Kind.EMPTY
    text: str = ""
    number: Decimal | None = None
    day: date | None = None

    @property
    def line(self) -> str:
        """The text in one line: one kind of space, nothing invisible, no leading apostrophe.

        The apostrophe is how spreadsheets say «this is a text», and how files are kept from
        being computed when somebody opens them: it is no part of what was written.
        """
        tidy = self.text.translate(_SPACES).translate(_INVISIBLE).translate(_FULL_WIDTH)
        tidy = " ".join(unicodedata.normalize("NFC", tidy).split())
        return tidy.removeprefix("'").strip()


EMPTY = Cell()


def text_cell(text: str) -> Cell:
    """A cell of a file without kinds: everything is a text, an error word is an error."""
    if not _SEEN.search(text) and (len(text) > LONGEST_CELL or not Cell(Kind.TEXT, text).line):
        return EMPTY
    if text.lstrip().upper().startswith(_ERROR_STARTS):
        return Cell(Kind.ERROR, text.strip())
    return Cell(Kind.TEXT, text)


def number_cell(number: Decimal, *, percent: bool = False) -> Cell:
    """A number cell; 15 significant figures, as the programs show them, so no 0.30000000000000004.

    Args:
        number: as stored; 0.35 when it is shown as 35 %.
        percent: whether the cell is shown as a percentage.
    """
    if not number.is_finite():
        return Cell(Kind.ERROR, str(number))
    if number and abs(number.adjusted()) > _LARGEST_POWER:
        return Cell(Kind.TEXT, str(number))
    told = _as_shown(number * 100 if percent and number else number)
    shown = format_number(told)
    return Cell(Kind.PERCENT, f"{shown} %", told) if percent else Cell(Kind.NUMBER, shown, told)


def _as_shown(number: Decimal) -> Decimal:
    if number == 0:
        return Decimal(0)
    places = 14 - number.adjusted()
    rounded = round(number, places) if len(number.as_tuple().digits) > 15 else number
    return rounded.normalize()


def date_cell(day: date) -> Cell:
    """A date, without its hour."""
    whole = day.date() if isinstance(day, datetime) else day
    return Cell(Kind.DATE, f"{whole.day:02}/{whole.month:02}/{whole.year}", day=whole)


def boolean_cell(value: bool) -> Cell:
    """A logical value."""
    return Cell(Kind.BOOLEAN, _("VERDADERO") if value else _("FALSO"))


def formula_cell(formula: str) -> Cell:
    """A formula whose result the file does not keep."""
    return Cell(Kind.FORMULA, formula)


def not_a_value(cell: Cell) -> str:
    """Why a cell of its kind says no number and no date; empty when its text must be read."""
    return {
        Kind.DATE: _("La celda es una fecha (%s). Si era un número, escríbalo como texto.")
        % cell.text,
        Kind.BOOLEAN: _("La celda dice verdadero o falso, no un número."),
        Kind.ERROR: _("La celda tiene un error de la hoja de cálculo: %s.") % cell.text[:40],
        Kind.FORMULA: _(
            "La celda es una fórmula sin resultado guardado. Abra el archivo en su programa, "
            "guárdelo y vuelva a subirlo."
        ),
    }.get(cell.kind, "")
