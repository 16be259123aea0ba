"""What every kind of file is read into, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from carta_pages.importing.cells import EMPTY, LONGEST_CELL, Cell, Kind

MAX_BYTES = 10 * 1024 * 1024
"""Of the file as it is uploaded."""
MAX_ROWS = 5_000
"""Rows with something in them, in each sheet."""
MAX_COLUMNS = 200
MAX_SHEETS = 30
LAST_ROW = 1_048_576
"""Of a sheet, in the programs that write them."""


class BrokenFileError(Exception):
    """The file cannot be read; its text says why and what to do, to the person who brought it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with something in it.

    Args:
        number: as the person's program numbers it, from 1.
        cells: up to the last one with something.
        is_hidden: whether the sheet hides it.
    """

    number: int
    cells: tuple[Cell, ...]
    is_hidden: bool = False

    def cell(self, place: int) -> Cell:
        """The cell in a column, counted from 0; empty beyond the last."""
        return self.cells[place] if place < len(self.cells) else EMPTY


@dataclass(frozen=True)
class Table:
    """One sheet; its rows are read from the file each time they are asked for.

    Args:
        name: of the sheet; empty in a CSV.
        read: answers the rows in order, also the empty ones.
        is_hidden: whether the workbook hides the sheet.
    """

    name: str
    read: Callable[[], Iterable[Line]]
    is_hidden: bool = False

    def lines(self) -> Iterator[Line]:
        """Rows with something in them.

        Raises:
            BrokenFileError: more rows or columns than are read, or a cell that is too long.
        """
        found = 0
        for count, line in enumerate(self.read()):
            if count >= LAST_ROW:
                raise BrokenFileError(_("Hay más filas, aunque vacías, que en una hoja normal."))
            cells = without_empty_end(line.cells)
            if not cells:
                continue
            found += 1
            self._bounded(line.number, cells, found)
            yield Line(line.number, cells, line.is_hidden)

    def _bounded(self, number: int, cells: tuple[Cell, ...], found: int) -> None:
        where = _("hoja «%s», ") % self.name[:60] if self.name else ""
        if found > MAX_ROWS + 1:  # and the one with the headings
            raise BrokenFileError(
                _("Hay más de %(max)d filas con datos (%(where)sfila %(row)d). Divida el archivo.")
                % {"max": MAX_ROWS, "where": where, "row": number}
            )
        if len(cells) > MAX_COLUMNS:
            raise BrokenFileError(
                _("Hay datos después de la columna %(max)d (%(where)sfila %(row)d).")
                % {"max": MAX_COLUMNS, "where": where, "row": number}
            )
        if any(len(cell.text) > LONGEST_CELL for cell in cells):
            raise BrokenFileError(
                _("Hay una celda con más de %(max)d caracteres (%(where)sfila %(row)d).")
                % {"max": LONGEST_CELL, "where": where, "row": number}
            )


def without_empty_end(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells up to the last one in which a person sees something."""
    last = len(cells)
    while last and (cells[last - 1].kind is Kind.EMPTY or not cells[last - 1].line):
        last -= 1
    return tuple(cells[:last])


class MergedDown:
    """Cells merged over several rows: what the first says is said of all of them."""

    def __init__(self) -> None:
        self._held: dict[int, tuple[Cell, int]] = {}

    def begin(self, column: int, cell: Cell, until: int) -> None:
        """A merged area starts.

        Args:
            column: from 0.
            cell: what it says.
            until: number of its last row.
        """
        if cell.kind is not Kind.EMPTY and column < MAX_COLUMNS:
            self._held[column] = (cell, until)

    def fill(self, cells: list[Cell], number: int) -> None:
        """Write into a row with something of its own what merged areas say of it."""
        if not any(cell.kind is not Kind.EMPTY for cell in cells):
            return
        for column, (cell, until) in list(self._held.items()):
            if number > until:
                del self._held[column]
                continue
            cells.extend([EMPTY] * (column + 1 - len(cells)))
            if cells[column].kind is Kind.EMPTY:
                cells[column] = cell
