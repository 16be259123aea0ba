"""How the gate says no: the same 404 for foreign and unknown, a 403 that explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from wagtail.admin.localization import get_localized_response

from workflows.registries import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from workflows.verdicts import Verdict

#: ``(request, status, message)`` for every refusal; the security log listens here. What a
#: listener writes is lost with the request's transaction unless it opens its own.
refusal_listeners: Registry = Registry("(request, status, message) for every refused request")


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a script: the same test as Wagtail's own editor views."""
    return not request.accepts("text/html")


def not_found(request: HttpRequest) -> HttpResponse:
    """One answer for "does not exist", "is not yours" and "has no verdict"."""
    message = _("La página solicitada no existe.")
    if wants_json(request):
        response: HttpResponse = _json(404, "not_found", message)
    else:
        response = get_localized_response(_custom_404, request)
    return _told(request, response, message)


def _custom_404(request: HttpRequest) -> HttpResponse:
    return page_not_found(request, Http404(), template_name="wagtailadmin/404.html")


def forbidden(request: HttpRequest, verdict: Verdict, *, status: int = 403) -> HttpResponse:
    """A refusal that says why and who can."""
    if wants_json(request):
        response: HttpResponse = _json(status, "refused", verdict.message)
    else:
        response = get_localized_response(_refused_page, request, verdict=verdict, status=status)
    return _told(request, response, verdict.message)


def _refused_page(request: HttpRequest, verdict: Verdict, status: int) -> TemplateResponse:
    context = {
        "page_title": _("Esta acción no está permitida"),
        "reason": verdict.reason,
        "who": verdict.who,
    }
    return TemplateResponse(request, "workflows/gate/refused.html", context, status=status)


def _json(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse(
        {"success": False, "error_code": code, "error_message": message}, status=status
    )


def _told(request: HttpRequest, response: HttpResponse, message: str) -> HttpResponse:
    for listener in refusal_listeners:
        listener(request, response.status_code, message)
    return response
