"""Words that mean the same, as the staff's register says: pure functions over its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from carta_pages.search import words

Entry = tuple[str, ...]
BETWEEN = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class Unit:
    """One thing that was asked for.

    Args:
        words: how it was typed: one word, or several that stand for one thing.
        others: other ways to say it, each of one word or several.
    """

    words: Entry
    others: tuple[Entry, ...] = ()


@lru_cache(maxsize=2048)
def entries(text: str) -> tuple[Entry, ...]:
    """The ways to say it of one group, each as the words that are compared."""
    found = (tuple(words.telling(words.words(part))) for part in BETWEEN.split(text))
    return tuple(dict.fromkeys(entry for entry in found if entry))


def units(asked: Sequence[str], groups: Iterable[str]) -> list[Unit]:
    """What was asked, thing by thing; the longest way to say something is taken first.

    Args:
        asked: the words of the search.
        groups: texts of the groups in force.
    """
    known: dict[Entry, list[tuple[Entry, ...]]] = {}
    for text in groups:
        members = entries(text)
        for entry in members:
            known.setdefault(_stems(entry), []).append(members)
    longest = max((len(key) for key in known), default=1)
    found = []
    at = 0
    while at < len(asked):
        for length in range(min(longest, len(asked) - at), 0, -1):
            part = tuple(asked[at : at + length])
            groups_of_part = known.get(_stems(part), [])
            if groups_of_part or length == 1:
                mine = _stems(part)
                others = [e for members in groups_of_part for e in members if _stems(e) != mine]
                found.append(Unit(part, tuple(dict.fromkeys(others))))
                at += length
                break
    return found


def _stems(entry: Entry) -> Entry:
    return tuple(words.stem(word) for word in entry)
