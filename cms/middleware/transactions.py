"""One request that writes, one transaction; a refused one leaves nothing half saved (DESIGN §5).

``ATOMIC_REQUESTS`` would also wrap every GET, and with SQLite's IMMEDIATE transactions every
reader would queue as a writer. So only POST, PUT, PATCH and DELETE are wrapped, and the answer
decides: below 400 the transaction is kept, from 400 on (refusal, conflict, failure) it is undone.

Two ways out, for the few things that must outlive a refusal:

* a view decorated with Django's own ``transaction.non_atomic_requests`` opens its transactions
  itself;
* a response with the attribute ``keeps_writes = True`` is kept whatever its status: the view
  vouches that what it wrote belongs to the refusal (a kept draft beside a 409, an entry of the
  security log beside a 403).

The body is read before the transaction opens: whoever sends half a form and waits must not hold
the one place where SQLite writes. For the same reason signing in and changing a password, where
a hash is computed on purpose slowly, commit statement by statement (``UNHURRIED``), and so does
what goes with a page's form: the editor reads and checks it first, as long as that takes, and
opens the transaction to save it (``workflows.gate.edit``); a preview only keeps what was typed.

Failed logins need no more: Django answers them with status 200, and the lock-out page (429) is
put in place by axes outside this middleware, after its counters were kept.
"""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import BadRequest
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404, resolve

from workflows.whole import all_or_nothing

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
UNHURRIED = frozenset(
    {
        "wagtailadmin_account",
        "wagtailadmin_login",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_password_reset",
        "wagtailadmin_password_reset_confirm",
        "wagtailcore_login",
    }
)


class UnsafeMethodTransactionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or _opens_its_own(request):
            return self.get_response(request)
        _receive(request)
        return all_or_nothing(partial(self.get_response, request))


def _receive(request: HttpRequest) -> None:
    """Wait for the whole body. One that breaks off is left to whoever asks for it next."""
    try:
        if request.content_type in FORMS:
            request.POST  # noqa: B018  (reading it parses the form, files included)
        else:
            request.body  # noqa: B018
    except (UnreadablePostError, MultiPartParserError):
        return
    except ValueError as error:
        raise BadRequest from error  # a length that is no number


def _opens_its_own(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info, getattr(request, "urlconf", None))
    except Resolver404:
        return False
    unwrapped = getattr(match.func, "_non_atomic_requests", ())
    return DEFAULT_DB_ALIAS in unwrapped or match.view_name in UNHURRIED
