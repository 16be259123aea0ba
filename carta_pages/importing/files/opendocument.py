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
from carta_pages.importing.files.archives import Archive, attribute, local, whole_number
from carta_pages.importing.files.tables import (
    LAST_ROW,
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    Line,
    MergedDown,
    Table,
    without_empty_end,
)

CONTENT = "content.xml"
_CELLS = {"table-cell", "covered-table-cell"}
_STYLE, _ROW = frozenset({"style"}), frozenset({"table-row"})
_MOST_SPACES = 50


def open_document(archive: Archive) -> list[Table]:
    """The sheets of a document, in their order.

    Raises:
        BrokenFileError: it is damaged.
    """
    tables: list[Table] = []
    hidden_styles: set[str] = set()
    for event, element in archive.elements(CONTENT, ("start", "end"), _STYLE):
        name = local(element)
        if event == "end":
            if name == "style" and _hides(element):
                hidden_styles.add(attribute(element, "name"))
        elif name == "table" and len(tables) < MAX_SHEETS:
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
    for event, element in archive.elements(CONTENT, ("start", "end"), _ROW):
        name = local(element)
        if name == "table":
            if event == "end" and place == wanted:
                return
            if event == "start":
                place += 1
        elif event == "end" and name == "table-row" and place == wanted:
            cells, spans = _row(element)
            if not without_empty_end(cells):
                number += _times(element, "rows", LAST_ROW)  # empty ones only count
                continue
            hidden = attribute(element, "visibility") in {"collapse", "filter"}
            for _turn in range(_times(element, "rows", MAX_ROWS + 2)):
                number += 1
                yield Line(number, _merged(cells, spans, number, merged), hidden)


def _merged(
    own: list[Cell], spans: list[tuple[int, Cell, int]], number: int, merged: MergedDown
) -> tuple[Cell, ...]:
    for column, cell, rows in spans:
        merged.begin(column, cell, number + rows - 1)
    cells = list(own)
    merged.fill(cells, number)
    return tuple(cells)


def _row(row: Element) -> tuple[list[Cell], list[tuple[int, Cell, int]]]:
    """Its cells, and (column, cell, rows) of those merged downwards."""
    cells: list[Cell] = []
    spans: list[tuple[int, Cell, int]] = []
    place = 0
    for element in row:
        if local(element) not in _CELLS:
            continue
        cell = _cell(element) if local(element) == "table-cell" else EMPTY
        times = _times(element, "columns", LAST_ROW)
        if cell.kind is not Kind.EMPTY:
            room = MAX_COLUMNS + 1 - len(cells)
            cells.extend([EMPTY] * min(place - len(cells), room))
            cells.extend([cell] * min(times, MAX_COLUMNS + 1 - len(cells)))
            rows = whole_number(attribute(element, "number-rows-spanned"), 1, LAST_ROW)
            if rows > 1:
                spans.append((place, cell, rows))
        place += times
    return cells, spans


def _times(element: Element, what: str, most: int) -> int:
    return max(whole_number(attribute(element, f"number-{what}-repeated"), 1, most), 1)


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
            found.append(" " * whole_number(attribute(child, "c"), 1, _MOST_SPACES))
        elif name in {"tab", "line-break"}:
            found.append(" ")
        elif name not in {"annotation", "note"}:
            found.append(_text(child))
        found.append(child.tail or "")
    return "".join(found)
