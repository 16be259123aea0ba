"""The schedule of a plan: its activities, what really happened, its log (R80-R82, R86-R89, R8)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import (
    InstrumentTick,
    PlanMeeting,
    PlanStage,
    PublicationPlan,
    StageNote,
    TechnicalAssistance,
)
from agreements.services.keeping import keep, locked
from agreements.services.plan import not_open
from agreements.vocabulary import Instrument
from entities import clock, roles
from entities.errors import Problem
from entities.sanitize import plain
from entities.vocabulary import Role

SAID = ("position", "activity", "name", "unit", "post", "planned_start", "planned_end", "in_force")
"""What an approved version says of an activity; the rest is what happened to it."""


@transaction.atomic
def save_stage(
    stage: PlanStage | None,
    *,
    actor_id: int | None,
    plan: PublicationPlan | None = None,
    reason: str = "",
    **values: Any,
) -> PlanStage:
    """Add an activity, change or re-programme it, or write when it really began and ended.

    What the approved version says changes only in a new one; the days it was approved for at
    first stay beside the new ones, with the reason in the history (R89).

    Args:
        stage: the one to change; ``None`` adds one to the plan's open version.
        actor_id: who.
        plan: of a new one.
        reason: why; needed to change.
        values: fields of the activity; ``real_start`` and ``real_end`` at any time.

    Raises:
        RuleViolation: what is missing or wrong, or the plan is approved.
    """
    row = locked(stage) if stage is not None else PlanStage(entity=plan.entity, plan=plan)  # type: ignore[union-attr]
    held = locked(row.plan)
    problems = _real_problems(row, values)
    if not held.is_open and (stage is None or _says_otherwise(row, values)):
        problems.insert(0, not_open())
    return keep(
        row,
        values,
        actor_id=actor_id,
        reason=reason,
        first=_("Actividad agregada."),
        problems=problems,
    )


def _says_otherwise(row: PlanStage, values: dict[str, Any]) -> bool:
    return any(name in values and getattr(row, name) != values[name] for name in SAID)


def _real_problems(row: PlanStage, values: dict[str, Any]) -> list[Problem]:
    today = clock.today()
    begun = values.get("real_start", row.real_start)
    ended = values.get("real_end", row.real_end)
    problems = [
        Problem(name, _("La fecha real no puede ser futura."))
        for name, day in (("real_start", begun), ("real_end", ended))
        if day and day > today
    ]
    if ended and not begun:
        problems.append(Problem("real_start", _("Diga también cuándo empezó.")))
    if begun and ended and ended < begun:
        problems.append(Problem("real_end", _("El fin real no puede ser anterior al inicio.")))
    start = values.get("planned_start", row.planned_start)
    end = values.get("planned_end", row.planned_end)
    if start and end and end < start:
        problems.append(Problem("planned_end", _("El fin previsto no puede ser antes del inicio.")))
    return problems


@transaction.atomic
def note(stage: PlanStage, *, text: str, actor: Any) -> StageNote:
    """Write one entry of an activity's log: it stands as written (R82). Raises RuleViolation."""
    held = roles.assignment_for(actor, Role.CAL, stage.entity_id, unit=roles.ANY_UNIT)
    held = held or roles.assignment_for(actor, Role.UNI, stage.entity_id, unit=roles.ANY_UNIT)
    return keep(
        StageNote(
            entity=stage.entity,
            stage=stage,
            person_id=actor.pk,
            office=held.office if held else "",
        ),
        {"noted_on": clock.today(), "text": text},
        actor_id=actor.pk,
        first=_("Avance anotado."),
    )


@transaction.atomic
def save_tick(
    tick: InstrumentTick | None, *, actor_id: int | None, reason: str = "", **values: Any
) -> InstrumentTick:
    """Say into which official instrument the commitments were put, and when (R81).

    Raises:
        RuleViolation: a day in the future, another instrument without its name, or no reason.
    """
    row = locked(tick) if tick is not None else InstrumentTick()
    kind = values.get("instrument", row.instrument)
    problems = _past(values, "ticked_on")
    if kind == Instrument.OTHER and not plain(values.get("name", row.name)):
        problems.append(Problem("name", _("Diga cuál es el otro registro.")))
    _of_plan(row, values)
    first = _("Incorporación registrada.")
    return keep(row, values, actor_id=actor_id, reason=reason, first=first, problems=problems)


@transaction.atomic
def save_meeting(
    meeting: PlanMeeting | None, *, actor_id: int | None, reason: str = "", **values: Any
) -> PlanMeeting:
    """Write down a meeting of the plan, or correct it (R86). Raises RuleViolation."""
    row = locked(meeting) if meeting is not None else PlanMeeting()
    problems = _past(values, "held_on")
    _of_plan(row, values)
    first = _("Reunión registrada.")
    return keep(row, values, actor_id=actor_id, reason=reason, first=first, problems=problems)


def _of_plan(row: Any, values: dict[str, Any]) -> None:
    """A new row is of the entity of its plan."""
    if row._state.adding and values.get("plan") is not None:
        row.entity = values["plan"].entity


@transaction.atomic
def save_assistance(
    given: TechnicalAssistance | None, *, actor_id: int | None, reason: str = "", **values: Any
) -> TechnicalAssistance:
    """Write down an assistance of the quality office to a process (R8). Raises RuleViolation."""
    row = locked(given) if given is not None else TechnicalAssistance()
    process = values.get("process")
    if given is None and process is not None:
        row.entity = process.entity
    return keep(
        row,
        values,
        actor_id=actor_id,
        reason=reason,
        first=_("Asistencia registrada."),
        problems=_past(values, "given_on"),
    )


def _past(values: dict[str, Any], name: str) -> list[Problem]:
    day = values.get(name)
    if day and day > clock.today():
        return [Problem(name, _("La fecha no puede ser futura."))]
    return []
