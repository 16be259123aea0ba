"""For search engines: the map of what is in force, and what they may visit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from carta_pages.models import PortalPage
from carta_pages.public import places
from carta_pages.public.published import published
from workflows.models import Edition

if TYPE_CHECKING:
    from django.http import HttpRequest

ADDRESSES_PER_FILE = 45_000
"""The protocol allows 50,000 addresses in a file."""


@published("parte")
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``: one file, or an index of files when there are too many addresses."""
    addresses = published_addresses(request)
    files = max(1, -(-len(addresses) // ADDRESSES_PER_FILE))
    part = request.GET.get("parte")
    if part is None and files > 1:
        here = request.build_absolute_uri(reverse("carta_sitemap"))
        context = {"parts": [f"{here}?parte={number}" for number in range(1, files + 1)]}
        return _xml("carta_pages/sitemap_index.xml", context)
    number = 1 if part is None else _part(part, files)
    start = (number - 1) * ADDRESSES_PER_FILE
    return _xml(
        "carta_pages/sitemap.xml", {"addresses": addresses[start : start + ADDRESSES_PER_FILE]}
    )


def _part(text: str, files: int) -> int:
    """Which file; one number, one spelling: another would be another copy to keep."""
    part = int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0
    if not 1 <= part <= files or text != str(part):
        raise Http404
    return part


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), content_type="application/xml")


def published_addresses(request: HttpRequest) -> list[tuple[str, date | None]]:
    """Portal, method page and every page in force that is not excluded, with its date."""
    found: list[tuple[str, date | None]] = []
    for portal in PortalPage.objects.filter(live=True):
        home = request.build_absolute_uri(places.address(portal, request))
        found.append((home, None))
        found += [
            (home + url_path.removeprefix(portal.url_path), day)
            for url_path, day in _in_force(portal)
        ]
    found.append((request.build_absolute_uri(reverse("carta_method")), None))
    return found


def _in_force(portal: PortalPage) -> list[tuple[str, date]]:
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    rows = (
        Edition.objects.filter(~Exists(later), page__path__startswith=portal.path)
        .order_by("page__path")
        .values_list("page__path", "page__url_path", "effective_date", "type")
    )
    addresses = []
    excluded = None
    for path, url_path, day, type_ in rows:
        if excluded is not None and path.startswith(excluded):
            continue
        if type_ == Edition.Type.EXCLUSION:
            excluded = path
            continue
        addresses.append((url_path, day))
    return addresses


@published()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: everything public may be visited; pages say themselves what to index."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('wagtailadmin_home')}",
        f"Disallow: {reverse('carta_province')}",
        f"Sitemap: {request.build_absolute_uri(reverse('carta_sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
