"""What a text names must be in force: units and norms (R217)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations

from carta_pages.requirements.rowtools import cell
from carta_pages.requirements.rules import OPEN_REGISTERS
from entities import clock
from workflows.registries import Finding

Place = tuple[str, int]


@dataclass(frozen=True)
class Gone:
    """What is no longer in force of all that some pages name.

    Args:
        units: names of the closed ones, by id.
        norms: names of the old ones, by id.
    """

    units: dict[int, str]
    norms: dict[int, str]


def gone(pages: Iterable[Any]) -> Gone:
    """Closed units and old norms that the pages name: at most two queries for all of them."""
    from carta_pages.models import Norm
    from entities.models import OrganizationalUnit

    units: set[int] = set()
    norms: set[int] = set()
    for page in pages:
        named_units, named_norms = references(page)
        units |= {pk for _field, pk in named_units}
        norms |= {pk for _field, pk in named_norms}
    today = clock.today()
    named = OrganizationalUnit.objects.filter(pk__in=units) if units else []
    old = Norm.objects.filter(pk__in=norms, in_force=False) if norms else []
    return Gone(
        {unit.pk: unit.name for unit in named if not unit.is_in_force(today)},
        {norm.pk: norm.short_name for norm in old},
    )


def check(page: Any, gone: Gone) -> Iterator[Finding]:
    """Units that were closed and norms no longer in force, wherever the page names them.

    Args:
        page: the instance.
        gone: of the set of pages it is checked with.
    """
    units, norms = references(page)
    for field, pk in units:
        if pk in gone.units:
            yield OPEN_REGISTERS.broken(_("La unidad «%s» está cerrada.") % gone.units[pk], field)
    for field, pk in norms:
        if pk in gone.norms:
            yield OPEN_REGISTERS.broken(
                _("La norma «%s» ya no está vigente.") % gone.norms[pk], field
            )


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
