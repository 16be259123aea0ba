"""What a cell says of a number or of a standard, or that it does not say one (R45).

A sheet holds «> = 3,6», «superior a 3 sobre 5», «1/250000», two targets in one cell, or a
milestone. Whatever is not plainly one standard stays a text with a warning: a promise read
wrongly is worse than one not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carta_pages.importing.cells import Cell, Kind, not_a_value
from carta_pages.importing.words import unit_of
from carta_pages.models.quality import LARGEST
from carta_pages.models.vocabulary import MeasureUnit, Operator
from entities.numbers import parse_number

PLACES = 4
LONGEST_TEXT = 400
"""Characters: no standard is longer, and no pattern is asked to look at more."""

_FIGURE = r"[+\-\u2212]?\d+(?:[., ]\d+)*"
_UNIT = (
    r"%|por ciento|puntos?|min(?:utos?)?\b\.?|h(?:oras?|rs?|s)?\b\.?|segundos?|semanas?|meses|mes"
    r"|años?|casos?|d[ií]as?(?: (?:laborables?|h[aá]bil(?:es)?|de trabajo|calendario))?"
)
_AT_LEAST = (
    r"> ?=|= ?>|[≥⩾≧]|(?:mayor|superior) o igual (?:a|que)|igual o (?:mayor|superior) (?:a|que)"
    r"|al menos|por lo menos|como m[ií]nimo|m[ií]nimo|no menos de"
)
_AT_MOST = (
    r"< ?=|= ?<|[≤⩽≦]|(?:menor|inferior) o igual (?:a|que)|igual o (?:menor|inferior) (?:a|que)"
    r"|hasta|como m[aá]ximo|m[aá]ximo|a lo sumo|no m[aá]s de"
)
_EXACT = r"=|igual a|exactamente"
_STRICT = (
    r">|<|(?:superior|mayor|inferior|menor) (?:a|que)|m[aá]s de|menos de|por encima de"
    r"|por debajo de|antes de"
)
_ARTICLE = r"(?:(?:el|la|los|las|un|una) )?"
_ONE = re.compile(
    rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST})|(?P<strict>{_STRICT})|(?P<exact>{_EXACT}))?"
    rf" ?{_ARTICLE}(?P<number>{_FIGURE})(?: ?(?P<unit>{_UNIT}))?"
    r"(?: (?:(?P<or_more>o m[aá]s|como m[ií]nimo)|(?P<or_less>o menos|como m[aá]ximo)))?"
    r"(?P<rest>(?:[ ,].*)?)",
    re.IGNORECASE | re.ASCII,
)
_RANGE = re.compile(
    rf"(?P<start>entre |de |desde )?(?P<low>{_FIGURE}) ?(?P<low_unit>{_UNIT})? ?"
    rf"(?P<joint>y|a|hasta|[-–—]) ?(?P<high>{_FIGURE}) ?(?P<unit>{_UNIT})?",
    re.IGNORECASE | re.ASCII,
)
_OUT_OF = re.compile(rf" (?P<all>sobre {_FIGURE})(?: puntos?)?", re.IGNORECASE | re.ASCII)
_LIMIT = re.compile(
    rf"(?:[^\d]* )?(?:en|dentro de|hasta|antes de|de)(?: [^\d]*?)? ?{_FIGURE}"
    rf" ?(?:{_UNIT})(?:[^\d]*)",
    re.IGNORECASE | re.ASCII,
)
_BARE_FIGURE = re.compile(r"\d+(?:[.,]\d+)*", re.ASCII)
_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", re.ASCII)
_RATIO = re.compile(r"\d[\d., ]* ?(?:/|:) ?\d[\d., ]*", re.ASCII)
_VAGUE = re.compile(r"[~≈±]|\baprox|\balrededor\b|\bcerca de\b|\bcasi\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Standard:
    """A committed value read from a cell, or the text that could not be read.

    Args:
        text: what the cell says, in one line.
        operator: a value of ``Operator``, or empty when the cell does not say a usable one.
        value: the number, in ``unit``.
        value_to: upper end of a range.
        unit: a value of ``MeasureUnit``, or empty.
        other_unit: its name when the unit is «otra».
        parameter: the limit inside the formula («en 5 días»).
        warning: what a person must look at; with ``value`` empty, why nothing was read.
    """

    text: str = ""
    operator: str = ""
    value: Decimal | None = None
    value_to: Decimal | None = None
    unit: str = ""
    other_unit: str = ""
    parameter: str = ""
    warning: str = ""


def read_number(cell: Cell) -> Standard:
    """A plain number, perhaps with its unit; a cell that says an operator is no plain number."""
    found = read_standard(cell)
    if found.value is None or (not found.operator and not found.warning):
        return found
    return Standard(found.text, warning=_("Se esperaba solo un número: «%s».") % found.text[:60])


def read_standard(cell: Cell) -> Standard:
    """The standard that a cell says.

    Never raises and never answers a number that the cell does not state.
    """
    text = cell.line
    if cell.kind is Kind.EMPTY or not text:
        return Standard()
    refused = not_a_value(cell)
    if refused:
        return Standard(text, warning=refused)
    if cell.number is not None:
        unit = MeasureUnit.PERCENT if cell.kind is Kind.PERCENT else ""
        return _fitting(Standard(text, value=cell.number, unit=unit))
    if len(text) > LONGEST_TEXT:
        return Standard(text, warning=_("El texto es demasiado largo para ser un estándar."))
    plain = text.rstrip(".;, ")
    if _DAY.fullmatch(plain) or any(c.isdigit() and not c.isascii() for c in plain):
        return Standard(text, warning=_why_not(plain))
    try:
        found = _range_in(plain) or _one_in(plain)
    except ValidationError as error:
        return Standard(text, warning=" ".join(error.messages))
    if found is None:
        return Standard(text, warning=_why_not(plain))
    return _fitting(replace(found, text=text))


def _range_in(text: str) -> Standard | None:
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    unit, other = unit_of(match["unit"] or "")
    if match["joint"] in "-–—" and not unit:
        return None  # «2024-2025» is no range of anything that is measured
    if (match["joint"].casefold() == "y") != ((match["start"] or "").casefold() == "entre "):
        return None  # «95 % y 98 %» are two targets
    if match["low_unit"] and unit_of(match["low_unit"]) != (unit, other):
        return None
    low, high = parse_number(match["low"]), parse_number(match["high"])
    if low >= high:
        return Standard(warning=_("El rango debe ir de menor a mayor."))
    return Standard(operator=Operator.WITHIN, value=low, value_to=high, unit=unit, other_unit=other)


def _one_in(text: str) -> Standard | None:
    match = _ONE.fullmatch(text)
    if match is None or _VAGUE.search(text):
        return None
    value = parse_number(match["number"])
    unit, other = unit_of(match["unit"] or "")
    found = Standard(value=value, unit=unit, other_unit=other, operator=_operator_of(match))
    if match["strict"]:
        found = replace(found, warning=_strict(match["strict"], match["number"]))
    elif not found.operator and _says_two(match):
        return None
    return _with_rest(found, match["rest"])


def _operator_of(match: re.Match[str]) -> str:
    if _says_two(match):
        return ""
    if match["least"] or match["or_more"]:
        return Operator.AT_LEAST
    if match["most"] or match["or_less"]:
        return Operator.AT_MOST
    return Operator.EQUAL if match["exact"] else ""


def _says_two(match: re.Match[str]) -> bool:
    before = match["least"] or match["most"] or match["strict"] or match["exact"]
    return bool(before and (match["or_more"] or match["or_less"]))


def _with_rest(found: Standard, rest: str) -> Standard | None:
    """What follows the number: nothing, «sobre 5», a limit inside a share, or words."""
    if not rest.strip(" ,"):
        return found
    out_of = _OUT_OF.fullmatch(rest)
    if out_of and found.unit in {"", MeasureUnit.SCORE}:
        return replace(found, unit=MeasureUnit.SCORE, parameter=out_of["all"])
    figures = _BARE_FIGURE.findall(rest)
    is_share = found.unit == MeasureUnit.PERCENT
    if is_share and len(figures) == 1 and _LIMIT.fullmatch(rest.strip(" ,")):
        return replace(found, parameter=rest.strip(" ,"))
    if figures or not found.unit or "/" in rest:
        return None
    left_out = _("Se leyó el número; queda fuera el resto del texto: «%s».") % rest.strip(" ,")
    return replace(found, warning=" ".join(filter(None, (found.warning, left_out))))


def _strict(word: str, number: str) -> str:
    return _(
        "«%(word)s %(number)s» no incluye el %(number)s. Elija el operador y revise el número."
    ) % {"word": word, "number": number}


def _fitting(found: Standard) -> Standard:
    """The same, or the text when the number does not fit a standard's digits."""
    for number in (found.value, found.value_to):
        if number is None:
            continue
        exponent = number.normalize().as_tuple().exponent
        if abs(number) >= LARGEST or (isinstance(exponent, int) and -exponent > PLACES):
            return Standard(
                found.text,
                warning=_("El número no cabe: hasta diez cifras enteras y cuatro decimales."),
            )
    return found


def _why_not(text: str) -> str:
    figures = _BARE_FIGURE.findall(text)
    if text.startswith(("=", "@")):
        return _("Parece una fórmula escrita como texto: escriba su resultado.")
    if not any(character.isdigit() for character in text):
        return _("No dice ningún número: si es un hito, descríbalo y escriba cómo se mide.")
    if _DAY.fullmatch(text):
        return _("Parece una fecha, no un número.")
    if _RATIO.fullmatch(text):
        return _("Es una razón entre dos números: escriba el estándar y su unidad por separado.")
    if _VAGUE.search(text):
        return _("Es un número aproximado: escriba el que se compromete.")
    if len(figures) > 1:
        return _("Dice más de un número y no se sabe cuál es el estándar.")
    return _("No se entiende qué número es el estándar.")
