"""The traceability chain of a service, on screen and as a spreadsheet (R56)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agreements.access import may_read
from agreements.rules.chain import COLUMNS
from agreements.selectors.chain import Chain, chain_of
from agreements.sheets import Sheet, saved
from carta_pages.models import ServicePage
from workflows import access

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def chain(request: HttpRequest, page_id: int) -> HttpResponse:
    """The chain of one service of the person's entity; ``?formato=xlsx`` saves it.

    Only of the commitments whose draft the person may read: it shows what is not public yet.

    Raises:
        Http404: it is foreign, or no service.
    """
    service = get_object_or_404(ServicePage, pk=page_id)
    entity_id = service.entity_key
    if entity_id is None or not may_read(request.user, entity_id):
        raise Http404
    found = chain_of(service, lambda page: access.may_read_draft(request.user, page))
    if request.GET.get("formato") == "xlsx":
        return _spreadsheet(service, found)
    return render(
        request,
        "agreements/chain.html",
        {
            "service": service,
            "columns": [label for _name, label in COLUMNS],
            "rows": [_cells(link) for link in found.links],
            "empty": sum(len(link.empty) for link in found.links),
            "tests": found.tests,
            "unread": found.unread,
        },
    )


def _cells(link: Any) -> list[str]:
    return [getattr(link, name) for name, _label in COLUMNS]


def _spreadsheet(service: ServicePage, found: Chain) -> HttpResponse:
    rows = [[text or _("Falta") for text in _cells(link)] for link in found.links]
    sheet = Sheet(_("Trazabilidad"), [label for _name, label in COLUMNS], rows)
    return saved([sheet], f"trazabilidad-{service.slug}")
