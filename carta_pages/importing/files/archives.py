"""Zipped files that may have been made to hurt: counted while they are opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from carta_pages.importing.files.tables import BrokenFileError

MAX_UNZIPPED = 120 * 1024 * 1024
"""Bytes of everything inside; a sheet of 5,000 rows and 200 columns takes less."""
MAX_MEMBERS = 2_000


def damaged() -> BrokenFileError:
    """The file is incomplete or was written by nobody's program."""
    return BrokenFileError(
        _("El archivo está dañado o incompleto. Ábralo en su programa, guárdelo y súbalo de nuevo.")
    )


class Archive:
    """A zip whose members are read one after another, never more than they may take."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged() from error
        if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNZIPPED:
            raise BrokenFileError(
                _("El archivo ocupa demasiado al abrirse: no es una hoja de cálculo normal.")
            )
        if any(one.flag_bits & 1 for one in members):
            raise BrokenFileError(_("El archivo tiene contraseña. Quítela y súbalo de nuevo."))
        self.names = frozenset(one.filename for one in members)

    def open(self, name: str) -> IO[bytes]:
        """A member, as a stream.

        Raises:
            BrokenFileError: there is none.
        """
        try:
            return self._zip.open(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise damaged() from error

    def elements(self, name: str, events: tuple[str, ...] = ("end",)) -> Iterator[tuple[str, Any]]:
        """(event, element) of an XML member as it is parsed; no entities, nothing from outside.

        Raises:
            BrokenFileError: the member is missing, broken, or names entities.
        """
        try:
            with self.open(name) as stream:
                yield from iterparse(stream, events=events, forbid_dtd=True)
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise damaged() from error
        except (ValueError, LookupError, OSError) as error:
            raise damaged() from error


def local(element: Element) -> str:
    """The name of an element without its namespace: strict and usual files differ in it."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace; empty when it has none."""
    if name in element.attrib:
        return element.attrib[name]
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), ""
    )
