"""Where a page stands and at which address, without reading any draft value.

Pages are loaded as Wagtail's base rows only (tree, slug); their specific rows, where drafts of
never published pages live, stay unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.http import Http404, HttpRequest
from wagtail.models import Page

from carta_pages.public import routes
from entities import prepared
from entities.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

ROUTE_WORDS = frozenset({"historial", "versiones", "comparar", "cambios"})


def split(components: Sequence[str]) -> tuple[list[str], list[str]]:
    """Slugs of pages, and the route words after them."""
    for place, component in enumerate(components):
        if component in ROUTE_WORDS or routes.is_word(component):
            return list(components[:place]), list(components[place:])
    return list(components), []


def arguments(words: Sequence[str]) -> dict[str, Any]:
    """What the route words ask for, as arguments of ``serve``.

    Raises:
        Http404: they ask for nothing we have; numbers have one spelling.
    """
    if words and routes.is_word(words[0]):
        return routes.arguments(words)
    match list(words):
        case []:
            return {}
        case ["historial"]:
            return {"view": "history"}
        case ["cambios"]:
            return {"view": "changes"}
        case ["cambios", "atom" | "json" as form]:
            return {"view": "changes_feed", "form": form}
        case ["versiones", digits]:
            return {"view": "version", "number": number(digits)}
        case ["comparar", older, newer]:
            return {"view": "compare", "older": number(older), "newer": number(newer)}
    raise Http404


def number(text: str) -> int:
    """A number of an address in its one spelling.

    Raises:
        Http404: it is none.
    """
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) > 9:
        raise Http404
    return int(text)


def light_pages() -> QuerySet[Page]:
    """Base rows, with the entity of those that are cartas."""
    return Page.objects.annotate(carta_entity_id=F("cartapage__entity_id"))


def descend(top: Page, slugs: Sequence[str]) -> list[Page]:
    """The pages from ``top`` down to the last slug.

    Where they stood the last time is looked at first, all in one query: the rows themselves say
    whether they still stand there. Otherwise one light query per level.

    Raises:
        Http404: there is no such page.
    """
    known = (top.path, *slugs)
    chain = _where_they_stood(top, slugs, _stood.get(known, ()))
    if chain is None:
        chain = _level_by_level(top, slugs)
        if len(_stood) >= MOST_REMEMBERED:
            _stood.clear()
        _stood[known] = tuple([page.path for page in chain[1:]])
    return chain


_standing = Prepared(
    lambda paths: light_pages().filter(path__in=paths).order_by("path"), prepared.text
)
MOST_REMEMBERED = 4096
_stood: dict[tuple[str, ...], tuple[str, ...]] = {}


def _where_they_stood(top: Page, slugs: Sequence[str], paths: tuple[str, ...]) -> list[Page] | None:
    if not slugs or len(paths) != len(slugs):
        return [top] if not slugs else None
    chain = [top, *_standing(paths)]
    if [page.slug for page in chain[1:]] != list(slugs):
        return None
    for above, below in pairwise(chain):
        below._cached_parent_obj = above
    return chain


def _level_by_level(top: Page, slugs: Sequence[str]) -> list[Page]:
    chain = [top]
    for slug in slugs:
        above = chain[-1]
        below = (
            light_pages()
            .filter(path__startswith=above.path, depth=above.depth + 1, slug=slug)
            .order_by("path")
            .first()
        )
        if below is None:
            raise Http404
        below._cached_parent_obj = above
        chain.append(below)
    return chain


def ancestors_of(page: Page) -> list[Page]:
    """Portal, carta and service above a page, in one query; empty for a page never stored."""
    if not page.path:
        return []
    from carta_pages.models import PortalPage

    paths = [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]
    above = list(light_pages().filter(path__in=paths).order_by("path"))
    portals = [place for place, found in enumerate(above) if found.specific_class is PortalPage]
    return above[portals[0] :] if portals else above[1:]


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page."""

    title: str
    url: str


def address(page: Page, request: HttpRequest | None = None) -> str:
    """The page's own address on this site; empty for a page that has none."""
    return (page.get_url(request) or "") if page.path else ""


def on_day(url: str, on: date | None) -> str:
    """The same address on a day, so that a walk through the past stays in the past."""
    return f"{url}?fecha={on.isoformat()}" if on and url else url
