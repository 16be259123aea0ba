"""A session ends after 30 idle minutes and, however busy, after 12 hours (T63).

The hour of last use is written at most once a minute, so that reading does not become writing,
and never for a browser that only pings: an editor left open over lunch is an idle one.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.middleware.sessions import is_begun

STARTED = "carta_inicio"
SEEN = "carta_visto"
WRITE_EVERY_SECONDS = 60
PINGS = frozenset({"wagtailadmin_editing_sessions"})


class SessionLimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = is_begun(request)
        if signed_in and _is_over(request.session, time.time()):
            logout(request)
            messages.warning(
                request,
                _("Su sesión terminó por seguridad. Vuelva a ingresar para continuar."),
            )
            signed_in = False
        response = self.get_response(request)
        if signed_in and SESSION_KEY in request.session and not _is_ping(request):
            _touch(request.session, time.time())
        return response


def start_session_clock(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Receiver of ``user_logged_in``: both limits count from this login."""
    request.session[STARTED] = request.session[SEEN] = int(time.time())


def _is_over(session: SessionBase, now: float) -> bool:
    idle: float = now - session.get(SEEN, now)
    age: float = now - session.get(STARTED, now)
    most_idle: int = settings.CARTA_SESSION_IDLE_SECONDS
    most_age: int = settings.CARTA_SESSION_ABSOLUTE_SECONDS
    return idle > most_idle or age > most_age


def _is_ping(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and bool(PINGS.intersection(match.namespaces))


def _touch(session: SessionBase, now: float) -> None:
    session.setdefault(STARTED, int(now))
    if now - session.get(SEEN, 0) >= WRITE_EVERY_SECONDS:
        session[SEEN] = int(now)
