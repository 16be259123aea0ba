"""What a text names must be in force: units and norms (R217)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from carta_pages.requirements.rowtools import cell
from carta_pages.requirements.rules import OPEN_REGISTERS
from entities import clock
from workflows.registries import Finding

Place = tuple[str, int]


def check(page: Any) -> Iterator[Finding]:
    """Units that were closed and norms no longer in force, wherever the page names them."""
    units, norms = references(page)
    yield from _closed_units(units)
    yield from _old_norms(norms)


def references(page: Any) -> tuple[list[Place], list[Place]]:
    """(form field, id) of every unit and of every norm the page names."""
    units = [("responsible_unit", page.responsible_unit_id)] if _has_unit(page) else []
    norms: list[Place] = []
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        wanted = {
            field.name: field.attname
            for field in relation.related_model._meta.concrete_fields
            if field.name in {"unit", "responsible_unit", "norm"} and field.is_relation
        }
        if not wanted:
            continue
        for index, row in enumerate(getattr(page, name).all()):
            for field, attname in wanted.items():
                value = getattr(row, attname)
                if value:
                    (norms if field == "norm" else units).append((cell(name, index, field), value))
    return units, norms


def _has_unit(page: Any) -> bool:
    return bool(getattr(page, "responsible_unit_id", None))


def _closed_units(places: list[Place]) -> Iterator[Finding]:
    from entities.models import OrganizationalUnit

    if not places:
        return
    named = OrganizationalUnit.objects.filter(pk__in={pk for _field, pk in places})
    today = clock.today()
    closed = {unit.pk: unit.name for unit in named if not unit.is_in_force(today)}
    for field, pk in places:
        if pk in closed:
            yield OPEN_REGISTERS.broken(_("La unidad «%s» está cerrada.") % closed[pk], field)


def _old_norms(places: list[Place]) -> Iterator[Finding]:
    from carta_pages.models import Norm

    if not places:
        return
    named = Norm.objects.filter(pk__in={pk for _field, pk in places}, in_force=False)
    old = {norm.pk: norm.short_name for norm in named}
    for field, pk in places:
        if pk in old:
            yield OPEN_REGISTERS.broken(_("La norma «%s» ya no está vigente.") % old[pk], field)
