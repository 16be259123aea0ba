"""The preview of a draft: the same body, a plain warning, nothing indexed or linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.public.rendering import render_content, respond
from workflows.snapshots import SnapshotError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def draft(request: HttpRequest, page: Any) -> HttpResponse:
    """Render what the page would say, from the same allow-list that will be published."""
    try:
        body = render_content(page.build_snapshot(), page=page, request=request)
    except SnapshotError:
        body = _("Falta un archivo al que esta página se refiere: vuelva a elegirlo.")
    context = {
        "page_title": page.title or _("Borrador"),
        "body": body,
        "is_draft": True,
        "noindex": True,
    }
    return respond("carta_pages/draft.html", context)
