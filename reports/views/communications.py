"""The communications screen: every paper of one carta, its embed, its sheets for the windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carta_pages.models import CartaPage, CommitmentPage
from carta_pages.public import places
from carta_pages.public.points import point_of, points_of
from carta_pages.public.readings import now_or_on
from entities import access
from reports import papers
from reports.access import Register
from reports.press.printing import BusyError
from reports.views.embed import embed_code
from reports.views.papers import busy, local_order, order_of, refuse_excluded
from workflows.gate import answers
from workflows.verdicts import no

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading
    from reports.press.orders import Order

PATIENCE_SECONDS = 20.0
"""How long a preview may wait for the press: its reader works here and asked for a few at once."""


def may_open(user: Any) -> bool:
    """Who prepares the papers of some entity."""
    return access.may_open(user, Register.PAPERS)


@require_safe
def cartas(request: HttpRequest) -> HttpResponse:
    """Cartas of the person's entities; the only one is shown at once."""
    if not may_open(request.user):
        who = _("Puede hacerlo comunicación, calidad o auditoría de una entidad.")
        return answers.forbidden(request, no(_("Usted no prepara materiales de una carta."), who))
    found = CartaPage.objects.select_related("entity").order_by("entity__name")
    mine = access.visible_entity_ids(request.user, Register.PAPERS)
    if mine is not None:
        found = found.filter(entity_id__in=mine)
    pages = list(found)
    if len(pages) == 1:
        return redirect("reports_papers", pages[0].pk)
    return render(request, "reports/admin/cartas.html", {"pages": pages})


@require_safe
def papers_of_carta(request: HttpRequest, page_id: int) -> HttpResponse:
    """Every paper of one carta, with the edition it shows."""
    page = get_object_or_404(CartaPage, pk=page_id)
    if not access.may_see(request.user, Register.PAPERS, page.entity_id):
        raise Http404
    context: dict[str, Any] = {"page": page, "entity": page.entity, "reading": None}
    try:
        reading = now_or_on(request, page, None)
    except Http404:
        return render(request, "reports/admin/papers.html", context)
    address = request.build_absolute_uri(reading.url)
    context |= {
        "reading": reading,
        "papers": papers.papers_of(CartaPage),
        "promise_papers": papers.papers_of(CommitmentPage),
        "services": [_promises(request, service) for service in reading.below.services],
        "provinces": points_of(page.entity_id),
        "local_word": papers.LOCAL_WORD,
        "embed_code": embed_code(address, reading.entity_name),
        "embed_url": f"{reading.url}{papers.EMBED_WORD}/",
    }
    return render(request, "reports/admin/papers.html", context)


def _promises(request: HttpRequest, service: Entry) -> tuple[Entry, list[tuple[Entry, str]]]:
    return service, [
        (entry, embed_code(request.build_absolute_uri(entry.url), entry.title))
        for entry in service.commitments
    ]


@require_safe
def preview(request: HttpRequest, page_id: int, word: str) -> HttpResponse:
    """The first sheet of a paper as a small picture."""
    page = get_object_or_404(places.light_pages(), pk=page_id).specific_deferred
    paper = papers.paper_of(page, f"{word}.pdf")
    if paper is None:
        raise Http404
    reading = now_or_on(request, page, None)
    if not access.may_see(request.user, Register.PAPERS, _entity_id(reading)):
        raise Http404
    refuse_excluded(reading, paper.outlives_exclusion)
    return _picture(order_of(paper, reading))


@require_safe
def sheet(request: HttpRequest, page_id: int, point: UUID) -> HttpResponse:
    """The sheet of one point of service as a small picture."""
    page = get_object_or_404(CartaPage, pk=page_id)
    if not access.may_see(request.user, Register.PAPERS, page.entity_id):
        raise Http404
    reading = now_or_on(request, page, None)
    refuse_excluded(reading, outlives=False)
    view = point_of(page.entity_id, point)
    if view is None:
        raise Http404
    return _picture(local_order(reading, view))


def _picture(order: Order) -> HttpResponse:
    try:
        picture = order.pictured(PATIENCE_SECONDS)
    except BusyError:
        return busy()
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "private, max-age=300"
    return response


def _entity_id(reading: Reading) -> int:
    carta = reading.chain[1] if len(reading.chain) > 1 else reading.page
    entity_id: int = CartaPage.objects.values_list("entity_id", flat=True).get(pk=carta.pk)
    return entity_id
