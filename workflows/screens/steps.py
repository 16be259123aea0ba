"""The stages of a dossier as a line of steps: who passed it, where it is, what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from entities.names import name_of
from workflows.models import Decision, Dossier
from workflows.plain_facts import DossierFacts
from workflows.stages import ROUTES, SPECS, Route, Stage

#: What makes a stage «passed» on the line.
PASSING = (Decision.Outcome.APPROVED, Decision.Outcome.FAVOURABLE)
SENDING = (Decision.Outcome.SUBMITTED, Decision.Outcome.RESUBMITTED)


class StepState(StrEnum):
    """How a step is drawn; each has its own sign and word, never colour alone."""

    DONE = "done"
    CURRENT = "current"
    PENDING = "pending"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Step:
    """One stage on the line.

    Args:
        stage: which.
        number: from 1.
        state: passed, present, to come, or where the dossier ended without publication.
        role: who decides there.
        decision: the decision that passed it.
        person: who took it, for staff.
        since: when the present stage was entered.
        due: its internal deadline.
        is_late: whether that has passed.
        returned: the return that brought the dossier here, if that is how it came.
    """

    stage: Stage
    number: int
    state: StepState
    role: str
    decision: Decision | None = None
    person: str = ""
    since: datetime | None = None
    due: date | None = None
    is_late: bool = False
    returned: Decision | None = None

    @property
    def is_done(self) -> bool:
        """Passed with the present text."""
        return self.state is StepState.DONE

    @property
    def is_current(self) -> bool:
        """Where the dossier stands."""
        return self.state is StepState.CURRENT

    @property
    def is_stopped(self) -> bool:
        """Where the dossier ended without being published."""
        return self.state is StepState.STOPPED


def steps_of(
    dossier: Dossier,
    told: DossierFacts,
    decisions: Sequence[Decision],
    names: Mapping[int, Any],
    today: date,
) -> list[Step]:
    """The line of a dossier.

    Args:
        dossier: the dossier.
        told: its facts: which stages approved the present text.
        decisions: all of its decisions, oldest first.
        names: people by id.
        today: the day it is shown.
    """
    return [
        _step(stage, number, dossier, told, decisions, names, today)
        for number, stage in enumerate(ROUTES[Route(dossier.route)], start=1)
    ]


def _step(
    stage: Stage,
    number: int,
    dossier: Dossier,
    told: DossierFacts,
    decisions: Sequence[Decision],
    names: Mapping[int, Any],
    today: date,
) -> Step:
    role = str(SPECS[stage].role.label)
    state = _state(stage, dossier, told)
    passed = _passing(stage, decisions) if state is StepState.DONE else None
    if state in (StepState.CURRENT, StepState.STOPPED):
        due = dossier.due_on
        return Step(
            stage,
            number,
            state,
            role,
            since=dossier.stage_entered_at,
            due=due,
            is_late=state is StepState.CURRENT and due is not None and due < today,
            returned=_return_to(stage, decisions),
        )
    person = name_of(names.get(passed.actor_id)) if passed else ""
    return Step(stage, number, state, role, decision=passed, person=person)


def _state(stage: Stage, dossier: Dossier, told: DossierFacts) -> StepState:
    if dossier.status == Dossier.Status.PUBLISHED:
        return StepState.DONE
    if stage == dossier.stage:
        return StepState.CURRENT if dossier.is_open else StepState.STOPPED
    members = ROUTES[Route(dossier.route)]
    earlier = members.index(stage) < members.index(Stage(dossier.stage))
    if stage == Stage.UNIT:
        return StepState.DONE if earlier else StepState.PENDING
    approved = bool(told.items) and all(item.is_approved_at(stage) for item in told.items)
    return StepState.DONE if approved else StepState.PENDING


def _passing(stage: Stage, decisions: Sequence[Decision]) -> Decision | None:
    wanted = SENDING if stage == Stage.UNIT else PASSING
    found = [d for d in decisions if d.stage == stage and d.outcome in wanted]
    return found[-1] if found else None


def _return_to(stage: Stage, decisions: Sequence[Decision]) -> Decision | None:
    """The last act on the dossier when it was a return to this stage."""
    acts = [d for d in decisions if d.outcome != Decision.Outcome.MERGED]
    last = acts[-1] if acts else None
    returned = last is not None and last.outcome == Decision.Outcome.RETURNED
    return last if returned and last.target == stage else None
