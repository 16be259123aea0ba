"""What was asked: words cut to what one search may cost, filters that exist, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from carta_pages.search import words
from carta_pages.search.facets import Facet
from entities.sanitize import one_line

MOST_LETTERS, MOST_WORDS = 200, 10
MOST_VALUE = 80


@dataclass(frozen=True)
class Asked:
    """A search as it is going to be made.

    Args:
        text: what was typed, without what cannot be seen, as long as a search may be.
        words: the words that tell, each once, in their order.
        was_cut: whether something of it was left out.
        literal: exactly these words: no other spelling, no synonyms.
        values: what each filter asks for, not yet known to exist.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    was_cut: bool = False
    literal: bool = False
    values: Mapping[Facet, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked at all."""
        return not self.words and not self.values


def read(parameters: Mapping[str, str]) -> Asked:
    """A search from GET parameters; unknown ones do not exist, huge ones are cut."""
    typed = parameters.get("q") or ""
    text = one_line(typed[: MOST_LETTERS * 4])[:MOST_LETTERS].strip()
    found = list(dict.fromkeys(words.telling(words.words(text))))
    values = {}
    for facet in Facet:
        value = one_line((parameters.get(facet) or "")[: MOST_VALUE * 2])
        if value and len(value) <= MOST_VALUE:
            values[facet] = value
    return Asked(
        text=text,
        words=tuple(found[:MOST_WORDS]),
        was_cut=len(typed.strip()) > MOST_LETTERS or len(found) > MOST_WORDS,
        literal=parameters.get("literal") == "1",
        values=values,
    )
