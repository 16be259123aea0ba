"""Moves a dossier between stages; the only writer of its stage, deadline and hash."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from entities import business_days, clock, roles
from entities import selectors as entity_selectors
from entities.models import RoleAssignment
from workflows import facts, rules, selectors
from workflows.models import Attachment, Decision, Dossier, DossierItem, ItemDecision, StageDeadline
from workflows.plain_facts import DossierFacts
from workflows.services import attachments, backing, drafts, trace
from workflows.services.freezing import file_records, named_files
from workflows.services.projection import project
from workflows.snapshots import Snapshot, canonical, text_digest
from workflows.stages import (
    ROUTES,
    SPECS,
    Route,
    Stage,
    decision_stages,
    is_remitted_stage,
)


def lock(dossier_id: int) -> Dossier:
    """``lock_all`` of one."""
    return lock_all([dossier_id])[0]


def lock_all(dossier_ids: Collection[int]) -> list[Dossier]:
    """Lock dossiers, then the pages of all of them: the order everybody keeps (DESIGN §3.11).

    Args:
        dossier_ids: which; each kind of row is locked in the order of its keys, whoever asks.

    Returns:
        them, by key.

    Raises:
        Dossier.DoesNotExist: one of them is not there.
    """
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("entity")
    dossiers = list(rows.filter(pk__in=dossier_ids).order_by("pk"))
    if len(dossiers) < len(set(dossier_ids)):
        raise Dossier.DoesNotExist
    pages = Page.objects.select_for_update().filter(_pages_touched(dossiers))
    list(pages.order_by("pk").values_list("pk", flat=True))
    return dossiers


def _pages_touched(dossiers: list[Dossier]) -> Q:
    """Their pages and, where the next decision publishes, what a new address moves below them."""
    ending = [
        dossier.pk
        for dossier in dossiers
        if dossier.stage == decision_stages(Route(dossier.route))[-1]
    ]
    touched = Q(pk__in=DossierItem.objects.filter(dossier__in=dossiers).values("page_id"))
    if ending:
        published = Page.objects.filter(carta_dossier_items__dossier__in=ending)
        for path in published.values_list("path", flat=True):
            touched |= Q(path__startswith=path)
    return touched


def enter(dossier: Dossier, stage: Stage) -> None:
    """Put the dossier at a stage, from now, with its internal deadline."""
    dossier.stage = stage
    dossier.stage_entered_at = clock.now()
    dossier.due_on = due_date(dossier.entity_id, stage, clock.today())


def due_date(entity_id: int, stage: Stage, start: date) -> date | None:
    """Last day of the stage's internal deadline; ``None`` where nobody set one.

    The entity's own deadline wins over the installation's, that over the default in code.
    MDT's stages have only what MDT sets for the installation.
    """
    days = SPECS[stage].internal_days
    rows: dict[int | None, int] = dict(
        StageDeadline.objects.filter(stage=stage)
        .filter(_of_entity_or_all(entity_id))
        .values_list("entity_id", "business_days")
    )
    own = None if SPECS[stage].is_ministry else rows.get(entity_id)
    days = own if own is not None else rows.get(None, days)
    if days is None:
        return None
    holidays = entity_selectors.holidays_for(entity_id, start.year, start.year + 1)
    return business_days.add_business_days(start, days, holidays)


def _of_entity_or_all(entity_id: int) -> Q:
    return Q(entity_id=entity_id) | Q(entity__isnull=True)


def reopen_remission(dossier: Dossier, target: Stage) -> None:
    """A dossier that comes back from MDT is no longer remitted: MDT stops reading it."""
    if not is_remitted_stage(target):
        dossier.remitted_at = None
        dossier.received_at = None
        dossier.remission_oficio = ""


def refresh_hash(dossier: Dossier) -> None:
    """Recompute what the dossier approves, after its set or a text changed."""
    dossier.content_hash = selectors.dossier_hash(
        dossier.items.only("dossier_id", "page_id", "snapshot_hash")
    )


def advance(dossier: Dossier, told: DossierFacts | None = None) -> Stage | None:
    """Move to the first stage that still has something to approve.

    Args:
        dossier: locked by the caller.
        told: its facts as they are now, where the caller has them.

    Returns:
        that stage, or ``None`` when everything is approved and the caller must publish.
    """
    stage = rules.next_stage(told or facts.dossier_facts(dossier))
    if stage is not None:
        enter(dossier, stage)
        dossier.save()
        project(dossier)
    return stage


def write_decision(
    dossier: Dossier,
    user: Any,
    outcome: str,
    *,
    stage: Stage | str | None = None,
    role: Any = None,
    assignment: RoleAssignment | None = None,
    items: Any = None,
    approves: bool = False,
    form: Any = None,
    backed: Mapping[int, Snapshot] | None = None,
    **values: Any,
) -> Decision:
    """Write a decision, what it means for each page, its attachment, its entry in the trace.

    Args:
        dossier: locked by the caller.
        user: who decides.
        outcome: one of ``Decision.Outcome``.
        stage: where; default the present stage.
        role: in which role; default the role of the stage.
        assignment: in which assignment, where the role alone would not say it (a writer
            of several units); its role counts.
        items: the pages it is about; default all of the dossier.
        approves: whether it approves their present text.
        form: the valid form it came in; its upload is kept and its hash told to the trace.
        backed: what the person saw behind the pages, where the caller read it.
        values: further columns (reason, target, evidence).
    """
    stage = Stage(stage or dossier.stage)
    spec = SPECS[stage]
    role = assignment.role if assignment else role or spec.role
    if assignment is None:
        cross = spec.is_ministry and role == spec.role
        entity_id = None if cross else dossier.entity_id
        assignment = roles.assignment_for(user, role, entity_id, unit=roles.ANY_UNIT)
    items = list(dossier.items.select_related("pin") if items is None else items)
    decision = Decision.objects.create(
        dossier=dossier,
        stage=stage,
        outcome=outcome,
        actor_id=user.pk,
        role=role,
        capacity=assignment.capacity if assignment else "",
        post=assignment.post if assignment else "",
        office=assignment.office if assignment else "",
        at=clock.now(),
        content_hash=dossier.content_hash,
        **values,
    )
    ItemDecision.objects.bulk_create(
        ItemDecision(
            item=item,
            decision=decision,
            stage=stage,
            actor_id=user.pk,
            approves=approves,
            snapshot_hash=item.snapshot_hash,
        )
        for item in items
    )
    behind = backing.freeze(dossier, decision, items, backed)
    attached = attachments.attach_from(form, decision) if form is not None else None
    writers = drafts.writers_told(items) if outcome in facts.SENT else {}
    trace.append(
        f"dossier.{outcome}",
        entity_id=dossier.entity_id,
        subject=f"dossier:{dossier.pk}",
        payload={
            "decision": decision.pk,
            "record": decision_record_hash(decision),
            "number": dossier.number,
            "kind": str(dossier.kind),
            "stage": str(stage),
            "office": decision.office,
            "target": str(decision.target),
            "content": dossier.content_hash,
            "pages": [_page_told(item, behind) | writers.get(item.page_id, {}) for item in items],
            "attachments": [_attachment_told(attached)] if attached else [],
        },
        actor_id=user.pk,
    )
    return decision


def _attachment_told(attachment: Attachment) -> dict[str, Any]:
    """Its hash without its title: a file's name may name a person."""
    return {"attachment": attachment.pk, "sha256": attachment.sha256}


def _page_told(item: DossierItem, behind: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    files = named_files(json.loads(item.snapshot))
    backed = {"backing": behind[item.page_id]} if item.page_id in behind else {}
    return backed | {
        "page": item.page_id,
        "pin": item.pin_id,
        "pin_sha256": item.pin.sha256,
        "sha256": item.snapshot_hash,
        "note": text_digest(item.change_note),
        "files": sorted(files),
        "file_records": file_records(files),
    }


def decision_record_hash(decision: Decision) -> str:
    """Hash over what a decision says; who decided is the entry's own token (DESIGN §3.13)."""
    return text_digest(
        canonical(
            {
                "dossier": decision.dossier_id,
                "stage": str(decision.stage),
                "outcome": str(decision.outcome),
                "role": str(decision.role),
                "capacity": decision.capacity,
                "post": decision.post,
                "office": decision.office,
                "at": trace.stamp(decision.at),
                "reason": decision.reason,
                "target": str(decision.target),
                "evidence": decision.evidence,
                "content": decision.content_hash,
            }
        )
    )


def void_approvals(dossier: Dossier, from_stage: Stage, items: Any = None) -> None:
    """Void the approvals of ``from_stage`` and of every later stage (DESIGN §3.6)."""
    members = ROUTES[Route(dossier.route)]
    later = members[members.index(from_stage) :]
    rows = ItemDecision.objects.filter(stage__in=later, approves=True, void=False)
    if items is None:
        rows = rows.filter(item__dossier=dossier)
    else:
        rows = rows.filter(item__in=[item.pk for item in items])
    rows.update(void=True)


def conclude(dossier: Dossier, status: str) -> None:
    """End the dossier: its pages open again, its face in Wagtail ends too."""
    dossier.status = status
    dossier.concluded_at = clock.now()
    dossier.due_on = None
    dossier.save()
    project(dossier)
