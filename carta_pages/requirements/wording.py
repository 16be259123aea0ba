"""Does a sentence promise something that can be measured? Pure functions on text (R47-R49)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from carta_pages.language.plain import bare
from carta_pages.language.quantities import (
    BUSINESS_DAYS,
    DATE,
    DAYS,
    HOURS,
    MINUTES,
    PERCENT,
    SCORE,
    Quantity,
    quantities,
)
from carta_pages.models.vocabulary import MeasureUnit

__all__ = ["bare", "numbers_in", "other_unit_of", "says_number", "says_unit", "vague_words"]

_UNIT_WORDS: dict[str, str] = {
    PERCENT: r"%|por cien(?:to)?\b|\bporciento\b|\bde cada \w",
    MINUTES: r"\bminutos?\b|(?:\b|\d)min\b|\d ?['′]",
    HOURS: r"\bhoras?\b|(?:\b|\d)h(?:rs?)?\b",
    DAYS: r"\bdias?\b",
    BUSINESS_DAYS: r"\bdias?,? (?:laborables?|laborales?|habil(?:es)?|de trabajo)\b",
    SCORE: r"\bpuntos?\b|\bsobre (?:un total de )?\d|\d ?/ ?\d",
}
_NEVER = frozenset({DATE})
"""What a number may be beside, and then is no number of a promise."""


def numbers_in(text: str) -> set[Decimal]:
    """Numbers a reader sees in a sentence, in figures or in words; codes and hours left out."""
    return {value for one in quantities(text) for value in one.values}


def says_number(text: str, number: Decimal, unit: str) -> bool:
    """Whether the sentence says the number with that unit, or with none.

    «35 horas» does not say 35 minutes; «35» in a sentence that names minutes elsewhere does.

    Args:
        text: the sentence.
        number: a committed number of a standard.
        unit: a value of ``MeasureUnit``; empty when not chosen yet.
    """
    return any(_says(one, unit) for one in quantities(text) if number in one.values)


def _says(one: Quantity, unit: str) -> bool:
    if unit not in _UNIT_WORDS:
        return one.unit not in _NEVER
    return one.unit == unit or (not one.unit and not one.is_article)


def other_unit_of(text: str, number: Decimal, unit: str) -> str:
    """The unit with which the sentence says the number, when it is another than the standard's.

    Returns:
        empty when the sentence does not say the number at all, or says it rightly.
    """
    if says_number(text, number, unit):
        return ""
    said = {one.unit for one in quantities(text) if number in one.values and one.unit}
    known = [str(MeasureUnit(name).label) for name in sorted(said) if name in MeasureUnit.values]
    return known[0] if known else ""


def says_unit(text: str, unit: str, other_unit: str = "") -> bool:
    """Whether the sentence names the unit, or the unit needs no name.

    Args:
        text: the sentence.
        unit: a value of ``MeasureUnit``; empty when not chosen yet.
        other_unit: its name when the unit is «otra».
    """
    if unit == MeasureUnit.OTHER:
        return not other_unit or bare(other_unit) in bare(text)
    pattern = _UNIT_WORDS.get(unit, "")
    return not pattern or re.search(pattern, bare(text)) is not None


def vague_pattern(expressions: Iterable[str]) -> re.Pattern[str]:
    """What finds the expressions in a text made ``bare``; the longest one wins.

    One word is found in masculine and feminine, in singular and plural.

    Args:
        expressions: as staff write them.
    """
    known = sorted({bare(one) for one in expressions}, key=lambda one: (-len(one), one))
    ways = [f"(?P<e{place}>{_forms(one)})" for place, one in enumerate(known)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)" if ways else r"(?!)")


def _forms(expression: str) -> str:
    if " " in expression or len(expression) < 4:
        return re.escape(expression)
    if expression[-1] in "oa":
        return f"{re.escape(expression[:-1])}[oa]s?"
    return f"{re.escape(expression)}(?:s|es)?"


def vague_words(text: str, expressions: Iterable[str], apart: Iterable[str] = ()) -> list[str]:
    """Expressions of the sentence that promise without measure, in its order.

    Args:
        text: the sentence.
        expressions: those in force, as staff write them.
        apart: words, made bare, that another finding has said already.
    """
    known = list(expressions)
    written = {bare(one): one for one in known}
    order = sorted(written, key=lambda one: (-len(one), one))
    found = (
        order[int((match.lastgroup or "e0")[1:])]
        for match in vague_pattern(known).finditer(bare(text))
    )
    return list(dict.fromkeys(written[one] for one in found if one not in set(apart)))
