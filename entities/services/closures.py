"""Temporary closures of points of service: proposed, confirmed, ended early (DESIGN §3.2)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock
from entities.access import Register, may_decide_proposal
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import PointOfService, TemporaryClosure
from entities.rules import Period, closure_problems, reason_problems
from entities.sanitize import one_line
from entities.services import saving
from entities.services.proposals import check_decision, check_may_propose, decide, person
from entities.vocabulary import ChangeState


def _problems(closure: TemporaryClosure) -> list[Problem]:
    point = closure.point
    others = point.closures.exclude(state=ChangeState.REJECTED).exclude(pk=closure.pk)
    return closure_problems(
        period=Period(closure.starts_on, closure.ends_on) if closure.starts_on else None,
        reason=closure.reason,
        others=[Period(*days) for days in others.values_list("starts_on", "ends_on")],
        point_period=Period(point.opened_on, point.closed_on),
    )


@transaction.atomic
def propose_closure(
    point: PointOfService,
    *,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    actor_id: int,
) -> TemporaryClosure:
    """Propose that a point does not attend between two days, both included.

    ``reason`` is shown to the public as written. Raises RuleViolation.
    """
    check_may_propose(actor_id, Register.CLOSURES, point.entity_id)
    PointOfService.objects.select_for_update(of=("self",)).get(pk=point.pk)
    closure = TemporaryClosure(
        point=point,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=one_line(reason),
        proposed_by=actor_id,
        proposed_at=clock.now(),
    )
    saving.check(closure, _problems(closure))
    saving.save(closure, actor_id=actor_id, reason=closure.reason)
    saving.tell(
        "closure.proposed",
        closure,
        entity_id=point.entity_id,
        actor_id=actor_id,
        reason=closure.reason,
        values={"point": point, "starts_on": starts_on, "ends_on": ends_on},
    )
    return closure


def _locked(closure: TemporaryClosure) -> TemporaryClosure:
    """The closure's point, then the closure: closures of one point are changed one by one."""
    PointOfService.objects.select_for_update(of=("self",)).get(pk=closure.point_id)
    return (
        TemporaryClosure.objects.select_for_update(of=("self",))
        .select_related("point")
        .get(pk=closure.pk)
    )


@transaction.atomic
def confirm_closure(
    closure: TemporaryClosure, *, actor_id: int, reason: str = ""
) -> TemporaryClosure:
    """Make a proposed closure public. Raises RuleViolation."""
    row = _locked(closure)
    check_decision(row, row.point.entity_id, actor_id)
    raise_if(_problems(row))
    decide(row, ChangeState.CONFIRMED, actor_id=actor_id, reason=reason)
    saving.tell(
        "closure.confirmed",
        row,
        entity_id=row.point.entity_id,
        actor_id=actor_id,
        reason=row.reason,
        values={"point": row.point, "starts_on": row.starts_on, "ends_on": row.ends_on},
    )
    return row


@transaction.atomic
def reject_closure(closure: TemporaryClosure, *, actor_id: int, reason: str) -> TemporaryClosure:
    """Refuse a proposed closure, saying why. Raises RuleViolation."""
    row = _locked(closure)
    check_decision(row, row.point.entity_id, actor_id)
    raise_if(reason_problems(reason))
    decide(row, ChangeState.REJECTED, actor_id=actor_id, reason=reason)
    saving.tell(
        "closure.rejected", row, entity_id=row.point.entity_id, actor_id=actor_id, reason=reason
    )
    return row


@transaction.atomic
def end_closure(
    closure: TemporaryClosure, *, ends_on: date, actor_id: int, reason: str
) -> TemporaryClosure:
    """Change the last day of a confirmed closure: the point opens earlier, or later.

    The quality office does it alone: citizens must not be sent to a closed door while
    somebody is awaited. Raises RuleViolation.
    """
    row = _locked(closure)
    if not may_decide_proposal(person(actor_id), Register.CLOSURES, row.point.entity_id):
        raise RuleViolation([Problem("", _("Lo cambia la unidad de gestión de la calidad (CAL)."))])
    if row.state != ChangeState.CONFIRMED:
        raise RuleViolation([Problem("", _("Solo se cambia un cierre confirmado."))])
    row.ends_on = ends_on
    raise_if([*reason_problems(reason), *_problems(row)])
    saving.save(row, actor_id=actor_id, reason=reason)
    saving.tell(
        "closure.changed",
        row,
        entity_id=row.point.entity_id,
        actor_id=actor_id,
        reason=reason,
        values={"point": row.point, "ends_on": ends_on},
    )
    return row
