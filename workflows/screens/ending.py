"""Where a concluded dossier leads: to what it published, or to what may be written again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from workflows import access
from workflows.models import Dossier, Edition
from workflows.screens.scope import visible_dossiers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflows.models import DossierItem


@dataclass(frozen=True)
class Published:
    """One version that the dossier gave to the public.

    Args:
        edition: which.
        url: the page's public address; empty where no site shows it.
    """

    edition: Edition
    url: str


@dataclass(frozen=True)
class Writable:
    """One page that is open to its writers again; ``url`` is empty for those who do not write."""

    title: str
    url: str


def published_by(dossier: Dossier) -> list[Published]:
    """The versions of a published dossier, in the order of the tree."""
    if dossier.status != Dossier.Status.PUBLISHED:
        return []
    editions = Edition.objects.filter(dossier=dossier).select_related("page")
    return [
        Published(edition, (edition.page.get_url_parts() or ("", "", ""))[2] or "")
        for edition in editions.order_by("page__path")
    ]


def writable_again(dossier: Dossier, items: Sequence[DossierItem], user: Any) -> list[Writable]:
    """The pages of a withdrawn or refused dossier, with the editor of those the person writes."""
    if dossier.status not in (Dossier.Status.WITHDRAWN, Dossier.Status.UNFAVOURABLE):
        return []
    return [Writable(item.title, _editor_of(item, user)) for item in items]


def went_on_in(dossier: Dossier, user: Any) -> list[Dossier]:
    """Dossiers that took pages out of this one, as far as the person may open them."""
    return list(visible_dossiers(user).filter(split_from=dossier).order_by("pk"))


def _editor_of(item: DossierItem, user: Any) -> str:
    page = item.page.specific
    if not access.may_edit(user, page):
        return ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
