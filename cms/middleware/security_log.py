"""Writes the security log once the request's own transaction has ended, kept or undone (T40).

Signals and the gate only note what happened on the request; the rows are written here, outside
the innermost transaction, so that a refusal that undoes everything is itself never undone.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.json_log import request_id_of_this_request
from cms.models import SecurityEvent

logger = logging.getLogger("carta.seguridad")
NOTES = "_security_notes"
FORBIDDEN = 403
Kind = SecurityEvent.Kind


class SecurityLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        notes: list[tuple[str, int | None]] = getattr(request, NOTES, [])
        if response.status_code == FORBIDDEN and not any(k == Kind.REFUSED for k, _ in notes):
            note_refusal(request, response.status_code, "")
            notes = getattr(request, NOTES, notes)
        if _takes_data_out(request, response):
            notes.append((Kind.EXPORTED, _person(request)))
        if notes:
            _write(request, response, notes)
        return response


def _takes_data_out(request: HttpRequest, response: HttpResponse) -> bool:
    """A file from the editors' side; published files are everybody's."""
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return attached and request.path.startswith(reverse("wagtailadmin_home"))


def _write(
    request: HttpRequest, response: HttpResponse, notes: list[tuple[str, int | None]]
) -> None:
    match = request.resolver_match
    kwargs = match.kwargs if match else {}
    common = {
        "method": (request.method or "")[:10],
        "route": (match.route if match else "")[:200],
        "ids": {name: value for name, value in kwargs.items() if isinstance(value, int)},
        "status": response.status_code,
        "request_id": request_id_of_this_request.get(),
    }
    try:
        with transaction.atomic():
            for kind, user_id in notes:
                SecurityEvent.objects.create(kind=kind, user_id=user_id, **common)
    except DatabaseError:
        # The answer is already decided; what cannot be written is told to the other log.
        logger.exception("No se pudo escribir el registro de seguridad")


def note(request: HttpRequest | None, kind: str, user_id: int | None) -> None:
    """Remember, until the request ends, that this happened; a command has no request."""
    if request is None:
        return
    if not hasattr(request, NOTES):
        setattr(request, NOTES, [])
    getattr(request, NOTES).append((kind, user_id))


def note_refusal(request: HttpRequest, status: int, message: str) -> None:
    """Listener of the gate, and of every other 403.

    A stranger's refusal is left to the request log, which is rotated: nobody is accountable
    for it, and a table that is never emptied must not be filled from outside.
    """
    if (user_id := _person(request)) is not None:
        note(request, Kind.REFUSED, user_id)


def note_sign_in(sender: Any, request: HttpRequest, user: AbstractBaseUser, **kw: Any) -> None:
    note(request, Kind.SIGNED_IN, user.pk)


def note_sign_out(
    sender: Any, request: HttpRequest, user: AbstractBaseUser | None, **kw: Any
) -> None:
    if user is not None:
        note(request, Kind.SIGNED_OUT, user.pk)


def note_failure(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kw: Any
) -> None:
    """Which account, never what was typed: people type passwords into the wrong field."""
    model = get_user_model()
    known = model._default_manager.filter(
        **{model.USERNAME_FIELD: str(credentials.get("username", ""))}
    )
    note(request, Kind.SIGN_IN_FAILED, known.values_list("pk", flat=True).first())


def _person(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
