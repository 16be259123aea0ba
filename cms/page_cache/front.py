"""Answers what is kept before Django begins: no request object, no middleware, no resolver.

Nothing is decided here. The first time, Django answers, and its middleware says which entry it
gave (``NOTE``); from then on the same request of the same stranger is answered from the same
store, under the same marks, with the headers that the outer middlewares put on that answer. Any
doubt (a parameter, a cookie that is not the province, an entry that no longer holds) goes on to
Django, which knows best.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

from cms.middleware import request_log
from cms.page_cache import asking, marks
from cms.page_cache.answering import sent
from cms.page_cache.middleware import NOTE, Note, kept
from entities import clock

if TYPE_CHECKING:
    from cms.page_cache.entries import Entry

MOST = 8192
ONLY_A_PROVINCE = re.compile(r"provincia=[0-9]{2}", re.ASCII)
#: What of a request the scheme, the host and the path that Django sees are made of.
PARTS = (
    "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "HTTP_COOKIE",
)
#: Said anew each time.
ANEW = frozenset(
    {
        "cache-control",
        "content-encoding",
        "content-length",
        "etag",
        "last-modified",
        "vary",
        "x-request-id",
    }
)
Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Key = tuple[Any, ...]


class Learnt(NamedTuple):
    """What a request asks for, and what the outer middlewares add to its answer."""

    note: Note
    outer: Headers


def key_of(environ: dict[str, Any]) -> Key | None:
    """What a stranger's plain reading asks; ``None`` for anything else."""
    if environ["REQUEST_METHOD"] not in asking.READING or environ.get("QUERY_STRING"):
        return None
    cookie = environ.get("HTTP_COOKIE")
    if "HTTP_AUTHORIZATION" in environ or (cookie and not ONLY_A_PROVINCE.fullmatch(cookie)):
        return None
    return tuple([environ.get(name) for name in PARTS])


def before(application: Application) -> Application:
    """What the server asks: the application itself where no page is kept."""
    return Front(application) if settings.CARTA_PAGE_CACHE else application


class Front:
    """A WSGI application before another one."""

    def __init__(self, application: Application):
        self._application = application
        self._learnt: dict[Key, Learnt] = {}

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self._application(environ, start_response)
        learnt = self._learnt.get(key)
        # Whatever changed in public since, Django is asked again what the request means.
        if learnt is not None:
            started = time.perf_counter()
            known, asked = marks.current(), learnt.note.asked
            if known is learnt.note.known and asked.day == clock.today():
                entry = kept().get(asked, known)
                if entry is not None:
                    return [_answer(learnt, entry, environ, start_response, started)]
        return self._ask(key, environ, start_response)

    def _ask(
        self, key: Key, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        def start(status: str, headers: Headers, *rest: Any) -> Any:
            told = environ.get(NOTE)
            if told is not None and status.startswith("200 "):
                self._learn(key, told, headers)
            return start_response(status, headers, *rest)

        return self._application(environ, start)

    def _learn(self, key: Key, told: Note, headers: Headers) -> None:
        if any(name.lower() == "set-cookie" for name, _value in headers):
            return  # what one reader is given is nobody else's
        own = {name.lower() for name in told.names} | ANEW
        outer = [(name, value) for name, value in headers if name.lower() not in own]
        if len(self._learnt) >= MOST:
            self._learnt.clear()
        self._learnt[key] = Learnt(told, outer)


def _answer(
    learnt: Learnt,
    entry: Entry,
    environ: dict[str, Any],
    start_response: Callable[..., Any],
    started: float,
) -> bytes:
    method = environ["REQUEST_METHOD"]
    is_known, headers, body = sent(entry, method, environ)
    request_id = request_log.request_id_of(environ)
    headers += learnt.outer
    headers.append(("X-Request-ID", request_id))
    start_response("304 Not Modified" if is_known else "200 OK", headers)
    status, (match, path) = 304 if is_known else 200, learnt.note.place
    request_log.write_kept(request_id, method, status, started, match, path)
    return body
