"""Which known word somebody meant who typed it wrong: pure functions (R174)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carta_pages.search.words import sound


@dataclass(frozen=True)
class Known:
    """A word of what is published.

    Args:
        text: as it is compared.
        shown: as it is written.
        heard: how it sounds.
        documents: how many pages hold it.
    """

    text: str
    shown: str
    heard: str
    documents: int


def allowed(word: str) -> int:
    """How many letters of a word may be wrong: none of three, one of six, else two."""
    if len(word) <= 3:
        return 0
    return 1 if len(word) <= 6 else 2


def distance(one: str, other: str) -> int:
    """Letters added, left out, changed, or two that changed places (optimal alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        present = [row]
        for column, second in enumerate(other, 1):
            cost = min(above[column] + 1, present[-1] + 1, above[column - 1] + (letter != second))
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == second
            )
            present.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, above = above, present
    return above[-1]


def best(word: str, candidates: Iterable[Known]) -> Known | None:
    """The known word that is nearest in sound, or that begins so; ``None`` when none is near.

    Of those equally near, the one written with the same letters, then the most used.
    """
    heard = sound(word)
    limit = min(allowed(word), allowed(heard))
    near = []
    for known in candidates:
        if abs(len(known.heard) - len(heard)) <= limit:
            steps = distance(heard, known.heard)
        else:
            steps = limit + 1
        if steps > limit and len(heard) > 3 and known.heard.startswith(heard):
            steps = limit
        if steps <= limit or heard == known.heard:
            near.append((steps, distance(word, known.text), -known.documents, known.text, known))
    return min(near)[-1] if near else None
