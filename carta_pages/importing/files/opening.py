"""What a file is, by what it holds and not by its name alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from carta_pages.importing.files.archives import Archive, damaged
from carta_pages.importing.files.comma import open_comma
from carta_pages.importing.files.opendocument import CONTENT, open_document
from carta_pages.importing.files.tables import MAX_BYTES, BrokenFileError, Table
from carta_pages.importing.files.workbook import BOOK, open_workbook

ALLOWED = (".csv", ".xlsx", ".ods")
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"Rar!", b"\x1f\x8b")


@dataclass(frozen=True)
class Opened:
    """The sheets of a file that a person sees, and what they should know about it."""

    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


def open_file(content: bytes, name: str) -> Opened:
    """The sheets of a CSV, XLSX or ODS file.

    Args:
        content: all of it.
        name: its file name, for the extension.

    Raises:
        BrokenFileError: it cannot be read; the text says why, in plain words.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in ALLOWED:
        raise BrokenFileError(_unknown(suffix))
    if len(content) > MAX_BYTES:
        raise BrokenFileError(_("El archivo pesa más de %d MB. Divídalo.") % (MAX_BYTES // 1024**2))
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise BrokenFileError(_("El archivo está vacío."))
    if content.startswith(_OLD_OFFICE):
        raise BrokenFileError(_old_office(content))
    if suffix == ".csv":
        return Opened((_comma(content),))
    if content.startswith(_EMPTY_ZIP):
        raise damaged()
    if not content.startswith(_ZIP):
        raise BrokenFileError(
            _("El archivo se llama %s pero no lo es. Ábralo, elija «Guardar como» y ese formato.")
            % suffix
        )
    return _zipped(Archive(content), suffix)


def _comma(content: bytes) -> Table:
    if content.startswith((_ZIP, *_OTHERS)):
        raise BrokenFileError(
            _("El archivo se llama .csv pero no es un texto. Ábralo, elija «Guardar como» y CSV.")
        )
    if (
        content[:2048]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<html", b"<!doctype", b"<?xml"))
    ):
        raise BrokenFileError(_("El archivo se llama .csv pero es una página web o un XML."))
    return open_comma(content)


def _zipped(archive: Archive, suffix: str) -> Opened:
    is_book, is_document = BOOK in archive.names, CONTENT in archive.names
    if not (is_book or is_document):
        raise BrokenFileError(_("El archivo no contiene una hoja de cálculo."))
    if (suffix == ".xlsx") != is_book:
        raise BrokenFileError(_("El archivo se llama %s pero es de otro programa.") % suffix)
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in archive.names):
        raise BrokenFileError(
            _("El archivo tiene macros, que aquí no se aceptan. Guárdelo sin ellas.")
        )
    if is_document and _is_sealed(archive):
        raise BrokenFileError(_("El archivo tiene contraseña. Quítela y súbalo de nuevo."))
    tables = open_workbook(archive) if is_book else open_document(archive)
    seen = tuple(table for table in tables if not table.is_hidden)
    if not seen:
        raise BrokenFileError(_("El archivo no tiene ninguna hoja visible."))
    return Opened(seen, tuple(_notes(archive, tables)))


def _notes(archive: Archive, tables: list[Table]) -> list[str]:
    notes = []
    hidden = [table.name for table in tables if table.is_hidden]
    if hidden:
        notes.append(_("No se leen las hojas ocultas: %s.") % ", ".join(hidden)[:200])
    if any(name.startswith("xl/externalLinks/") for name in archive.names):
        notes.append(
            _("El archivo se apoya en otros archivos: se lee el último resultado que guardó.")
        )
    return notes


def _is_sealed(archive: Archive) -> bool:
    manifest = "META-INF/manifest.xml"
    if manifest not in archive.names:
        return False
    with archive.open(manifest) as stream:
        return b"encryption-data" in stream.read(256 * 1024)


def _old_office(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _("El archivo tiene contraseña. Quítela y súbalo de nuevo.")
    return _("El archivo es de un Excel antiguo (.xls). Ábralo y guárdelo como .xlsx.")


def _unknown(suffix: str) -> str:
    if suffix == ".xls":
        return _("El archivo es de un Excel antiguo (.xls). Ábralo y guárdelo como .xlsx.")
    if suffix in {".xlsm", ".xlsb", ".xltm"}:
        return _("El archivo puede tener macros, que aquí no se aceptan. Guárdelo como .xlsx.")
    return _("Se leen archivos .csv, .xlsx y .ods; este termina en «%s».") % suffix[:12]
