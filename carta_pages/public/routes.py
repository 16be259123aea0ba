"""Words under a page's own address that rooms above answer: «carta.pdf», «incrustar/».

Filled in ``AppConfig.ready``. A word that could be the slug of a page becomes a reserved one, so
that no page is ever shadowed by it (DESIGN §6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from entities import slugs
from workflows.registries import Registry


@dataclass(frozen=True)
class Offer:
    """Something that a room above has for a page: its paper, its data.

    Args:
        label: «Carta en PDF».
        url: where it is, on the asked day or version.
    """

    label: str
    url: str


@dataclass(frozen=True)
class Picture:
    """What a link to a page shows where people share it.

    Args:
        url: its whole address.
        alt: the same in words.
        width: in pixels.
        height: in pixels.
    """

    url: str
    alt: str
    width: int
    height: int


page_pictures: Registry = Registry("reading -> Picture | None: what a link to the page shows")
portal_pictures: Registry = Registry("(request, portal) -> Picture | None: the front door's")


def first_picture(found: Iterable[Picture | None]) -> Picture | None:
    """The picture of the first room that has one."""
    return next((picture for picture in found if picture is not None), None)


offers: Registry = Registry("reading -> list[Offer]: what the page can be taken away as")


page_sections: Registry = Registry("reading -> html: one more section at the end of the page")


@dataclass(frozen=True)
class Route:
    """One word and who answers it.

    Args:
        read: turns the words after it into arguments of ``serve``; raises ``Http404`` for what
            nobody has.
        serve: answers a request for a governed page.
    """

    read: Callable[[Sequence[str]], dict[str, Any]]
    serve: Callable[..., HttpResponse]


_routes: dict[str, Route] = {}


def register(word: str, route: Route) -> None:
    """Give a word to a room above; registering it again replaces the answer."""
    _routes[word] = route
    slugs.reserve(word)


def is_word(component: str) -> bool:
    """Whether some room answers the word."""
    return component in _routes


def arguments(words: Sequence[str]) -> dict[str, Any]:
    """Arguments of ``serve`` for a registered word and what follows it."""
    return {"view": words[0], **_routes[words[0]].read(words[1:])}


def serve(request: HttpRequest, page: Any, view: str, **kwargs: Any) -> HttpResponse:
    """The answer of the room that registered the word."""
    return _routes[view].serve(request, page, **kwargs)
