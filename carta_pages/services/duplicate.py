"""«Duplicar como borrador»: the text of a page as the start of another (DESIGN §3.9)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from carta_pages.models import CommitmentPage, ServicePage
from entities import clock
from workflows import access
from workflows.errors import Refused
from workflows.services import drafts
from workflows.verdicts import no

if TYPE_CHECKING:
    from carta_pages.models.base import ContentPage
    from carta_pages.models.rows import Row

DUPLICABLE = (CommitmentPage, ServicePage)
REFERENCES = ("factor", "indicator")
NOT_COPIED = ("valid_from", "review_on", "valid_until")
"""A validity belongs to one promise; its copy has none yet."""


@transaction.atomic
def duplicate_draft(page: ContentPage, user: Any, title: str = "") -> ContentPage:
    """Copy a page's newest draft beside it, as a new draft.

    Every row gets its own identity and references between rows follow; no history, no dates
    of validity, no pages below and no publication come along. Whoever wrote the page counts as
    an author of the copy.

    Args:
        page: the commitment or service to start from.
        user: who duplicates; must be a writer of such pages there.
        title: title of the copy; «Copia de …» when empty.

    Raises:
        Refused: the page type has one page per place, or the person may not write here.
    """
    if not isinstance(page, DUPLICABLE):
        raise Refused(no(_("Solo se duplican servicios y compromisos.")))
    parent = page.get_parent().specific
    verdict = access.may_create(user, type(page), parent)
    if not verdict:
        raise Refused(verdict)
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    copy = _copy_of(draft, user, title or _("Copia de %s") % draft.title)
    parent.add_child(instance=copy)
    copy.save_revision(user=user, log_action=True)
    drafts.copy_contributors(page.pk, copy.pk, clock.now())
    return copy


def _copy_of(draft: ContentPage, user: Any, title: str) -> ContentPage:
    values = {
        field.attname: getattr(draft, field.attname)
        for field in type(draft)._meta.local_fields
        if not field.primary_key and field.name not in NOT_COPIED
    }
    copy = type(draft)(
        title=title,
        seo_title=draft.seo_title,
        search_description=draft.search_description,
        owner=user,
        live=False,
        has_unpublished_changes=True,
        **values,
    )
    identities: dict[uuid.UUID, uuid.UUID] = {}
    relations = _own_relations(type(draft))
    for relation in relations:
        rows = [_fresh(row, identities) for row in getattr(draft, relation).all()]
        getattr(copy, relation).set(rows)
    for relation in relations:
        for row in getattr(copy, relation).get_object_list():
            _follow(row, identities)
    return copy


def _own_relations(model: type[Any]) -> list[str]:
    inherited = {rel.get_accessor_name() for rel in get_all_child_relations(Page)}
    names = [rel.get_accessor_name() for rel in get_all_child_relations(model)]
    return [name for name in names if name not in inherited]


def _fresh(row: Row, identities: dict[uuid.UUID, uuid.UUID]) -> Row:
    identities[row.uuid] = uuid.uuid4()
    row.pk = None
    row._state.adding = True
    row.uuid = identities[row.uuid]
    return row


def _follow(row: Row, identities: dict[uuid.UUID, uuid.UUID]) -> None:
    for name in REFERENCES:
        if hasattr(row, name):
            setattr(row, name, identities.get(getattr(row, name)))
