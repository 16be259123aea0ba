"""What the machine can be asked; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from entities import prepared
from entities.prepared import Prepared
from workflows.backing import behind_now, hash_of
from workflows.models import (
    Decision,
    Dossier,
    DossierItem,
    Edition,
    FrozenBacking,
    IndexEdition,
    PinnedRevision,
)
from workflows.snapshots import Snapshot, text_digest

# -- editions --------------------------------------------------------------------------------


def edition_in_force(page_id: int, on: date | None = None) -> Edition | None:
    """The edition of a page that holds today, or on a day (``?fecha=``).

    Args:
        page_id: the page.
        on: a day; ``None`` is now. Of several editions with the same date the last counts.
    """
    editions = Edition.objects.filter(page_id=page_id)
    if on is not None:
        editions = editions.filter(effective_date__lte=on)
    return editions.order_by("-number").first()


def edition_by_code(code: str) -> Edition | None:
    """The edition behind a verification code."""
    return Edition.objects.select_related("page", "dossier__entity").filter(code=code).first()


def editions_in_force(page_ids: list[int], on: date | None = None) -> dict[int, Edition]:
    """The edition in force of each page, in one query; pages never published are absent."""
    if on is None and 0 < len(page_ids) <= MOST_PREPARED and len(set(page_ids)) == len(page_ids):
        return {edition.page_id: edition for edition in _newest(page_ids)}
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    editions = Edition.objects.filter(page_id__in=page_ids)
    if on is not None:
        later = later.filter(effective_date__lte=on)
        editions = editions.filter(effective_date__lte=on)
    return {edition.page_id: edition for edition in editions.filter(~Exists(later))}


def _newest_of(page_ids: list[int]) -> QuerySet[Edition]:
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    return Edition.objects.filter(~Exists(later), page_id__in=page_ids)


#: A page and those above it.
MOST_PREPARED = 4
_newest = Prepared(_newest_of, prepared.number)
_index = Prepared(
    lambda ids: IndexEdition.objects.filter(page_id__in=ids).order_by("-number")[:1],
    prepared.number,
)


def newest_editions(page_ids: Iterable[int]) -> dict[int, int]:
    """Id of the newest edition of each page, in one query and without their texts."""
    return dict(_newest_of(list(page_ids)).values_list("page_id", "pk"))


def published_pages(page_ids: Iterable[int]) -> list[int]:
    """Those of the pages that are in force today and not excluded, in one query."""
    newest = _newest_of(list(page_ids)).exclude(type=Edition.Type.EXCLUSION)
    return list(newest.values_list("page_id", flat=True))


def indexes_in_force(page_ids: Iterable[int]) -> dict[int, IndexEdition]:
    """The index that holds today of each service or carta, in one query."""
    later = IndexEdition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    found = IndexEdition.objects.filter(~Exists(later), page_id__in=list(page_ids))
    return {index.page_id: index for index in found}


def index_in_force(page_id: int, on: date | None = None) -> IndexEdition | None:
    """The index of a service or a carta that holds today, or on a day."""
    if on is None:
        return next(iter(_index([page_id])), None)
    indexes = IndexEdition.objects.filter(page_id=page_id, effective_date__lte=on)
    return indexes.order_by("-number").first()


def backing_of(edition: Edition) -> FrozenBacking | None:
    """What stood behind a page when its edition was approved by the entity; one query."""
    rows = FrozenBacking.objects.filter(
        item__dossier=edition.dossier_id, item__page=edition.page_id
    )
    return rows.order_by("-pk").first()


# -- dossiers --------------------------------------------------------------------------------


def open_dossier_of(page_id: int) -> Dossier | None:
    """The dossier in which the page is being approved now."""
    return Dossier.objects.filter(items__page_id=page_id, status=Dossier.Status.OPEN).first()


def locking_dossier_of(page_id: int) -> Dossier | None:
    """The open dossier that closes the page to edits, if one does."""
    item = (
        DossierItem.objects.filter(page_id=page_id, dossier__status=Dossier.Status.OPEN)
        .select_related("dossier")
        .defer("snapshot")
        .first()
    )
    return item.dossier if item is not None and item.locks_page else None


def open_items_of(page_ids: Iterable[int]) -> dict[int, DossierItem]:
    """By page, its place in the dossier in which it is being approved now; one query."""
    return _open_items(Q(page__in=list(page_ids)))


def open_items_around(page: Any) -> dict[int, DossierItem]:
    """The same of a page and of all pages right below it."""
    below = Q(page__path__startswith=page.path, page__depth=page.depth + 1)
    return _open_items(Q(page=page.pk) | below)


def _open_items(condition: Q) -> dict[int, DossierItem]:
    items = DossierItem.objects.filter(condition, dossier__status=Dossier.Status.OPEN)
    found: dict[int, DossierItem] = {}
    rows = items.select_related("dossier").defer("snapshot", "change_note")
    for item in rows.order_by("pk"):
        found.setdefault(item.page_id, item)
    return found


def submitted_among(page_ids: Iterable[int]) -> set[int]:
    """Those of the pages that ever entered a dossier; one query, none without pages."""
    ids = list(page_ids)
    items = DossierItem.objects.filter(page__in=ids).order_by()
    return set(items.values_list("page_id", flat=True).distinct()) if ids else set()


def lineage_of(dossier: Dossier) -> set[int]:
    """Ids of the dossier and of all those whose pages may have come to it by grouping."""
    found: set[int] = set()
    new = {dossier.pk}
    while new:
        found |= new
        rows = Dossier.objects.filter(Q(pk__in=new) | Q(merged_into__in=new))
        near = {pk for row in rows.values_list("pk", "split_from_id") for pk in row if pk}
        new = near - found
    return found


def is_pinned(revision_id: int) -> bool:
    """Whether a revision was ever submitted."""
    return PinnedRevision.objects.filter(pk=revision_id).exists()


def was_submitted(page_id: int) -> bool:
    """Whether the page ever entered a dossier; such a page is never deleted."""
    return DossierItem.objects.filter(page_id=page_id).exists()


def dossier_hash(items: list[DossierItem] | QuerySet[DossierItem]) -> str:
    """Hash of what a dossier approves: its pages and the hash of each one's text."""
    parts = sorted(f"{item.page_id}:{item.snapshot_hash}" for item in items)
    return text_digest("\n".join(parts))


def seen_token(dossier: Dossier, backed: Mapping[int, Snapshot] | None = None) -> str:
    """What a person has on the screen: stage, text, decisions, and what stands behind it.

    A decision carries it back; when it differs, something changed since (DESIGN §3.5). What
    stands behind counts while the entity decides; afterwards it is frozen.

    Args:
        dossier: the dossier.
        backed: what stands behind its pages now, where the caller has it.
    """
    token = _token(dossier, dossier.decisions.count())
    behind = hash_of(behind_now(dossier) if backed is None else backed)
    return text_digest(f"{token}|{behind}") if behind else token


def seen_tokens(dossiers: Iterable[Dossier]) -> dict[int, str]:
    """Stage, text and decisions of many dossiers that a screen groups, in one query; by id."""
    shown = list(dossiers)
    counted = Decision.objects.filter(dossier__in=shown).order_by().values("dossier")
    counts = dict(counted.annotate(n=Count("pk")).values_list("dossier", "n"))
    return {dossier.pk: _token(dossier, counts.get(dossier.pk, 0)) for dossier in shown}


def _token(dossier: Dossier, decisions: int) -> str:
    parts: tuple[Any, ...] = (
        dossier.pk,
        dossier.status,
        dossier.stage,
        dossier.content_hash,
        decisions,
    )
    return text_digest("|".join(str(part) for part in parts))
