"""Which letters our fonts can show. PDF/UA allows no letter without a shape.

Found by setting every character of the blocks below with the fonts of this room and those inside
the compiler (Libertinus Serif, DejaVu Sans Mono); a test sets them all again.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

INSTEAD = "\N{WHITE SQUARE}"
"""Stands where a character has no shape, so that nothing is lost unseen."""

LONGEST = 40
"""A longer run without a place to break is given one, or it would leave the page."""

BREAK = "\N{ZERO WIDTH SPACE}"
BREAKING = frozenset(" \n/-\N{NO-BREAK SPACE}" + BREAK)

# First and last code point, hexadecimal.
SHAPES = """
20-7e a0-ac ae-2ff 370-377 37a-37f 384-38a 38c 38e-3a1 3a3-482 48a-4ff 510-513 51a-51d 5be 5c0
5c3 5c6 5d0-5ea 5ef-5f4 606-60c 61b 61f 621-63a 640-64a 660-66d 674 679-67b 67e-680 683-684
686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 1e00-1eff 2000-200a 2010-2027 202f-2040 2042
2044-2052 2054-205f 2070-2071 2074-208e 2090-209c 20a0-20c0 2100-211e 2120 2122 2124 2126-2151
2153-2184 2189 2190-23ff 2500-2606 2609-262f 2638-268b 2690-269c 26a0-26a7 26aa-26af 26b2
2701-2704 2706-2709 270c-2714 2717-2727 272a-274b 274d 274f-2752 2756 2758-275e 2761-277f 2794
2798-27af 27b1-27bf
"""


@cache
def shapes() -> frozenset[str]:
    """Every character that can be shown."""
    found: set[str] = set()
    for part in SHAPES.split():
        first, _dash, last = part.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def showable(text: str) -> str:
    """The text as it can be printed.

    Invisible controls go (also those that turn the direction of what follows); a character
    without a shape becomes a square.
    """
    known = shapes()
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in known or letter == "\n" or _is_accent(letter, kept):
            kept.append(letter)
        elif letter == "\t" or unicodedata.category(letter) in {"Zs", "Zl", "Zp"}:
            kept.append(" ")
        elif unicodedata.category(letter) not in {"Cc", "Cf", "Mn", "Me"}:
            kept.append(INSTEAD)
    return broken("".join(kept))


def _is_accent(letter: str, kept: list[str]) -> bool:
    """Whether it is a mark over a Latin letter, as some languages of the country write them."""
    if not "\u0300" <= letter <= "\u036f" or not kept:
        return False
    return kept[-1].isalpha() and (kept[-1] < "\u0250" or "\u1e00" <= kept[-1] <= "\u1eff")


def broken(text: str) -> str:
    """The text with a place to break in every long run of letters."""
    if len(text) <= LONGEST:
        return text
    run, kept = 0, []
    for letter in text:
        run = 0 if letter in BREAKING else run + 1
        if run > LONGEST:
            kept.append(BREAK)
            run = 1
        kept.append(letter)
    return "".join(kept)


def showable_data(value: Any) -> Any:
    """The same for every text inside lists and dictionaries."""
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, dict):
        return {name: showable_data(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [showable_data(one) for one in value]
    return value
