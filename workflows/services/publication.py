"""Publishing: all or nothing, exactly what was approved (DESIGN §3.11-3.12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
)
from wagtail.tasks import update_reference_index_task

from entities import clock
from workflows import facts, machine, rules, selectors
from workflows.errors import Refused
from workflows.models import (
    Decision,
    Dossier,
    DossierItem,
    Edition,
    TraceEntry,
)
from workflows.plain_facts import DossierFacts
from workflows.registries import publication_followers, publication_steps
from workflows.services import (
    drafts,
    edition_writing,
    freezing,
    indexing,
    notices,
    stage_moves,
    trace,
)
from workflows.snapshots import text_digest
from workflows.stages import decision_stages
from workflows.told import PREFIX, PageTold, Replay
from workflows.verdicts import no


def publish(dossier: Dossier, user: Any, act: Mapping[str, Any]) -> list[Edition]:
    """Publish a fully approved dossier inside the caller's transaction.

    Args:
        dossier: locked, every stage approved.
        user: who decided the last stage.
        act: ``legal_act``, ``legal_act_date``, ``effective_date`` as validated dates.

    Returns:
        the editions written, parents first.

    Raises:
        Refused: a parent is not published, an approval no longer counts, or the approved
            text can no longer be built.
    """
    items = list(
        dossier.items.select_related("page", "pin__revision", "unit", "base_edition")
        .defer("base_edition__snapshot")
        .order_by("page__path")
    )
    _check_parents(items)
    _check_still_current(items)
    told = facts.dossier_facts(dossier)
    approved = rules.may_publish(told, planning_may_remit=facts.planning_may_remit())
    if not approved:
        raise Refused(approved)
    _check_traced(dossier, items, told)
    stages = edition_writing.stages_passed(told)
    editions = []
    # Wagtail would write the index of references again for every row of every page.
    with machine.at_work(), _references_unwritten():
        for item in items:
            _publish_page(item, user)
            editions.append(edition_writing.write_edition(dossier, item, act, stages))
            if item.page.latest_revision_id != item.pin_id:
                drafts.keep_contributors(item.page_id, clock.now())
        indexes = indexing.write_indexes(dossier, items, act["effective_date"])
    decision = _conclude(dossier, user, act, editions, indexes)
    for step in publication_steps:
        step(dossier, editions, decision)
    _follow(dossier, editions)
    notices.concluded(dossier, decision)
    return editions


@contextmanager
def _references_unwritten() -> Iterator[None]:
    """Wagtail's own, for the inside of another: on leaving it forgets whoever asked before."""
    before = getattr(reference_index_auto_update_disabled, "value", False)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        if before:
            reference_index_auto_update_disabled.value = True


def _check_parents(items: list[DossierItem]) -> None:
    together = {item.page.path for item in items}
    above = {item.page.path[: -item.page.steplen] for item in items}
    parents = {page.path: page for page in Page.objects.filter(path__in=above)}
    for item in items:
        parent = parents[item.page.path[: -item.page.steplen]]
        if not parent.live and parent.path not in together:
            raise Refused(
                no(_("Publique antes «%s», de la que cuelga esta página.") % parent.title)
            )


def _check_still_current(items: list[DossierItem]) -> None:
    """The page must not have been published by another dossier since this one opened."""
    present = selectors.newest_editions(item.page_id for item in items)
    for item in items:
        if present.get(item.page_id) != item.base_edition_id:
            raise Refused(
                no(_("«%s» se publicó por otro expediente después de abrir este.") % item.title)
            )


def _check_traced(dossier: Dossier, items: list[DossierItem], told: DossierFacts) -> None:
    """What is about to be public is what the guarded trace says was approved, stage by stage.

    The tables of a dossier can be altered by whoever holds the database; the trace not.

    Raises:
        Refused: naming the first page whose text, note or approvals are not in the trace.
    """
    replay = Replay()
    subjects = [f"dossier:{dossier_id}" for dossier_id in selectors.lineage_of(dossier)]
    entries = TraceEntry.objects.filter(subject__in=subjects, kind__startswith=PREFIX)
    for entry in entries.order_by("sequence"):
        replay.take(entry.kind, entry.actor, entry.data)
    approvals = {page.page_id: page.counted for page in told.items}
    for item in items:
        page = replay.pages.get(item.page_id, PageTold())
        note = text_digest(item.change_note) if page.note is not None else None
        if (page.sha256, page.pin, page.note) != (item.snapshot_hash, item.pin_id, note):
            raise Refused(no(_("El texto de «%s» no es el que consta en la traza.") % item.title))
        if dossier.kind != (page.kind or dossier.kind):
            raise Refused(no(_("La clase del expediente no es la que consta en la traza.")))
        traced = {(given.stage, given.decision_id) for given in page.approvals}
        standing = page.standing()
        for stage in decision_stages(item.page.specific_class.approval_route):
            given = approvals[item.page_id].get(stage)
            known = given is not None and (stage, given.decision_id) in traced
            if not known or stage not in standing:
                raise Refused(
                    no(
                        _("La aprobación de «%(title)s» en «%(stage)s» no consta en la traza.")
                        % {"title": item.title, "stage": stage.label}
                    )
                )


def _publish_page(item: DossierItem, user: Any) -> None:
    revision = item.pin.revision
    told = (freezing.revision_digest(revision.content), revision.content["title"])
    if told != (item.pin.sha256, item.title):
        raise Refused(no(_("El texto fijado de «%s» fue alterado.") % item.title))
    action = PublishPageRevisionAction(revision, user=user, log_action=True)
    # With a date Wagtail would schedule the text and leave the old one live.
    action.object.go_live_at = action.object.expire_at = None
    action.execute(skip_permission_checks=True)
    live = Page.objects.filter(pk=item.page_id, live=True)
    if live.values_list("live_revision_id", flat=True).first() != revision.pk:
        raise Refused(
            no(
                _("Lo que quedó público de «%s» no es el texto aprobado: no se publicó nada.")
                % item.title,
                _("Puede revisarlo la administración de la plataforma."),
            )
        )


def _conclude(
    dossier: Dossier, user: Any, act: Mapping[str, Any], editions: list[Edition], indexes: list
) -> Decision:
    last = decision_stages(dossier.route)[-1]
    decision = stage_moves.write_decision(
        dossier,
        user,
        Decision.Outcome.PUBLISHED,
        stage=last,
        evidence={
            "legal_act": act["legal_act"],
            "legal_act_date": edition_writing.iso_day(act["legal_act_date"]),
            "effective_date": edition_writing.iso_day(act["effective_date"]),
        },
    )
    trace.append(
        "edition.published",
        entity_id=dossier.entity_id,
        subject=f"dossier:{dossier.pk}",
        payload={
            "number": dossier.number,
            "editions": [
                {
                    "page": edition.page_id,
                    "number": edition.number,
                    "sha256": edition.sha256,
                    "record": edition.record_hash,
                    "code": edition.code,
                }
                for edition in editions
            ],
            "indexes": [
                {"page": index.page_id, "number": index.number, "record": index.record_hash}
                for index in indexes
            ],
        },
        actor_id=user.pk,
    )
    stage_moves.conclude(dossier, Dossier.Status.PUBLISHED)
    return decision


def _follow(dossier: Dossier, editions: list[Edition]) -> None:
    """Call the followers after the commit; what is public stays so when one fails."""

    def following(follower: Callable[[Dossier, list[Edition]], None]) -> Callable[[], None]:
        return lambda: follower(dossier, editions)

    for follower in publication_followers:
        transaction.on_commit(following(follower), robust=True)


def refresh_references(dossier: Dossier, editions: list[Edition]) -> None:
    """Write the index of references of each page published, once («usado en» of a file)."""
    for page in Page.objects.filter(pk__in=[edition.page_id for edition in editions]):
        model = page.specific_class
        if model is not None:
            meta = model._meta
            update_reference_index_task.enqueue(meta.app_label, meta.model_name, str(page.pk))
