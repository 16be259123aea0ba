"""Words as the search compares them: pure functions, the same on every database (R174)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

MIN_WORD, MAX_WORD = 2, 40
#: A word of so many letters or fewer is never taken for another one typed wrong.
SHORT = 3
#: Small words that are in every text; a search made only of them keeps them.
_STOP = """
    a al algo ante antes aqui asi aun cada como con cual cuales cuando cuanto de del desde donde
    e el ella ellas ello ellos en entre era es esa esas ese eso esos esta estan estas este esto
    estos fue ha hacia han hasta hay la las le les lo los mas me mi mis muy ni no nos nosotros o
    os otra otras otro otros para pero por porque pues que quien quienes se sea ser si sin sino
    sobre son soy su sus suya suyas suyo suyos tal tambien te tiene tienen tu tus u un una unas
    uno unos usted ustedes y ya yo
    quiero quisiera necesito puedo debo tengo favor
"""
STOP = frozenset(_STOP.split())
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_MARKS = {"Mn", "Me"}


@dataclass(frozen=True)
class Token:
    """A word of a text and where it stands.

    Args:
        text: as it is compared.
        start: where it begins in the text it was found in.
        end: where it ends.
    """

    text: str
    start: int
    end: int


def normal(text: str) -> str:
    """Without case and accents: «Cédula» and «CEDULA» are one word, «año» and «ano» too."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if unicodedata.category(letter) not in _MARKS)


def tokens(text: str) -> Iterator[Token]:
    """Every word of a text with its place; «D.N.I.» is one word."""
    end = 0
    for initials in _INITIALS.finditer(text):
        yield from _plain(text, end, initials.start())
        word = normal(initials[0].replace(".", ""))
        yield Token(word, initials.start(), initials.end() - 1)
        end = initials.end()
    yield from _plain(text, end, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _WORD.finditer(text, start, end):
        word = normal(found[0])
        # A character may become several words («½» is «1⁄2»): what is left is compared whole.
        word = "".join(letter for letter in word if letter.isalnum())
        if MIN_WORD <= len(word) <= MAX_WORD or (word.isdigit() and len(word) <= MAX_WORD):
            yield Token(word, found.start(), found.end())


def words(text: str) -> list[str]:
    """The words of a text as they are compared, in order."""
    return [token.text for token in tokens(text)]


def telling(found: list[str]) -> list[str]:
    """Without the small words, unless there is nothing else."""
    return [word for word in found if word not in STOP] or found


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What a Spanish word shares with its other forms: «cédulas» and «cedulación», «cedul»."""
    # Loaded with the first search: its rules for every language are no part of a cold start.
    from snowballstemmer.spanish_stemmer import SpanishStemmer

    # One for each word: a stemmer keeps its place while it works, and threads would share it.
    return word if word.isdigit() else str(SpanishStemmer().stemWord(word))


_SOUNDS = (
    (re.compile(r"^ps"), "s"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ch"), "*"),
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])|q|k"), "k"),
    (re.compile(r"sc(?=[ei])|x"), "s"),
    (re.compile(r"c(?=[ei])|z"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"gu(?=[ei])"), "%"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"%"), "g"),
    (re.compile(r"[vw]"), "b"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"y\b|\by\b"), "i"),
    (re.compile(r"n(?=[bpm])"), "m"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"\*"), "ch"),
)


@lru_cache(maxsize=16384)
def sound(word: str) -> str:
    """How a word sounds in Ecuador: «sedula» and «cédula» are one, «baca» and «vaca» too."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


def grams(heard: str) -> frozenset[str]:
    """Three letters in a row, edges included: «_se», «sed», … «la_»."""
    padded = f"_{heard}_"
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
