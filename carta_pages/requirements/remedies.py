"""What happens when the commitment is missed (R53-R55)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.requirements.rowtools import cell, missing_cells
from carta_pages.requirements.rules import (
    REMEDY_COMPLETE,
    REMEDY_EXISTS,
    REMEDY_FORMAL,
    REMEDY_TICKS,
)
from entities import clock
from workflows.registries import Finding

RELATION = "remedies"


def check(rows: list[Any], sheets: list[Any]) -> Iterator[Finding]:
    """Every indicator has a remedy in force, complete, formal and with its four conditions."""
    yield from _every_indicator(rows, sheets)
    noun = _("Medida")
    yield from missing_cells(
        REMEDY_COMPLETE,
        RELATION,
        noun,
        rows,
        (
            ("description", _("qué se hará")),
            ("trigger", _("cuándo se activa")),
            ("how_to_ask", _("cómo la pide la persona")),
            ("deadline", _("el plazo")),
            ("applied_by", _("quién la aplica")),
            ("user_effect", _("cómo se atiende la afectación")),
            ("valid_from", _("desde cuándo rige")),
        ),
    )
    yield from missing_cells(
        REMEDY_FORMAL,
        RELATION,
        noun,
        rows,
        (("instrument", _("el documento que la formaliza")),),
    )
    for index, row in enumerate(rows):
        yield from _ticks(index, row)


def is_active(row: Any) -> bool:
    """Whether a remedy still holds today."""
    return row.valid_until is None or row.valid_until >= clock.today()


def _every_indicator(rows: list[Any], sheets: list[Any]) -> Iterator[Finding]:
    active = [row for row in rows if is_active(row)]
    if not active:
        yield REMEDY_EXISTS.broken(_("Agregue al menos una medida de subsanación."), RELATION)
        return
    if not sheets:  # that there is none is said once, by the rule that asks for one
        return
    known = {sheet.uuid for sheet in sheets}
    covered = {row.indicator for row in active}
    for index, row in enumerate(rows):
        if row.indicator not in known:
            yield REMEDY_EXISTS.broken(
                _("Medida %d: diga qué indicador la activa.") % (index + 1),
                cell(RELATION, index, "indicator"),
            )
    for sheet in sheets:
        if sheet.uuid not in covered:
            yield REMEDY_EXISTS.broken(
                _("El indicador «%s» no tiene medida de subsanación vigente.") % sheet, RELATION
            )


def _ticks(index: int, row: Any) -> Iterator[Finding]:
    for name in ("is_linked", "is_viable", "is_documented", "informs_improvement"):
        if not getattr(row, name):
            label = row._meta.get_field(name).verbose_name
            yield REMEDY_TICKS.broken(
                _("Medida %(number)d: confirme que %(label)s.")
                % {"number": index + 1, "label": label},
                cell(RELATION, index, name),
            )
