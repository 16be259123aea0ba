"""ODS, read as a stream; cells and rows that are «repeated» a million times take no room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from carta_pages.importing.cells import (
    EMPTY,
    Cell,
    Kind,
    boolean_cell,
    date_cell,
    number_cell,
    text_cell,
)
from carta_pages.importing.files.archives import Archive, attribute, local
from carta_pages.importing.files.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Line,
    MergedDown,
    Table,
)

CONTENT = "content.xml"
_CELLS = {"table-cell", "covered-table-cell"}
_LAST_ROW = 1_048_576


def open_document(archive: Archive) -> list[Table]:
    """The sheets of a document, in their order.

    Raises:
        BrokenFileError: it is damaged.
    """
    tables: list[Table] = []
    hidden_styles: set[str] = set()
    table: Element | None = None
    for event, element in archive.elements(CONTENT, ("start", "end")):
        name = local(element)
        if event == "end":
            if name == "style" and _hides(element):
                hidden_styles.add(attribute(element, "name"))
            elif name == "table-row" and table is not None:
                table.clear()
        elif name == "table" and len(tables) < MAX_SHEETS:
            table = element
            is_hidden = attribute(element, "style-name") in hidden_styles
            tables.append(_table(archive, len(tables), attribute(element, "name"), is_hidden))
    return tables


def _table(archive: Archive, place: int, name: str, is_hidden: bool) -> Table:
    return Table(name, lambda: _lines(archive, place), is_hidden)


def _hides(style: Element) -> bool:
    return any(
        local(child) == "table-properties" and attribute(child, "display") == "false"
        for child in style
    )


def _lines(archive: Archive, wanted: int) -> Iterator[Line]:
    place, number = -1, 0
    merged = MergedDown()
    table: Element | None = None
    for event, element in archive.elements(CONTENT, ("start", "end")):
        name = local(element)
        if name == "table":
            if event == "end" and place == wanted:
                return
            if event == "start":
                place, table = place + 1, element
        elif event == "end" and name == "table-row":
            if place == wanted:
                for line in _repeated(element, number, merged):
                    number = line.number
                    yield line
                number = _after(element, number)
            if table is not None:
                table.clear()


def _after(row: Element, number: int) -> int:
    """Number of the last row that this element stands for; empty ones only count."""
    return number if any(_says(cell) for cell in row) else number + _times(row, "rows", _LAST_ROW)


def _repeated(row: Element, before: int, merged: MergedDown) -> Iterator[Line]:
    if not any(_says(cell) for cell in row):
        return
    hidden = attribute(row, "visibility") in {"collapse", "filter"}
    for turn in range(_times(row, "rows", MAX_ROWS + 2)):
        number = before + 1 + turn
        cells = _row(row, number, merged)
        merged.fill(cells, number)
        yield Line(number, tuple(cells), hidden)


def _row(row: Element, number: int, merged: MergedDown) -> list[Cell]:
    cells: list[Cell] = []
    place = 0
    for element in row:
        if local(element) not in _CELLS:
            continue
        times = _times(element, "columns", _LAST_ROW)
        cell = _cell(element) if local(element) == "table-cell" else EMPTY
        if cell.kind is not Kind.EMPTY:
            room = MAX_COLUMNS + 1 - len(cells)
            cells.extend([EMPTY] * min(place - len(cells), room))
            cells.extend([cell] * min(times, MAX_COLUMNS + 1 - len(cells)))
            spanned = attribute(element, "number-rows-spanned")
            if spanned.isascii() and spanned.isdigit() and int(spanned) > 1:
                merged.begin(place, cell, number + int(spanned) - 1)
        place += times
    return cells


def _says(element: Element) -> bool:
    return local(element) in _CELLS and (
        bool(attribute(element, "value-type")) or any(local(c) == "p" for c in element)
    )


def _times(element: Element, what: str, most: int) -> int:
    given = attribute(element, f"number-{what}-repeated")
    return min(max(int(given), 1), most) if given.isascii() and given.isdigit() else 1


def _cell(element: Element) -> Cell:
    kind = attribute(element, "value-type")
    text = "\n".join(_text(part) for part in element if local(part) == "p")
    if text.startswith(("#", "Err:")) and attribute(element, "formula"):
        return Cell(Kind.ERROR, text)
    if kind in {"float", "percentage", "currency"}:
        try:
            number = Decimal(attribute(element, "value"))
        except InvalidOperation:
            return text_cell(text)
        return number_cell(number, percent=kind == "percentage")
    if kind == "boolean":
        return boolean_cell(attribute(element, "boolean-value") == "true")
    if kind == "date":
        try:
            return date_cell(date.fromisoformat(attribute(element, "date-value")[:10]))
        except ValueError:
            return Cell(Kind.ERROR, text)
    return text_cell(text or attribute(element, "string-value"))


def _text(part: Element) -> str:
    """Text with its runs; several spaces and tabs are elements here, and notes are left out."""
    found = [part.text or ""]
    for child in part:
        name = local(child)
        if name == "s":
            times = attribute(child, "c")
            found.append(" " * min(int(times) if times.isdigit() else 1, 50))
        elif name in {"tab", "line-break"}:
            found.append(" ")
        elif name not in {"annotation", "note"}:
            found.append(_text(child))
        found.append(child.tail or "")
    return "".join(found)
