"""The pages shown when something is refused or fails: short, Spanish, without the database."""

import errno
import math
import re
import sys
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.cache import add_never_cache_headers

from cms.json_log import request_id_of_this_request
from cms.kept_form import kept_form

FULL_DISK_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})
# SQLite, then PostgreSQL.
FULL_DISK_WORDS = re.compile("database or disk is full|No space left on device")


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
    response = _page("429.html", 429)
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def too_many_tries(seconds: int) -> HttpResponse:
    """A door that is closed for a while; the page says for how long.

    Args:
        seconds: how long.
    """
    response = _page("429_puerta.html", 429, minutes=max(1, math.ceil(seconds / 60)))
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Name the request, so that what a person reports can be found in the log.

    A full disk and a database that does not answer are no mistake of the page: they get their own
    page and status (T24), so that a person knows whether trying again helps, and has what was
    written still at hand.
    """
    error = sys.exc_info()[1]
    if is_full_disk(error):
        return _not_now("507.html", 507, request)
    # InterfaceError: the connection was lost earlier in the same request.
    if isinstance(error, (OperationalError, InterfaceError)):
        response = _not_now("503.html", 503, request)
        response.headers["Retry-After"] = "60"
        return response
    return _page("500.html", 500)


def is_full_disk(error: BaseException | None) -> bool:
    """Tell whether ``error``, or what caused it, says that there is no room to write."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_DISK_NUMBERS:
            return True
        if isinstance(error, OperationalError) and FULL_DISK_WORDS.search(str(error)):
            return True
        error = error.__cause__
    return False


def _not_now(template: str, status: int, request: HttpRequest) -> HttpResponse:
    response = _page(template, status, kept=kept_form(request))
    add_never_cache_headers(response)
    return response


def _page(template: str, status: int, **more: Any) -> HttpResponse:
    # No request in the context: no context processor may ask the database what just failed.
    context = {"request_id": request_id_of_this_request.get(), "home": get_script_prefix(), **more}
    return HttpResponse(render_to_string(template, context), status=status)
