"""A whole file: which of its sheets are read, as what, and their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from carta_pages.importing.columns import COLUMNS, Subject
from carta_pages.importing.files import BrokenFileError, Table, open_file
from carta_pages.importing.headings import SheetMap, heading, repeated, suggest
from carta_pages.importing.rows import Registers, RowRead, read_rows


@dataclass(frozen=True)
class Sheet:
    """A sheet and what its columns mean; without a mapping it is not read."""

    table: Table
    mapping: SheetMap


@dataclass(frozen=True)
class FileRead:
    """The sheets of a file that are read, in order.

    Args:
        sheets: with their mappings.
        notes: what the person should know about the file.
    """

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...]

    def rows(self, subject: Subject, registers: Registers) -> Iterator[RowRead]:
        """Rows about a subject, of all sheets, read from the file as they are asked for."""
        for sheet in self.sheets:
            if sheet.mapping.subject is subject and not sheet.mapping.missing:
                yield from read_rows(sheet.table, sheet.mapping, registers)

    def held(self) -> FileRead:
        """The same with its lines in memory, so that reading them costs nothing more.

        Raises:
            BrokenFileError: a sheet turns out not to be readable.
        """
        return replace(self, sheets=tuple(_held(sheet) for sheet in self.sheets))

    @property
    def missing(self) -> list[str]:
        """What keeps a sheet from being read, in words."""
        return [
            _("%(sheet)s: falta la columna %(columns)s.")
            % {
                "sheet": sheet.table.name or _("El archivo"),
                "columns": ", ".join(sheet.mapping.missing),
            }
            for sheet in self.sheets
            if sheet.mapping.missing
        ]

    def mapped(self, chosen: Mapping[int, tuple[str, ...]]) -> FileRead:
        """The same with what a person chose for the columns.

        Args:
            chosen: by place of the sheet, a key for each heading.

        Raises:
            BrokenFileError: two columns of a sheet were given the same meaning.
        """
        sheets = list(self.sheets)
        for place, keys in chosen.items():
            mapping = sheets[place].mapping
            known = {column.key for column in COLUMNS[mapping.subject]}
            kept = tuple(key if key in known else "" for key in keys)[: len(mapping.headings)]
            twice = repeated(kept)
            if twice:
                labels = {c.key: str(c.label) for c in COLUMNS[mapping.subject]}
                raise BrokenFileError(
                    _("Dos columnas no pueden ser «%s»: deje una.") % labels[twice[0]]
                )
            kept += ("",) * (len(mapping.headings) - len(kept))
            sheets[place] = replace(sheets[place], mapping=replace(mapping, keys=kept))
        return replace(self, sheets=tuple(sheets))


def _held(sheet: Sheet) -> Sheet:
    lines = tuple(sheet.table.lines())
    return replace(sheet, table=replace(sheet.table, read=lambda: lines))


def read_file(content: bytes, name: str, remembered: Mapping[tuple[str, str], str]) -> FileRead:
    """Open a file and say what its columns probably mean.

    Args:
        content: all of it.
        name: its file name.
        remembered: what the entity said of a heading before.

    Raises:
        BrokenFileError: it cannot be read, or no sheet has headings that are known.
    """
    opened = open_file(content, name)
    sheets, left = [], []
    for table in opened.tables:
        mapping = suggest(table, remembered)
        if mapping is None:
            left.append(table.name)
        else:
            sheets.append(Sheet(table, mapping))
    if not sheets:
        raise BrokenFileError(
            _(
                "No se reconocen los encabezados. La primera fila debe decir qué es cada columna: "
                "descargue la plantilla para ver cuáles se leen."
            )
        )
    notes = list(opened.notes)
    if left:
        notes.append(_("No se leen las hojas sin encabezados conocidos: %s.") % ", ".join(left))
    return FileRead(tuple(sheets), tuple(notes))


def choices_by_heading(read: FileRead, said: Mapping[str, str]) -> dict[int, tuple[str, ...]]:
    """What a person said of headings, for each sheet; the rest stays as it was suggested.

    Args:
        read: the file.
        said: heading to key of a column; an empty key leaves the column out.

    Raises:
        BrokenFileError: no sheet has that heading, or there is no such column.
    """
    wanted = {heading(name): key for name, key in said.items()}
    seen: set[str] = set()
    chosen: dict[int, tuple[str, ...]] = {}
    for place, sheet in enumerate(read.sheets):
        known = {column.key for column in COLUMNS[sheet.mapping.subject]} | {""}
        keys = []
        for name, key in zip(sheet.mapping.headings, sheet.mapping.keys, strict=True):
            given = wanted.get(heading(name))
            is_said = given is not None and given in known
            if is_said:
                seen.add(heading(name))
            keys.append(given or "" if is_said else key)
        chosen[place] = tuple(keys)
    for name, key in said.items():
        if heading(name) not in seen:
            raise BrokenFileError(
                _("«%(heading)s=%(column)s»: no hay ese encabezado o no existe esa columna.")
                % {"heading": name, "column": key}
            )
    return chosen
