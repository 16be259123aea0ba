"""Freezes what stands behind a page at each decision of its entity (DESIGN §3.5, §3.10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from entities import clock
from workflows.backing import SCHEMA, read_live
from workflows.errors import Refused
from workflows.models import Decision, Dossier, DossierItem, FrozenBacking
from workflows.services import freezing
from workflows.snapshots import Snapshot, SnapshotError
from workflows.stages import SPECS, Stage
from workflows.verdicts import no

Outcome = Decision.Outcome
FREEZING = frozenset({Outcome.SUBMITTED, Outcome.RESUBMITTED, Outcome.APPROVED})


def newest(item_ids: Iterable[int]) -> dict[int, FrozenBacking]:
    """By item, what was frozen last, with its decision; one query."""
    rows = FrozenBacking.objects.filter(item__in=list(item_ids)).select_related("decision")
    return {row.item_id: row for row in rows.order_by("pk")}


def freezes(decision: Decision) -> bool:
    """Whether the decision fixes what stands behind: one by which the entity sends or approves."""
    return decision.outcome in FREEZING and not SPECS[Stage(decision.stage)].is_ministry


def freeze(
    dossier: Dossier,
    decision: Decision,
    items: Sequence[DossierItem],
    found: Mapping[int, Snapshot] | None = None,
) -> dict[int, dict[str, Any]]:
    """Keep what stands behind the pages at a decision, and the files it names.

    Args:
        dossier: locked by the caller.
        decision: just written.
        items: the pages it is about.
        found: what the person saw, by page id; read now when not given.

    Returns:
        by page id, what the trace tells of it: its hash and the files it names.

    Raises:
        Refused: a file can no longer be read, or is not the one that was kept.
    """
    if not freezes(decision):
        return {}
    if found is None:
        loaded = {item.pk: item for item in dossier.items.select_related("page")}
        found = read_live(dossier, [loaded[item.pk] for item in items])
    before = newest(item.pk for item in items)
    told = {}
    for item in items:
        if (snapshot := found.get(item.page_id)) is None:
            continue
        last = before.get(item.pk)
        if last is None or last.sha256 != snapshot.sha256:
            _keep(item, decision, snapshot)
        told[item.page_id] = told_of(snapshot.content, snapshot.sha256)
    return told


def _keep(item: DossierItem, decision: Decision, snapshot: Snapshot) -> None:
    try:
        freezing.freeze_files(snapshot)
    except SnapshotError as error:
        raise Refused(
            no(
                _("No se puede leer un archivo de lo que respalda a «%s».") % item.title,
                _("La unidad o la oficina de calidad agrega la evidencia otra vez."),
            )
        ) from error
    FrozenBacking.objects.create(
        item=item,
        decision=decision,
        schema_version=SCHEMA,
        text=snapshot.text,
        sha256=snapshot.sha256,
        frozen_at=clock.now(),
    )


def told_of(content: Any, sha256: str) -> dict[str, Any]:
    """What an entry of the trace says of a frozen backing."""
    files = freezing.named_files(content)
    return {
        "sha256": sha256,
        "files": sorted(files),
        "file_records": freezing.file_records(files),
    }
