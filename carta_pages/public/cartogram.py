"""The country as tiles: each province once, neighbours close, Galápagos apart.

Not a map of areas: every province weighs the same, so that a small one is as easy to find and to
touch as a large one. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

#: Rows from north to south, columns from west to east, INEC codes.
LAYOUT = (
    "20 .. 08 10 04 ..",
    ".. .. 23 17 15 21",
    ".. 13 12 05 18 22",
    "24 09 02 06 16 ..",
    ".. .. 03 01 14 ..",
    ".. .. 07 11 19 ..",
)
GALAPAGOS = "20"


@dataclass(frozen=True)
class Province:
    """One of the country's provinces."""

    code: str
    name: str


@dataclass(frozen=True)
class Tile:
    """A province on the map.

    Args:
        code: INEC code.
        name: its name.
        column: from 1, west to east; 0 for a province that the layout does not know.
        row: from 1, north to south.
        is_chosen: whether it is the reader's.
        differs: whether an annex says something of its own there.
    """

    code: str
    name: str
    column: int = 0
    row: int = 0
    is_chosen: bool = False
    differs: bool = False


def positions() -> dict[str, tuple[int, int]]:
    """Column and row of each province, both from 1."""
    return {
        code: (column, row)
        for row, line in enumerate(LAYOUT, 1)
        for column, code in enumerate(line.split(), 1)
        if code != ".."
    }


_POSITIONS = positions()


def tiles(
    provinces: Iterable[Province], chosen: str = "", differing: Collection[str] = ()
) -> list[Tile]:
    """The map of some provinces, in the order in which a list of them is read.

    Args:
        provinces: those of the register.
        chosen: code of the reader's.
        differing: codes of those of which an annex says something.
    """
    return [
        Tile(
            province.code,
            province.name,
            *_POSITIONS.get(province.code, (0, 0)),
            is_chosen=province.code == chosen,
            differs=province.code in differing,
        )
        for province in sorted(provinces, key=lambda one: (plain(one.name), one.code))
    ]


def same_name(one: str, other: str) -> bool:
    """Whether two spellings name one place: accents, capitals and hyphens do not count."""
    return plain(one) == plain(other) != ""


def plain(text: str) -> str:
    """A name without accents, capitals, hyphens or spare spaces."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("-", " "))
    return " ".join("".join(x for x in letters if not unicodedata.combining(x)).split())
