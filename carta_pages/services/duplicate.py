"""«Duplicar como borrador»: the text of a commitment as the start of another (DESIGN §3.9)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from carta_pages.models import CommitmentPage
from workflows import access
from workflows.errors import Refused
from workflows.verdicts import no

if TYPE_CHECKING:
    from carta_pages.models.rows import Row

OWN_FIELDS = tuple(
    field.name for field in CommitmentPage._meta.local_fields if not field.is_relation
)
REFERENCES = ("factor", "indicator")


@transaction.atomic
def duplicate_commitment(page: CommitmentPage, user: Any, title: str = "") -> CommitmentPage:
    """Copy a commitment's newest draft below the same service, as a new draft.

    Every row gets its own identity and references between rows follow; no history, no dates
    of validity and no publication come along.

    Args:
        page: the commitment to start from.
        user: who duplicates; must be a writer of commitments of this service.
        title: title of the copy; «Copia de …» when empty.

    Raises:
        Refused: the person may not write commitments here.
    """
    parent = page.get_parent().specific
    if not access.may_create(user, CommitmentPage, parent):
        raise Refused(no(_("Usted no puede crear compromisos en este servicio.")))
    draft = page.get_latest_revision_as_object()
    copy = CommitmentPage(
        title=title or _("Copia de %s") % draft.title,
        seo_title=draft.seo_title,
        search_description=draft.search_description,
        owner=user,
        live=False,
        has_unpublished_changes=True,
        **{name: getattr(draft, name) for name in OWN_FIELDS},
    )
    copy.valid_from = copy.review_on = copy.valid_until = None
    identities: dict[uuid.UUID, uuid.UUID] = {}
    for relation in _own_relations():
        rows = [_fresh(row, identities) for row in getattr(draft, relation).all()]
        setattr(copy, relation, rows)
    for relation in _own_relations():
        for row in getattr(copy, relation).get_object_list():
            _follow(row, identities)
    parent.add_child(instance=copy)
    copy.save_revision(user=user, log_action=True)
    return copy


def _own_relations() -> list[str]:
    inherited = {rel.get_accessor_name() for rel in get_all_child_relations(Page)}
    names = [rel.get_accessor_name() for rel in get_all_child_relations(CommitmentPage)]
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
