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

Failed logins need neither: Django answers them with status 200, and the lock-out page (429) is
put in place by axes outside this middleware, after its counters were kept.
"""

from collections.abc import Callable

from django.db import DEFAULT_DB_ALIAS, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FIRST_REFUSAL = 400


class UnsafeMethodTransactionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS or _opens_its_own(request):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            refused = response.status_code >= FIRST_REFUSAL
            if refused and not getattr(response, "keeps_writes", False):
                transaction.set_rollback(True)
        return response


def _opens_its_own(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info, getattr(request, "urlconf", None)).func
    except Resolver404:
        return False
    return DEFAULT_DB_ALIAS in getattr(view, "_non_atomic_requests", ())
