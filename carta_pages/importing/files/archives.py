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
MAX_ELEMENTS = 1_000_000
"""Of one member each time it is read: some 500,000 cells with something in them."""
MAX_PARSED = 8_000_000
"""Elements of all members together, also when one is read several times."""
MAX_INSIDE = 60_000
"""Elements kept at once, within one row or one text."""
MAX_DEPTH = 64
"""Elements within one another; programs write some twenty."""
_PLAINLY_PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FEW_DIGITS = 9


def damaged() -> BrokenFileError:
    """The file is incomplete or was written by nobody's program."""
    return BrokenFileError(
        _("El archivo está dañado o incompleto. Ábralo en su programa, guárdelo y súbalo de nuevo.")
    )


def _too_much() -> BrokenFileError:
    return BrokenFileError(
        _("El archivo ocupa demasiado al abrirse: no es una hoja de cálculo normal.")
    )


def whole_number(text: str, otherwise: int, most: int) -> int:
    """A count or a place as a file states it; what states none is no reason to fail.

    Args:
        text: ASCII digits, however many.
        otherwise: when it is anything else.
        most: what a greater number is taken for.
    """
    if not (text.isascii() and text.isdigit()):
        return otherwise
    told = text.lstrip("0") or "0"
    return min(int(told), most) if len(told) <= _FEW_DIGITS else most


class Archive:
    """A zip whose members are read one after another, never more than they may take."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged() from error
        if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNZIPPED:
            raise _too_much()
        if any(one.compress_type not in _PLAINLY_PACKED for one in members):
            raise damaged()  # no spreadsheet program packs otherwise
        if any(one.flag_bits & 1 for one in members):
            raise BrokenFileError(_("El archivo tiene contraseña. Quítela y súbalo de nuevo."))
        self.names = frozenset(one.filename for one in members)
        self.parsed = 0

    def open(self, name: str) -> IO[bytes]:
        """A member, as a stream.

        Raises:
            BrokenFileError: there is none.
        """
        try:
            return self._zip.open(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
            raise damaged() from error

    def elements(
        self, name: str, events: tuple[str, ...] = ("end",), whole: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Any]]:
        """(event, element) of an XML member as it is parsed; no entities, nothing from outside.

        Args:
            name: of the member.
            events: «start», «end» or both.
            whole: names of the elements that are wanted with all that is in them; nothing else
                is kept once it has ended, whatever it is.

        Raises:
            BrokenFileError: the member is missing, broken, names entities, or holds more
                elements, or deeper ones, than a spreadsheet does.
        """
        try:
            with self.open(name) as stream:
                yield from self._counted(stream, events, whole)
        except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise damaged() from error
        except (ValueError, LookupError, OSError) as error:
            raise damaged() from error

    def _counted(
        self, stream: IO[bytes], events: tuple[str, ...], whole: frozenset[str]
    ) -> Iterator[tuple[str, Any]]:
        count, inside, kept_at = 0, 0, 0
        above: list[Any] = []
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                count += 1
                self.parsed += 1
                above.append(element)
                if kept_at:
                    inside += 1
                elif local(element) in whole:
                    kept_at, inside = len(above), 0
                self._bound(count, inside, len(above))
            if event in events:
                yield event, element
            if event == "end":
                kept_at = 0 if kept_at == len(above) else kept_at
                above.pop()
                if above and not kept_at:
                    above[-1].remove(element)

    def _bound(self, count: int, inside: int, depth: int) -> None:
        if count > MAX_ELEMENTS or self.parsed > MAX_PARSED or inside > MAX_INSIDE:
            raise _too_much()
        if depth > MAX_DEPTH:
            raise damaged()


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
