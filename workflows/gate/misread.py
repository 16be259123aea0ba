"""Wagtail's views that take what people write for what they expect, and fail on it (T51).

An id that is a word, a page number of four hundred digits, a list where an object was awaited:
several views of Wagtail and modeladmin answer 500 to that. It is the request that is wrong, so
the answer is 400. Only what Wagtail's own code failed on, and only when the request carried
something to misread: a failure of ours, and one on a plain visit, stay failures. A number that
no database keeps is the request's fault whoever asks the database for it. Either way the error
log has it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import DataError
from django.urls import NoReverseMatch

if TYPE_CHECKING:
    from types import TracebackType

    from django.http import HttpRequest

logger = logging.getLogger("carta.puerta")

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OURS = frozenset(
    {"cms", "reports", "monitoring", "agreements", "carta_pages", "workflows", "entities"}
)
THEIRS = frozenset({"wagtail", "wagtail_modeladmin", "modelcluster", "modelsearch", "taggit"})
ABSURD = (OverflowError, DataError)
MISREADINGS = (
    ArithmeticError,
    AttributeError,
    DataError,
    FieldError,
    LookupError,
    NoReverseMatch,
    RecursionError,
    TypeError,
    ValidationError,
    ValueError,
)


def refuse(request: HttpRequest, exception: Exception) -> None:
    """Turn a view's failure over what it was sent into a refusal.

    Args:
        request: what was sent.
        exception: what the view raised.

    Raises:
        BadRequest: the host's page for a request that was not understood.
    """
    if not _is_misreading(exception) or not _says_something(request):
        return
    theirs = _who_failed(exception.__traceback__) in THEIRS
    if not theirs and not isinstance(exception, ABSURD):
        return
    logger.error("petición mal leída: %s", type(exception).__name__, exc_info=exception)
    raise BadRequest from exception


def _is_misreading(exception: Exception) -> bool:
    """An exception of input; the search of Wagtail has classes of its own for it."""
    own = type(exception).__module__.partition(".")[0]
    return isinstance(exception, MISREADINGS) or own == "modelsearch"


def _says_something(request: HttpRequest) -> bool:
    kwargs: Mapping[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
    return (
        request.method not in SAFE
        or bool(request.META.get("QUERY_STRING"))
        or any(isinstance(value, str) for value in kwargs.values())
    )


def _who_failed(traceback: TracebackType | None) -> str:
    """The innermost of our rooms or of Wagtail's packages: Django fails on whoever calls it."""
    found = ""
    while traceback is not None:
        room = traceback.tb_frame.f_globals.get("__name__", "").partition(".")[0]
        if room in OURS or room in THEIRS:
            found = room
        traceback = traceback.tb_next
    return found
