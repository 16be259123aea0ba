"""CSV as it really comes: from Excel in Spanish, from the web, from an old system."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from carta_pages.importing.cells import text_cell
from carta_pages.importing.files.tables import BrokenFileError, Line, Table

DELIMITERS = ";,\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 64 * 1024
_LOOKED_AT = 20


def open_comma(content: bytes) -> Table:
    """A file of texts set apart by a mark; encoding and mark are found out.

    Raises:
        BrokenFileError: it is no text, or in no encoding that is read.
    """
    encoding = _encoding(content)
    start = io.TextIOWrapper(io.BytesIO(content), encoding, newline="").read(_CHUNK)
    mark, skipped = _delimiter(start)

    def read() -> Iterator[Line]:
        text = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
        rows = csv.reader(text, delimiter=mark, strict=True)
        before = 0
        try:
            for row in rows:
                # A cell of several lines: the row is numbered as a spreadsheet numbers it.
                before += 1
                if before > skipped:
                    yield Line(before, tuple(text_cell(value) for value in row))
        except csv.Error as error:
            raise BrokenFileError(
                _("La fila %d no se entiende: hay unas comillas sin cerrar o de más.")
                % (before + 1)
            ) from error

    return Table("", read)


def _encoding(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "")
    if not encoding and b"\0" in content[:_CHUNK]:
        odd, even = content[1:200:2].count(0), content[0:200:2].count(0)
        encoding = "utf-16-le" if odd > even else "utf-16-be"
    candidates = [encoding] if encoding else ["utf-8", "cp1252"]
    for candidate in candidates:
        if _decodes(content, candidate):
            return candidate
    raise BrokenFileError(
        _("El archivo no es un texto que se pueda leer. Guárdelo como «CSV UTF-8» o como .xlsx.")
    )


def _decodes(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(content), _CHUNK):
            if "\0" in decoder.decode(content[start : start + _CHUNK]):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(start: str) -> tuple[str, int]:
    """The mark between cells, and how many lines say only that («sep=;»)."""
    first = start.splitlines()[0].strip() if start.strip() else ""
    if first.lower().startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4], 1
    best, most = ";", 0
    for mark in DELIMITERS:
        widths = _widths(start, mark)
        # The headings have no number with a comma, so that they count most.
        score = (widths[0] - 1) * 3 + min(widths) - 1 if widths else 0
        if score > most:
            best, most = mark, score
    return best, 0


def _widths(start: str, mark: str) -> list[int]:
    lines = start.splitlines(keepends=True)
    whole = lines if len(lines) < 2 or len(start) < _CHUNK else lines[:-1]
    found: list[int] = []
    try:
        for row in csv.reader(whole, delimiter=mark):
            if any(value.strip() for value in row):
                found.append(len(row))
            if len(found) == _LOOKED_AT:
                break
    except csv.Error:
        return []
    return found
