"""Pages of a long list by ``?pagina=``; a page that does not exist is a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404

if TYPE_CHECKING:
    from django.http import HttpRequest


def page_of(request: HttpRequest, rows: Any, size: int, parameter: str = "pagina") -> Page:
    """The asked page of some rows.

    Raises:
        Http404: there is no such page.
    """
    paginator = Paginator(rows, size)
    number = request.GET.get(parameter, "1")
    if not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise Http404
    try:
        return paginator.page(int(number))
    except InvalidPage as error:
        raise Http404 from error
