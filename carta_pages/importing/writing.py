"""Sheets to download: a template to fill in, the drafts as they are. Texts stay texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.importing.columns import COLUMNS, Subject
from carta_pages.importing.exporting import Row, cells_of
from entities.numbers import format_number
from entities.spreadsheets import safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def sheet_name(subject: Subject) -> str:
    """What the sheet of a subject is called."""
    return {
        Subject.CARTA: _("Compromisos"),
        Subject.ANNEX: _("Anexo territorial"),
        Subject.SERIES: _("Series históricas"),
    }[subject]


def example_row(subject: Subject) -> Row:
    """The row of the template that shows how a sheet is filled in."""
    return {column.key: str(column.example) for column in COLUMNS[subject] if column.example}


def as_workbook(rows: Mapping[Subject, Iterable[list[Any]]]) -> bytes:
    """A workbook with a sheet for each subject; nothing in it is computed.

    Args:
        rows: by subject, the cells in the order of its columns.
    """
    # Only who writes a workbook carries the sixteen megabytes of its writer (P12).
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for subject, lines in rows.items():
        sheet = book.create_sheet(sheet_name(subject))
        sheet.freeze_panes = "A2"
        for place in range(len(COLUMNS[subject])):
            sheet.column_dimensions[_letters(place)].width = 24
        for number, line in enumerate(_with_headings(subject, lines)):
            sheet.append([_cell(sheet, value, is_heading=number == 0) for value in line])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def as_comma(subject: Subject, lines: Iterable[list[Any]]) -> bytes:
    """One subject as a CSV that Excel in Spanish opens: semicolons, decimal commas, UTF-8."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    for line in _with_headings(subject, lines):
        writer.writerow([_written(value) for value in line])
    return held.getvalue().encode("utf-8-sig")


def template(subject: Subject) -> list[list[Any]]:
    """The lines of the template below its headings: one example."""
    row = example_row(subject)
    return [[row.get(column.key) for column in COLUMNS[subject]]]


def drafts_of(subject: Subject, rows: Iterable[Row]) -> Iterator[list[Any]]:
    """The lines of exported rows."""
    return (cells_of(row, subject) for row in rows)


def _with_headings(subject: Subject, lines: Iterable[list[Any]]) -> Iterator[list[Any]]:
    yield [str(column.label) for column in COLUMNS[subject]]
    yield from lines


def _cell(sheet: Any, value: Any, *, is_heading: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # «=1+1» that somebody wrote is a text
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    if is_heading:
        cell.font = Font(bold=True)
    return cell


def _written(value: Any) -> Any:
    """A number that nobody can read as another: «1,2340» and never «1,234»."""
    if isinstance(value, Decimal):
        told = format_number(value)
        return format_number(value, places=4) if len(told.partition(",")[2]) == 3 else told
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return safe_cell(value) if value is not None else ""


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
