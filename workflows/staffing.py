"""Whether enough distinct people are left to decide every stage (DESIGN §3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from entities.vocabulary import Role
from workflows import rules
from workflows.plain_facts import DossierFacts, Person
from workflows.stages import SPECS, Stage, decision_stages, position


def stage_without_people(
    dossier: DossierFacts,
    candidates: Mapping[Stage, Iterable[Person]],
    start: Stage | None = None,
    *,
    planning_may_remit: bool = False,
) -> Stage | None:
    """First stage from ``start`` on that no distinct eligible person is left to decide.

    The stages need distinct people, so this is a matching and not a count: one person who
    holds two roles fills only one stage. The incremental (augmenting path) method names the
    first stage in route order that cannot be filled.
    """
    stages = decision_stages(dossier.route)
    first = position(dossier.route, start) - 1 if start and start != Stage.UNIT else 0
    options: dict[Stage, list[int]] = {}
    for stage in stages[max(first, 0) :]:
        eligible = [
            person
            for person in candidates.get(stage, ())
            if person.active
            and person.holds(SPECS[stage].role, dossier.entity_id)
            and rules.independence(person, dossier, stage, planning_may_remit=planning_may_remit)
        ]
        if planning_may_remit and stage == Stage.AUTHORITY and _delegate(eligible, dossier):
            continue
        options[stage] = [person.user_id for person in eligible]
    return first_unfilled(options)


def first_unfilled(options: Mapping[Stage, list[int]]) -> Stage | None:
    """First stage, in the order given, that distinct people cannot fill; ``None`` if all can.

    Args:
        options: who may act at each stage, by the number of their account.
    """
    filled: dict[int, Stage] = {}
    for stage in options:
        if not _augment(stage, options, filled, set()):
            return stage
    return None


def _delegate(eligible: Iterable[Person], dossier: DossierFacts) -> bool:
    """Whether a planning head may remit as documented delegate: nobody else is needed then."""
    return any(
        dossier.entity_id in person.delegated and person.holds(Role.PLAN, dossier.entity_id)
        for person in eligible
    )


def _augment(
    stage: Stage, options: Mapping[Stage, list[int]], filled: dict[int, Stage], seen: set[int]
) -> bool:
    for user_id in options[stage]:
        if user_id in seen:
            continue
        seen.add(user_id)
        if user_id not in filled or _augment(filled[user_id], options, filled, seen):
            filled[user_id] = stage
            return True
    return False
