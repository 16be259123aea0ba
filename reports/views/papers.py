"""Papers at their public addresses: always a published edition, never more work than bounded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.utils.translation import gettext as _

from carta_pages.models import CartaPage
from carta_pages.public import places, points
from carta_pages.public.reading import Mode
from carta_pages.public.readings import NotYetError, now_or_on, version
from carta_pages.public.rendering import respond
from carta_pages.public.views.page import BadDayError, asked_day
from carta_pages.public.views.page import page as page_view
from reports import papers
from reports.content.local import local
from reports.press import compiling
from reports.press.orders import Order
from reports.press.printing import BusyError
from reports.press.remembered import RememberedOrder
from reports.views.gone import gone, is_taken_out

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from carta_pages.public.reading import Reading

REVALIDATE = "public, no-cache"
COME_BACK_SECONDS = 5


def no_words(words: Sequence[str]) -> dict[str, Any]:
    """Arguments of a paper whose address ends with its word."""
    if words:
        raise Http404
    return {}


def point_words(words: Sequence[str]) -> dict[str, Any]:
    """The point that a local carta is of: «<uuid>.pdf», in its one spelling."""
    if len(words) != 1:
        raise Http404
    name = words[0].removesuffix(".pdf")
    try:
        found = UUID(name)
    except ValueError as error:
        raise Http404 from error
    if f"{found}.pdf" != words[0]:
        raise Http404
    return {"point": found}


def reading_of(request: HttpRequest, page: Any) -> Reading:
    """What is to be printed: in force now, on ``?fecha=``, or ``?version=``.

    Raises:
        Http404: never published, no such version, or both asked at once.
        BadDayError: the day cannot be shown.
        NotYetError: it was published later than the day asked.
    """
    number = request.GET.get("version")
    if number is None:
        return now_or_on(request, page, asked_day(request))
    if "fecha" in request.GET:
        raise Http404
    return version(request, page, places.number(number))


def serve_paper(word: str) -> Any:
    """The view of a paper by the last word of its address."""

    def view(request: HttpRequest, page: Any) -> HttpResponseBase:
        paper = papers.paper_of(page, word)
        if paper is None:
            raise Http404
        try:
            reading = reading_of(request, page)
        except (BadDayError, NotYetError):
            return page_view(request, page)  # which says what is wrong with the day
        if not paper.outlives_exclusion and is_taken_out(reading):
            return gone(reading)
        asked = remembered(paper, reading)
        return answer(request, asked, reading, filename(page, word, reading))

    return view


def order_of(paper: papers.Paper, reading: Reading) -> Order:
    """What the press must set for a paper."""
    assert reading.edition is not None
    return Order(paper.template, paper.content(reading), reading.edition.effective_date)


def remembered(paper: papers.Paper, reading: Reading) -> Order | RememberedOrder:
    """The same, made only once for a text in force; an old one is asked for too seldom."""
    if reading.mode is not Mode.NOW or reading.request is None:
        return order_of(paper, reading)
    assert reading.edition is not None
    above = tuple(sorted((pk, edition.code) for pk, edition in reading.editions.items()))
    facts = (
        paper.template,
        paper.word,
        compiling.look_of(compiling.layout()),
        reading.request.build_absolute_uri(reading.url),
        reading.edition.code,
        reading.edition.sha256,
        above,
        reading.index.sha256 if reading.index else "",
        bool(getattr(settings, "CARTA_DEMO", False)),
    )
    return RememberedOrder(facts, lambda: order_of(paper, reading))


def local_order(reading: Reading, view: points.PointView) -> Order:
    """What the press must set for the sheet of a point."""
    assert reading.edition is not None
    return Order("local", local(reading, view), reading.edition.effective_date)


def refuse_excluded(reading: Reading, outlives: bool) -> None:
    """A promise that MDT took out hangs on no wall; the document of the carta says so itself."""
    if not outlives and is_taken_out(reading):
        raise Http404


def serve_local(request: HttpRequest, page: Any, point: UUID) -> HttpResponseBase:
    """The sheet of one point of service; points are of today, so it has no past."""
    if not isinstance(page, CartaPage) or {"fecha", "version"} & set(request.GET):
        raise Http404
    reading = now_or_on(request, page, None)
    if is_taken_out(reading):
        return gone(reading)
    view = points.point_of(page.entity_id, point)
    if view is None:
        raise Http404
    order = local_order(reading, view)
    name = filename(page, f"carta-local-{slugify(view.point.name)}.pdf", reading)
    return answer(request, order, reading, name)


def answer(
    request: HttpRequest, order: Order | RememberedOrder, reading: Reading, name: str
) -> HttpResponseBase:
    """The bytes, or that the reader has them already, or that too many are being made."""
    etag = f'"{order.key[:40]}"'
    early = get_conditional_response(request, etag=etag)
    if early is not None:
        return marked(early, etag, reading)
    try:
        content = order.printed()
    except BusyError:
        return busy()
    response = HttpResponse(content, content_type="application/pdf")
    if request.method == "HEAD":
        response["Content-Length"] = str(len(content))
        response.content = b""
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return marked(response, etag, reading)


def marked(response: HttpResponseBase, etag: str, reading: Reading) -> HttpResponseBase:
    """What a browser and a search engine must know besides the bytes."""
    response["ETag"] = etag
    response["Cache-Control"] = REVALIDATE
    response["X-Content-Type-Options"] = "nosniff"
    if reading.mode is not Mode.NOW or reading.exclusion is not None:
        response["X-Robots-Tag"] = "noindex"
    return response


def busy() -> HttpResponse:
    """Too many papers are being set: the reader is told when to come back."""
    context = {
        "page_title": _("Vuelva en unos segundos"),
        "here": _("Documento en preparación"),
        "noindex": True,
    }
    response = respond("reports/busy.html", context, 503)
    response["Retry-After"] = str(COME_BACK_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def filename(page: Any, word: str, reading: Reading) -> str:
    """«registro-civil-carta-v3.pdf»: ASCII only, since slugs and words are."""
    assert reading.edition is not None
    stem = word.removesuffix(".pdf")
    return f"{page.slug}-{stem}-v{reading.edition.number}.pdf"
