"""Answers public pages from what is kept, before session, locale, sign-in and database.

It stands inside the middlewares that put headers on every answer and write the request's line,
and outside of the one that writes the content policy, which is kept with the page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from cms.page_cache import asking, entries, marks, release, store
from cms.page_cache.answering import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BUILDERS = 256
LONGEST_WAIT_SECONDS = 5.0
FOR_ONE_PERSON = "private, no-cache"

_lock = threading.Lock()
_stores: list[store.Store] = []


def kept() -> store.Store:
    """What this process keeps; one for all handlers, begun when first asked."""
    with _lock:
        if not _stores:
            _stores.append(store.configured(release.fingerprint()))
        return _stores[0]


def forget() -> None:
    """Begin again with nothing."""
    with _lock:
        _stores.clear()
    marks.forget()


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.CARTA_PAGE_CACHE:
            raise MiddlewareNotUsed
        self.get_response = get_response
        # Two keys rarely meet in one lock, and then one waits a little for the other.
        self._building = [threading.Lock() for _n in range(BUILDERS)]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not asking.asks_for_something_public(request):
            return self.get_response(request)
        if asking.is_personal(request):
            response = self.get_response(request)
            response.headers.setdefault("Cache-Control", FOR_ONE_PERSON)
            return response
        known = marks.current()
        asked = asking.asked(request) if known else None
        if known is None or asked is None:
            return self.get_response(request)
        entry = kept().get(asked, known)
        if entry is not None:
            return answer(entry, request)
        return self._make(request, asked, known)

    def _make(self, request: HttpRequest, asked: asking.Asked, known: marks.Marks) -> HttpResponse:
        lock = self._building[hash(asked.key) % BUILDERS]
        ours = lock.acquire(timeout=LONGEST_WAIT_SECONDS)
        try:
            # Whoever was before us may have made it meanwhile, and something may have changed.
            known = marks.current() or known
            entry = kept().get(asked, known)
            if entry is not None:
                return answer(entry, request)
            response = self._whole(request)
            if not entries.may_be_kept(response):
                return response
            entry = entries.made(asked.key, response, known)
            kept().put(asked, entry)
            return answer(entry, request)
        finally:
            if ours:
                lock.release()

    def _whole(self, request: HttpRequest) -> HttpResponse:
        """The answer to GET, also for HEAD: what is kept serves both."""
        method, request.method = request.method, "GET"
        try:
            return self.get_response(request)
        finally:
            request.method = method
