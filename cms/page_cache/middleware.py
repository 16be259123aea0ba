"""Answers public pages from what is kept, before session, locale, sign-in and database.

It stands inside the middlewares that put headers on every answer and write the request's line,
and outside of the one that writes the content policy, which is kept with the page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from cms.page_cache import asking, entries, marks, release, store
from cms.page_cache.answering import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch

NOTE = "carta.kept"
"""Where the request says, for ``front``, what answered it."""
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


class Note(NamedTuple):
    """Which entry answered a request.

    Args:
        asked: what was asked.
        known: the marks under which that was found out; under others it may be another page.
        names: the headers that are kept with the page.
        place: the view that made it and the address, for the request's line.
    """

    asked: asking.Asked
    known: marks.Marks
    names: tuple[str, ...]
    place: tuple[ResolverMatch, str]


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
        entry = kept().get(asked, known) or self._make(request, asked, known)
        if not isinstance(entry, entries.Entry):
            return entry
        names = tuple(name for name, _value in entry.headers)
        match = request.resolver_match
        assert match is not None  # without a view nothing public is asked
        request.META[NOTE] = Note(asked, known, names, (match, request.path))
        return answer(entry, request)

    def _make(
        self, request: HttpRequest, asked: asking.Asked, known: marks.Marks
    ) -> entries.Entry | HttpResponse:
        """What can be kept, kept; or an answer for this reader alone."""
        lock = self._building[hash(asked.key) % BUILDERS]
        ours = lock.acquire(timeout=LONGEST_WAIT_SECONDS)
        try:
            # Whoever was before us may have made it meanwhile, and something may have changed.
            known = marks.current() or known
            entry = kept().get(asked, known)
            if entry is not None:
                return entry
            response = self._whole(request)
            if not entries.may_be_kept(response):
                return response
            entry = entries.made(asked.key, response, known)
            kept().put(asked, entry)
            return entry
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
