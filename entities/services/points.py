"""Propose, confirm and reject changes of points of service (DESIGN §3.2).

Two people: communications (or quality) proposes, another person of quality confirms. What is
public changes only on confirmation, and keeps why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock, point_values
from entities.access import Register
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import Entity, PointChange, PointOfService
from entities.point_values import POINT_FIELDS
from entities.rules import period_problems, reason_problems, text_problems
from entities.sanitize import plain
from entities.services import saving
from entities.services.proposals import check_decision, check_may_propose, decide
from entities.vocabulary import ChangeState


def _candidate(entity: Entity, point: PointOfService | None) -> PointOfService:
    if point is None:
        return PointOfService(entity=entity, opened_on=clock.today())
    return PointOfService.objects.get(pk=point.pk)


def _check_point(point: PointOfService, before: list[Problem]) -> None:
    problems = [*before, *text_problems({"name": point.name}, ["name"])]
    problems += period_problems(point.opened_on, point.closed_on, "closed_on")
    if point.unit is not None and point.unit.entity_id != point.entity_id:
        problems.append(Problem("unit", _("La unidad debe ser de la misma entidad.")))
    saving.check(point, problems)


@transaction.atomic
def propose_point_change(
    *,
    entity: Entity,
    values: Mapping[str, Any],
    note: str,
    actor_id: int,
    point: PointOfService | None = None,
) -> PointChange:
    """Propose a new point (no ``point``) or new values of one; nothing public changes yet.

    ``values`` are the model's own (rows, dates); those that do not differ are left out.
    Raises RuleViolation: no permission, no reason, nothing changes, a value is refused.
    """
    check_may_propose(actor_id, Register.POINTS, entity.pk)
    unknown = set(values) - set(POINT_FIELDS)
    if unknown:
        raise TypeError(f"Not values of a point: {sorted(unknown)}")
    problems = reason_problems(note, "note")
    candidate = _candidate(entity, point)
    if candidate.entity_id != entity.pk:
        raise ValueError("The point belongs to another entity.")
    before = point_values.current(candidate) if point else {}
    saving.apply(candidate, dict(values))
    after = point_values.current(candidate)
    changed = {name: after[name] for name in POINT_FIELDS if after[name] != before.get(name, "")}
    if point and not changed:
        problems.append(Problem("", _("No hay ningún cambio que proponer.")))
    _check_point(candidate, problems)
    change = PointChange(
        entity=entity,
        point=point,
        values=changed if point else after,
        before={name: before[name] for name in changed} if point else {},
        note=plain(note),
        proposed_by=actor_id,
        proposed_at=clock.now(),
    )
    saving.save(change, actor_id=actor_id, reason=change.note)
    saving.tell(
        "point.proposed",
        change,
        entity_id=entity.pk,
        actor_id=actor_id,
        reason=note,
        values={"point": point, "values": change.values},
    )
    return change


def _set_values(point: PointOfService, change: PointChange) -> None:
    try:
        for name, value in change.values.items():
            setattr(point, name, point_values.from_json(name, value))
    except ValidationError as error:
        raise RuleViolation([Problem("", message) for message in error.messages]) from error


@transaction.atomic
def confirm_point_change(change: PointChange, *, actor_id: int, reason: str = "") -> PointOfService:
    """Make the proposed values the point's own, with the note as the reason in its history.

    Raises RuleViolation: already decided, own proposal, not of quality, or the point has
    changed since the proposal was written (a decision is about what was on the screen).
    """
    row = PointChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    check_decision(row, row.entity_id, actor_id)
    if row.point_id is None:
        point = PointOfService(entity=row.entity)
    else:
        point = PointOfService.objects.select_for_update(of=("self",)).get(pk=row.point_id)
        now = point_values.current(point)
        if any(now[name] != value for name, value in row.before.items()):
            message = _(
                "El punto de atención cambió después de esta propuesta: rechácela y pida otra."
            )
            raise RuleViolation([Problem("", message)])
    _set_values(point, row)
    _check_point(point, [])
    saving.save(point, actor_id=actor_id, reason=row.note)
    row.point = point
    decide(row, ChangeState.CONFIRMED, actor_id=actor_id, reason=reason)
    saving.tell(
        "point.confirmed",
        point,
        entity_id=row.entity_id,
        actor_id=actor_id,
        reason=row.note,
        values={"change": str(row.uuid), "values": row.values},
    )
    return point


@transaction.atomic
def reject_point_change(change: PointChange, *, actor_id: int, reason: str) -> PointChange:
    """Refuse a proposal, saying why; the point stays as it is. Raises RuleViolation."""
    row = PointChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    check_decision(row, row.entity_id, actor_id)
    raise_if(reason_problems(reason))
    decide(row, ChangeState.REJECTED, actor_id=actor_id, reason=reason)
    saving.tell("point.rejected", row, entity_id=row.entity_id, actor_id=actor_id, reason=reason)
    return row
