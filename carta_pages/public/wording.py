"""Numbers, standards and differences in words that a person reads aloud (R45, R98, R223).

Pure: values of a snapshot in, plain Spanish out. A difference is said in words, because «−2»
means better for minutes and worse for percentages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import Direction, MeasureUnit, Operator
from entities.numbers import format_number
from entities.sanitize import one_line

Row = dict[str, Any]

NBSP = "\u00a0"
NARROW = "\u202f"
"""Between a figure and its sign: «90 %» keeps together and reads as one."""
MOST_DIGITS = 15  # ITU-T E.164
PERCENT = str(MeasureUnit.PERCENT.label)

FIGURE = re.compile(
    r"\bel mismo día\b"
    r"|(?<![\w.,])\d+(?:[.,]\d+)*"
    r"(?:\u202f%|\s(?:de cada \d+|minutos?|horas?(?: laborables?)?|días?(?: laborables?| hábiles)?"
    r"|semanas?|meses|mes|años?|puntos?(?: sobre \d+)?|veces|dólares)\b)",
    re.IGNORECASE,
)


def _forms() -> dict[str, tuple[str, str]]:
    """Singular and plural of each unit, by the label that snapshots keep."""
    return {
        str(MeasureUnit.MINUTES.label): (_("minuto"), _("minutos")),
        str(MeasureUnit.HOURS.label): (_("hora"), _("horas")),
        str(MeasureUnit.DAYS.label): (_("día"), _("días")),
        str(MeasureUnit.BUSINESS_DAYS.label): (_("día laborable"), _("días laborables")),
        str(MeasureUnit.SCORE.label): (_("punto"), _("puntos")),
        str(MeasureUnit.COUNT.label): (_("caso"), _("casos")),
    }


def decimal(text: Any) -> Decimal | None:
    """A snapshot's number; ``None`` for an empty or broken one."""
    if text in (None, ""):
        return None
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(text: Any) -> str:
    """«35,5» from a snapshot's number."""
    value = decimal(text)
    return "" if value is None else format_number(value, grouping=True)


def day(value: Any) -> str:
    """«3 de marzo de 2026» from an ISO date, a date or nothing."""
    if not value:
        return ""
    found = value if isinstance(value, date) else parse_date(str(value)[:10])
    return date_format(found, "DATE_FORMAT") if found else str(value)


def unit_of(row: Row) -> str:
    """The unit of an indicator sheet, or of an annex row, as people read it."""
    if "indicator_unit" in row:
        return str(row["indicator_unit"] or "")
    unit = row.get("unit") or {}
    if unit.get("value") == MeasureUnit.OTHER:
        return str(row.get("other_unit") or "")
    return str(unit.get("label") or "")


def amount(value: Decimal, unit: str) -> str:
    """«1 día», «35 minutos», «92 %»."""
    written = format_number(value, grouping=True)
    if unit == PERCENT:
        return f"{written}{NARROW}%"
    forms = _forms().get(unit)
    word = unit if forms is None else forms[0] if abs(value) == 1 else forms[1]
    return f"{written}{NBSP}{word}".strip(NBSP)


def standard(row: Row) -> str:
    """The committed value in words: «como máximo 35 minutos»; empty when it is not complete."""
    value, upper = decimal(row.get("value")), decimal(row.get("value_to"))
    if value is None:
        return ""
    unit = unit_of(row)
    operator = (row.get("operator") or {}).get("value", "")
    if operator == Operator.WITHIN and upper is not None:
        low = format_number(value, grouping=True)
        return _("entre %(low)s y %(high)s") % {"low": low, "high": amount(upper, unit)}
    sentence = {
        Operator.AT_LEAST: _("al menos %s"),
        Operator.AT_MOST: _("como máximo %s"),
        Operator.EQUAL: _("exactamente %s"),
    }.get(operator, "%s")
    return sentence % amount(value, unit)


@dataclass(frozen=True)
class Difference:
    """How far a territorial standard lies from the national one.

    Args:
        words: «4 días más que el estándar nacional».
        demand: whether it asks more or less of the entity; empty when unknown or equal.
    """

    words: str
    demand: str = ""


def difference(local: Row, national: Row) -> Difference | None:
    """Compare an annex row with the national standard of the same indicator (R98).

    Args:
        local: the annex row.
        national: the indicator sheet of the commitment.

    Returns:
        ``None`` when either has no value.
    """
    here, there = decimal(local.get("value")), decimal(national.get("value"))
    if here is None or there is None:
        return None
    rules = {(row.get("operator") or {}).get("value") for row in (local, national)}
    if len(rules) > 1 or Operator.WITHIN in rules or unit_of(local) != unit_of(national):
        return Difference(_("Se mide con otra regla que el estándar nacional"))
    gap = here - there
    if gap == 0:
        return Difference(_("Igual que el estándar nacional"))
    distance = _distance(abs(gap), unit_of(national))
    direction = (national.get("direction") or {}).get("value", "")
    sentence = (
        _("%s más que el estándar nacional") if gap > 0 else _("%s menos que el estándar nacional")
    )
    return Difference(sentence % distance, _demand(gap, direction))


def _distance(gap: Decimal, unit: str) -> str:
    if unit != PERCENT:
        return amount(gap, unit)
    word = _("punto porcentual") if gap == 1 else _("puntos porcentuales")
    return f"{format_number(gap, grouping=True)}{NBSP}{word}"


def _demand(gap: Decimal, direction: str) -> str:
    if direction not in Direction.values:
        return ""
    is_harder = (gap > 0) == (direction == Direction.HIGHER)
    return _("más exigente") if is_harder else _("menos exigente")


def other_limit(local: Row, national: Row) -> str:
    """«5 días laborables», y no «mismo día»: what people feel first; empty when it is alike.

    Args:
        local: the annex row.
        national: the indicator sheet of the commitment.
    """
    here, there = (one_line(str(row.get("parameter") or "")) for row in (local, national))
    if not here or here.casefold() == there.casefold():
        return ""
    if not there:
        return here
    return _("«%(here)s» en lugar de «%(there)s»") % {"here": here, "there": there}


def bound(text: str) -> str:
    """A text whose numbers stay on the line of their «%», a narrow space apart."""
    return re.sub(r"(?<=\d)[ \u00a0](?=%)", NARROW, text)


def set_off(statement: str) -> tuple[str, str, str]:
    """A promise around its figure: «… en un máximo de », «35 minutos», «, contados desde…».

    The first quantity that people would repeat by heart; a number without a unit is none. Empty
    in the middle when the promise has no figure.
    """
    text = bound(statement)
    found = FIGURE.search(text)
    if found is None:
        return text, "", ""
    return text[: found.start()], found.group(), text[found.end() :]


def dialled(phone: str) -> str:
    """What a telephone dials for a number as people write it; empty when it is not one number.

    «(02) 393-9400 ext. 12» dials +59323939400; «1800 000 123» and «171» dial themselves.
    """
    number = re.split(r"(?i)\bext|\bopci", phone)[0]
    digits = re.sub(r"\D", "", number)
    if re.search(r"[^\d\s()+.\-]", number) or not 3 <= len(digits) <= MOST_DIGITS:
        return ""
    if digits.startswith("0"):
        return f"+593{digits[1:]}"
    return f"+{digits}" if digits.startswith("593") or "+" in number else digits


def scope(content: Row) -> list[str]:
    """Where a commitment holds, from the boxes ticked (R52, R101)."""
    lines = []
    for kind in content.get("scope_kinds") or ():
        value, label = kind["value"], str(kind["label"]).split(" (")[0]
        detail = {
            "unidades_desconcentradas": content.get("scope_deconcentrated"),
            "otros": content.get("scope_other"),
        }.get(value)
        if value == "nacional":
            lines.append(_("Todo el país"))
        else:
            lines.append(f"{label}: {detail}" if detail else label)
    return lines


def place(reference: Row | None) -> str:
    """«Agencia Macas (Macas, Morona Santiago)» from what a snapshot keeps of a unit."""
    if not reference:
        return ""
    where = ", ".join(part for part in _distinct(reference) if part)
    label = str(reference.get("label") or "")
    return f"{label} ({where})" if where else label


def _distinct(reference: Row) -> Iterable[str]:
    canton, province = str(reference.get("canton") or ""), str(reference.get("province") or "")
    return (canton,) if canton == province else (canton, province)


def period(start: date, end: date | None) -> str:
    """«del 3 de marzo de 2026 al 4 de mayo de 2026», «desde el 3 de marzo de 2026»."""
    if end is None:
        return _("desde el %s") % day(start)
    if end == start:
        return _("el %s") % day(start)
    return _("del %(start)s al %(end)s") % {"start": day(start), "end": day(end)}
