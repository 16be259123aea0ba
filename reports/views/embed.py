"""A carta or a promise inside the entity's own site: ``<iframe>``, no script, no cookie.

The only addresses of the site that another page may frame; ``CARTA_EMBED_ANCESTORS`` says whose
(everybody's by default: what is shown is public and nothing can be clicked by mistake but links).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.utils.cache import get_conditional_response
from django.utils.html import format_html

from carta_pages.models import CartaPage, CommitmentPage
from carta_pages.public.presenters.commitment import answers_of
from carta_pages.public.readings import now_or_on
from carta_pages.public.rendering import respond
from reports.content import promises, walls
from reports.views.gone import GONE, is_taken_out

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from carta_pages.public.reading import Reading


def embed(request: HttpRequest, page: Any) -> HttpResponseBase:
    """The promises in force, small and plain; links open in the page around the frame."""
    if not isinstance(page, CartaPage | CommitmentPage):
        raise Http404
    reading = now_or_on(request, page, None)
    if is_taken_out(reading):
        # Inside another page: said in the frame itself.
        return _framed(respond("reports/embed.html", _context(reading), GONE), "")
    response = respond("reports/embed.html", _context(reading))
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:40]}"'
    return _framed(get_conditional_response(request, etag=etag, response=response), etag)


def _context(reading: Reading) -> dict[str, Any]:
    assert reading.edition is not None
    is_carta = isinstance(reading.page, CartaPage)
    if is_taken_out(reading):
        return {**_around(reading), "is_gone": True}
    said = {} if is_carta else promises.promise(reading.edition)
    return {
        **_around(reading),
        "items": walls.items_of(reading, links=True) if is_carta else [],
        "said": said,
        "remedy": walls.first_remedy(said) if said else "",
        **({} if is_carta else answers_of(reading)),
    }


def _around(reading: Reading) -> dict[str, Any]:
    assert reading.request is not None
    is_carta = isinstance(reading.page, CartaPage)
    return {
        "reading": reading,
        "address": reading.request.build_absolute_uri(reading.url),
        "page_title": reading.entity_name if is_carta else reading.title,
    }


def _framed(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    ancestors = list(getattr(settings, "CARTA_EMBED_ANCESTORS", ["*"]))
    response.xframe_options_exempt = True  # type: ignore[attr-defined]
    response._csp_replace = {"frame-ancestors": ancestors}  # type: ignore[attr-defined]
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Robots-Tag"] = "noindex"
    if etag:
        response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"
    return response


def embed_code(address: str, title: str) -> str:
    """What the entity pastes into its own site."""
    return format_html(
        '<iframe src="{}incrustar/" title="{}" width="100%" height="480" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>',
        address,
        title,
    )
