"""A session that cannot be written down is no reason to hide the page that was asked for (T24).

The hour of last use is written while people only read; on a full disk, or while the database
restarts, that writing fails after the page is made, and after what was sent is kept. A person
who was signed in stays so with the session as it was. Signing in itself is different: a session
that was never written is no session, so that failure is told.
"""

import logging

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("carta.sesion")


class TolerantSessionMiddleware(SessionMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's own; what it cannot write of a session that goes on is left unwritten.

        Raises:
            DatabaseError: the session of somebody who has just signed in cannot be written.
            SessionInterrupted: the session was ended meanwhile.
        """
        try:
            return super().process_response(request, response)
        except (OperationalError, InterfaceError, SessionInterrupted) as error:
            trouble = _with_the_database(error)
            if trouble is None:
                raise
            if not _goes_on(request):
                raise trouble from None
            logger.warning("No se pudo escribir la sesión: %s", type(trouble).__name__)
            return response


def is_begun(request: HttpRequest) -> bool:
    """Whether the browser brought a session in which somebody signed in.

    Looking into the session marks the answer as personal; a stranger has none to look into.
    """
    return settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session


def _with_the_database(error: BaseException | None) -> BaseException | None:
    """What the database said; Django tells of a failed update as of a session that was ended."""
    while error is not None and not isinstance(error, (OperationalError, InterfaceError)):
        error = error.__cause__ or error.__context__
    return error


def _goes_on(request: HttpRequest) -> bool:
    """Whether the session is the one that the browser brought, still signed in."""
    brought = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    return request.session.session_key == brought and SESSION_KEY in request.session
