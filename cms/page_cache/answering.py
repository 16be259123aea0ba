"""How a kept answer is sent: compressed or not, whole or «not modified» (RFC 9110 §8.8, §13)."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

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


def answer(entry: Entry, request: HttpRequest) -> HttpResponse:
    """The answer to this request; ranges are not served, the whole is sent instead."""
    compressed = accepts_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response: HttpResponse
    if _is_known(entry, request):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse()
        for name, value in entry.headers:
            response.headers[name] = value
        length = len(entry.body) if compressed else entry.length
        if request.method != "HEAD":
            response.content = entry.body if compressed else entry.plain()
        response.headers["Content-Length"] = str(length)
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{entry.tag}{COMPRESSED if compressed else ""}"'
    response.headers["Vary"] = VARY
    response.headers["Cache-Control"] = CONTROL
    if (made := last_modified(entry)) is not None:
        response.headers["Last-Modified"] = http_date(made)
    return response


def last_modified(entry: Entry) -> int | None:
    """When it was made, once that second names one content only.

    Dates count seconds: what was made twice in one second would have one date for two contents.
    """
    made = int(entry.made_at)
    return made if time.time() >= made + 1 + DATED_AFTER_SECONDS else None


def _is_known(entry: Entry, request: HttpRequest) -> bool:
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:  # then the date does not count (§13.1.3)
        if tags.strip() == "*":
            return True
        given = TAG.findall(tags[:LONGEST_CONDITION])
        return any(tag.removesuffix(COMPRESSED) == entry.tag for tag in given)
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", "")[:64] or "-")
    made = last_modified(entry)
    return since is not None and made is not None and made <= since


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
