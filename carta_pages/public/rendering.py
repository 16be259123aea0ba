"""Turns a reading into HTML: one body for drafts and editions, one shell around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from carta_pages.public.bodies import made_once
from carta_pages.public.readings import of_draft

#: The look of the public site; one sheet, so that a page needs four requests (P10).
STYLESHEETS = ("carta_pages/carta.css",)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from carta_pages.public.reading import Reading


def render_content(
    content: dict[str, Any], *, page: Any, request: HttpRequest | None = None
) -> SafeString:
    """The body of a page from a draft's or a pinned snapshot, without the site's shell.

    The review screen and the preview show exactly what this gives; wrap it in an element
    with the class ``carta`` and load ``STYLESHEETS`` to see it as citizens will.

    Args:
        content: a snapshot of the page's type.
        page: the page it belongs to; it may never have been stored.
        request: for addresses on this site.
    """
    return render_body(of_draft(request, page, content))


def page_content(page: Any, content: dict[str, Any]) -> SafeString:
    """``render_content`` in the shape of ``workflows.registries.content_renderers``."""
    return render_content(content, page=page)


def render_body(reading: Reading) -> SafeString:
    """The body of a page, by the template of its type."""
    from carta_pages.public.presenters import context_of

    return made_once(reading, lambda: render(reading.page.template, context_of(reading)))


def render(template: str, context: dict[str, Any]) -> SafeString:
    """A template without context processors: public pages know no user and no session."""
    return mark_safe(render_to_string(template, context))  # noqa: S308  (a rendered template)


def respond(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A whole public page."""
    return HttpResponse(render_to_string(template, context), status=status)
