"""One JSON line per request: who (an id), what (the route), how it went. Nothing personal.

The address asked for is written only for public pages, whose address is public by itself; any
other is told by its route and its numeric parts, because a path may carry a citizen's case code
and a query string anything at all. No form data, no network address, no browser (DESIGN §5).
"""

import logging
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from cms.json_log import request_id_of_this_request

logger = logging.getLogger("carta.peticion")
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
PUBLIC_PAGE_VIEW = "wagtail_serve"
FIRST_REFUSAL = 400


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request_id_of(request.META)
        token = request_id_of_this_request.set(request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            data = _describe(request, response, _since(started))
            logger.info("petición", extra={"data": data})
        finally:
            request_id_of_this_request.reset(token)
        return response


def request_id_of(meta: Mapping[str, Any]) -> str:
    """Keep the proxy's identifier when there is a proxy to believe, else make one."""
    given = str(meta.get("HTTP_X_REQUEST_ID", ""))
    if settings.CARTA_PROXY_COUNT and ACCEPTABLE_ID.fullmatch(given):
        return given
    return uuid.uuid4().hex


def write_kept(
    request_id: str, method: str, status: int, started: float, match: ResolverMatch, path: str
) -> None:
    """The line of a request that a kept page answered, for a stranger, before Django began.

    Args:
        request_id: as ``request_id_of`` gave it.
        method: GET or HEAD.
        status: 200 or 304.
        started: ``time.perf_counter()`` when it came.
        match: the view that once made the page.
        path: the address.
    """
    token = request_id_of_this_request.set(request_id)
    line = {"method": method, "status": status, "ms": _since(started), "user": None}
    logger.info("petición", extra={"data": line | _place(match, path, status)})
    request_id_of_this_request.reset(token)


def _describe(request: HttpRequest, response: HttpResponse, milliseconds: float) -> dict[str, Any]:
    line: dict[str, Any] = {
        "method": request.method,
        "status": response.status_code,
        "ms": milliseconds,
        "user": _user_id(request),
    }
    match = request.resolver_match
    return line | _place(match, request.path, response.status_code) if match else line


def _since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)


def _place(match: ResolverMatch, path: str, status: int) -> dict[str, Any]:
    told: dict[str, Any] = {"route": match.route}
    if ids := {name: value for name, value in match.kwargs.items() if isinstance(value, int)}:
        told["ids"] = ids
    if match.url_name == PUBLIC_PAGE_VIEW and status < FIRST_REFUSAL:
        told["path"] = path
    return told


def _user_id(request: HttpRequest) -> int | None:
    session = getattr(request, "session", None)
    if session is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    value = session.get(SESSION_KEY)
    return int(value) if value is not None else None
