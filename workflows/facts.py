"""Gathers, in few queries, the plain facts that ``workflows.rules`` judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from entities import clock, roles
from entities.models import RoleAssignment
from entities.vocabulary import CROSS_ENTITY_ROLES, Capacity, Role
from workflows.models import (
    Clarification,
    Contribution,
    Decision,
    Dossier,
    DossierItem,
    ItemDecision,
    Observation,
)
from workflows.rules import Approval, DossierFacts, PageFacts, Person
from workflows.stages import SPECS, Route, Stage, decision_stages

SENT = (Decision.Outcome.SUBMITTED, Decision.Outcome.RESUBMITTED)


def planning_may_remit() -> bool:
    """Whether the installation lets the planning head remit as delegate (DESIGN §3.7)."""
    return bool(getattr(settings, "CARTA_PLANNING_MAY_REMIT", False))


def person(user: Any) -> Person:
    """The facts about somebody today, from their role assignments (one query, cached)."""
    return _person(user.pk, bool(user.is_active), roles.active_assignments(user))


def _person(user_id: int, active: bool, assignments: Iterable[RoleAssignment]) -> Person:
    entity_roles: set[tuple[Role, int]] = set()
    cross: set[Role] = set()
    delegated: set[int] = set()
    for assignment in assignments:
        role = Role(assignment.role)
        if role in CROSS_ENTITY_ROLES:
            cross.add(role)
            continue
        entity_roles.add((role, assignment.entity_id))
        if role == Role.MAX and assignment.capacity == Capacity.DELEGADO:
            delegated.add(assignment.entity_id)
    return Person(user_id, active, frozenset(entity_roles), frozenset(cross), frozenset(delegated))


def dossier_facts(dossier: Dossier) -> DossierFacts:
    """The facts about a dossier: six queries, whatever its number of pages."""
    items = list(
        dossier.items.select_related("base_edition").defer("snapshot", "base_edition__snapshot")
    )
    item_ids = [item.pk for item in items]
    deciders: dict[int, set[tuple[Stage, int]]] = defaultdict(set)
    approvals: dict[int, set[Approval]] = defaultdict(set)
    submitters: dict[int, set[int]] = defaultdict(set)
    decided: set[Stage] = set()
    rows = ItemDecision.objects.filter(item__in=item_ids).values_list(
        "item_id",
        "stage",
        "actor_id",
        "approves",
        "snapshot_hash",
        "void",
        "decision_id",
        "decision__outcome",
    )
    for item_id, stage, actor_id, approves, snapshot_hash, void, decision_id, outcome in rows:
        if outcome in SENT:
            submitters[item_id].add(actor_id)
            continue
        deciders[item_id].add((Stage(stage), actor_id))
        if approves and not void:
            approvals[item_id].add(Approval(Stage(stage), snapshot_hash, actor_id, decision_id))
            decided.add(Stage(stage))
    contributors = contributors_of(items)
    return DossierFacts(
        dossier_id=dossier.pk,
        entity_id=dossier.entity_id,
        entity_name=dossier.entity.short_name,
        route=Route(dossier.route),
        stage=Stage(dossier.stage),
        is_open=dossier.is_open,
        remitted=dossier.remitted_at is not None,
        items=tuple(
            PageFacts(
                page_id=item.page_id,
                title=item.title,
                snapshot_hash=item.snapshot_hash,
                contributors=frozenset(contributors[item.pk]),
                submitters=frozenset(submitters[item.pk] | {item.submitted_by_id}),
                deciders=frozenset(deciders[item.pk]),
                approvals=frozenset(approvals[item.pk]),
            )
            for item in items
        ),
        open_observations=Observation.objects.filter(
            dossier=dossier, answered_at__isnull=True
        ).count(),
        open_clarifications=Clarification.objects.filter(
            dossier=dossier, answered_at__isnull=True
        ).count(),
        awaiting=sum(item.awaits_resubmission for item in items),
        decided_stages=frozenset(decided),
    )


def moved(told: DossierFacts, dossier: Dossier) -> DossierFacts:
    """The same facts once the dossier stands elsewhere: nothing else changed, nothing is read.

    Args:
        told: the facts before it moved.
        dossier: where it stands now.
    """
    return replace(
        told,
        stage=Stage(dossier.stage),
        is_open=dossier.is_open,
        remitted=dossier.remitted_at is not None,
    )


def contributors_of(items: Iterable[DossierItem]) -> dict[int, set[int]]:
    """By item: users who saved its page since the edition it started from (one query)."""
    items = list(items)
    since = {item.page_id: 0 for item in items}
    for item in items:
        if item.base_edition_id:
            since[item.page_id] = item.base_edition.number
    found: dict[int, set[int]] = defaultdict(set)
    for page_id, user_id, number in Contribution.objects.filter(page__in=since).values_list(
        "page_id", "user_id", "since"
    ):
        if number >= since[page_id]:
            found[page_id].add(user_id)
    return {item.pk: found[item.page_id] for item in items}


def page_contributors(page_id: int, since: int) -> set[int]:
    """Users who saved the page since its edition ``since`` (0: since it was created)."""
    return set(
        Contribution.objects.filter(page=page_id, since__gte=since).values_list(
            "user_id", flat=True
        )
    )


def holders_of(stage: Stage, entity_id: int) -> list[Person]:
    """Everybody who holds the role of a stage today, with all their roles (one query)."""
    spec = SPECS[stage]
    users = roles.holders(spec.role, entity_id=None if spec.is_ministry else entity_id)
    return _people_of(Q(user__in=users.values("pk")))


def _people_of(wanted: Q) -> list[Person]:
    """Active people with all their roles in force today, by an assignment's condition."""
    held: dict[int, list[RoleAssignment]] = defaultdict(list)
    in_force = RoleAssignment.objects.filter(roles.in_force(clock.today()))
    for assignment in in_force.filter(wanted).order_by("user_id", "pk"):
        held[assignment.user_id].append(assignment)
    return [_person(user_id, True, assignments) for user_id, assignments in held.items()]


def candidates(dossier: DossierFacts) -> dict[Stage, list[Person]]:
    """By decision stage: everybody who holds its role today (one query for all stages)."""
    stages = decision_stages(dossier.route)
    own = [SPECS[stage].role for stage in stages if not SPECS[stage].is_ministry]
    ministry = [SPECS[stage].role for stage in stages if SPECS[stage].is_ministry]
    wanted = Q(user__in=roles.holders_of_any(own, entity_id=dossier.entity_id).values("pk"))
    if ministry:
        wanted |= Q(user__in=roles.holders_of_any(ministry).values("pk"))
    everybody = _people_of(wanted)
    return {
        stage: [
            person for person in everybody if person.holds(SPECS[stage].role, dossier.entity_id)
        ]
        for stage in stages
    }


def people(user_ids: Iterable[int]) -> dict[int, Any]:
    """Users by id, for names on staff screens; erased people are simply absent."""
    return get_user_model()._default_manager.in_bulk(set(user_ids))
