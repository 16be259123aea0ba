"""What every form of a governed page has in common: it saves a draft and nothing else.

Wagtail's own editor forms also publish, submit, schedule and cancel, each by one more key in
the POST (WAGTAIL-FACTS §A). Here such a key refuses the whole request, whoever sends it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from workflows.gate.guards import SCHEDULE_FIELDS
from workflows.verdicts import YES, Verdict, no

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

logger = logging.getLogger(__name__)

#: Rows that a form may announce, in one list and in all of its lists together. The longest real
#: lists are places: a scope or an annex that names each of the country's cantons, some 220.
MAX_ROWS = 400
MAX_ROWS_OF_A_PAGE = 600
MAX_DIGITS = 6
ANNOUNCES = "-TOTAL_FORMS"
ROW_CONTROLS = ("id", "DELETE")

#: The only buttons of the editor; any other ``action-…`` key is a native action.
OWN_ACTIONS = frozenset({"action-save-draft", "action-page-locked"})
NATIVE_PREFIXES = ("action-", "workflow-action-")

#: What a form raises when a field was not sent in the shape its own widget sends (V61, V73).
MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    ValidationError,
    DataError,
)


#: Of those, the ones that a mistake of ours raises just as well.
OURS_OR_THEIRS = (AttributeError, KeyError, TypeError)


class MalformedFormError(Exception):
    """The posted form is not one that our editor sends. HTTP 400, nothing saved."""


def verdict_on(data: QueryDict) -> Verdict:
    """Whether the posted keys ask for no more than saving a draft."""
    native = [key for key in data if key.startswith(NATIVE_PREFIXES) and key not in OWN_ACTIONS]
    if native:
        return no(
            _("Desde el editor solo se guardan borradores: no se publica, envía ni cancela aquí."),
            _(
                "Quien edita la página la envía con «Enviar a revisión»; publica el Ministerio "
                "del Trabajo al final del expediente."
            ),
        )
    if any(data.get(name) for name in SCHEDULE_FIELDS):
        return no(
            _("Las páginas de la carta no se programan para aparecer ni caducar."),
            _("Nadie puede: la fecha de vigencia la fija el acto que las aprueba."),
        )
    return YES


@contextmanager
def reading_form(page_id: int | None) -> Iterator[None]:
    """Turn whatever a broken form raises into ``MalformedFormError``.

    Inside a transaction its queries are undone. Outside one none is opened: reading a form takes
    as long as it has rows, and on SQLite a transaction holds the one place where anybody writes.
    """
    in_transaction = transaction.get_connection().in_atomic_block
    try:
        with transaction.atomic() if in_transaction else nullcontext():
            yield
    except MALFORMED as error:
        _log_malformed(page_id, error)
        raise MalformedFormError from error


def _log_malformed(page_id: int | None, error: Exception) -> None:
    """With the places it passed through when it may be ours; never its message.

    The message may quote what was typed, and the log keeps nothing personal.
    """
    kind = next((kind for kind in OURS_OR_THEIRS if isinstance(error, kind)), None)
    said = ("malformed form of page %s: %s", page_id, type(error).__name__)
    if kind is None:
        logger.warning(*said)
    else:
        logger.error(*said, exc_info=(kind, kind(), error.__traceback__))


class TooManyRowsError(MalformedFormError):
    """The form announces more rows than any charter has. HTTP 400, nothing saved."""


def refuse_phantom_rows(data: QueryDict) -> None:
    """Refuse a form that announces rows it does not send, or more than any charter has.

    A formset builds every row it is told of, up to a thousand more than it may hold; one
    small request would keep a worker busy for a minute, and a dozen large ones every writer.

    Raises:
        TooManyRowsError: more than ``MAX_ROWS`` in a list or ``MAX_ROWS_OF_A_PAGE`` in all.
        MalformedFormError: some row announced was not sent with the controls each row has.
    """
    announced = 0
    for name, value in data.items():
        if not name.endswith(ANNOUNCES) or not value.isdecimal():
            continue
        rows = int(value) if len(value) <= MAX_DIGITS else len(data) + 1
        announced += rows
        if rows > len(data) or not _sends_rows(data, name.removesuffix(ANNOUNCES), rows):
            logger.warning("a form announces %s rows and sends %s fields", value[:9], len(data))
            raise MalformedFormError(name)
        if rows > MAX_ROWS or announced > MAX_ROWS_OF_A_PAGE:
            logger.warning("a form sends %s rows", announced)
            raise TooManyRowsError(name)


def refuse_too_many_rows(data: QueryDict) -> None:
    """Refuse any form of the admin that announces more rows than a page may have.

    Raises:
        TooManyRowsError: more than ``MAX_ROWS_OF_A_PAGE`` in all of its lists.
    """
    told = (value for name, value in data.items() if name.endswith(ANNOUNCES))
    numbers = (value for value in told if value.isdecimal())
    rows = sum(int(value[: MAX_DIGITS + 1]) for value in numbers)
    if rows > MAX_ROWS_OF_A_PAGE:
        logger.warning("a form announces %s rows", rows)
        raise TooManyRowsError


def _sends_rows(data: QueryDict, prefix: str, rows: int) -> bool:
    """Whether each row has the hidden controls that Wagtail gives it, blank or not."""
    return all(f"{prefix}-{n}-{name}" in data for n in range(rows) for name in ROW_CONTROLS)


@contextmanager
def saving_form(page_id: int | None) -> Iterator[None]:
    """Turn what the database refuses (a forged row identifier) into :class:`MalformedFormError`."""
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, DataError) as error:
        logger.warning("unsavable form of page %s: %s", page_id, type(error).__name__)
        raise MalformedFormError from error


def malformed_verdict(error: MalformedFormError) -> Verdict:
    """What the person reads when the form arrived broken."""
    if isinstance(error, TooManyRowsError):
        return no(
            _("El formulario trae demasiadas filas y no se guardó nada."),
            _(
                "Vuelva atrás: su texto sigue en la pantalla. Caben %(list)d filas en una lista y "
                "%(page)d en toda la página; quite las que sobran y guarde otra vez."
            )
            % {"list": MAX_ROWS, "page": MAX_ROWS_OF_A_PAGE},
        )
    return no(
        _("El formulario llegó incompleto o dañado y no se guardó nada."),
        _("Vuelva atrás, copie su texto, recargue la página e inténtelo otra vez."),
    )


def with_status(response: HttpResponse, status: int) -> HttpResponse:
    """The same answer with another status, for pages that Wagtail renders as 200."""
    response.status_code = status
    return response


def posted_lists(data: QueryDict) -> dict[str, list[Any]]:
    """The text a person sent, without what belongs to the request and not to the text."""
    return {key: values for key, values in data.lists() if key not in REQUEST_FIELDS}


REQUEST_FIELDS = frozenset(
    {
        "csrfmiddlewaretoken",
        "next",
        "loaded_revision_id",
        "loaded_revision_created_at",
        "overwrite_revision_id",
        "kept_draft",
    }
)
