"""Cells that a spreadsheet program shows and never runs (RELIABILITY T54).

A text that begins like a formula is one to Excel and LibreOffice when it comes by CSV. It
gets an apostrophe in front; numbers stay numbers, for what is a number is not text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: Any) -> Any:
    """The value for a CSV cell; only text that begins like a formula changes."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value


def as_workbook(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], width: int = 24
) -> bytes:
    """One sheet with bold headings that stay in sight.

    Args:
        title: of the sheet.
        headings: of the columns.
        rows: their cells; texts that begin like a formula stay texts.
        width: of a column, in characters.
    """
    # Only who writes a workbook carries its writer (P12).
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(headings))
    for row in rows:
        sheet.append([safe_cell(value) for value in row])
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = width
        column[0].font = Font(bold=True)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_comma(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The same as a CSV that Excel in Spanish opens: semicolons, days as people write them."""
    held = io.StringIO()
    writer = csv.writer(held, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_written(value) for value in row])
    return held.getvalue().encode("utf-8-sig")


def _written(value: Any) -> Any:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else safe_cell(value)
