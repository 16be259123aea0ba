"""Sending pages to review, and sending them again after a return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from entities import clock
from entities.models import Entity
from entities.sanitize import plain
from workflows import access, facts, selectors
from workflows.drafts import drafts_of
from workflows.errors import IncompleteSubmission, Refused, Stale
from workflows.models import Decision, Dossier, DossierItem, Observation
from workflows.registries import Finding, Severity, exclusion_parts, submission_steps
from workflows.seen import SeenDraft
from workflows.services import freezing, notices, stage_moves
from workflows.services.numbering import next_number
from workflows.services.submission_checks import (
    check_complete,
    check_may_submit,
    check_people_left,
    check_says_something_new,
    check_unscheduled,
)
from workflows.snapshots import Snapshot, SnapshotError, for_exclusion
from workflows.stages import Kind, Stage
from workflows.verdicts import no


@transaction.atomic
def submit(
    pages: Sequence[Any],
    user: Any,
    *,
    kind: Kind | str,
    change_note: str,
    cause: str = "",
    seen_revisions: Mapping[int, SeenDraft] | None = None,
) -> Dossier:
    """Open a dossier with the latest draft of one or more pages and send it to review.

    Unpublished governed pages above them, up to the carta, travel along (DESIGN §3.11); in an
    exclusion, what leaves the carta with them.

    Args:
        pages: governed pages of one entity and one route.
        user: who sends; must be one of the pages' writers.
        kind: what is asked for.
        change_note: what changes; public in the history.
        cause: cause of an update or exclusion (R165, R166).
        seen_revisions: by page id, the draft that was on the screen.

    Raises:
        Refused: a rule says no, with who can.
        IncompleteSubmission: requirement checkers found errors.
        Stale: a page has another draft than the one seen.
    """
    kind = Kind(kind)
    chosen = _locked(sorted({*pages_to_send(pages), *leaving_with(pages, kind)}))
    first = chosen[0]
    entity = Entity.objects.select_for_update().get(pk=first.entity.pk)
    drafts = _drafts_of(chosen, seen_revisions or {})
    check_may_submit(chosen, user, kind, entity.pk, cause)
    if kind != Kind.EXCLUSION:  # it promises nothing: what is no longer backed must be able to go
        check_complete(drafts)
    now = clock.now()
    dossier = Dossier.objects.create(
        number=next_number(entity),
        entity=entity,
        route=first.approval_route,
        kind=kind,
        stage=Stage.UNIT,
        cause=plain(cause),
        opened_at=now,
        opened_by_id=user.pk,
        stage_entered_at=now,
    )
    sent = [
        (_add_item(dossier, page, draft, user, plain(change_note)), page)
        for page, draft in zip(chosen, drafts, strict=True)
    ]
    check_says_something_new(dossier, [item for item, _page in sent])
    _send(dossier, user, Decision.Outcome.SUBMITTED, sent)
    for step in submission_steps:
        step(dossier, user.pk)
    return dossier


@transaction.atomic
def resubmit(
    dossier_id: int,
    user: Any,
    *,
    answers: Mapping[int, str],
    change_note: str = "",
    seen_revisions: Mapping[int, SeenDraft] | None = None,
) -> Dossier:
    """Send a returned dossier again: the person's own pages, with every remark answered.

    When pages of other units are still awaited the dossier waits for them in UNIT.

    Args:
        dossier_id: the returned dossier.
        user: one of its writers.
        answers: by observation id, what was done about it.
        change_note: replaces the note of the pages sent, when given.
        seen_revisions: by page id, the draft that was on the screen.

    Raises:
        Refused, IncompleteSubmission, Stale: as ``submit``.
    """
    dossier = stage_moves.lock(dossier_id)
    if not dossier.is_open or dossier.stage != Stage.UNIT:
        raise Stale(_("El expediente ya no está en la unidad."))
    waiting = list(dossier.items.filter(awaits_resubmission=True).select_related("base_edition"))
    pages = _specific([item.page_id for item in waiting])
    mine = [
        (item, page)
        for item in waiting
        if access.may_open_editor(user, page := pages[item.page_id])
    ]
    if not mine:
        raise Refused(
            no(
                _("Usted no escribe las páginas devueltas."),
                _("Puede hacerlo: quien las redacta en %s.") % dossier.entity.short_name,
            )
        )
    _answer_observations(dossier, [item for item, _page in mine], user, answers)
    drafts = _drafts_of([page for _item, page in mine], seen_revisions or {})
    if dossier.kind != Kind.EXCLUSION:
        check_complete(drafts)
    for (item, page), draft in zip(mine, drafts, strict=True):
        _repin(item, page, draft, user, plain(change_note))
    sent = [item for item, _page in mine]
    check_says_something_new(dossier, sent)
    stage_moves.refresh_hash(dossier)
    if dossier.items.filter(awaits_resubmission=True).exists():
        dossier.save()
        stage_moves.write_decision(
            dossier,
            user,
            Decision.Outcome.RESUBMITTED,
            items=sent,
            assignment=access.writing_assignment(user, mine[0][1]),
        )
        return dossier
    _send(dossier, user, Decision.Outcome.RESUBMITTED, mine)
    return dossier


def _send(
    dossier: Dossier, user: Any, outcome: str, sent: Sequence[tuple[DossierItem, Any]]
) -> None:
    """Write who sent, in the role and for the unit in which they write the first page."""
    stage_moves.refresh_hash(dossier)
    decision = stage_moves.write_decision(
        dossier,
        user,
        outcome,
        stage=Stage.UNIT,
        assignment=access.writing_assignment(user, sent[0][1]),
        items=[item for item, _page in sent],
    )
    told = facts.dossier_facts(dossier)
    if stage_moves.advance(dossier, told) is None:
        raise Refused(no(_("El expediente ya está aprobado en todas las etapas.")))
    told = facts.moved(told, dossier)
    check_people_left(told)
    notices.stage_reached(dossier, decision, told)


def pages_to_send(pages: Sequence[Any]) -> list[int]:
    """Ids of the pages and of the unpublished governed pages above that travel along."""
    ids = {page.pk for page in pages}
    for page in pages:
        for ancestor in page.get_ancestors().specific(defer=True):
            governed = getattr(type(ancestor), "snapshot_schema", None) is not None
            if not governed or ancestor.live or ancestor.approval_route != page.approval_route:
                continue
            if selectors.open_dossier_of(ancestor.pk) is None:
                ids.add(ancestor.pk)
    return sorted(ids)


def leaving_with(pages: Sequence[Any], kind: Kind) -> list[int]:
    """Ids of the pages below that an exclusion takes out with these; none in another kind."""
    if kind != Kind.EXCLUSION:
        return []
    found = {pk for page in pages for parts in exclusion_parts for pk in parts(page)}
    return sorted(found - {page.pk for page in pages})


def _locked(page_ids: list[int]) -> list[Any]:
    list(Page.objects.select_for_update().filter(pk__in=page_ids).order_by("pk").values_list("pk"))
    pages = sorted(_specific(page_ids).values(), key=lambda page: page.path)
    if not pages or len(pages) != len(page_ids):
        raise Refused(no(_("No hay páginas que enviar.")))
    return pages


def _specific(page_ids: Sequence[int]) -> dict[int, Any]:
    return {page.pk: page for page in Page.objects.filter(pk__in=page_ids).specific()}


def _drafts_of(pages: Sequence[Any], seen: Mapping[int, SeenDraft]) -> list[tuple[Any, Any]]:
    revisions = [_revision_of(page, seen) for page in pages]
    return list(zip(revisions, drafts_of(revisions), strict=True))


def _revision_of(page: Any, seen: Mapping[int, SeenDraft]) -> Any:
    revision = page.get_latest_revision()
    if revision is None:
        revision = page.save_revision(clean=False)
    if page.pk in seen and not seen[page.pk].is_still(revision):
        raise Stale(_("«%s» tiene un borrador más nuevo que el que usted vio.") % page.title)
    check_unscheduled(revision, page.title)
    return revision


def _frozen(draft: Any, dossier: Dossier) -> Snapshot:
    """The snapshot of a draft, every file it names copied; an exclusion says its cause."""
    try:
        snapshot: Snapshot = draft.take_snapshot()
        freezing.freeze_files(snapshot)
    except SnapshotError as error:
        message = _("Falta un archivo que la página muestra: vuelva a cargarlo.")
        raise IncompleteSubmission([Finding(Severity.ERROR, message)]) from error
    if dossier.kind == Kind.EXCLUSION:
        return for_exclusion(snapshot, dossier.cause)
    return snapshot


def _add_item(
    dossier: Dossier, page: Any, draft: tuple[Any, Any], user: Any, change_note: str
) -> DossierItem:
    revision, instance = draft
    snapshot = _frozen(instance, dossier)
    return DossierItem.objects.create(
        dossier=dossier,
        page_id=page.pk,
        unit=page.responsible_unit,
        title=instance.title,
        pin=freezing.pin(revision),
        snapshot=snapshot.text,
        snapshot_hash=snapshot.sha256,
        base_edition=selectors.edition_in_force(page.pk),
        submitted_by_id=user.pk,
        submitted_at=clock.now(),
        change_note=change_note,
    )


def _repin(item: DossierItem, page: Any, draft: tuple[Any, Any], user: Any, note: str) -> None:
    """Pin the present draft; what was approved of another text or public note is void.

    It stays void when the old text comes back: whoever returned it had their reasons.
    """
    revision, instance = draft
    snapshot = _frozen(instance, item.dossier)
    if (snapshot.sha256, note or item.change_note) != (item.snapshot_hash, item.change_note):
        stage_moves.void_approvals(item.dossier, Stage.QUALITY, [item])
    item.pin = freezing.pin(revision)
    item.title = instance.title
    item.unit = page.responsible_unit
    item.snapshot = snapshot.text
    item.snapshot_hash = snapshot.sha256
    item.submitted_by_id = user.pk
    item.submitted_at = clock.now()
    item.change_note = note or item.change_note
    item.round += 1
    item.awaits_resubmission = False
    item.save()


def _answer_observations(
    dossier: Dossier, items: list[DossierItem], user: Any, answers: Mapping[int, str]
) -> None:
    for observation in Observation.objects.filter(dossier=dossier, answered_at__isnull=True):
        if observation.item_id is not None and observation.item_id not in {i.pk for i in items}:
            continue
        answer = plain(answers.get(observation.pk, ""))
        if not answer:
            raise Refused(no(_("Responda cada observación antes de reenviar.")))
        observation.answer = answer
        observation.answered_by_id = user.pk
        observation.answered_at = clock.now()
        observation.save()
