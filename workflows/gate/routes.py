"""Which URLs are the Wagtail admin's, wherever it is mounted (DESIGN §3.9).

Every view of ``wagtail.admin.urls`` is wrapped by Wagtail one by one, so the wrapped function
identifies its pattern: a prefix, a language prefix or a second mount changes nothing. URLs
that a site hangs under the admin's own address count as admin URLs too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import (
    NoReverseMatch,
    ResolverMatch,
    URLPattern,
    URLResolver,
    get_resolver,
    reverse,
)
from django.urls.base import get_script_prefix

if TYPE_CHECKING:
    from django.http import HttpRequest

#: Wagtail's last pattern answers every address it does not know; its form follows APPEND_SLASH.
CATCH_ALL = frozenset({"^.*/$", "^"})
UNKNOWN = "~unknown"


def _walk(
    resolver: URLResolver, route: str, namespaces: tuple[str, ...]
) -> Iterator[tuple[URLPattern, str, tuple[str, ...]]]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _walk(pattern, here, inner)
        else:
            yield pattern, here, namespaces


def _mounts(
    resolver: URLResolver, route: str, namespaces: tuple[str, ...]
) -> Iterator[tuple[URLResolver, str, tuple[str, ...]]]:
    from wagtail.admin import urls as admin_urls

    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            continue
        here = route + str(pattern.pattern)
        inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
        if pattern.url_patterns is admin_urls.urlpatterns:
            yield pattern, here, inner
        else:
            yield from _mounts(pattern, here, inner)


def _name(pattern: URLPattern, route: str, namespaces: tuple[str, ...]) -> str:
    if pattern.name:
        return ":".join((*namespaces, pattern.name))
    return UNKNOWN if route in CATCH_ALL else f"~{route}"


def admin_views(urlconf: str | None = None) -> dict[Callable[..., Any], str]:
    """Every view inside a mount of the Wagtail admin → its key in the table."""
    return _admin_views(urlconf or settings.ROOT_URLCONF)


@cache
def _admin_views(urlconf: str) -> dict[Callable[..., Any], str]:
    found: dict[Callable[..., Any], str] = {}
    for mount, _route, namespaces in _mounts(get_resolver(urlconf), "", ()):
        for pattern, route, inner in _walk(mount, "", namespaces):
            found[pattern.callback] = _name(pattern, route, inner)
    return found


def admin_path() -> str | None:
    """The path at which the admin is mounted, without the script prefix; ``None`` at the root."""
    try:
        path = reverse("wagtailadmin_home")
    except NoReverseMatch:
        return None
    path = "/" + path.removeprefix(get_script_prefix())
    return None if path == "/" else path


def admin_keys(urlconf: str | None = None) -> dict[str, list[str]]:
    """Key → routes of every admin URL, for the walker and the system check."""
    found: dict[str, list[str]] = {}
    routes = [route for _m, route, _n in _mounts(get_resolver(urlconf), "", ())]
    inside = admin_views(urlconf)
    for pattern, route, namespaces in _walk(get_resolver(urlconf), "", ()):
        if pattern.callback in inside:
            found.setdefault(inside[pattern.callback], []).append(route)
        elif any(mount and route.startswith(mount) for mount in routes):
            found.setdefault(_name(pattern, route, namespaces), []).append(route)
    return found


def forget() -> None:
    """Look at the URLs again; for tests that change them."""
    _admin_views.cache_clear()


def key_of_request(request: HttpRequest) -> str | None:
    """The key of what a request reached; ``None`` when that is no view of the admin."""
    if request.resolver_match is None:
        return None
    urlconf = getattr(request, "urlconf", None)
    return key_of(request.resolver_match, request.path_info, urlconf)


def key_of(match: ResolverMatch, path_info: str, urlconf: str | None = None) -> str | None:
    """The key of a resolved request; ``None`` when it is not an admin URL."""
    key = admin_views(urlconf).get(match.func)
    if key is not None:
        return key
    mounted = admin_path()
    if mounted is None or not path_info.startswith(mounted):
        return None
    return match.view_name if match.url_name else f"~{match.route}"
