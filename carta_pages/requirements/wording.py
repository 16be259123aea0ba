"""Does a sentence promise something that can be measured? Pure functions on text (R47-R49)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from carta_pages.models.vocabulary import MeasureUnit

LONGEST_SENTENCE = 40
"""Words; a sentence that must be read twice is not plain (R223, our rule [I])."""

VAGUE = (
    "a la brevedad",
    "adecuado",
    "adecuada",
    "alrededor de",
    "aproximadamente",
    "en lo posible",
    "en la medida de lo posible",
    "intentaremos",
    "lo antes posible",
    "lo mas pronto posible",
    "mejor esfuerzo",
    "oportunamente",
    "oportuno",
    "procuraremos",
    "razonable",
    "trataremos",
)
"""Words that promise without measure; compared without accents."""

_WORD_NUMBERS = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15,
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90, "cien": 100,
}  # fmt: skip

_UNIT_WORDS: dict[str, str] = {
    MeasureUnit.PERCENT: r"%|por ciento|de cada (?:100|cien)",
    MeasureUnit.MINUTES: r"\bminutos?\b|\bmin\b",
    MeasureUnit.HOURS: r"\bhoras?\b",
    MeasureUnit.DAYS: r"\bdias?\b",
    MeasureUnit.BUSINESS_DAYS: r"\bdias? (?:laborables?|habil(?:es)?|de trabajo)\b",
    MeasureUnit.SCORE: r"\bpuntos?\b|\bsobre \d",
    MeasureUnit.COUNT: r"",
}

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w]|[.,]\d)", re.ASCII)


def bare(text: str) -> str:
    """The text in lower case, without accents and with single spaces, for comparison."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    return " ".join(letters.split())


def numbers_in(text: str) -> set[Decimal]:
    """Numbers a reader sees in a sentence, in figures or in simple words."""
    found = {Decimal(match.replace(",", ".")) for match in _NUMBER.findall(text)}
    words = re.findall(r"[a-z]+", bare(text))
    return found | {Decimal(_WORD_NUMBERS[word]) for word in words if word in _WORD_NUMBERS}


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


def vague_words(text: str) -> list[str]:
    """Words of the sentence that promise without measure."""
    plain = bare(text)
    return [word for word in VAGUE if re.search(rf"\b{re.escape(word)}\b", plain)]


def is_negative(text: str) -> bool:
    """Whether the sentence says what will not happen instead of what will."""
    return (
        re.match(r"(?:no|nunca|jamas)\b|.*\bno (?:demorar|tardar|exced|superar)", bare(text))
        is not None
    )


def longest_sentence(text: str) -> int:
    """Words of the longest sentence."""
    return max((len(part.split()) for part in re.split(r"[.!?;]\s", text)), default=0)
