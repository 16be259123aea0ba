"""What can be found without a word: moments of a life, entities; a few reads, counted rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from carta_pages.models import LifeEvent, SearchDocument, SearchTerm
from carta_pages.search.facets import Facet, term
from entities.models import Entity
from workflows.models import Edition


@dataclass(frozen=True)
class Door:
    """A way in.

    Args:
        value: as it stands in the address.
        label: as people read it.
        summary: what is behind.
        count: how many pages there are behind.
    """

    value: str
    label: str
    summary: str
    count: int


def events() -> list[Door]:
    """Moments of a life with a published service, in the staff's order."""
    shown = LifeEvent.objects.filter(in_force=True)
    counts = _services_by_term([term(Facet.EVENT, event.slug) for event in shown])
    found = [
        Door(event.slug, event.name, event.summary, counts.get(term(Facet.EVENT, event.slug), 0))
        for event in shown
    ]
    return [door for door in found if door.count]


def moments() -> list[tuple[str, str]]:
    """Slug and name of the moments that have a published service, in the staff's order.

    Read from editions, one query: the front door is kept for all, and the index follows later.
    """
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    published = Edition.objects.filter(
        ~Exists(later), page_id=OuterRef("services"), type=Edition.Type.PUBLICATION
    )
    shown = LifeEvent.objects.filter(Exists(published), in_force=True).distinct()
    return list(shown.values_list("slug", "name"))


def _services_by_term(texts: list[str]) -> dict[str, int]:
    rows = SearchTerm.objects.filter(text__in=texts).annotate(
        services=Count("postings", filter=Q(postings__document__kind=SearchDocument.Kind.SERVICE))
    )
    return dict(rows.values_list("text", "services"))


def entities() -> list[Door]:
    """Entities with something published, by name."""
    prefix = term(Facet.ENTITY, "")
    rows = SearchTerm.objects.filter(text__startswith=prefix).values_list("text", "documents")
    counts = {text.removeprefix(prefix): count for text, count in rows}
    named = Entity.objects.filter(slug__in=counts).order_by("name")
    return [
        Door(slug, name, short, counts[slug])
        for slug, name, short in named.values_list("slug", "name", "short_name")
    ]
