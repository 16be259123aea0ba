"""Opening CSV, XLSX and ODS: rows of cells, one after another, or a plain reason why not."""

from carta_pages.importing.files.opening import Opened, open_file
from carta_pages.importing.files.tables import BrokenFileError, Line, Table

__all__ = ["BrokenFileError", "Line", "Opened", "Table", "open_file"]
