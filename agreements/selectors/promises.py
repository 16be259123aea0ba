"""Factors and indicators of an entity's commitments, as their newest drafts have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Page, Revision

from carta_pages.models import CartaPage, CommitmentPage, ServicePage


@dataclass(frozen=True)
class Named:
    """A factor or an indicator: its stable identity and its words."""

    uuid: str
    text: str


@dataclass(frozen=True)
class Promise:
    """One commitment with what evidence, agreements and requirements hang on."""

    page_id: int
    title: str
    service_id: int
    service_title: str
    entity_id: int
    factors: tuple[Named, ...]
    indicators: tuple[Named, ...]


def promises(
    entity_ids: Iterable[int] | None = None, service_id: int | None = None
) -> list[Promise]:
    """Every commitment of the entities, or of one service, in tree order: four queries.

    Args:
        entity_ids: whose; ``None`` means of all.
        service_id: only of this service.
    """
    cartas = CartaPage.objects.all()
    if entity_ids is not None:
        cartas = cartas.filter(entity_id__in=list(entity_ids))
    owners = dict(cartas.values_list("path", "entity_id"))
    if not owners:
        return []
    services = ServicePage.objects.filter(below(owners))
    if service_id is not None:
        services = services.filter(pk=service_id)
    known = {path: (pk, title) for path, pk, title in services.values_list("path", "pk", "title")}
    pages = {
        page.latest_revision_id: page
        for page in CommitmentPage.objects.filter(below(known)).order_by("path")
        if page.latest_revision_id
    }
    revisions = Revision.objects.filter(pk__in=pages).values_list("pk", "content")
    content = dict(revisions)
    step = Page.steplen
    found = []
    for revision_id, page in pages.items():
        above = page.path[:-step]
        service_pk, service_title = known[above]
        found.append(
            Promise(
                page_id=page.pk,
                title=content[revision_id].get("title") or page.title,
                service_id=service_pk,
                service_title=service_title,
                entity_id=owners[above[:-step]],
                factors=_named(content[revision_id], "quality_factors", "text"),
                indicators=_named(content[revision_id], "indicators", "name"),
            )
        )
    return found


def below(paths: Iterable[str]) -> Q:
    """Pages that hang from one of these paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path, path__gt=path)
    return condition


def _named(content: dict[str, Any], relation: str, text: str) -> tuple[Named, ...]:
    return tuple(
        Named(str(row["uuid"]), row.get(text) or row.get("code") or "")
        for row in content.get(relation) or ()
    )
