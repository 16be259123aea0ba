"""Numbers written in Spanish words: «treinta y cinco», «dos mil quinientos», «mil»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ONE = frozenset({"un", "uno", "una"})
"""Also an article: it is a number only beside a unit."""
_UNITS = {
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5,
    "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
}  # fmt: skip
_TEENS = {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20,
    "veintiun": 21, "veintiuno": 21, "veintiuna": 21, "veintidos": 22, "veintitres": 23,
    "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_TENS = {
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
_HUNDREDS = {
    "cien": 100, "ciento": 100, "doscient": 200, "trescient": 300, "cuatrocient": 400,
    "quinient": 500, "seiscient": 600, "setecient": 700, "ochocient": 800, "novecient": 900,
}  # fmt: skip
_MILLIONS = {"millon": 10**6, "millones": 10**6}
_COMMA = frozenset({"coma", "punto"})


@dataclass(frozen=True)
class Spoken:
    """A number in words.

    Args:
        value: what it says.
        length: how many words it takes.
        may_be_article: it is only «un», «uno» or «una».
    """

    value: Decimal
    length: int
    may_be_article: bool = False


def _hundred(word: str) -> int | None:
    return _HUNDREDS.get(word) or _HUNDREDS.get(word[:-2] if word.endswith(("os", "as")) else "")


def read(words: Sequence[str], start: int = 0) -> Spoken | None:
    """The longest number that begins at a word.

    Args:
        words: without accents and in lower case.
        start: place of the first one.

    Returns:
        ``None`` where no number begins.
    """
    total, at = _whole(words, start)
    if at == start:
        return None
    if at + 1 < len(words) and words[at] in _COMMA:
        decimals, after = _decimals(words, at + 1)
        if after > at + 1:
            return Spoken(Decimal(f"{total}.{decimals}"), after - start)
    return Spoken(Decimal(total), at - start, at == start + 1 and words[start] in ONE)


def _whole(words: Sequence[str], start: int) -> tuple[int, int]:
    total, at = 0, start
    for scale_words, scale in ((_MILLIONS, 10**6), ({"mil": 1000}, 1000)):
        part, after = _below_thousand(words, at)
        if after < len(words) and words[after] in scale_words and (after > at or scale == 1000):
            total, at = total + (part if after > at else 1) * scale, after + 1
    part, after = _below_thousand(words, at)
    return total + part, after


def _below_thousand(words: Sequence[str], start: int) -> tuple[int, int]:
    total, at = 0, start
    hundred = _hundred(words[at]) if at < len(words) else None
    if hundred:
        total, at = hundred, at + 1
        if words[start] == "cien":
            return total, at
    small, after = _below_hundred(words, at)
    return total + small, after


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    word = words[at] if at < len(words) else ""
    if word in _TENS:
        ten, at = _TENS[word], at + 1
        if at + 1 < len(words) and words[at] == "y" and _UNITS.get(words[at + 1], 0):
            return ten + _UNITS[words[at + 1]], at + 2
        return ten, at
    value = {**_UNITS, **_TEENS}.get(word)
    return (0, at) if value is None else (value, at + 1)


def _decimals(words: Sequence[str], at: int) -> tuple[str, int]:
    zeros = ""
    while at < len(words) and words[at] == "cero":
        zeros, at = zeros + "0", at + 1
    if at < len(words) and words[at].isdigit():
        return zeros + words[at], at + 1
    value, after = _below_hundred(words, at)
    return (zeros + str(value), after) if after > at else (zeros, at)
