"""Gathers, in few queries, the plain facts that ``workflows.rules`` judges."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q

from entities import clock, roles
from entities.models import RoleAssignment
from entities.vocabulary import CROSS_ENTITY_ROLES, Capacity, Role
from workflows.approvals import Approval
from workflows.models import (
    Clarification,
    Contribution,
    Decision,
    Dossier,
    DossierItem,
    ItemDecision,
    Observation,
)
from workflows.plain_facts import DossierFacts, PageFacts, Person
from workflows.stages import SPECS, Route, Stage, decision_stages

SENT = (Decision.Outcome.SUBMITTED, Decision.Outcome.RESUBMITTED)


@dataclass
class _ItemActs:
    """Who did what to one page of a dossier."""

    submitters: set[int] = field(default_factory=set)
    deciders: set[tuple[Stage, int]] = field(default_factory=set)
    approvals: set[Approval] = field(default_factory=set)


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
    """The facts about a dossier: five queries, whatever its number of pages."""
    return facts_of([dossier])[dossier.pk]


def facts_of(dossiers: Sequence[Dossier]) -> dict[int, DossierFacts]:
    """The facts of each dossier, by its id: five queries, whatever their number.

    Args:
        dossiers: with ``entity`` loaded.
    """
    ids = [dossier.pk for dossier in dossiers]
    items: dict[int, list[DossierItem]] = defaultdict(list)
    rows = DossierItem.objects.filter(dossier__in=ids).select_related("base_edition")
    for item in rows.defer("snapshot", "base_edition__snapshot").order_by("pk"):
        items[item.dossier_id].append(item)
    everything = [item for members in items.values() for item in members]
    acts = _acts(everything)
    contributors = contributors_of(everything)
    observations = _open(Observation, ids)
    clarifications = _open(Clarification, ids)
    return {
        dossier.pk: DossierFacts(
            dossier_id=dossier.pk,
            entity_id=dossier.entity_id,
            entity_name=dossier.entity.short_name,
            route=Route(dossier.route),
            stage=Stage(dossier.stage),
            is_open=dossier.is_open,
            remitted=dossier.remitted_at is not None,
            items=tuple(
                _page(item, acts[item.pk], contributors[item.pk]) for item in items[dossier.pk]
            ),
            open_observations=observations[dossier.pk],
            open_clarifications=clarifications[dossier.pk],
            awaiting=sum(item.awaits_resubmission for item in items[dossier.pk]),
            decided_stages=frozenset(
                given.stage for item in items[dossier.pk] for given in acts[item.pk].approvals
            ),
        )
        for dossier in dossiers
    }


def _page(item: DossierItem, acts: _ItemActs, contributors: set[int]) -> PageFacts:
    return PageFacts(
        page_id=item.page_id,
        title=item.title,
        snapshot_hash=item.snapshot_hash,
        contributors=frozenset(contributors),
        submitters=frozenset(acts.submitters | {item.submitted_by_id}),
        deciders=frozenset(acts.deciders),
        approvals=frozenset(acts.approvals),
    )


def _acts(items: Iterable[DossierItem]) -> dict[int, _ItemActs]:
    found: dict[int, _ItemActs] = defaultdict(_ItemActs)
    rows = ItemDecision.objects.filter(item__in=[item.pk for item in items]).values_list(
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
        acts = found[item_id]
        if outcome in SENT:
            acts.submitters.add(actor_id)
            continue
        acts.deciders.add((Stage(stage), actor_id))
        if approves and not void:
            acts.approvals.add(Approval(Stage(stage), snapshot_hash, actor_id, decision_id))
    return found


def _open(model: type[Observation] | type[Clarification], ids: list[int]) -> Counter[int]:
    rows = model.objects.filter(dossier__in=ids, answered_at__isnull=True)
    return Counter(rows.values_list("dossier_id", flat=True))


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


def contributors_of(items: Sequence[DossierItem]) -> dict[int, set[int]]:
    """By item: who saved its page since the edition it started from (one query)."""
    saved: dict[int, list[tuple[int, int]]] = defaultdict(list)
    pages = {item.page_id for item in items}
    for page_id, user_id, since in Contribution.objects.filter(page__in=pages).values_list(
        "page_id", "user_id", "since"
    ):
        saved[page_id].append((user_id, since))
    found: dict[int, set[int]] = defaultdict(set)
    for item in items:
        start = item.base_edition.number if item.base_edition else 0
        found[item.pk] = {user_id for user_id, since in saved[item.page_id] if since >= start}
    return found


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


def holders_at(dossiers: Iterable[Dossier]) -> dict[int, list[Person]]:
    """By dossier: everybody who holds the role of its present stage today (one query)."""
    specs = {dossier.pk: (SPECS[Stage(dossier.stage)], dossier.entity_id) for dossier in dossiers}
    held = roles.holders_somewhere({spec.role for spec, _entity_id in specs.values()})
    everybody = _people_of(Q(user__in=held.values("pk")))
    return {
        pk: [person for person in everybody if person.holds(spec.role, entity_id)]
        for pk, (spec, entity_id) in specs.items()
    }


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
        wanted |= Q(user__in=roles.holders_of_any(ministry, None).values("pk"))
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
