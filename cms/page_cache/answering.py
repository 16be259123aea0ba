"""How a kept answer is sent: compressed or not, whole or «not modified» (RFC 9110 §8.8, §13)."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import http_date, parse_http_date_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cms.page_cache.entries import Entry

#: A browser asks each time; a proxy may repeat what it has for one second.
CONTROL = "public, max-age=0, s-maxage=1, must-revalidate"
VARY = "Accept-Encoding, Cookie"
COMPRESSED = "-gz"
TAG = re.compile(r'(?:W/)?"([!\x23-\x7e\x80-\xff]*)"')
DATED_AFTER_SECONDS = 2
LONGEST_CONDITION = 4096
OPENED = 64
"""Pages whose content is also held as it was made, for whoever takes no gzip."""

_opened = lru_cache(maxsize=OPENED)(gzip.decompress)
_dated = lru_cache(maxsize=1024)(http_date)


class Sent(NamedTuple):
    """What goes over the line, besides what every answer of the site says."""

    is_known: bool
    headers: list[tuple[str, str]]
    body: bytes


def sent(entry: Entry, method: str, meta: Mapping[str, Any]) -> Sent:
    """The answer to a request; ranges are not served, the whole is sent instead.

    Args:
        entry: what is kept.
        method: GET or HEAD.
        meta: the WSGI environment, which Django calls ``META``.
    """
    compressed = accepts_gzip(meta.get("HTTP_ACCEPT_ENCODING", ""))
    is_known = _is_known(entry, meta)
    headers = [
        ("ETag", f'"{entry.tag}{COMPRESSED if compressed else ""}"'),
        ("Vary", VARY),
        ("Cache-Control", CONTROL),
    ]
    if (made := last_modified(entry)) is not None:
        headers.append(("Last-Modified", _dated(made)))
    if is_known:
        return Sent(True, headers, b"")
    headers += entry.headers
    headers.append(("Content-Length", str(len(entry.body) if compressed else entry.length)))
    if compressed:
        headers.append(("Content-Encoding", "gzip"))
    if method == "HEAD":
        return Sent(False, headers, b"")
    return Sent(False, headers, entry.body if compressed else _opened(entry.body))


def answer(entry: Entry, request: HttpRequest) -> HttpResponse:
    """The same as Django sends it."""
    is_known, headers, body = sent(entry, str(request.method), request.META)
    response = HttpResponseNotModified() if is_known else HttpResponse(body)
    for name, value in headers:
        response.headers[name] = value
    return response


def last_modified(entry: Entry) -> int | None:
    """When it was made, once that second names one content only.

    Dates count seconds: what was made twice in one second would have one date for two contents.
    """
    made = int(entry.made_at)
    return made if time.time() >= made + 1 + DATED_AFTER_SECONDS else None


def _is_known(entry: Entry, meta: Mapping[str, Any]) -> bool:
    tags = meta.get("HTTP_IF_NONE_MATCH")
    if tags is not None:  # then the date does not count (§13.1.3)
        if tags.strip() == "*":
            return True
        given = TAG.findall(tags[:LONGEST_CONDITION])
        return any(tag.removesuffix(COMPRESSED) == entry.tag for tag in given)
    asked = meta.get("HTTP_IF_MODIFIED_SINCE")
    since = parse_http_date_safe(asked[:64]) if asked else None
    made = last_modified(entry)
    return since is not None and made is not None and made <= since


@lru_cache(maxsize=256)
def accepts_gzip(header: str) -> bool:
    """Whether a client takes gzip (§12.5.3); one that takes nothing at all gets it as it is."""
    weights: dict[str, float] = {}
    for part in header.lower()[:512].split(","):
        name, _semicolon, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    found = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return found > 0 and found >= weights.get("identity", 0.0)


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _equals, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value.strip())
            except ValueError:
                return 0.0
    return 1.0
