"""What changed between the screen a person had open and what is stored now (T04).

The screen carries a small mark: the last decision it showed and, for each page, the pinned
revision. It is read back with suspicion: a revision counts only if it was pinned for a page of
this dossier.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from workflows.diff import Change, compare, only_changed
from workflows.identifiers import LARGEST_ID
from workflows.models import Decision, Dossier, DossierItem, PinnedRevision


@dataclass(frozen=True)
class Shown:
    """What a screen showed."""

    last_decision: int = 0
    pins: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PageNews:
    """A page whose text is no longer the one on the screen."""

    title: str
    changes: list[Change]


@dataclass(frozen=True)
class News:
    """What happened since.

    Args:
        decisions: taken meanwhile, oldest first.
        pages: with another text now.
        added: titles of pages that were not there.
        gone: how many pages left the dossier.
    """

    decisions: list[Decision]
    pages: list[PageNews]
    added: list[str]
    gone: int

    @property
    def is_behind(self) -> bool:
        """Whether texts and decisions are as they were: then what stands behind them changed."""
        return not (self.decisions or self.pages or self.added or self.gone)


def mark_of(decisions: list[Decision], items: list[DossierItem]) -> str:
    """The mark of a screen: «last decision;page:pin;page:pin»."""
    last = max((decision.pk for decision in decisions), default=0)
    return ";".join([str(last), *(f"{item.page_id}:{item.pin_id}" for item in items)])


def read_mark(text: str) -> Shown:
    """A mark read back; what cannot be read is left out."""
    head, *rest = text.split(";")[:500]
    pins = {}
    for part in rest:
        page, _colon, pin = part.partition(":")
        if _is_id(page) and _is_id(pin):
            pins[int(page)] = int(pin)
    return Shown(int(head) if _is_id(head) else 0, pins)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID


def news_since(shown: Shown, dossier: Dossier) -> News:
    """What changed in the dossier since a screen was shown."""
    items = list(dossier.items.select_related("page").order_by("page__path"))
    seen = _pinned(shown, items)
    return News(
        decisions=list(dossier.decisions.filter(pk__gt=shown.last_decision)),
        pages=[_page_news(item, seen[item.page_id]) for item in items if item.page_id in seen],
        added=[item.title for item in items if shown.pins and item.page_id not in shown.pins],
        gone=len(set(shown.pins) - {item.page_id for item in items}),
    )


def _pinned(shown: Shown, items: list[DossierItem]) -> dict[int, Any]:
    """By page: the revision that was on the screen, where another one is pinned now."""
    wanted = {
        item.page_id: shown.pins[item.page_id]
        for item in items
        if shown.pins.get(item.page_id, item.pin_id) != item.pin_id
    }
    pins = PinnedRevision.objects.select_related("revision").in_bulk(set(wanted.values()))
    return {
        page_id: pins[pin].revision
        for page_id, pin in wanted.items()
        if pin in pins and str(pins[pin].revision.object_id) == str(page_id)
    }


def _page_news(item: DossierItem, revision: Any) -> PageNews:
    schema = item.page.specific_class.snapshot_schema
    before = revision.as_object().build_snapshot()
    return PageNews(item.title, only_changed(compare(before, content_of(item), schema)))


def content_of(item: DossierItem) -> dict[str, Any]:
    """The pinned content of a page as Python values."""
    found: dict[str, Any] = json.loads(item.snapshot)
    return found
