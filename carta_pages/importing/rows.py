"""The rows of a mapped sheet: what each says, and what of it could not be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.importing.cells import Cell, Kind, not_a_value
from carta_pages.importing.columns import COLUMNS, Column, Reading
from carta_pages.importing.files.tables import Line, Table
from carta_pages.importing.headings import SheetMap
from carta_pages.importing.standards import Standard, read_number, read_standard
from carta_pages.importing.words import option_of, unit_of
from carta_pages.models.vocabulary import MeasureUnit, Operator
from carta_pages.requirements.wording import bare
from entities.sanitize import one_line, plain

LONGEST_PARAGRAPH = 5000
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_SEVERAL = re.compile(r"\s*[;\n|]\s*|\s*,\s+")


@dataclass(frozen=True)
class Registers:
    """Names of the entity's units and of territories, by how people write them, to their ids."""

    offices: dict[str, int] = field(default_factory=dict)
    territories: dict[str, int] = field(default_factory=dict)


@dataclass
class RowRead:
    """One row.

    Args:
        sheet: name of its sheet.
        number: in the person's program.
        values: what was read, by the key of the column; empty cells say nothing.
        warnings: what a person must look at, each naming its column.
        unread: texts that were not understood and stay as texts, by key.
    """

    sheet: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    def get(self, key: str, default: Any = "") -> Any:
        """The value of a column, or the default when the row says nothing there."""
        return self.values.get(key, default)

    def part(self, name: str) -> dict[str, Any]:
        """The values whose key begins with a part's name, by field."""
        start = f"{name}."
        return {
            key.removeprefix(start): value
            for key, value in self.values.items()
            if key.startswith(start)
        }


def read_rows(table: Table, mapping: SheetMap, registers: Registers) -> Iterator[RowRead]:
    """The rows below the headings, in order; pure, one row at a time."""
    columns = {column.key: column for column in COLUMNS[mapping.subject]}
    mapped = [(place, columns[key]) for place, key in enumerate(mapping.keys) if key in columns]
    for line in table.lines():
        if line.number > mapping.row:
            row = _read(table.name, line, mapped, registers)
            if row.values or row.unread:
                yield row


def _read(
    sheet: str, line: Line, mapped: list[tuple[int, Column]], registers: Registers
) -> RowRead:
    row = RowRead(sheet, line.number)
    if line.is_hidden:
        row.warnings.append(_("La fila está oculta en la hoja."))
    standards: dict[str, Standard] = {}
    for place, column in mapped:
        cell = line.cell(place)
        if cell.kind is Kind.EMPTY or not cell.line:
            continue
        if column.reading in {Reading.STANDARD, Reading.NUMBER}:
            standards[column.key] = _number(row, column, cell)
        else:
            _READERS[column.reading](row, column, cell, registers)
    _settle_standard(row, standards)
    return row


def _number(row: RowRead, column: Column, cell: Cell) -> Standard:
    read = read_standard if column.reading is Reading.STANDARD else read_number
    found = read(cell)
    if found.warning:
        _warn(row, column, found.warning)
    if found.value is None:
        row.unread[column.key] = found.text
    elif column.reading is Reading.NUMBER:
        row.values[column.key] = found.value
    return found


def _settle_standard(row: RowRead, standards: dict[str, Standard]) -> None:
    """One standard from the cell that says all of it and the cells that say a part."""
    whole = standards.get("indicator.standard", Standard())
    said = {
        "operator": whole.operator,
        "value": whole.value,
        "value_to": whole.value_to,
        "unit": whole.unit,
        "other_unit": whole.other_unit,
        "parameter": whole.parameter[:120],
    }
    for key, found in standards.items():
        if found.unit and key != "indicator.standard" and not said["unit"]:
            said["unit"], said["other_unit"] = found.unit, found.other_unit
    for name, value in said.items():
        key = f"indicator.{name}"
        if value in (None, ""):
            continue
        written = row.values.get(key)
        if written not in (None, "") and written != value and not _same_unit(row, name):
            row.warnings.append(
                _("La meta «%(text)s» y la columna «%(column)s» no dicen lo mismo.")
                % {"text": whole.text[:60], "column": _label(key)}
            )
            row.unread["indicator.standard"] = whole.text
            for part in ("operator", "value", "value_to"):
                row.values.pop(f"indicator.{part}", None)
            return
        row.values[key] = value
    _refuse_half_a_range(row)


def _same_unit(row: RowRead, name: str) -> bool:
    return name in {"other_unit", "parameter"} and row.get("indicator.unit") == MeasureUnit.OTHER


def _refuse_half_a_range(row: RowRead) -> None:
    """The database keeps no range that runs downwards, nor an end without one."""
    low, high = row.get("indicator.value", None), row.get("indicator.value_to", None)
    if high is None:
        return
    if low is None or row.get("indicator.operator") != Operator.WITHIN or high <= low:
        row.values.pop("indicator.value_to")
        row.unread["indicator.value_to"] = str(high)
        row.warnings.append(
            _("«Valor hasta» solo se lee en un rango que va de menor a mayor: elija «entre».")
        )


def _label(key: str) -> str:
    for columns in COLUMNS.values():
        for column in columns:
            if column.key == key:
                return str(column.label)
    return key


def _warn(row: RowRead, column: Column, message: str) -> None:
    row.warnings.append(f"{column.label}: {message}")


def _leave(row: RowRead, column: Column, cell: Cell, message: str) -> None:
    row.unread[column.key] = cell.line
    _warn(row, column, message)


def _text(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    refused = not_a_value(cell) if cell.kind in {Kind.ERROR, Kind.FORMULA} else ""
    long = column.reading is Reading.TEXT
    said = plain(cell.text.strip().removeprefix("'")) if long else one_line(cell.line)
    room = column.room or LONGEST_PARAGRAPH
    if refused:
        _leave(row, column, cell, refused)
    elif len(said) > room:
        message = _("El texto tiene %(length)d caracteres; caben %(max)d.")
        _leave(row, column, cell, message % {"length": len(said), "max": room})
    elif said:
        row.values[column.key] = said


def _choice(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    assert column.choices is not None
    option = option_of(column.choices, cell.line)
    if option:
        row.values[column.key] = option
    else:
        _leave(row, column, cell, _options(column, cell.line))


def _choices(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    assert column.choices is not None
    words = [word for word in _SEVERAL.split(cell.line) if word]
    found = [option_of(column.choices, word) for word in words]
    if all(found):
        listed = [str(value) for value in column.choices.values]
        row.values[column.key] = tuple(value for value in listed if value in found)
    else:
        _leave(row, column, cell, _options(column, cell.line))


def _options(column: Column, said: str) -> str:
    assert column.choices is not None
    labels = ", ".join(str(label) for label in column.choices.labels)
    return _("«%(said)s» no es una opción. Las hay: %(labels)s.") % {
        "said": said[:60],
        "labels": labels,
    }


def _unit(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    unit, other = unit_of(cell.line)
    part = column.key.rpartition(".")[0]
    if not unit:
        said = one_line(cell.line)
        if len(said) > column.room or any(character.isdigit() for character in said):
            _leave(row, column, cell, _("No se reconoce la unidad de medida."))
            return
        unit, other = MeasureUnit.OTHER, said
        _warn(row, column, _("La unidad «%s» no está en la lista: queda como otra unidad.") % said)
    row.values[column.key] = unit
    if other:
        row.values[f"{part}.other_unit"] = other


def read_day(cell: Cell) -> date | None:
    """The date of a cell: a date of the sheet, «31/12/2026» or «2026-12-31»; else nothing."""
    if cell.day is not None:
        return cell.day
    local, iso = _DAY.fullmatch(cell.line), _ISO_DAY.fullmatch(cell.line)
    try:
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def _day(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    day = read_day(cell)
    if day is not None and 1900 <= day.year <= 2200:
        row.values[column.key] = day
    else:
        message = _("Escriba una fecha que exista, con día, mes y año: 31/12/2027.")
        _leave(row, column, cell, message)


def _reference(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    found = registers.offices.get(bare(cell.line))
    if found is None:
        _leave(row, column, cell, _("La entidad no tiene la unidad «%s».") % cell.line[:80])
    else:
        row.values[column.key] = found


def _references(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    known = registers.offices if column.reading is Reading.OFFICES else registers.territories
    names = [name for name in _SEVERAL.split(cell.line) if name]
    unknown = [name for name in names if bare(name) not in known]
    if unknown:
        _leave(row, column, cell, _("No se encuentra: %s.") % ", ".join(unknown)[:200])
    else:
        row.values[column.key] = tuple(dict.fromkeys(known[bare(name)] for name in names))


def _place(row: RowRead, column: Column, cell: Cell, registers: Registers) -> None:
    name = bare(cell.line)
    office, territory = registers.offices.get(name), registers.territories.get(name)
    if office is not None and territory is not None:
        message = _("«%s» es el nombre de una unidad y de un territorio: escriba sus siglas.")
        _leave(row, column, cell, message % cell.line[:80])
    elif office is not None:
        row.values["annex.unit"] = office
    elif territory is not None:
        row.values["annex.territory"] = territory
    else:
        _leave(row, column, cell, _("No se encuentra: %s.") % cell.line[:80])


Reader = Callable[[RowRead, Column, Cell, Registers], None]
_READERS: dict[Reading, Reader] = {
    Reading.LINE: _text,
    Reading.TEXT: _text,
    Reading.CHOICE: _choice,
    Reading.CHOICES: _choices,
    Reading.UNIT_WORD: _unit,
    Reading.DAY: _day,
    Reading.OFFICE: _reference,
    Reading.OFFICES: _references,
    Reading.TERRITORIES: _references,
    Reading.PLACE: _place,
}
