"""What a request asks for: one key for everything that its answer may depend on, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.urls import Resolver404, ResolverMatch, resolve

from carta_pages.public.provinces import PARAMETER as PROVINCE
from carta_pages.public.provinces import chosen_province
from carta_pages.public.published import page_parameters
from cms.middleware.request_log import PUBLIC_PAGE_VIEW
from entities import clock

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

LONGEST_PATH = 512
LONGEST_QUERY = 256
MOST_PAIRS = 12
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Asked:
    """Something that may be kept.

    Args:
        key: host, path, day, province and known parameters, as one text.
        is_plain: whether it has no parameters: there are as many of these as pages.
        day: the one that is in the key.
    """

    key: str
    is_plain: bool
    day: date


@lru_cache(maxsize=4096)
def declared(path_info: str) -> tuple[ResolverMatch | None, frozenset[str] | None]:
    """The view of an address and the parameters that it reads; ``None`` for an undeclared view."""
    try:
        match = resolve(path_info)
    except Resolver404:
        return None, None
    if match.url_name == PUBLIC_PAGE_VIEW:
        return match, page_parameters(path_info)
    return match, getattr(match.func, "public_parameters", None)


def asks_for_something_public(request: HttpRequest) -> bool:
    """Whether the address is of a declared view; then it is left with known parameters only.

    A preview has the address of its page, and is none of our business.
    """
    if request.method not in READING or getattr(request, "is_dummy", False):
        return False
    if len(request.path_info) > LONGEST_PATH:
        return False
    match, known = declared(request.path_info)
    if match is None or known is None:
        return False
    if request.META.get("QUERY_STRING"):
        _keep_known(request, known)
    # The line of the request says which view answers, also when it is not called.
    request.resolver_match = match
    return True


def _keep_known(request: HttpRequest, known: frozenset[str]) -> None:
    given = request.GET
    names = sorted(known & set(given))
    _left_with(request, [(name, value) for name in names for value in given.getlist(name)])


def _left_with(request: HttpRequest, pairs: list[tuple[str, str]]) -> str:
    query = urlencode(pairs)
    request.META["QUERY_STRING"] = query
    request.__dict__.pop("GET", None)
    return query


def is_personal(request: HttpRequest) -> bool:
    """Whether the request says who asks, by a session or otherwise."""
    cookies = request.COOKIES
    return settings.SESSION_COOKIE_NAME in cookies or "HTTP_AUTHORIZATION" in request.META


def asked(request: HttpRequest) -> Asked | None:
    """The key of a request, or ``None`` where there are too many different ones."""
    query = str(request.META.get("QUERY_STRING") or "")
    if len(query) > LONGEST_QUERY or query.count("&") >= MOST_PAIRS:
        return None
    host = _known_host(request)
    if host is None:
        return None
    try:
        chosen = chosen_province(request)
    except DatabaseError:
        return None
    if PROVINCE in request.GET:
        # What is no province asks for the whole country, however it is written.
        given = request.GET.lists()
        pairs = [(name, value) for name, many in given for value in many if name != PROVINCE]
        query = _left_with(request, [*pairs, (PROVINCE, chosen)])
    day = clock.today()
    # Both: a server that believes a SCRIPT_NAME from outside calls another view by the same path.
    address = (request.path, request.path_info)
    parts = (request.scheme, host, *address, day.isoformat(), chosen, query)
    return Asked("\n".join(parts), not query or query == f"{PROVINCE}={chosen}", day)


def _known_host(request: HttpRequest) -> str | None:
    """A host that is ours, as we write it: any port or capital would make pages of its own."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    name, _colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    ours = _own_ports(request)
    is_ours = host == host.lower() and not (name or host).endswith(".")
    return host if is_ours and (not name or not _colon or port in ours) else None


def _own_ports(request: HttpRequest) -> set[str]:
    """Behind a proxy a server repeats the port that the visitor named, so it does not count."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    ports = {str(base.port)} if base.port else set()
    return ports if base.scheme == "https" else ports | {str(request.META.get("SERVER_PORT"))}
