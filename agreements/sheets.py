"""Spreadsheets of this room: plain sheets that print well, saved and never kept by a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.http import HttpResponse

from entities.spreadsheets import safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 34  # characters of a column
TITLE = 31  # letters that a sheet's name may have


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its heading and its rows."""

    title: str
    heading: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def saved(sheets: Iterable[Sheet], filename: str) -> HttpResponse:
    """The sheets as one workbook to save.

    Args:
        sheets: in order.
        filename: without its ending; letters, digits and hyphens.
    """
    # Only who writes a workbook carries its writer (P12).
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for one in sheets:
        _write(book.create_sheet(one.title[:TITLE]), one)
    out = BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _write(sheet: Any, content: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.append([str(label) for label in content.heading])
    for row in content.rows:
        sheet.append([safe_cell(value) for value in row])
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = WIDTH
        column[0].font = Font(bold=True)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
