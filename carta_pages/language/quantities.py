"""Numbers of a sentence, each with the unit it is said with (R45, R47).

«En dos (2) días laborables», «9 de cada 10», «entre 20 y 35 minutos», «95,5 por ciento»: a reader
knows at once which number goes with which unit, and so must the rule that asks a promise for the
number and unit of its standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from carta_pages.language import spoken
from carta_pages.language.plain import bare

PERCENT, MINUTES, HOURS, DAYS = "porcentaje", "minutos", "horas", "dias"
BUSINESS_DAYS, SCORE = "dias_laborables", "puntos"
MONEY, DATE, CLOCK, STRANGE = "dinero", "fecha", "reloj", "otra cosa"
"""What a number may be said with besides the units of an indicator."""

_MONTHS = (
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre"
    "|diciembre"
)
_AFTER = (
    (PERCENT, r"%|por ciento\b|por cien\b|porciento\b"),
    (MINUTES, r"minutos?\b|mins?\b\.?|['′]"),
    (HOURS, r"horas?\b|hrs?\b\.?|hs?\b\.?"),
    (BUSINESS_DAYS, r"dias?,? (?:laborables?|laborales?|habil(?:es)?|de trabajo)\b"),
    (DAYS, r"dias?\b"),
    (SCORE, r"(?:puntos?\b(?! porcentual)|sobre (?:un total de )?\d|/ ?\d)"),
    (STRANGE, r"(?:segundos?|semanas?|quincenas?|mes(?:es)?|anos?|km|kilometros?|metros?)\b"),
    (MONEY, r"(?:dolares?|usd)\b|centavos?\b"),
    (DATE, rf"(?:de )?(?:{_MONTHS})\b"),
)
_UNIT_AFTER = [(unit, re.compile(rf"\s*(?:{pattern})")) for unit, pattern in _AFTER]
_OUT_OF = re.compile(r"\s*de cada\s+")
_AND_A_HALF = re.compile(r"\s*y medi[oa]\b(?! (?:hora|dia|minuto))")
_JOINED = re.compile(
    r"\s*(?:,|;|\+|-|–|—|/|y|e|o|u|a|al|hasta|o menos|o mas|como maximo|como minimo|maximo|minimo"
    r"|en total|\s)*\s*"
)
_FIGURE = re.compile(
    r"(?<![\w.,:])(?<!\w-)(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"(?![\d_])(?!-?[a-z]*\d)(?![.,:]\d)"
)
_WORD = re.compile(r"(?<![\w-])(?<!\bpor )(?:[a-z]+|\d+)")
_HALF = re.compile(r"\bmedi[oa]\s+(?=hora|dia)")
_BEFORE = (
    (MONEY, re.compile(r"(?:\$|usd) ?$")),
    (STRANGE, re.compile(r"(?:sobre|sobre un total de|/) ?$")),
)
_LONGEST_BEFORE, _LONGEST_BETWEEN = 20, 40
_FILLER = re.compile(
    r"(?:\s*(?:\(|\)|,|o menos|o mas|como maximo|como minimo|maximo|minimo|de))*\s*"
)


@dataclass(frozen=True)
class Quantity:
    """A number as a reader takes it.

    Args:
        values: what it may mean; two for «1.234», which is read in two ways.
        unit: said with it; empty when none is beside it.
        start: where it begins in the text that was compared.
        end: where the number ends.
        is_article: it is «un», «uno» or «una», which may be no number at all.
    """

    values: frozenset[Decimal]
    unit: str
    start: int
    end: int
    is_article: bool = False


def quantities(text: str) -> list[Quantity]:
    """Every number of a text with its unit, in order."""
    plain = bare(text)
    found = sorted((*_figures(plain), *_spoken(plain), *_halves(plain)), key=lambda one: one.start)
    named = [_with_unit(plain, one) for one in found]
    return _ratios(plain, _shared(plain, named))


def _figures(plain: str) -> list[Quantity]:
    read = ((match, _readings(match.group())) for match in _FIGURE.finditer(plain))
    return [Quantity(values, "", match.start(), match.end()) for match, values in read if values]


def _readings(figure: str) -> frozenset[Decimal]:
    joined = re.sub(r"\s", "", figure)
    marks = re.findall(r"[.,]", joined)
    found = set()
    if not marks:
        found.add(Decimal(joined))
    elif len(marks) == 1:
        found.add(Decimal(joined.replace(",", ".")))
    if marks and re.fullmatch(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*", joined):
        found.add(Decimal(re.sub(r"[.,]", "", joined)))
    elif len(marks) > 1 and len(set(marks)) == 2 and marks[-1] not in marks[:-1]:
        whole, _mark, decimals = joined.rpartition(marks[-1])
        found.add(Decimal(f"{re.sub('[.,]', '', whole)}.{decimals}"))
    return frozenset(found)


def _spoken(plain: str) -> list[Quantity]:
    found: list[Quantity] = []
    places = list(_WORD.finditer(plain))
    words = [match.group() for match in places]
    at = 0
    while at < len(words):
        number = spoken.read(words, at)
        if number is None or not _together(plain, places[at : at + number.length]):
            at += 1
            continue
        last = places[at + number.length - 1]
        found.append(
            Quantity(
                frozenset({number.value}),
                "",
                places[at].start(),
                last.end(),
                number.may_be_article,
            )
        )
        at += number.length
    return found


def _together(plain: str, places: list[re.Match[str]]) -> bool:
    return all(plain[one.end() : following.start()] == " " for one, following in pairwise(places))


def _halves(plain: str) -> list[Quantity]:
    half = frozenset({Decimal("0.5")})
    return [Quantity(half, "", match.start(), match.end()) for match in _HALF.finditer(plain)]


def _with_unit(plain: str, one: Quantity) -> Quantity:
    before = plain[max(0, one.start - _LONGEST_BEFORE) : one.start]
    for unit, pattern in _BEFORE:
        if pattern.search(before):
            return replace(one, unit=unit)
    filler = _FILLER.match(plain, one.end)
    places = (one.end, filler.end() if filler else one.end)
    for place in dict.fromkeys(places):
        for unit, pattern in _UNIT_AFTER:
            found = pattern.match(plain, place)
            if found:
                return _and_a_half(plain, replace(one, unit=unit), found.end())
    return one


def _and_a_half(plain: str, one: Quantity, after: int) -> Quantity:
    """«Dos horas y media» is two and a half, never two."""
    if _AND_A_HALF.match(plain, after):
        return replace(one, values=frozenset(value + Decimal("0.5") for value in one.values))
    return one


def _shared(plain: str, found: list[Quantity]) -> list[Quantity]:
    """«Entre 20 y 35 minutos», «dos (2) días»: the unit is of both numbers."""
    shared: list[Quantity] = []
    following: Quantity | None = None
    for one in reversed(found):
        following = _sharing(plain, one, following)
        shared.append(following)
    return shared[::-1]


def _sharing(plain: str, one: Quantity, following: Quantity | None) -> Quantity:
    if following is None or one.unit or not following.unit:
        return one
    between = re.sub(r"[()]", " ", plain[one.end : following.start])
    joined = len(between) <= _LONGEST_BETWEEN and _JOINED.fullmatch(between)
    return replace(one, unit=following.unit) if joined else one


def _ratios(plain: str, found: list[Quantity]) -> list[Quantity]:
    """«9 de cada 10» says ninety per cent, and neither nine nor ten of anything."""
    kept: list[Quantity] = []
    at = 0
    while at < len(found):
        one = found[at]
        other = found[at + 1] if at + 1 < len(found) else None
        if other is not None and _OUT_OF.fullmatch(plain[one.end : other.start]):
            shares = {100 * a / b for a in one.values for b in other.values if b}
            kept.append(replace(one, values=frozenset(shares), unit=PERCENT, end=other.end))
            at += 2
            continue
        kept.append(one)
        at += 1
    return kept
