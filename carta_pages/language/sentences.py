"""Sentences and words of a text, as a reader counts them."""

from __future__ import annotations

import re
import unicodedata

ABBREVIATIONS = frozenset(
    {
        "art", "arts", "av", "cap", "cdla", "dr", "dra", "ec", "ej", "etc", "ext", "fig", "hab",
        "hrs", "inc", "ing", "km", "lic", "lit", "min", "no", "nro", "num", "núm", "pág", "págs",
        "prof", "seg", "sr", "sra", "sres", "sta", "sto", "tel", "telf", "ud", "uds", "vol",
    }
)  # fmt: skip
"""Words whose point does not end a sentence by itself; «etc.» and «no.» may, before a capital."""
_MAY_END = frozenset({"etc", "hab", "min", "no", "km", "hrs", "seg"})

WORD = re.compile(r"[^\W_]+(?:[.,:/'’‐‑-][^\W_]+)*")
"""A word, a figure («95,5», «8:30», «1/2») or a code («MDT-2025-163»)."""
_END = re.compile(r"(?:[.!?…]+[»”\")\]]*|;)(?=\s)|\n+")
_BEGINS = re.compile(r"\s*[«“\"(\[¿¡-]*\s*(.)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without blank ones.

    A point ends one when what follows begins with a capital, a figure or an opening sign and what
    comes before is no abbreviation. A semicolon and a line break always do: each line of a list is
    read by itself.
    """
    text = unicodedata.normalize("NFC", text)
    found, start = [], 0
    for end in _END.finditer(text):
        if _ends(text, end):
            found.append(text[start : end.end()].strip())
            start = end.end()
    found.append(text[start:].strip())
    return [part for part in found if WORD.search(part)]


def _ends(text: str, end: re.Match[str]) -> bool:
    if not end.group().startswith("."):
        return True
    following = _BEGINS.match(text, end.end())
    if following is None or following.group(1).islower():
        return False
    before = re.search(r"([^\W\d_]+)$", text[: end.start()])
    last = before.group(1).lower() if before else ""
    if last in _MAY_END:
        return not following.group(1).isdigit()
    return last not in ABBREVIATIONS and not (len(last) == 1 and last != "y")


def words(text: str) -> list[str]:
    """The words of a text; a figure with its sign is one word."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def longest(text: str) -> int:
    """Words of the longest sentence; 0 for an empty text."""
    return max((len(words(sentence)) for sentence in sentences(text)), default=0)
