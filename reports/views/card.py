"""``tarjeta.png``: the picture that a shared link shows, drawn from the edition in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from carta_pages.public import places
from carta_pages.public.readings import now_or_on
from carta_pages.public.routes import Picture
from carta_pages.public.views.portal import portal_of
from reports.content import card
from reports.press.orders import Order
from reports.press.printing import BusyError
from reports.views.gone import gone, is_taken_out
from reports.views.papers import REVALIDATE, busy

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from carta_pages.models import PortalPage
    from carta_pages.public.reading import Reading

WORD = "tarjeta.png"
PPI = 72.0
"""One pixel for each point of the template."""
WIDTH, HEIGHT = 1200, 630
TAG_LENGTH = 12


def serve_card(request: HttpRequest, page: Any) -> HttpResponseBase:
    """The picture of a page in force; what MDT took out has none."""
    reading = now_or_on(request, page, None)
    if is_taken_out(reading):
        return gone(reading)
    assert reading.edition is not None
    return _answer(request, Order("card", card.card(reading), reading.edition.effective_date))


@require_safe
def serve_portal_card(request: HttpRequest) -> HttpResponseBase:
    """The picture of the front door."""
    portal = portal_of(request)
    first = portal.first_published_at or portal.latest_revision_created_at
    if first is None:
        raise Http404
    return _answer(request, Order("card", card.portal_card(portal), first.date()))


def _answer(request: HttpRequest, order: Order) -> HttpResponseBase:
    etag = f'"{order.key[:40]}"'
    early = get_conditional_response(request, etag=etag)
    if early is not None:
        return _marked(early, etag)
    try:
        picture = order.pictured(ppi=PPI)
    except BusyError:
        return busy()
    response = HttpResponse(picture, content_type="image/png")
    response["Content-Length"] = str(len(picture))
    if request.method == "HEAD":
        response.content = b""
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = REVALIDATE
    response["X-Content-Type-Options"] = "nosniff"
    # Others show it beside their own words.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def picture_of(reading: Reading) -> Picture | None:
    """Where the picture of a page is; its address changes with its edition."""
    if reading.edition is None or reading.request is None:
        return None
    edition = reading.edition
    tag = f"{edition.number}-{edition.sha256[:TAG_LENGTH]}"
    address = reading.request.build_absolute_uri(f"{reading.url}{WORD}?v={tag}")
    return Picture(address, card.alt(reading), WIDTH, HEIGHT)


def picture_of_portal(request: HttpRequest, portal: PortalPage) -> Picture:
    """Where the picture of the front door is."""
    address = request.build_absolute_uri(f"{places.address(portal, request)}{WORD}")
    return Picture(address, f"{portal.title}. {card.portal_words()}", WIDTH, HEIGHT)
