"""The front door: entities with a published carta and what each one holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from carta_pages.models import PortalPage
from carta_pages.public import places, routes
from carta_pages.public.aloud import in_order
from carta_pages.public.entries import Entry, by_text, shortened, tree
from carta_pages.public.news import latest_news
from carta_pages.public.paging import page_of
from carta_pages.public.presenters.here import Local
from carta_pages.public.provinces import province_of
from carta_pages.public.rendering import respond
from carta_pages.search.browsing import moments
from entities.selectors import featured_ids, points_in_force
from entities.vocabulary import TerritorialLevel
from workflows.models import Edition, IndexEdition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from carta_pages.public.cartogram import Province

ENTITIES_PER_PAGE = 50
LATEST_CHANGES = 3


@dataclass(frozen=True)
class CartaLine:
    """One entity in the portal."""

    name: str
    short_name: str
    url: str
    services: int
    commitments: int
    featured: list[Entry]

    @property
    def words(self) -> str:
        """«4 servicios · 10 compromisos»."""
        if not self.services:
            return _("todavía sin servicios publicados")
        services = ngettext("%d servicio", "%d servicios", self.services) % self.services
        promises = ngettext("%d compromiso", "%d compromisos", self.commitments)
        return f"{services} · {promises % self.commitments}"


def portal_of(request: HttpRequest) -> PortalPage:
    """The front door of the asked site.

    Raises:
        Http404: it has none, or it is not public.
    """
    site = Site.find_for_request(request)
    found = PortalPage.objects.filter(live=True)
    if site is not None:
        found = found.filter(path__startswith=site.root_page.path)
    return get_object_or_404(found.order_by("path")[:1])


def portal(request: HttpRequest, portal: Any) -> HttpResponse:
    """List the cartas in force, counted from their indexes, and the newest changes."""
    if not portal.live:
        raise Http404
    published = sorted(cartas_in_force(portal), key=lambda row: by_text(row[1]))
    shown = page_of(request, published, ENTITIES_PER_PAGE)
    url = places.address(portal, request)
    local = Local(province_of(request), request.path, f"{request.path}?provincia=")
    context = {
        "portal": portal,
        "local": local,
        "presence": presence_in(local.province, published, url) if local.province else [],
        "steps": list(portal.steps.all()),
        "lines": _lines(shown.object_list, url),
        "shown": shown,
        "page_title": portal.seo_title or portal.title,
        "description": portal.search_description
        or shortened(portal.introduction)
        or _("A qué se compromete cada entidad pública con usted, con qué calidad y en qué plazo."),
        "canonical": request.build_absolute_uri(url),
        "is_home": True,
        "moments": moments(),
        "social": routes.first_picture(
            picture(request, portal) for picture in routes.portal_pictures
        ),
        "latest_changes": latest_news(portal, url, LATEST_CHANGES),
        "changes_url": f"{url}cambios/",
    }
    return respond("carta_pages/portal_page.html", context)


@dataclass
class Presence:
    """An entity with points of service in the reader's province."""

    name: str
    url: str
    count: int = 0
    cantons: list[str] = field(default_factory=list)


def presence_in(
    province: Province, published: Iterable[tuple[int, str, str]], url: str
) -> list[Presence]:
    """Which entities attend in a province, with their cantons, in one query.

    Args:
        province: the reader's.
        published: rows of ``cartas_in_force``.
        url: address of the portal.
    """
    points = points_in_force().filter(
        province__level=TerritorialLevel.PROVINCE, province__code=province.code
    )
    cantons: dict[int, list[str]] = {}
    for page_id, canton in points.values_list("entity__root_page_id", "canton"):
        cantons.setdefault(page_id, []).append(canton)
    return [
        Presence(
            name,
            f"{url}{slug}/",
            len(cantons[page_id]),
            sorted({canton for canton in cantons[page_id] if canton}, key=by_text),
        )
        for page_id, name, slug in published
        if page_id in cantons
    ]


def cartas_in_force(portal: Any) -> list[tuple[int, str, str]]:
    """Page id, name of the entity and slug of every carta in force that is not excluded."""
    later = Edition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    editions = Edition.objects.filter(
        ~Exists(later),
        page__path__startswith=portal.path,
        page__depth=portal.depth + 1,
        type=Edition.Type.PUBLICATION,
    )
    return list(editions.values_list("page_id", "page__cartapage__entity__name", "page__slug"))


def _lines(rows: Iterable[tuple[int, str, str]], url: str) -> list[CartaLine]:
    rows = list(rows)
    ids = [page_id for page_id, _entity, _slug in rows]
    later = IndexEdition.objects.filter(page_id=OuterRef("page_id"), number__gt=OuterRef("number"))
    indexes = {
        index.page_id: index.rows
        for index in IndexEdition.objects.filter(~Exists(later), page_id__in=ids)
    }
    first = featured_ids(ids)
    lines = []
    for page_id, name, slug in rows:
        address = f"{url}{slug}/"
        below = tree(indexes.get(page_id, []), page_id, address, None)
        services = below.services
        lines.append(
            CartaLine(
                name=below.entity.get("label") or name,
                short_name=below.entity.get("short_name") or "",
                url=address,
                services=len(services),
                commitments=sum(len(service.commitments) for service in services),
                featured=in_order(first.get(page_id, []), services),
            )
        )
    return lines
