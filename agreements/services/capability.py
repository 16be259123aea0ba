"""Assess a process, verify it, and what a verified level below 4 brings about (R18-R24, R167)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.access import may_verify
from agreements.models import CapabilityAssessment, Process
from agreements.rules.capability import PREDICTABLE, Capability
from agreements.selectors.processes import capability_of, run_by
from agreements.services.cases import open_case
from agreements.services.keeping import keep, locked
from agreements.services.telling import tell_moved
from agreements.vocabulary import CaseCause, Level
from carta_pages.models import ServicePage
from carta_pages.selectors import state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor, Transition
from carta_pages.states import IN_FORCE, State
from entities import clock, roles
from entities.errors import Problem, RuleViolation
from entities.models import Entity
from entities.vocabulary import Role
from workflows.snapshots import canonical, text_digest

MOVED_BY_CAPABILITY = (State.EMPTY, State.PLANNED, State.NOT_PUBLISHED)
"""From these a verified level below 4 leads to No Postulable by itself (T0, T2, T6). An excluded
service starts a new cycle by a person's act (T10)."""


@transaction.atomic
def save_process(
    process: Process | None,
    *,
    actor_id: int | None,
    reason: str = "",
    **values: Any,
) -> Process:
    """Open a process of an entity, or correct one. Raises RuleViolation."""
    row = locked(process) if process is not None else Process()
    if process is None:
        values["opened_on"] = values.get("opened_on") or clock.today()
    return keep(row, values, actor_id=actor_id, reason=reason, first=_("Alta del proceso."))


@transaction.atomic
def assess(
    process: Process,
    *,
    level: int,
    assessed_on: date,
    valid_until: date,
    findings: str,
    actor: Any,
) -> CapabilityAssessment:
    """Write a self-assessment; it counts once it is verified.

    Args:
        process: what was assessed.
        level: 0-5.
        assessed_on: when; not in the future.
        valid_until: last day on which it counts.
        findings: what shows that level.
        actor: who assessed, of the unit.

    Raises:
        RuleViolation: what is missing or wrong.
    """
    row = CapabilityAssessment(
        entity=process.entity,
        process=process,
        assessor_id=actor.pk,
        assessor_office=_office(actor, Role.UNI, process.entity),
    )
    values = {
        "level": level,
        "assessed_on": assessed_on,
        "valid_until": valid_until,
        "findings": findings,
    }
    return keep(
        row,
        values,
        actor_id=actor.pk,
        first=_("Autoevaluación registrada."),
        problems=_problems(values),
    )


@transaction.atomic
def correct_assessment(
    assessment: CapabilityAssessment, *, actor_id: int | None, reason: str, **values: Any
) -> CapabilityAssessment:
    """Correct one that nobody verified yet; afterwards only a newer one says otherwise (R18).

    Whoever corrects it answers for it from then on, and does not verify it.

    Raises:
        RuleViolation: it is verified, or what is written is wrong.
    """
    row = locked(assessment)
    problems = _problems({**_values_of(row), **values})
    if values and actor_id is not None and actor_id != row.assessor_id:
        actor = get_user_model()._default_manager.get(pk=actor_id)
        office = _office(actor, Role.UNI, row.entity)
        values = {**values, "assessor_id": actor_id, "assessor_office": office}
    if row.verified_on is not None:
        problems.append(
            Problem(
                "",
                _("Ya está verificada: no se corrige. Registre una autoevaluación nueva."),
            )
        )
    return keep(row, values, actor_id=actor_id, reason=reason, problems=problems)


@transaction.atomic
def verify(
    assessment: CapabilityAssessment, actor: Any, *, reason: str, seen: str | None = None
) -> CapabilityAssessment:
    """The quality office verifies a self-assessment; services below 4 move by themselves.

    Args:
        assessment: one that waits.
        actor: of the quality office, and not who assessed or corrected it.
        reason: what was checked.
        seen: ``seen_of`` what was on the screen; ``None`` where there was none.

    Raises:
        RuleViolation: verified already, corrected since it was seen, by whom may not, or
            without a reason.
    """
    row = locked(assessment)
    problems = []
    if row.verified_on is not None:
        problems.append(Problem("", _("Esta autoevaluación ya está verificada.")))
    elif seen not in (None, seen_of(row)):
        problems.append(
            Problem("", _("La autoevaluación cambió desde que usted la abrió: léala otra vez."))
        )
    elif not may_verify(actor, row):
        problems.append(
            Problem(
                "",
                _(
                    "La verifica la oficina de calidad de la entidad, y una persona distinta de "
                    "quien la hizo o la corrigió."
                ),
            )
        )
    values = {
        "verifier_id": actor.pk,
        "verifier_office": _office(actor, Role.CAL, row.entity),
        "verified_on": clock.today(),
    }
    keep(row, values, actor_id=actor.pk, reason=reason, problems=problems)
    for service in run_by(row.process):
        _follow(service, row)
    return row


def _follow(service: ServicePage, assessment: CapabilityAssessment) -> None:
    if not capability_of(service).is_below:
        return
    state = state_of(service.pk)
    reason = _(
        "La autoevaluación de «%(process)s», verificada el %(day)s, dio nivel %(level)d."
    ) % {
        "process": assessment.process.name,
        "day": assessment.verified_on.strftime("%d/%m/%Y") if assessment.verified_on else "",
        "level": assessment.level,
    }
    if state in IN_FORCE:
        open_case(service, CaseCause.CAPABILITY, reason, assessment=assessment)
    elif state in MOVED_BY_CAPABILITY:
        change_state(
            service,
            State.NOT_ELIGIBLE,
            StateAct(
                actor=Actor.CAPABILITY,
                actor_id=None,
                reason=reason,
                support=_("Autoevaluación de capacidad del %s")
                % assessment.assessed_on.strftime("%d/%m/%Y"),
                office=assessment.verifier_office,
            ),
        )
        tell_moved(service, state, reason, assessment)


def guard(service: ServicePage, move: Transition, actor: Actor) -> list[str]:
    """Why a service may not move, judged by its capability (R19, R23); a state guard.

    Planning asks for a verified level of at least 4; «No Postulable» for one below it. The other
    half of T1, a place in an approved yearly plan, is asked in ``approving``.
    """
    if move.target == State.PLANNED:
        capability = capability_of(service)
        return [] if capability.suffices else [lacks(capability)]
    if move.target == State.NOT_ELIGIBLE and capability_of(service).suffices:
        return [_("Sus procesos tienen nivel 4 verificado: no es «No Postulable».")]
    return []


def lacks(capability: Capability) -> str:
    """What keeps a service from being postulated, in one sentence."""
    if capability.is_below:
        return _("El nivel verificado de su proceso es «%(found)s»; se necesita «%(wanted)s».") % {
            "found": Level(capability.lowest or 0).label,
            "wanted": Level(PREDICTABLE).label,
        }
    if not capability.levels and not capability.lacking:
        return _("El servicio no nombra ningún proceso.")
    return _(
        "Falta una autoevaluación de capacidad verificada y vigente, de nivel 4 o más, de: %s."
    ) % ", ".join(code.upper() for code in capability.lacking)


def _problems(values: dict[str, Any]) -> list[Problem]:
    problems = []
    assessed_on, valid_until = values.get("assessed_on"), values.get("valid_until")
    if assessed_on and assessed_on > clock.today():
        problems.append(Problem("assessed_on", _("La fecha no puede ser futura.")))
    if assessed_on and valid_until and valid_until < assessed_on:
        problems.append(
            Problem("valid_until", _("La vigencia no puede terminar antes de la evaluación."))
        )
    if not (values.get("findings") or "").strip():
        problems.append(Problem("findings", _("Diga en qué resultados se apoya el nivel.")))
    return problems


def seen_of(assessment: CapabilityAssessment) -> str:
    """What somebody read before they verified it, in few letters."""
    values = {name: str(value) for name, value in _values_of(assessment).items()}
    return text_digest(canonical(values))


def _values_of(row: CapabilityAssessment) -> dict[str, Any]:
    names = ("level", "assessed_on", "valid_until", "findings")
    return {name: getattr(row, name) for name in names}


def _office(actor: Any, role: Role, entity: Entity) -> str:
    """The office in which somebody acts; for whoever holds no such role, their first one there."""
    held = roles.assignment_for(actor, role, entity.pk, unit=roles.ANY_UNIT)
    return held.office if held is not None else ""


__all__ = [
    "RuleViolation",
    "assess",
    "correct_assessment",
    "guard",
    "lacks",
    "save_process",
    "seen_of",
    "verify",
]
