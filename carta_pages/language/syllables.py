"""Syllables of a Spanish word, by the rules of its spelling.

The source is the *Ortografía de la lengua española* (RAE and ASALE, 2010): two vowels that follow
each other are one syllable when one of them is a weak vowel (i, u) without accent beside a strong
one, or when both are weak and differ; they are two when both are strong, when the accented one of
the pair is the weak one beside a strong one, or when they are the same. An «h» between vowels does
not part them unless it begins a syllable of its own («cacahuete»); the «u» of «que», «qui»,
«gue» and «gui» does not sound; «y» is a vowel alone, at the end and before a consonant.
"""

from __future__ import annotations

import re
import unicodedata

STRONG = frozenset("aeoáéóíú")
"""Vowels that are the centre of a syllable; an accented weak one beside a strong one is too."""
_VOWELS = "aeiouáéíóúü"
_FOREIGN = str.maketrans("àèìòùâêîôûäëïöãõåæœ", "aeiouaeiouaeioaoaeo")
_SILENT_U = re.compile(r"(?<=q)u|(?<=g)u(?=[eiéí])")
_VOWEL_Y = re.compile(rf"y(?![{_VOWELS}])")
_SILENT_H = re.compile(rf"(?<=[{_VOWELS}])h(?![iu][{_VOWELS}])(?=[{_VOWELS}])")
_RUNS = re.compile(rf"[{_VOWELS}]+")
_TWICE = re.compile(r"[ií](?=[ií])|[uúü](?=[uúü])")


def count(word: str) -> int:
    """How many syllables a word has.

    Args:
        word: letters only, in any case; a hyphen or an apostrophe parts it into words.

    Returns:
        0 for what has no vowel: an abbreviation or a sign, which is not read as it is written.
    """
    letters = unicodedata.normalize("NFC", word).lower().translate(_FOREIGN)
    return sum(_of_part(part) for part in re.split(r"[-‐‑'’]", letters))


def _of_part(letters: str) -> int:
    sounded = _SILENT_U.sub("", _VOWEL_Y.sub("i", letters))
    sounded = _SILENT_H.sub("", sounded)
    return sum(_of_run(run) for run in _RUNS.findall(sounded))


def _of_run(run: str) -> int:
    """Syllables of vowels that follow each other; two weak ones that are the same part it."""
    return sum(_of_vowels(part) for part in _TWICE.sub(r"\g<0> ", run).split())


def _of_vowels(vowels: str) -> int:
    """One for each strong vowel; of weak ones alone the accent says which sounds, not two."""
    if not any(vowel in "aeoáéó" for vowel in vowels):
        return 1
    return sum(vowel in STRONG for vowel in vowels)
