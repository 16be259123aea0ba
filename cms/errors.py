"""The pages shown when something is refused or fails: short, Spanish, without the database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix

from cms.json_log import request_id_of_this_request


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page("400.html", 400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page("403.html", 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page("404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: usually a session that ended while the form was open."""
    return _page("403_csrf.html", 403)


def locked_out(request: HttpRequest, original: Any, credentials: Any) -> HttpResponse:
    """Answer of axes while an account may not sign in from an address."""
    return _page("429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Name the request, so that what a person reports can be found in the log."""
    return _page("500.html", 500)


def _page(template: str, status: int) -> HttpResponse:
    # No request in the context: no context processor may ask the database what just failed.
    context = {"request_id": request_id_of_this_request.get(), "home": get_script_prefix()}
    return HttpResponse(render_to_string(template, context), status=status)
