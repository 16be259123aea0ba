"""Which service each page of a dossier belongs to: MDT gives one verdict per service (R118)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

if TYPE_CHECKING:
    from workflows.models import Dossier, DossierItem


@dataclass
class ServiceGroup:
    """One service and the pages of the dossier that hang from it."""

    page_id: int
    title: str
    items: list[DossierItem] = field(default_factory=list)


def services_of(dossier: Dossier) -> list[ServiceGroup]:
    """The services of a dossier in the order of the tree, each with its items."""
    items = list(dossier.items.select_related("page").defer("snapshot").order_by("page__path"))
    roots = verdict_roots([item.page for item in items])
    groups: dict[int, ServiceGroup] = {}
    for item in items:
        root = roots[item.page_id]
        group = groups.setdefault(root.pk, ServiceGroup(root.pk, root.title))
        group.items.append(item)
    return list(groups.values())


def verdict_roots(pages: list[Any]) -> dict[int, Any]:
    """By page id: the nearest page, itself included, that gathers one verdict."""
    paths = {
        page.path[:length]
        for page in pages
        for length in range(page.steplen, len(page.path) + 1, page.steplen)
    }
    candidates = {
        page.path: page
        for page in Page.objects.filter(path__in=paths).defer_streamfields()
        if getattr(page.specific_class, "verdict_root", False)
    }
    found = {}
    for page in pages:
        lengths = range(len(page.path), 0, -page.steplen)
        found[page.pk] = next(
            (candidates[page.path[:n]] for n in lengths if page.path[:n] in candidates), page
        )
    return found
