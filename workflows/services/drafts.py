"""Drafts: when one may be saved, who wrote it, and how one is discarded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from entities import clock, journal
from workflows import access, machine, selectors
from workflows.errors import OutsideTheMachine, Refused
from workflows.models import Contribution, DossierItem, Edition, KeptDraft
from workflows.services import trace
from workflows.snapshots import canonical, text_digest
from workflows.verdicts import no

if TYPE_CHECKING:
    from wagtail.models import Revision

    from workflows.governed import GovernedPage


def guard_draft(page: GovernedPage, user: Any, overwrite: Revision | None) -> Revision | None:
    """Check, under the page's row lock, that a draft may be saved now.

    Args:
        page: the page about to get a revision.
        user: who saves.
        overwrite: the revision Wagtail's autosave would write over.

    Returns:
        the revision that may be overwritten, or ``None`` to start a new one: pinned and
        published revisions are never written over (DESIGN §3.5).

    Raises:
        OutsideTheMachine: the page is under review.
    """
    Page.objects.select_for_update().filter(pk=page.pk).values_list("pk").first()
    dossier = selectors.locking_dossier_of(page.pk)
    if dossier is not None:
        raise OutsideTheMachine(
            _("La página está en revisión (expediente %s) y nadie puede cambiarla.") % dossier,
            _("Se abre si el expediente vuelve a la unidad."),
        )
    if overwrite is None:
        return None
    is_live = overwrite.pk == page.live_revision_id
    return None if is_live or selectors.is_pinned(overwrite.pk) else overwrite


def record_contribution(page: GovernedPage, user: Any, at: datetime) -> None:
    """Remember that somebody wrote part of what comes after the present edition."""
    if user is None or not user.pk:
        return
    _remember(page.pk, {user.pk}, at)


def keep_contributors(page_id: int, at: datetime) -> None:
    """Remember, after an edition, who wrote a draft that is newer than it.

    Without this the newest draft would be the start of the next dossier and its authors free
    to approve it. Which of them wrote after the edition's text nobody can tell for sure, so
    that all who wrote since the edition before are remembered.

    Args:
        page_id: a page just published from a revision that is not its newest.
        at: now.
    """
    before = _last_number(page_id) - 1
    wrote = Contribution.objects.filter(page=page_id, since__gte=before)
    _remember(page_id, set(wrote.values_list("user_id", flat=True)), at)


def copy_contributors(page_id: int, copy_id: int, at: datetime) -> None:
    """Whoever wrote a page wrote the copy that starts from its text (DESIGN §3.7)."""
    wrote = Contribution.objects.filter(page=page_id)
    _remember(copy_id, set(wrote.values_list("user_id", flat=True)), at)


def writers_told(items: Iterable[DossierItem]) -> dict[int, dict[str, Any]]:
    """By page, who wrote the text that is sent, as the trace tells it: tokens, no names.

    Each row is told with its number and hash, so that none is taken away or put in later; what
    people write after a return has greater numbers.
    """
    since = {item.page_id: item.base_edition.number if item.base_edition else 0 for item in items}
    found: dict[int, list[Contribution]] = {page_id: [] for page_id in since}
    for row in Contribution.objects.filter(page__in=since).order_by("pk"):
        if row.since >= since[row.page_id]:
            found[row.page_id].append(row)
    people = trace.actor_tokens({row.user_id for rows in found.values() for row in rows})
    return {
        page_id: {
            "since": since[page_id],
            "writers": [
                {
                    "row": row.pk,
                    "who": people.get(row.user_id, ""),
                    "record": contribution_record_hash(row),
                }
                for row in rows
            ],
        }
        for page_id, rows in found.items()
    }


def contribution_record_hash(row: Contribution) -> str:
    """Hash over what a contribution says; who wrote is the token beside it (DESIGN §3.13)."""
    said = {"page": row.page_id, "since": row.since, "first_at": trace.stamp(row.first_at)}
    return text_digest(canonical(said))


def _remember(page_id: int, user_ids: set[int], at: datetime) -> None:
    since = _last_number(page_id)
    for user_id in sorted(user_ids):
        Contribution.objects.get_or_create(
            page_id=page_id, since=since, user_id=user_id, defaults={"first_at": at}
        )


def _last_number(page_id: int) -> int:
    numbers = Edition.objects.filter(page_id=page_id).order_by("-number")
    return numbers.values_list("number", flat=True).first() or 0


MOST_KEPT = 20
"""Texts of one person for one page that wait at most, and as many that were decided on."""


@transaction.atomic
def keep_draft(
    page_id: int, user_id: int, base_revision_id: int | None, content: dict, reason: str
) -> KeptDraft:
    """Keep the text of somebody whose save came too late; it is offered on the page.

    A tab left open saves by itself again and again: of each page a person has the newest
    ``MOST_KEPT``, and only beyond that the oldest goes.
    """
    kept = KeptDraft.objects.create(
        page_id=page_id,
        user_id=user_id,
        base_revision_id=base_revision_id,
        content=content,
        reason=reason[:200],
        created_at=clock.now(),
    )
    for is_waiting in (True, False):
        rows = KeptDraft.objects.filter(
            page_id=page_id, user_id=user_id, resolved_at__isnull=is_waiting
        )
        newest_first = rows.order_by("-created_at", "-pk").values_list("pk", flat=True)
        KeptDraft.objects.filter(pk__in=list(newest_first[MOST_KEPT:])).delete()
    return kept


@transaction.atomic
def settle_kept_draft(page_id: int, user_id: int, kept_id: int) -> int:
    """Mark a kept text as decided by its author.

    Returns:
        how many were marked: none when it is somebody else's, of another page or decided.
    """
    return KeptDraft.objects.filter(
        pk=kept_id, page_id=page_id, user_id=user_id, resolved_at__isnull=True
    ).update(resolved_at=clock.now())


@transaction.atomic
def discard_draft(page: GovernedPage, user: Any, reason: str) -> None:
    """Delete a page that was never submitted and has nothing below it.

    The page is asked again once its row is locked, after the one above it that the deletion
    also changes: whoever submits it meanwhile goes first, or finds no page (DESIGN §3.11).

    Args:
        page: the draft.
        user: one of its writers.
        reason: for the trace.

    Raises:
        Refused: it is gone, was submitted once, has pages below, or is not the person's to
            discard.
    """
    page = _locked(page)
    verdict = access.may_edit(user, page)
    if not verdict:
        raise Refused(verdict)
    if selectors.was_submitted(page.pk) or page.live:
        raise Refused(
            no(_("Lo que se envió alguna vez a revisión no se borra: queda en la traza."))
        )
    if page.get_children().exists():
        raise Refused(no(_("Descarte primero las páginas que cuelgan de esta.")))
    page_id, entity_id, title = page.pk, page.entity.pk, page.title
    with machine.at_work():
        DeletePageAction(page, user=user).execute(skip_permission_checks=True)
    journal.record(  # last: the head of the chain is the last lock of the order
        "page.discarded",
        entity_id=entity_id,
        subject=f"page:{page_id}",
        payload={"title": title, "reason": reason},
        actor_id=user.pk,
    )


def _locked(page: GovernedPage) -> GovernedPage:
    """The page as it is stored now, its row and its parent's locked in everybody's order."""
    around = Q(pk=page.pk) | Q(path=page.path[: -page.steplen])
    rows = Page.objects.select_for_update().filter(around).order_by("pk")
    if page.pk not in list(rows.values_list("pk", flat=True)):
        raise Refused(no(_("La página ya no existe: alguien la descartó antes.")))
    stored: GovernedPage = Page.objects.get(pk=page.pk).specific
    return stored
