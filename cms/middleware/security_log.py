"""Writes the security log once the request's own transaction has ended, kept or undone (T40).

Signals and the gate only note what happened on the request; the rows are written here, outside
the innermost transaction, so that a refusal that undoes everything is itself never undone.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, reverse

from cms.client_address import client_address
from cms.json_log import request_id_of_this_request
from cms.models import SecurityEvent
from cms.security.concerns import concerned

logger = logging.getLogger("carta.seguridad")
NOTES = "_security_notes"
FORBIDDEN = 403
TOO_MANY = 429
#: The editors' own files; what is published is served elsewhere, to everybody.
PRIVATE_FILE_VIEWS = frozenset({"wagtaildocs_serve"})
#: What of an address names a thing; slugs, tokens and file names may name a person.
NUMBER = re.compile(r"[0-9]{1,18}")
Kind = SecurityEvent.Kind


@dataclass(frozen=True)
class Note:
    """What happened, until the request ends. ``entity_id`` None: see ``cms.security.concerns``."""

    kind: str
    user_id: int | None
    about_id: int | None = None
    entity_id: int | None = None


class SecurityLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == FORBIDDEN and Kind.REFUSED not in _kinds(request):
            note_refusal(request, response.status_code, "")
        if _opens_something_private(request, response):
            note(request, Kind.CONFIDENTIAL_READ, _person(request))
        elif _takes_data_out(request, response):
            note(request, Kind.EXPORTED, _person(request))
        if notes := _notes(request):
            _write(request, response, notes)
        return response


def _opens_something_private(request: HttpRequest, response: HttpResponse) -> bool:
    """A file that only some may read; a room says so with ``confidential_reading = True``.

    Only when the file went out: a browser that is told to keep its copy (304), or that asks for
    the headers alone, read nothing now.
    """
    if not _sends_content(request, response):
        return False
    match = request.resolver_match
    private = match is not None and match.url_name in PRIVATE_FILE_VIEWS
    told = private or getattr(response, "confidential_reading", False)
    # Asked last: to look for a person marks an answer for everybody as personal.
    return told and _person(request) is not None


def _sends_content(request: HttpRequest, response: HttpResponse) -> bool:
    return request.method != "HEAD" and 200 <= response.status_code < 300


def _takes_data_out(request: HttpRequest, response: HttpResponse) -> bool:
    """A file from the editors' side; published files are everybody's."""
    if not _sends_content(request, response):
        return False
    attached = response.headers.get("Content-Disposition", "").startswith("attachment")
    return attached and request.path.startswith(reverse("wagtailadmin_home"))


def _write(request: HttpRequest, response: HttpResponse, notes: list[Note]) -> None:
    match = request.resolver_match
    # The page that says so is put in place by axes, outside this middleware.
    locked = any(one.kind == Kind.LOCKED_OUT for one in notes)
    common = {
        "address": client_address(request),
        "method": (request.method or "")[:10],
        "route": (match.route if match else "")[:200],
        "ids": _numbers(match),
        "status": TOO_MANY if locked else response.status_code,
        "request_id": request_id_of_this_request.get(),
    }
    try:
        with transaction.atomic():
            for one in notes:
                for entity_id in _entities(request, one):
                    SecurityEvent.objects.create(
                        kind=one.kind,
                        user_id=one.user_id,
                        about_id=one.about_id,
                        entity_id=entity_id,
                        **common,
                    )
    except Error:  # also of a connection that was lost, which is no DatabaseError
        # The answer is already decided; what cannot be written is told to the other log.
        logger.exception("No se pudo escribir el registro de seguridad")


def _entities(request: HttpRequest, one: Note) -> list[int | None]:
    if one.entity_id is not None:
        return [one.entity_id]
    return concerned(request, one.kind, one.user_id, one.about_id)


def _numbers(match: ResolverMatch | None) -> dict[str, int]:
    if match is None:
        return {}
    unnamed = {"id": match.args[0]} if match.args else {}
    found = {**unnamed, **match.kwargs}
    return {name: int(value) for name, value in found.items() if NUMBER.fullmatch(str(value))}


def note(
    request: HttpRequest | None,
    kind: str,
    user_id: int | None,
    *,
    about_id: int | None = None,
    entity_id: int | None = None,
) -> None:
    """Remember, until the request ends, that this happened; a command has no request.

    Args:
        request: the request, or ``None``: then nothing is remembered.
        kind: one of ``SecurityEvent.Kind``.
        user_id: who did it; ``None`` when unknown.
        about_id: the other person it was done to, if there is one.
        entity_id: the entity it concerns; without it, those that ``cms.security.concerns`` finds.
    """
    if request is None:
        return
    one = Note(kind, user_id, about_id, entity_id)
    if one not in _notes(request):
        _notes(request).append(one)


def _notes(request: HttpRequest) -> list[Note]:
    if not hasattr(request, NOTES):
        setattr(request, NOTES, [])
    notes: list[Note] = getattr(request, NOTES)
    return notes


def _kinds(request: HttpRequest) -> set[str]:
    return {one.kind for one in _notes(request)}


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
    if request is None or Kind.LOCKED_OUT in _kinds(request):
        return
    note(request, Kind.SIGN_IN_FAILED, _account(credentials.get("username")))


def note_lock_out(sender: Any, request: HttpRequest, username: Any, **kw: Any) -> None:
    """The account may not enter from this address for a while: said instead of the failure."""
    failed = [one for one in _notes(request) if one.kind == Kind.SIGN_IN_FAILED]
    for one in failed:
        _notes(request).remove(one)
    note(request, Kind.LOCKED_OUT, _account(username))


def _account(typed: Any) -> int | None:
    model = get_user_model()
    known = model._default_manager.filter(**{model.USERNAME_FIELD: str(typed or "")})
    return known.values_list("pk", flat=True).first()


def _person(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def listen() -> None:
    """Connect what Django and axes say about entering and leaving; repeating it is once."""
    for signal, listener in (
        (user_logged_in, note_sign_in),
        (user_logged_out, note_sign_out),
        (user_login_failed, note_failure),
        (user_locked_out, note_lock_out),
    ):
        signal.connect(listener, dispatch_uid=f"cms.{listener.__name__}")
