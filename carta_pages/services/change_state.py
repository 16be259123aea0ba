"""The one door to a service's state (DESIGN §3.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from carta_pages.models import ServicePage, ServiceState
from carta_pages.registries import state_guards
from carta_pages.services.search_index import refresh_later
from carta_pages.state_rules import Actor, Transition
from carta_pages.state_rules import transition as legal_transition
from carta_pages.states import State
from entities import clock, journal
from entities.errors import Problem, raise_if
from entities.history import one_history_row
from entities.sanitize import one_line, plain
from workflows.services import trace

if TYPE_CHECKING:
    from workflows.models import Dossier


@dataclass(frozen=True)
class StateAct:
    """Who moves a state, in what quality and why (R34).

    Args:
        actor: the side that acts.
        actor_id: the person; ``None`` for a rule that acts by itself.
        reason: why, in plain Spanish.
        support: the document that supports it (number of the report, of the act).
        capacity: titular, subrogante, encargado or delegado.
        post: the person's post.
        office: the office that answers.
        effective_on: from when it holds; today when not given.
        dossier: the dossier that brought it about, when there is one.
    """

    actor: Actor
    actor_id: int | None
    reason: str
    support: str = ""
    capacity: str = ""
    post: str = ""
    office: str = ""
    effective_on: date | None = None
    dossier: Dossier | None = None


@transaction.atomic
def change_state(service: ServicePage, target: State | str, act: StateAct) -> ServiceState:
    """Move a service to another state, or refuse naming everything that is wrong.

    Args:
        service: the service.
        target: the state wanted.
        act: who, why and with what support.

    Returns:
        the state after the move, its history row and its journal entry written with it.

    Raises:
        RuleViolation: the move is not in the table, not this actor's, without reason or
            support, or refused by a guard.
    """
    # As a publication does: the head, then the state. Two first moves of one service wait here.
    trace.hold_head()
    stored = ServiceState.objects.select_for_update().filter(service=service).first()
    row = stored or ServiceState(service=service)
    source, wanted = State(row.value), State(target)
    move = legal_transition(source, wanted)
    raise_if(_problems(service, move, source, wanted, act))
    assert move is not None
    with one_history_row(row, actor_id=act.actor_id, reason=plain(act.reason)):
        _apply(row, move, act)
        row.save()
    journal.record(
        "service.state",
        entity_id=service.entity.pk,
        subject=f"page:{service.pk}",
        payload={
            "from": str(source),
            "to": str(wanted),
            "transition": move.code,
            "reason": row.reason,
            "support": row.support,
            "capacity": row.capacity,
            "effective_on": row.effective_on.isoformat() if row.effective_on else None,
            "dossier": row.dossier_id,
        },
        actor_id=act.actor_id,
    )
    refresh_later([service.pk])
    return row


def _apply(row: ServiceState, move: Transition, act: StateAct) -> None:
    row.previous = move.source
    row.value = move.target
    row.transition = move.code
    row.effective_on = act.effective_on or clock.today()
    row.changed_at = clock.now()
    row.actor_id = act.actor_id
    row.capacity = act.capacity
    row.post = one_line(act.post)
    row.office = one_line(act.office)
    row.reason = plain(act.reason)
    row.support = one_line(act.support)
    row.dossier = act.dossier


def _problems(
    service: ServicePage, move: Transition | None, source: State, wanted: State, act: StateAct
) -> list[Problem]:
    if move is None:
        return [
            Problem(
                "target",
                _("Un servicio «%(source)s» no puede pasar a «%(target)s».")
                % {"source": source.label, "target": wanted.label},
            )
        ]
    problems = []
    if act.actor not in move.actors:
        problems.append(Problem("target", _who_can(move)))
    if not plain(act.reason):
        problems.append(Problem("reason", _("Escriba el motivo.")))
    if move.needs_support and not one_line(act.support):
        problems.append(Problem("support", _("Indique el documento de sustento.")))
    if act.effective_on and act.effective_on > clock.today():
        problems.append(Problem("effective_on", _("La fecha no puede ser futura.")))
    for guard in state_guards:
        problems.extend(Problem("target", message) for message in guard(service, move, act.actor))
    return problems


def _who_can(move: Transition) -> str:
    if Actor.MINISTRY in move.actors:
        return _("Solo el Ministerio del Trabajo lleva un servicio a «%s».") % move.target.label
    return _("Solo la entidad lleva un servicio a «%s».") % move.target.label
