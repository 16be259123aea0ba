"""Cells that a spreadsheet program shows and never runs (RELIABILITY T54).

A text that begins like a formula is one to Excel and LibreOffice when it comes by CSV. It
gets an apostrophe in front; numbers stay numbers, for what is a number is not text.
"""

from __future__ import annotations

from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(value: Any) -> Any:
    """The value for a CSV cell; only text that begins like a formula changes."""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
