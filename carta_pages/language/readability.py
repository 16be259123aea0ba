"""How easily a Spanish text is read, as a number from 0 to 100 (R47, R223).

Two formulas, both of syllables by word and of words by sentence:

* Perspicuity of Szigriszt Pazos (1993), 206.835 - 62.3 S/P - P/F, read with the INFLESZ scale of
  Barrio Cantalejo and others («Validación de la Escala INFLESZ para evaluar la legibilidad de los
  textos dirigidos a pacientes», An Sist Sanit Navar 2008; 31(2): 135-152).
* Lecturability of Fernández Huerta («Medidas sencillas de lecturabilidad», Consigna 1959; 214:
  29-32), 206.84 - 60 S/P - 1.02 P/F, with the correction of Law (2011): its last term is the
  length of the sentence, not the number of sentences.

Both were made for samples of about a hundred words. A commitment is one sentence, so that they
only orient: below ``SHORTEST`` words there is no score at all.

What is not read as it is written counts neither as word nor as syllable: figures («35»,
«95,5 %», «8:30»), codes, abbreviations without a vowel and acronyms. A promise must carry its
number, and reading «treinta y cinco» for «35» would make the better text the worse one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from carta_pages.language import sentences as splitting
from carta_pages.language import syllables

SHORTEST = 10
"""Words that are read; a shorter text has no score (our rule [I])."""

SCALE = (
    (80, _("muy fácil")),
    (65, _("bastante fácil")),
    (55, _("normal")),
    (40, _("algo difícil")),
    (0, _("muy difícil")),
)
"""INFLESZ: from which perspicuity on a text is how easy (Barrio Cantalejo and others, 2008)."""


@dataclass(frozen=True)
class Counted:
    """What was counted of a text.

    Args:
        syllables: of the words that are read as they are written.
        words: those words.
        sentences: that hold at least one of them.
    """

    syllables: int
    words: int
    sentences: int


@dataclass(frozen=True)
class Score:
    """How easily a text is read, from 0 to 100."""

    perspicuity: int
    lecturability: int

    @property
    def band(self) -> str:
        """The degree of the INFLESZ scale."""
        return str(next(name for floor, name in SCALE if self.perspicuity >= floor))


def count(text: str) -> Counted:
    """Count what is read as it is written."""
    has_small_letters = any(letter.islower() for letter in text)
    per_sentence = [
        [
            syllables.count(word)
            for word in splitting.words(sentence)
            if _is_read(word, has_small_letters)
        ]
        for sentence in splitting.sentences(text)
    ]
    read = [counts for counts in per_sentence if counts]
    return Counted(sum(map(sum, read)), sum(map(len, read)), len(read))


def _is_read(word: str, has_small_letters: bool) -> bool:
    if any(letter.isdigit() for letter in word) or not syllables.count(word):
        return False
    return not (has_small_letters and len(word) > 1 and word.isupper())


def score(text: str, shortest: int = SHORTEST) -> Score | None:
    """How easily the text is read.

    Args:
        text: plain Spanish.
        shortest: words below which there is no score.

    Returns:
        both numbers, kept between 0 and 100; ``None`` for a text too short to tell.
    """
    found = count(text)
    if found.words < max(shortest, 1):
        return None
    by_word = Decimal(found.syllables) / found.words
    by_sentence = Decimal(found.words) / found.sentences
    return Score(
        perspicuity=_whole(Decimal("206.835") - Decimal("62.3") * by_word - by_sentence),
        lecturability=_whole(Decimal("206.84") - 60 * by_word - Decimal("1.02") * by_sentence),
    )


def _whole(number: Decimal) -> int:
    return int(min(max(number, Decimal(0)), Decimal(100)).quantize(Decimal(1), ROUND_HALF_UP))
