"""«Cartera de servicios»: every service in one's reach, and the same as a sheet (R33, R35)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agreements.models import PortfolioSheet
from agreements.portfolio_asking import ORDERS, Asked, next_review
from agreements.rules.portfolio import Catalogue
from agreements.selectors.portfolio import catalogues
from agreements.selectors.reach import Reach
from agreements.selectors.standings import standings
from agreements.services import portfolio_sheets
from agreements.vocabulary import Level
from workflows.gate import answers
from workflows.identifiers import LARGEST_ID
from workflows.verdicts import no

if TYPE_CHECKING:
    from django.http import HttpRequest

ROWS_ON_PAGE = 50
MEDIA_TYPES = {
    PortfolioSheet.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PortfolioSheet.Format.CSV: "text/csv; charset=utf-8",
}


def sees_portfolio(user: Any) -> bool:
    """Whether the person sees the portfolio of some entity."""
    return bool(Reach(user))


def _refused(request: HttpRequest) -> HttpResponse:
    who = _(
        "La abren la unidad, calidad, planificación, la autoridad y la auditoría de una entidad, y "
        "el Ministerio del Trabajo."
    )
    return answers.forbidden(request, no(_("Sus roles no abren la cartera de servicios."), who))


@never_cache
@require_safe
def portfolio_screen(request: HttpRequest) -> HttpResponse:
    """The services that were asked for, a page at a time, and what they add up to."""
    if not sees_portfolio(request.user):
        return _refused(request)
    asked = Asked(request.user, request.GET)
    page = Paginator(asked.rows, ROWS_ON_PAGE).get_page(request.GET.get("p"))
    known = standings(page.object_list)
    shown = [
        {
            "row": row,
            "standing": known.get(row.pk),
            "level": _level(known.get(row.pk)),
            "next": next_review(row, known.get(row.pk)),
        }
        for row in page.object_list
    ]
    of_entities = catalogues(asked.every)
    return render(
        request,
        "agreements/portfolio.html",
        {
            "form": asked.form,
            "page": page,
            "shown": shown,
            "total": len(asked.rows),
            "query": _query(request),
            "orders": _orders(request),
            "sees_whole": any(row.is_whole for row in asked.every),
            "several": len(of_entities) > 1,
            "catalogues": of_entities.items(),
            "country": sum(of_entities.values(), Catalogue()),
        },
        status=200 if asked.form.is_valid() and not asked.form.errors else 400,
    )


def _level(standing: Any) -> str:
    if standing is None or standing.level is None:
        return ""
    return str(Level(standing.level).label)


def _query(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("p", None)
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _orders(request: HttpRequest) -> dict[str, dict[str, str]]:
    """By column, where its heading leads and how it is ordered now."""
    now = request.GET.get("orden", "")
    found = {}
    for name in ORDERS:
        wanted = f"-{name}" if now == name else name
        arrow = {name: "ascending", f"-{name}": "descending"}.get(now, "none")
        found[name] = {"query": _query(request, orden=wanted), "sort": arrow}
    return found


@require_POST
def ask_portfolio_sheet(request: HttpRequest) -> HttpResponse:
    """Ask for the sheet of what the screen shows, all its pages."""
    if not sees_portfolio(request.user):
        return _refused(request)
    wanted = request.POST.get("formato", "")
    if wanted not in PortfolioSheet.Format.values:
        raise Http404
    sheet = portfolio_sheets.ask_sheet(request.user, request.POST.get("filtros", "")[:2000], wanted)
    return redirect("agreements_portfolio_sheet", sheet.pk)


def _own(request: HttpRequest, pk: int) -> PortfolioSheet:
    """A sheet of the person; of somebody else, the answer of one that never was."""
    mine = PortfolioSheet.objects.filter(asked_by_id=request.user.pk)
    return get_object_or_404(mine, pk=pk if pk <= LARGEST_ID else 0)


@never_cache
@require_safe
def portfolio_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """How a sheet goes, and where it is fetched once it is made."""
    sheet = _own(request, pk)
    running = sheet.state == PortfolioSheet.State.RUNNING
    return render(
        request,
        "agreements/portfolio_sheet.html",
        {
            "sheet": sheet,
            "progress": portfolio_sheets.progress_of(sheet) if running else None,
            "is_interrupted": portfolio_sheets.is_interrupted(sheet),
        },
    )


@never_cache
@require_safe
def portfolio_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of one's own sheet, while it is kept and the person still sees the portfolio.

    Raises:
        Http404: it is not theirs, not made, or not kept any more.
    """
    sheet = _own(request, pk)
    if sheet.state != PortfolioSheet.State.DONE or not sees_portfolio(request.user):
        raise Http404
    file_format = PortfolioSheet.Format(sheet.format)
    response = HttpResponse(bytes(sheet.content), content_type=MEDIA_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{sheet}"'
    response["Cache-Control"] = "private, no-store"
    return response
