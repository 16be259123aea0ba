"""Indicator sheets and their standards (R43, R45, R46, R51)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import Direction, MeasureUnit, Operator
from carta_pages.requirements.rowtools import cell, missing_cells
from carta_pages.requirements.rules import (
    COMMITMENT_HAS_INDICATOR,
    INDICATOR_PER_FACTOR,
    INDICATOR_SHEET,
    INDICATOR_SHEET_DETAIL,
    STANDARD,
    STANDARD_AMBITION,
    STANDARD_DIRECTION,
)
from workflows.registries import Finding

RELATION = "indicators"
AGAINST = {Direction.HIGHER: Operator.AT_MOST, Direction.LOWER: Operator.AT_LEAST}
"""Operators that would call a worse result a better one."""


def check(factors: list[Any], sheets: list[Any]) -> Iterator[Finding]:
    """The commitment is measured, and each factor by at least one indicator."""
    if not sheets:
        yield COMMITMENT_HAS_INDICATOR.broken(_("Agregue al menos un indicador."), RELATION)
        return
    yield from _links(factors, sheets)
    yield from _sheets(sheets)
    for index, sheet in enumerate(sheets):
        yield from standard(RELATION, index, sheet, sheet.unit, _("Indicador"))
        yield from _direction(index, sheet)


def _links(factors: list[Any], sheets: list[Any]) -> Iterator[Finding]:
    measured = {sheet.factor for sheet in sheets}
    known = {factor.uuid for factor in factors}
    if len(factors) > 1:
        for index, sheet in enumerate(sheets):
            if sheet.factor not in known:
                yield INDICATOR_PER_FACTOR.broken(
                    _("Indicador %d: diga qué factor mide.") % (index + 1),
                    cell(RELATION, index, "factor"),
                )
        for number, factor in enumerate(factors, start=1):
            if factor.uuid not in measured:
                yield INDICATOR_PER_FACTOR.broken(
                    _("El factor %d no tiene indicador.") % number, RELATION
                )


def _sheets(sheets: list[Any]) -> Iterator[Finding]:
    noun = _("Indicador")
    yield from missing_cells(
        INDICATOR_SHEET,
        RELATION,
        noun,
        sheets,
        (
            ("code", _("el código")),
            ("name", _("el nombre")),
            ("measures", _("qué mide")),
            ("formula", _("la fórmula")),
            ("unit", _("la unidad de medida")),
            ("direction", _("el sentido")),
            ("frequency", _("la frecuencia")),
            ("source", _("la fuente de los datos")),
            ("responsible_unit_id", _("la unidad responsable de medir")),
            ("version", _("la versión de la ficha")),
            ("approved_on", _("la fecha de aprobación de la ficha")),
        ),
    )
    yield from missing_cells(
        INDICATOR_SHEET_DETAIL,
        RELATION,
        noun,
        sheets,
        (
            ("variables", _("las variables y su fuente")),
            ("baseline", _("la línea base")),
            ("statistical_basis", _("la base del control estadístico")),
        ),
    )
    for index, sheet in enumerate(sheets):
        if sheet.unit == MeasureUnit.OTHER and not sheet.other_unit:
            yield INDICATOR_SHEET.broken(
                _("Indicador %d: diga cuál es la otra unidad.") % (index + 1),
                cell(RELATION, index, "other_unit"),
            )


def standard(relation: str, index: int, row: Any, unit: str, noun: str) -> Iterator[Finding]:
    """One committed value: operator, number, and the upper end of a range.

    Args:
        relation: related name of the rows, for the link.
        index: place of the row.
        row: an indicator sheet or an annex row.
        unit: value of ``MeasureUnit``; a percentage stays within 0-100.
        noun: what the row is called everywhere else.
    """
    named = {"row": noun, "number": index + 1}
    if not row.operator:
        yield STANDARD.broken(
            _("%(row)s %(number)d. Falta: el operador del estándar.") % named,
            cell(relation, index, "operator"),
        )
    if row.value is None:
        yield STANDARD.broken(
            _("%(row)s %(number)d. Falta: el valor del estándar.") % named,
            cell(relation, index, "value"),
        )
    if row.operator == Operator.WITHIN and row.value_to is None:
        yield STANDARD.broken(
            _("%(row)s %(number)d. Falta: el fin del rango.") % named,
            cell(relation, index, "value_to"),
        )
    values = [value for value in (row.value, row.value_to) if value is not None]
    if unit == MeasureUnit.PERCENT and any(not 0 <= value <= Decimal(100) for value in values):
        yield STANDARD.broken(
            _("%(row)s %(number)d: un porcentaje va de 0 a 100.") % named,
            cell(relation, index, "value"),
        )


def _direction(index: int, sheet: Any) -> Iterator[Finding]:
    if sheet.direction and sheet.operator and AGAINST.get(sheet.direction) == sheet.operator:
        yield STANDARD_DIRECTION.broken(
            _("Indicador %d: el operador contradice el sentido del indicador.") % (index + 1),
            cell(RELATION, index, "operator"),
        )
    if sheet.value is None or sheet.baseline is None or sheet.operator == Operator.WITHIN:
        return
    worse = (
        sheet.value < sheet.baseline
        if sheet.direction == Direction.HIGHER
        else sheet.value > sheet.baseline
    )
    if sheet.direction and worse:
        yield STANDARD_AMBITION.broken(
            _("Indicador %d: el estándar no mejora la línea base.") % (index + 1),
            cell(RELATION, index, "value"),
        )
