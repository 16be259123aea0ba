"""Approve a plan: freeze a numbered version, and move the services it brings in (R23, R83-R90)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    CommitmentSignOff,
    PlannedService,
    PlanStage,
    PlanVersion,
    PublicationPlan,
)
from agreements.rules.plan_parts import PARTS, missing
from agreements.selectors.plan import is_planned
from agreements.selectors.plan_content import DrawnUp, drawn_up
from agreements.services.keeping import keep, locked
from carta_pages.selectors import state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor, Transition
from carta_pages.states import State
from entities import clock, roles
from entities.errors import Problem, raise_if
from entities.sanitize import one_line
from entities.services import saving
from entities.vocabulary import Role
from workflows.snapshots import digest

ENTERS = (State.EMPTY, State.NOT_ELIGIBLE)
"""From these a service of the approved plan becomes Planificado (T1)."""
ENTERS_ANEW = (State.NOT_PUBLISHED, State.EXCLUDED)
"""From these only one that this version lists anew: a new cycle begins (T5, T10)."""


def contributors(plan: PublicationPlan) -> set[int]:
    """Who drew up what is to be approved: since the last approval, or since the beginning."""
    last = plan.versions.order_by("-number").first()
    rows: set[int] = set()
    histories = (
        PublicationPlan.history.filter(id=plan.pk),
        PlannedService.history.filter(plan_id=plan.pk),
        PlanStage.history.filter(plan_id=plan.pk),
    )
    for history in histories:
        found = history.filter(history_date__gt=last.approved_at) if last else history
        rows |= set(found.values_list("history_user_id", flat=True))
    listed = plan.services.filter(in_force=True).values("service_id")
    signed = CommitmentSignOff.objects.filter(service_id__in=listed)
    return {pk for pk in (*rows, *signed.values_list("person_id", flat=True)) if pk is not None}


def why_not(plan: PublicationPlan, actor: Any) -> str:
    """Why somebody may not approve the plan; empty when they may (R7, R85)."""
    if not roles.has_role(actor, Role.PLAN, plan.entity_id, unit=roles.ANY_UNIT):
        return _("El plan lo aprueba quien responde por la planificación de la entidad.")
    if actor.pk in contributors(plan):
        return _("Usted elaboró o firmó parte de este plan: lo aprueba otra persona.")
    return ""


def lacking(plan: PublicationPlan, found: DrawnUp) -> list[str]:
    """What keeps the plan from being approved, each with its part."""
    names = dict(PARTS)
    told = [
        _("Parte %(part)d, %(name)s: %(says)s")
        % {"part": one.part, "name": names[one.part], "says": one.says}
        for one in missing(found.facts)
    ]
    return told if plan.is_open else [_("No hay una versión en elaboración: nada se aprueba.")]


@transaction.atomic
def approve_plan(plan: PublicationPlan, actor: Any, *, document: str, seen: str) -> PlanVersion:
    """Approve what is being drawn up: all of it is frozen, and its services move, or nothing.

    Args:
        plan: one with an open version.
        actor: who answers for planning, and drew up or signed none of it.
        document: the act of approval.
        seen: hash of what was on the screen.

    Raises:
        RuleViolation: not theirs to approve, it changed meanwhile, something is missing, or a
            service may not move.
    """
    row = locked(plan)
    found = drawn_up(row)
    content = found.content
    sha256 = digest(content)
    reason = why_not(row, actor)
    problems = [Problem("", reason)] if reason else []
    if seen != sha256:
        problems.append(Problem("", _("El plan cambió mientras usted lo leía: vuelva a leerlo.")))
    problems += [Problem("", text) for text in lacking(row, found)]
    if not one_line(document):
        problems.append(Problem("document", _("Indique el documento de aprobación.")))
    raise_if(problems)
    version = _freeze(row, actor, content, sha256, one_line(document))
    _date(row, found, version, actor)
    _move(row, found, version)
    return version


def _freeze(
    plan: PublicationPlan, actor: Any, content: Any, sha256: str, document: str
) -> PlanVersion:
    held = roles.assignment_for(actor, Role.PLAN, plan.entity_id, unit=roles.ANY_UNIT)
    assert held is not None
    version = PlanVersion.objects.create(
        plan=plan,
        number=plan.version + 1,
        content=content,
        sha256=sha256,
        approved_at=clock.now(),
        approver_id=actor.pk,
        post=held.post,
        office=held.office,
        capacity=held.capacity,
        document=document,
    )
    keep(
        plan,
        {"version": version.number, "is_open": False},
        actor_id=actor.pk,
        reason=_("Versión %(number)d aprobada: %(document)s.")
        % {"number": version.number, "document": document},
    )
    return version


def _date(plan: PublicationPlan, found: DrawnUp, version: PlanVersion, actor: Any) -> None:
    """What was approved for the first time keeps its days as the original ones (R89)."""
    why = _("Versión %d aprobada.") % version.number
    for stage in found.stages:
        if stage.original_end is None:
            stage.original_start, stage.original_end = stage.planned_start, stage.planned_end
            saving.save(stage, actor_id=actor.pk, reason=why)
    for row in found.listed:
        row.since_version = row.since_version or version.number
        row.original_publish_on = row.original_publish_on or row.publish_on
        row.approved_publish_on = row.publish_on
        saving.save(row, actor_id=actor.pk, reason=why)
    dropped = plan.services.filter(in_force=False, since_version__isnull=False, until_version=None)
    for row in dropped:
        row.until_version = version.number
        saving.save(row, actor_id=actor.pk, reason=why)


def _move(plan: PublicationPlan, found: DrawnUp, version: PlanVersion) -> None:
    support = _("Plan de publicación %(year)d, versión %(number)d (%(hash)s)") % {
        "year": plan.year,
        "number": version.number,
        "hash": version.sha256[:12],
    }
    for row in found.listed:
        state = state_of(row.service_id)
        is_new = row.since_version == version.number
        if state in ENTERS or (state in ENTERS_ANEW and is_new):
            why = _("Consta en el plan de publicación aprobado de %d.") % plan.year
            change_state(row.service, State.PLANNED, _act(row, why, support))
    left = plan.services.filter(until_version=version.number).select_related("service")
    for row in left:
        kept = is_planned(row.service_id, clock.today().year)
        if not kept and state_of(row.service_id) == State.PLANNED:
            change_state(row.service, State.EMPTY, _act(row, row.drop_reason, support))


def _act(row: PlannedService, reason: str, support: str) -> StateAct:
    """The quality office moves it: whoever last wrote the service's row of the plan (R23)."""
    written = row.history.filter(history_user_id__isnull=False, since_version=None)
    written = written if row.in_force else row.history.filter(in_force=False, until_version=None)
    person_id = written.values_list("history_user_id", flat=True).first()
    person = get_user_model()._default_manager.filter(pk=person_id).first()
    held = (
        roles.assignment_for(person, Role.CAL, row.entity_id, unit=roles.ANY_UNIT)
        if person is not None
        else None
    )
    return StateAct(
        actor=Actor.QUALITY,
        actor_id=person_id,
        reason=reason,
        support=support,
        capacity=held.capacity if held else "",
        post=held.post if held else "",
        office=held.office if held else "",
    )


def guard(service: Any, move: Transition, actor: Actor) -> list[str]:
    """Why a service may not move, judged by the approved plans (R23, R90); a state guard.

    It becomes Planificado only from an approved plan of this year or the next, and stops being it
    only by a version that drops it.
    """
    if move.target not in (State.PLANNED, State.EMPTY):
        return []
    planned = is_planned(service.pk, clock.today().year)
    if move.target == State.PLANNED and not planned:
        return [
            _(
                "El servicio no consta en un plan de publicación aprobado de este año: inclúyalo "
                "en el plan y pida que se apruebe."
            )
        ]
    if move.target == State.EMPTY and planned:
        return [
            _(
                "El servicio consta en el plan de publicación aprobado: sáquelo en una versión "
                "nueva, con su motivo, y pida que se apruebe."
            )
        ]
    return []
