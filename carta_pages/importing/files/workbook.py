"""XLSX, read as a stream: hidden rows and sheets, merged cells, formulas with their results."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from carta_pages.importing.cells import (
    EMPTY,
    Cell,
    Kind,
    boolean_cell,
    date_cell,
    formula_cell,
    number_cell,
    text_cell,
)
from carta_pages.importing.files.archives import (
    Archive,
    attribute,
    damaged,
    local,
    whole_number,
)
from carta_pages.importing.files.tables import (
    LAST_ROW,
    MAX_COLUMNS,
    MAX_SHEETS,
    Line,
    MergedDown,
    Table,
)

BOOK = "xl/workbook.xml"
_PERCENTS = {9, 10}
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_MOST_MERGED = 20_000
_CHUNK = 64 * 1024
_LONGEST_MERGE = 120
_LONGEST_FORMAT = 255
_MOST_FORMATS = 100_000
_ROW, _TEXT = frozenset({"row"}), frozenset({"si"})
_QUOTED = re.compile(r'"[^"]*"|\[(?!h|m|s)[^\]]*\]|\\.', re.IGNORECASE)


def open_workbook(archive: Archive) -> list[Table]:
    """The sheets of a workbook, in their order.

    Raises:
        BrokenFileError: it is damaged.
    """
    return Workbook(archive).tables


class Workbook:
    """What the sheets share: texts, formats, the origin of its dates."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        targets = _relations(archive)
        self.epoch = datetime(1899, 12, 30)  # noqa: DTZ001  (a date of a sheet has no zone)
        self.tables: list[Table] = []
        for _event, element in archive.elements(BOOK):
            name = local(element)
            if name == "workbookPr" and attribute(element, "date1904") in {"1", "true"}:
                self.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
            elif name == "sheet" and len(self.tables) < MAX_SHEETS:
                target = targets.get(_relation_id(element), "")
                if "worksheets/" in target:
                    hidden = attribute(element, "state") in {"hidden", "veryHidden"}
                    self._add(attribute(element, "name"), target, hidden)
        self.texts = list(_shared_texts(archive))
        self.formats = _formats(archive)

    def _add(self, name: str, target: str, hidden: bool) -> None:
        self.tables.append(Table(name, lambda: self._lines(target), hidden))

    def _lines(self, target: str) -> Iterator[Line]:
        spans = _merged_down(self.archive, target)
        merged = MergedDown()
        number = 0
        for _event, element in self.archive.elements(target, whole=_ROW):
            if local(element) == "row":
                number = whole_number(attribute(element, "r"), number + 1, LAST_ROW + 1)
                if number > LAST_ROW:
                    raise damaged()
                cells = self._row(element)
                for column, until in spans.get(number, ()):
                    merged.begin(column, cells[column] if column < len(cells) else EMPTY, until)
                merged.fill(cells, number)
                yield Line(number, tuple(cells), attribute(element, "hidden") in {"1", "true"})

    def _row(self, row: Element) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            if local(element) != "c":
                continue
            match = _PLACE.fullmatch(attribute(element, "r"))
            column = _column(match[1]) if match else len(cells)
            cell = self._cell(element)
            if cell.kind is Kind.EMPTY:
                continue
            column = min(column, MAX_COLUMNS)  # one beyond the last is enough to be refused
            cells.extend([EMPTY] * (column + 1 - len(cells)))
            cells[column] = cell
        return cells

    def _cell(self, element: Element) -> Cell:
        parts = {local(child): child for child in element}
        kind = attribute(element, "t")
        if kind == "inlineStr":
            return text_cell(_text_of(parts["is"])) if "is" in parts else EMPTY
        value = (parts["v"].text or "") if "v" in parts else ""
        if not value:
            no_result = "f" in parts and not (kind == "str" and "v" in parts)
            return formula_cell(f"={parts['f'].text or ''}") if no_result else EMPTY
        if kind == "s":
            place = whole_number(value, len(self.texts), len(self.texts))
            return text_cell(self.texts[place]) if place < len(self.texts) else EMPTY
        if kind == "b":
            return boolean_cell(value.strip() in {"1", "true"})
        if kind == "e":
            return Cell(Kind.ERROR, value)
        if kind in {"str", "d"}:
            return text_cell(value)
        return self._number(value, attribute(element, "s"))

    def _number(self, value: str, style: str) -> Cell:
        try:
            number = Decimal(value)
        except InvalidOperation:
            return text_cell(value)
        place = whole_number(style, 0, len(self.formats))
        shown = self.formats[place] if place < len(self.formats) else ""
        if shown == "date" and number.is_finite():
            try:
                return date_cell(self.epoch + timedelta(days=float(number)))
            except (OverflowError, ValueError):
                return Cell(Kind.ERROR, value)
        return number_cell(number, percent=shown == "percent")


def _merged_down(archive: Archive, target: str) -> dict[int, list[tuple[int, int]]]:
    """By first row, the columns merged downwards and the last row of each.

    The list stands after the rows, so that it is looked for before them.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    count, rest = 0, b""
    with archive.open(target) as stream:
        try:
            while chunk := stream.read(_CHUNK):
                chunk = rest + chunk
                end = 0
                for match in _MERGED.finditer(chunk):
                    end, count = match.end(), count + 1
                    column, first, last = _down(match[1].decode(), match[2].decode())
                    if last > first and count <= _MOST_MERGED:
                        found.setdefault(first, []).append((column, last))
                rest = chunk[max(end, len(chunk) - _LONGEST_MERGE) :]
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise damaged() from error
    return found


def _down(start: str, end: str) -> tuple[int, int, int]:
    first, last = _PLACE.fullmatch(start), _PLACE.fullmatch(end)
    assert first is not None
    assert last is not None
    return _column(first[1]), int(first[2]), int(last[2])


def _relations(archive: Archive) -> dict[str, str]:
    found: dict[str, str] = {}
    for _event, element in archive.elements("xl/_rels/workbook.xml.rels"):
        if local(element) == "Relationship" and attribute(element, "TargetMode") != "External":
            target = attribute(element, "Target")
            whole = target[1:] if target.startswith("/") else posixpath.join("xl", target)
            found[attribute(element, "Id")] = posixpath.normpath(whole)
    return found


def _relation_id(element: Element) -> str:
    return next(
        (value for key, value in element.attrib.items() if key.endswith("}id")),
        "",
    )


def _shared_texts(archive: Archive) -> Iterator[str]:
    name = "xl/sharedStrings.xml"
    if name not in archive.names:
        return
    for _event, element in archive.elements(name, whole=_TEXT):
        if local(element) == "si":
            yield _text_of(element)


def _text_of(element: Element) -> str:
    """All the runs of a text, without the notes on how to pronounce it."""
    parts: list[str] = []
    for child in element:
        if local(child) == "t":
            parts.append(child.text or "")
        elif local(child) == "r":
            parts.append(_text_of(child))
    return "".join(parts)


def _formats(archive: Archive) -> list[str]:
    """For each style of a cell: «date», «percent» or nothing."""
    if "xl/styles.xml" not in archive.names:
        return []
    codes: dict[int, str] = {}
    styles: list[str] = []
    is_of_cells = False
    for event, element in archive.elements("xl/styles.xml", ("start", "end")):
        name = local(element)
        if name == "cellXfs":
            is_of_cells = event == "start"
        elif event == "end" and name in {"numFmt", "xf"}:
            number = whole_number(attribute(element, "numFmtId"), 0, _MOST_FORMATS)
            if name == "numFmt":
                codes[number] = attribute(element, "formatCode")[:_LONGEST_FORMAT]
            elif is_of_cells:
                styles.append(_shown_as(number, codes))
    return styles


def _shown_as(number: int, codes: dict[int, str]) -> str:
    code = _QUOTED.sub("", codes.get(number, "")).lower()
    if number in _PERCENTS or "%" in code:
        return "percent"
    if number in _DATES and number not in codes:
        return "date"
    return "date" if re.search(r"[ymdhs]", code.replace("general", "")) else ""


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1
