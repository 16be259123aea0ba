"""«Quién puede actuar en cada etapa y quién falta» (R11, DESIGN §3.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entities import staff
from entities.models import Entity
from entities.staff import COMING, Member, Standing
from entities.vocabulary import Capacity, Role
from workflows import facts, staffing
from workflows.plain_facts import DossierFacts
from workflows.stages import SPECS, Route, Stage, decision_stages


@dataclass(frozen=True)
class Actor:
    """Somebody at a stage: name, in what capacity, and until when if that is near."""

    name: str
    capacity: str
    until: date | None = None


@dataclass
class Coverage:
    """One stage and its people.

    Args:
        label: the stage.
        role: whose decision it is.
        is_ministry: decided outside the entity; people are counted, not named.
        able: who can act today.
        coming: who was invited or begins later, and cannot act yet.
        count: how many can act today.
        shared: there are people, but all of them are needed at another stage.
        leaving_on: the day on which the last of them ends, when it is near.
        units: units of the entity that nobody answers for.
    """

    label: str | Promise
    role: str | Promise
    is_ministry: bool = False
    able: list[Actor] = field(default_factory=list)
    coming: list[Actor] = field(default_factory=list)
    count: int = 0
    shared: bool = False
    leaving_on: date | None = None
    units: list[str] = field(default_factory=list)

    @property
    def is_missing(self) -> bool:
        """Whether nobody can act at all."""
        return self.count == 0

    @property
    def lacks_nothing(self) -> bool:
        """Whether the screen has nothing else to say in «Qué falta»."""
        told = (self.is_missing, self.shared, self.leaving_on, self.units, self.coming)
        return not any(told) and not self.lacks_titular

    @property
    def lacks_titular(self) -> bool:
        """Whether only people «en su lugar» act."""
        return bool(self.able) and not any(
            actor.capacity == Capacity.TITULAR.label for actor in self.able
        )


def coverage(entity: Entity, members: Iterable[Member]) -> list[Coverage]:
    """Every stage of the longest route, and who writes the institutional texts.

    Args:
        entity: whose stages.
        members: its people, as the list shows them: nothing is read twice.
    """
    members = list(members)
    dossier = DossierFacts(0, entity.pk, entity.short_name, Route.COMMITMENT, Stage.UNIT, True, ())
    candidates = facts.candidates(dossier)
    lacking = staffing.stage_without_people(
        dossier, candidates, planning_may_remit=facts.planning_may_remit()
    )
    writers = _of_role(_("Definición: textos institucionales"), Role.COM, members)
    unit = _of_role(Stage.UNIT.label, Role.UNI, members)
    unit.units = _units_without_people(entity, members)
    rows = [writers, unit]
    for stage, people in candidates.items():
        spec = SPECS[stage]
        if spec.is_ministry:
            free = [person for person in people if not person.belongs_to(entity.pk)]
            row = Coverage(stage.label, spec.role.label, is_ministry=True, count=len(free))
        else:
            row = _of_role(stage.label, spec.role, members)
        row.shared = stage == lacking and not row.is_missing
        rows.append(row)
    return rows


def ministry_coverage(members: Iterable[Member]) -> list[Coverage]:
    """The stages that the Ministry decides, with its own people by name.

    Args:
        members: who holds a role over all entities, as the list shows them.
    """
    members = list(members)
    stages = [stage for stage in decision_stages(Route.COMMITMENT) if SPECS[stage].is_ministry]
    options = {
        stage: [
            member.person.pk
            for member in members
            if any(
                held.assignment.role == SPECS[stage].role and held.counts_today
                for held in member.held
            )
        ]
        for stage in stages
    }
    lacking = staffing.first_unfilled(options)
    rows = []
    for stage in stages:
        row = _of_role(stage.label, SPECS[stage].role, members)
        row.shared = stage == lacking and not row.is_missing
        rows.append(row)
    return rows


def _of_role(label: str | Promise, role: Role, members: Iterable[Member]) -> Coverage:
    row = Coverage(label, role.label)
    last_days: list[date | None] = []
    for member in members:
        for held in member.held:
            assignment = held.assignment
            if assignment.role != role or not held.is_alive:
                continue
            soon = assignment.ends_on if held.standing == Standing.SOON else None
            actor = Actor(member.name, str(assignment.get_capacity_display()), soon)
            if held.counts_today:
                row.able.append(actor)
                last_days.append(soon)
            elif held.standing in COMING:
                row.coming.append(actor)
    row.count = len(row.able)
    days = [day for day in last_days if day is not None]
    if days and len(days) == len(last_days):
        row.leaving_on = max(days)
    return row


def _units_without_people(entity: Entity, members: Iterable[Member]) -> list[str]:
    """Units that no process owner answers for; somebody without units answers for all."""
    answered: set[int] = set()
    for member in members:
        for held in member.held:
            if held.assignment.role != Role.UNI or not held.counts_today:
                continue
            if not held.assignment.unit_ids:
                return []
            answered |= held.assignment.unit_ids
    return [unit.name for unit in staff.units_in_force(entity) if unit.pk not in answered]
