"""The facts of many dossiers at once, for lists: five queries, whatever their number.

The same answer as ``workflows.facts.dossier_facts`` for each of them; a test compares both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workflows.facts import SENT
from workflows.models import (
    Clarification,
    Contribution,
    Dossier,
    DossierItem,
    ItemDecision,
    Observation,
)
from workflows.rules import Approval, DossierFacts, PageFacts
from workflows.stages import Route, Stage


@dataclass
class _ItemActs:
    """Who did what to one page of a dossier."""

    submitters: set[int] = field(default_factory=set)
    deciders: set[tuple[Stage, int]] = field(default_factory=set)
    approvals: set[Approval] = field(default_factory=set)


def facts_of(dossiers: Sequence[Dossier]) -> dict[int, DossierFacts]:
    """The facts of each dossier, by its id.

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
    contributors = _contributors(everything)
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


def _contributors(items: Sequence[DossierItem]) -> dict[int, set[int]]:
    """By item: who saved its page since the edition the item started from."""
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


def _open(model: type[Observation] | type[Clarification], ids: list[int]) -> Counter[int]:
    rows = model.objects.filter(dossier__in=ids, answered_at__isnull=True)
    return Counter(rows.values_list("dossier_id", flat=True))
