"""Draw up the yearly plan: what it says, which services it holds, a new version (R78-R90)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import PlannedService, PlanStage, PublicationPlan
from agreements.rules.plan import in_year, offered_dates
from agreements.rules.plan_parts import year_problem
from agreements.selectors.plan_offer import services_of
from agreements.selectors.processes import capability_of, open_dossiers_of
from agreements.services.capability import lacks
from agreements.services.keeping import keep, locked
from agreements.vocabulary import Activity
from carta_pages.models import ServicePage
from carta_pages.selectors import state_of
from carta_pages.states import IN_FORCE, State
from entities import clock
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import Entity, OrganizationalUnit
from entities.rules import reason_problems
from entities.sanitize import plain
from entities.services import saving

INHERITED = ("on_time_goal", "other_indicators", "review_frequency", "review_conditions")
"""What a plan that is started from last year's says at first."""


def not_open() -> Problem:
    """Why an approved plan says what it says."""
    return Problem(
        "",
        _(
            "El plan está aprobado: lo que dice no cambia. Abra una versión nueva, con su motivo, "
            "y pida que se apruebe."
        ),
    )


def open_plan_of(plan: PublicationPlan) -> PublicationPlan:
    """The plan, held until the transaction ends. Raises RuleViolation when it is approved."""
    row = locked(plan)
    raise_if([] if row.is_open else [not_open()])
    return row


@transaction.atomic
def open_plan(
    *,
    entity: Entity,
    year: int,
    unit: OrganizationalUnit,
    actor_id: int | None,
    post: str = "",
    from_last: bool = False,
    **values: Any,
) -> PublicationPlan:
    """Begin the plan of a year with the guide's seven activities, or with last year's (R78, R80).

    Args:
        entity: whose.
        year: this one or the next.
        unit: the quality office; it answers for every activity until another is named.
        actor_id: who.
        post: who in that unit answers for the activities; empty: to be named before approval.
        from_last: take activities, goal, review and unpublished services of the year before.
        values: goal, other indicators, review.

    Raises:
        RuleViolation: another year, one that has its plan, or no plan of the year before.
    """
    today = clock.today()
    problems = []
    if wrong := year_problem(year, today):
        problems.append(Problem("year", wrong))
    last = PublicationPlan.objects.filter(entity=entity, year=year - 1).first()
    if from_last and last is None:
        problems.append(
            Problem("from_last", _("No hay un plan del año anterior del cual iniciar."))
        )
    source = last if from_last else None
    given = {name: value for name, value in values.items() if value not in (None, "")}
    inherited = {name: getattr(source, name) for name in INHERITED} if source else {}
    plan = keep(
        PublicationPlan(entity=entity, started_from=source),
        {"year": year, "unit": unit, **inherited, **given},
        actor_id=actor_id,
        first=_("Plan abierto."),
        problems=problems,
    )
    if source is not None:
        _copy_stages(source, plan, actor_id)
        _copy_services(source, plan, actor_id)
    else:
        _offer_stages(plan, plain(post), today, actor_id)
    return plan


def _offer_stages(plan: PublicationPlan, post: str, today: date, actor_id: int | None) -> None:
    seven = [kind for kind in Activity if kind != Activity.OTHER]
    for position, (kind, (start, end)) in enumerate(
        zip(seven, offered_dates(plan.year, today), strict=True), start=1
    ):
        stage = PlanStage(
            entity=plan.entity,
            plan=plan,
            position=position,
            activity=kind,
            name=str(kind.label),
            unit=plan.unit if post else None,
            post=post,
            planned_start=start,
            planned_end=end,
        )
        saving.save(stage, actor_id=actor_id, reason=_("Actividad de la guía."))


def _copy_stages(source: PublicationPlan, plan: PublicationPlan, actor_id: int | None) -> None:
    for old in source.stages.filter(in_force=True):
        start = in_year(old.planned_start, old.planned_start.year + plan.year - source.year)
        end = in_year(old.planned_end, old.planned_end.year + plan.year - source.year)
        stage = PlanStage(
            entity=plan.entity,
            plan=plan,
            position=old.position,
            activity=old.activity,
            name=old.name,
            unit=old.unit,
            post=old.post,
            planned_start=start,
            planned_end=max(start, end),
        )
        saving.save(stage, actor_id=actor_id, reason=_("Viene del plan del año anterior."))


def _copy_services(source: PublicationPlan, plan: PublicationPlan, actor_id: int | None) -> None:
    """Those that were not published yet and may still be planned."""
    now = {one.service.pk: one for one in services_of(plan.entity)}
    for old in source.services.filter(in_force=True).select_related("service"):
        one = now.get(old.service_id)
        if one is None or one.state in IN_FORCE or not one.capability.suffices:
            continue
        row = PlannedService(
            entity=plan.entity,
            plan=plan,
            service=old.service,
            publish_on=in_year(old.publish_on, plan.year),
        )
        saving.save(row, actor_id=actor_id, reason=_("Viene del plan del año anterior."))


@transaction.atomic
def save_plan(
    plan: PublicationPlan | None, *, actor_id: int | None, reason: str = "", **values: Any
) -> PublicationPlan:
    """Begin a plan, or change what its open version says. Raises RuleViolation."""
    if plan is None:
        return open_plan(actor_id=actor_id, **values)
    return keep(open_plan_of(plan), values, actor_id=actor_id, reason=reason)


@transaction.atomic
def open_version(plan: PublicationPlan, *, actor_id: int | None, reason: str) -> PublicationPlan:
    """Draw up a new version of an approved plan; the approved one holds meanwhile (R85, R89).

    Raises:
        RuleViolation: it is open already, or no reason.
    """
    row = locked(plan)
    problems = [Problem("", _("Ya hay una versión en elaboración."))] if row.is_open else []
    return keep(row, {"is_open": True}, actor_id=actor_id, reason=reason, problems=problems)


@transaction.atomic
def save_listed(
    listed: PlannedService | None,
    *,
    actor_id: int | None,
    plan: PublicationPlan | None = None,
    service: ServicePage | None = None,
    publish_on: date | None = None,
    in_force: bool = True,
    reason: str = "",
) -> PlannedService:
    """Put a service into the open version of a plan, move its day, or take it out (R88-R90).

    Args:
        listed: its row; ``None`` puts it in.
        actor_id: who.
        plan: where to put it.
        service: which, of the plan's entity and of verified level 4 or more.
        publish_on: day on which it should be published, within the plan's year.
        in_force: ``False`` takes it out, for the reason given.
        reason: why; needed to move it or take it out.

    Raises:
        RuleViolation: the plan is approved, the level does not suffice, the day is not of the
            year, or no reason.
    """
    if listed is not None:
        row = locked(listed)
        plan = open_plan_of(row.plan)
        problems = _day_problems(plan, publish_on or row.publish_on)
        if not in_force:
            problems = [*_under_way(row), *reason_problems(reason)]
        values = {
            "publish_on": publish_on or row.publish_on,
            "in_force": in_force,
            "drop_reason": "" if in_force else plain(reason),
        }
        return keep(row, values, actor_id=actor_id, reason=reason, problems=problems)
    if plan is None or service is None:
        raise RuleViolation([Problem("service", _("Elija el plan y el servicio."))])
    plan = open_plan_of(plan)
    row = PlannedService(entity=plan.entity, plan=plan, service=service)
    problems = _day_problems(plan, publish_on)
    if publish_on and publish_on < clock.today():
        problems.append(Problem("publish_on", _("La fecha prevista no puede ser pasada.")))
    if service.entity_key != plan.entity_id:
        problems.append(Problem("service", _("Elija algo de la propia entidad.")))
    elif not (capability := capability_of(service)).suffices:
        problems.append(Problem("service", lacks(capability)))
    return keep(
        row,
        {"publish_on": publish_on},
        actor_id=actor_id,
        first=_("El servicio entra en el plan."),
        problems=problems,
    )


def _day_problems(plan: PublicationPlan, day: date | None) -> list[Problem]:
    if day is None or day.year == plan.year:
        return []
    return [Problem("publish_on", _("La fecha debe ser del año %d, el del plan.") % plan.year)]


def _under_way(row: PlannedService) -> list[Problem]:
    """A service that is being postulated stays in the plan until its dossier ends (R33)."""
    if state_of(row.service_id) != State.PLANNED:
        return []
    return [
        Problem(
            "in_force",
            _("El servicio está en el expediente %s: retírelo antes de sacarlo del plan.")
            % dossier.number,
        )
        for dossier in open_dossiers_of(row.service)[:1]
    ]
