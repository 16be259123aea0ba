"""Texts that lost a race: kept, shown beside the saved one, and settled by their author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from workflows.diff import compare, only_changed
from workflows.gate.texts import is_contained
from workflows.identifiers import identifier
from workflows.models import KeptDraft
from workflows.services.drafts import MOST_KEPT, keep_draft, settle_kept_draft

if TYPE_CHECKING:
    from workflows.governed import GovernedPage

STALE = "stale"
LOCKED = "locked"


def unresolved(page_id: int, user_id: int) -> Any:
    """Texts of this person for this page that still wait for a decision, newest first."""
    return KeptDraft.objects.filter(page_id=page_id, user_id=user_id, resolved_at__isnull=True)


@transaction.atomic
def keep(
    page: GovernedPage,
    user: Any,
    *,
    base_revision_id: int | None,
    form: dict[str, list[Any]],
    snapshot: dict | None,
    reason: str,
) -> KeptDraft:
    """Keep a text that could not be saved; the same text twice is kept once.

    Args:
        page: the page it was meant for.
        user: its author.
        base_revision_id: the revision the author had on screen.
        form: the posted form, so that it can be sent again as it was.
        snapshot: the same text as readers would see it; ``None`` when the form has errors.
        reason: ``STALE`` or ``LOCKED``.
    """
    content = {"form": form, "snapshot": snapshot}
    for earlier in unresolved(page.pk, user.pk):
        if {name: earlier.content.get(name) for name in content} == content:
            return earlier
    content["parts"] = _parts(page, snapshot)
    return keep_draft(page.pk, user.pk, base_revision_id, content, reason)


def _parts(page: GovernedPage, mine: dict | None) -> str:
    """What of the page the text says otherwise, so that two of them can be told apart."""
    latest = page.get_latest_revision()
    if mine is None or latest is None:
        return ""
    saved = latest.as_object().build_snapshot()
    changes = only_changed(compare(saved, mine, page.snapshot_schema))
    return ", ".join(dict.fromkeys(str(change.label) for change in changes))


def limit_said(page_id: int, user_id: int) -> str:
    """What the person is told once as many texts of the page wait as are kept; else empty."""
    if unresolved(page_id, user_id).count() < MOST_KEPT:
        return ""
    return _(
        "Tiene %(n)d textos de esta página sin decidir. Se conservan los %(n)d más recientes: con "
        "cada uno nuevo se quita el más antiguo. Decida sobre los que ya no necesita."
    ) % {"n": MOST_KEPT}


def settle(page_id: int, user_id: int, kept_id: str | int | None) -> int:
    """Mark a kept text as decided by its author; anybody else's is left alone."""
    number = identifier(kept_id)
    return settle_kept_draft(page_id, user_id, number) if number is not None else 0


def settle_contained(page: GovernedPage, user_id: int) -> None:
    """Settle the texts of this person that the draft just saved holds already.

    Args:
        page: the page as it was saved.
        user_id: the author of both.
    """
    drafts = [each for each in unresolved(page.pk, user_id) if each.content.get("snapshot")]
    if not drafts:
        return
    saved = page.build_snapshot()
    for draft in drafts:
        if is_contained(draft.content["snapshot"], saved):
            settle_kept_draft(page.pk, user_id, draft.pk)
