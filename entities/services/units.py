"""Open, correct and close units and territories; none is ever deleted (DESIGN §4).

Units are told to the trace, for approvals depend on them; territories only describe, and
their register keeps its own history.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock
from entities.errors import Problem
from entities.history import one_history_row
from entities.models import Entity, OrganizationalUnit, TerritorialUnit
from entities.rules import (
    period_problems,
    reason_problems,
    territory_problems,
    unit_problems,
)
from entities.sanitize import plain
from entities.services import saving


def _parent_chain(unit: OrganizationalUnit) -> list[int]:
    """Ids above a unit; a ring that somebody drew by SQL ends the walk, not the server."""
    chain: list[int] = []
    parent = unit.parent
    while parent is not None and parent.pk not in chain:
        chain.append(parent.pk)
        parent = parent.parent
    return chain


def _check_unit(unit: OrganizationalUnit, before: Iterable[Problem] = ()) -> None:
    problems = [*before]
    problems += unit_problems(
        name=unit.name,
        unit_id=unit.pk,
        parent_chain=_parent_chain(unit),
        same_entity=unit.parent is None or unit.parent.entity_id == unit.entity_id,
    )
    problems += period_problems(unit.opened_on, unit.closed_on, "closed_on")
    saving.check(unit, problems)


@transaction.atomic
def create_unit(
    entity: Entity,
    *,
    name: str,
    level: str,
    opened_on: date | None = None,
    actor_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> OrganizationalUnit:
    """Open a unit of the entity. Raises RuleViolation."""
    unit = OrganizationalUnit(entity=entity)
    saving.apply(
        unit,
        {"name": name, "level": level, "opened_on": opened_on or clock.today(), **details},
    )
    _check_unit(unit)
    reason = reason or _("Alta de la unidad.")
    saving.save(unit, actor_id=actor_id, reason=reason)
    saving.tell(
        "unit.created",
        unit,
        entity_id=entity.pk,
        actor_id=actor_id,
        reason=reason,
        values={"name": unit.name, "level": unit.level},
    )
    return unit


@transaction.atomic
def update_unit(
    unit: OrganizationalUnit, *, actor_id: int | None, reason: str, **values: Any
) -> OrganizationalUnit:
    """Correct a unit; it stays in its entity. Raises RuleViolation."""
    row = OrganizationalUnit.objects.select_for_update().get(pk=unit.pk)
    problems = reason_problems(reason)
    if values.pop("entity", row.entity) != row.entity:
        problems.append(Problem("entity", _("Una unidad no pasa a otra entidad: cree otra.")))
    changed = saving.apply(row, values)
    _check_unit(row, problems)
    if changed:
        saving.save(row, actor_id=actor_id, reason=reason)
        saving.tell(
            "unit.changed",
            row,
            entity_id=row.entity_id,
            actor_id=actor_id,
            reason=reason,
            values={name: getattr(row, name) for name in changed},
        )
    return row


def close_unit(
    unit: OrganizationalUnit, *, closed_on: date, actor_id: int | None, reason: str
) -> OrganizationalUnit:
    """Set the last day of a unit; pages and roles that name it keep naming it."""
    return update_unit(unit, actor_id=actor_id, reason=reason, closed_on=closed_on)


def _check_territory(territory: TerritorialUnit, before: Iterable[Problem] = ()) -> None:
    same = TerritorialUnit.objects.filter(
        level=territory.level, code=territory.code, entity=territory.entity
    )
    problems = [*before]
    problems += territory_problems(
        level=territory.level,
        has_entity=territory.entity_id is not None,
        code=territory.code,
        name=territory.name,
        code_taken=same.exclude(pk=territory.pk).exists(),
    )
    problems += period_problems(territory.opened_on, territory.closed_on, "closed_on")
    saving.check(territory, problems)


def _save_territory(
    territory: TerritorialUnit,
    provinces: Iterable[TerritorialUnit] | None,
    *,
    actor_id: int | None,
    reason: str,
) -> None:
    with one_history_row(territory, actor_id=actor_id, reason=plain(reason)):
        territory.save()
        if provinces is not None:
            territory.provinces.set(provinces)


@transaction.atomic
def create_territory(
    *,
    level: str,
    code: str,
    name: str,
    entity: Entity | None = None,
    provinces: Iterable[TerritorialUnit] = (),
    cantons: str = "",
    opened_on: date | None = None,
    actor_id: int | None = None,
    reason: str = "",
) -> TerritorialUnit:
    """Open a province (no entity), or a zone or district of one entity. Raises RuleViolation."""
    territory = TerritorialUnit(entity=entity, level=level)
    saving.apply(
        territory,
        {"code": code, "name": name, "cantons": cantons, "opened_on": opened_on or clock.today()},
    )
    _check_territory(territory)
    reason = reason or _("Alta de la unidad territorial.")
    _save_territory(territory, provinces, actor_id=actor_id, reason=reason)
    return territory


@transaction.atomic
def update_territory(
    territory: TerritorialUnit,
    *,
    actor_id: int | None,
    reason: str,
    provinces: Iterable[TerritorialUnit] | None = None,
    **values: Any,
) -> TerritorialUnit:
    """Correct a territory; level and entity are fixed. Raises RuleViolation."""
    row = TerritorialUnit.objects.select_for_update().get(pk=territory.pk)
    problems = reason_problems(reason)
    for name in ("level", "entity"):
        if values.pop(name, getattr(row, name)) != getattr(row, name):
            problems.append(Problem(name, _("Este dato no se cambia: cierre esta y cree otra.")))
    changed = saving.apply(row, values)
    wanted = None if provinces is None else sorted(province.code for province in provinces)
    if wanted is not None and wanted != sorted(row.provinces.values_list("code", flat=True)):
        changed.append("provinces")
    _check_territory(row, problems)
    if changed:
        _save_territory(row, provinces, actor_id=actor_id, reason=reason)
    return row
