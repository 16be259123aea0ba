"""``/guia-visual/``: every component, by its real partial, with short, long and no content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carta_pages.public import guide
from carta_pages.public.published import published
from carta_pages.public.rendering import respond

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@published()
@require_safe
def visual_guide(request: HttpRequest) -> HttpResponse:
    """The living page of the visual language; it reads nothing from the database."""
    context = {
        "page_title": _("Guía visual"),
        "here": _("Guía visual"),
        "noindex": True,
        **guide.samples(),
    }
    return respond("carta_pages/guide.html", context)
