"""``/mi-provincia/``: choose, change and forget the province that every page answers for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from carta_pages.public.provinces import (
    COOKIE,
    PARAMETER,
    chosen_province,
    forget_choice,
    known_provinces,
    remember,
)
from carta_pages.public.rendering import respond
from carta_pages.public.returning import safe_return, with_province
from carta_pages.templatetags.carta import home

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@never_cache
def my_province(request: HttpRequest) -> HttpResponse:
    """Set or take back the cookie and go back to the page; without an order, ask.

    An order comes by GET because it needs no script, no session and no token, and because all it
    can do to somebody who is led here is to show another province, which the page says.
    """
    back = safe_return(request.GET.get("volver"))
    if back.partition("?")[0] == reverse("carta_province"):
        back = ""
    if "olvidar" in request.GET:
        response = HttpResponseRedirect(with_province(back or home(), ""))
        forget_choice(response)
        return response
    if PARAMETER not in request.GET:
        return _ask(request.COOKIES.get(COOKIE, ""), back)
    code = chosen_province(request)
    if not code:
        return _ask("", back, _("No conocemos esa provincia. Elija una de la lista."), 400)
    response = HttpResponseRedirect(with_province(back or home(), code))
    remember(response, code, secure=request.is_secure() or settings.SESSION_COOKIE_SECURE)
    return response


def _ask(chosen: str, back: str, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Mi provincia"),
        "here": _("Mi provincia"),
        "province": known_provinces().get(chosen),
        "back": back,
        "error": error,
        "noindex": True,
    }
    return respond("carta_pages/my_province.html", context, status)
