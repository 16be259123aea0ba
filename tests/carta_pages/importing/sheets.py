"""Files for the tests: as programs write them, and as they should not be."""

import io
import zipfile
from xml.sax.saxutils import escape

from openpyxl import Workbook

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:automatic-styles>'
    '<style:style style:name="oculta" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def xlsx(rows, title="Hoja1", change=None):
    """A workbook as a program writes it; ``change`` gets the book before it is saved."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def ods(body):
    """A document with the given tables, in its own XML."""
    return zipped({"content.xml": ODS_HEAD + body + ODS_TAIL})


def ods_table(rows, name="Hoja1", style=""):
    said = "".join(
        "<table:table-row>" + "".join(_ods_cell(value) for value in row) + "</table:table-row>"
        for row in rows
    )
    kept = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{kept}>{said}</table:table>'


def _ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(value)}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def rezipped(content, change):
    """The same zip with some members changed, left out (``None``) or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members.update(change)
    return zipped({name: held for name, held in members.items() if held is not None})


def texts(table):
    """(number, texts) of the rows of a table."""
    return [(line.number, [cell.text for cell in line.cells]) for line in table.lines()]
