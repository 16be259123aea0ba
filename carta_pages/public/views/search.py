"""``/buscar/``: what is published, by everyday words, by moment of life and by entity (R174)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from carta_pages.models import SearchDocument
from carta_pages.public import places
from carta_pages.public.paging import page_of
from carta_pages.public.rendering import respond
from carta_pages.search import asking, browsing, excerpts
from carta_pages.search.facets import HEADINGS, Facet
from carta_pages.search.results import Option, Results, search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from carta_pages.search.excerpts import Piece
    from carta_pages.search.results import Hit

PER_PAGE = 10
ENTITIES_PER_PAGE = 60


@dataclass(frozen=True)
class Line:
    """One result as it is read."""

    url: str
    kind: str
    title: list[Piece]
    text: list[Piece]
    entity: str
    service: str


@dataclass(frozen=True)
class Choice:
    """A value of a filter, with where it leads."""

    option: Option
    url: str


@dataclass(frozen=True)
class Filter:
    """A filter with its values; the one in use leads to the search without it."""

    name: str
    heading: str
    choices: list[Choice]
    chosen: str
    without_url: str

    @property
    def is_open(self) -> bool:
        """Whether its values are seen at once; on a phone the results come first then."""
        return bool(self.chosen) or self.name == Facet.KIND


@dataclass(frozen=True)
class WayOut:
    """A filter that could be left out, and what that would give."""

    heading: str
    label: str
    count: int
    url: str


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The search; without words and filters, what can be browsed."""
    asked = asking.read(request.GET)
    results = search(asked)
    if not asked.words and not results.chosen:
        return _browse(request, results)
    shown = page_of(request, results.hits, PER_PAGE)
    address = _Address(results)
    context = {
        "page_title": _title(results),
        "here": _("Buscar"),
        "noindex": True,
        "asked": asked,
        "results": results,
        "lines": _lines(request, shown.object_list, results.understood.marked),
        "shown": shown,
        "pages_query": address.query(),
        "filters": [_filter(results, facet, address) for facet in HEADINGS],
        "hidden": [(facet.value, value) for facet, value in results.chosen.items()],
        "literal_url": address.to(literal="1"),
        "free_url": address.to(literal=""),
        "ways_out": _ways_out(results, address),
        "events": [] if results.total else browsing.events(),
    }
    context["used_filters"] = [found for found in context["filters"] if found.chosen]
    context["filters"] = [found for found in context["filters"] if found.choices]
    return respond("carta_pages/search.html", context)


def _browse(request: HttpRequest, results: Results) -> HttpResponse:
    shown = page_of(request, browsing.entities(), ENTITIES_PER_PAGE)
    context = {
        "page_title": _("Buscar servicios y compromisos"),
        "here": _("Buscar"),
        "description": _("Servicios y compromisos por palabra, momento de la vida o entidad."),
        "canonical": request.build_absolute_uri(request.path),
        "asked": results.asked,
        "results": results,
        "events": browsing.events(),
        "entities": shown.object_list,
        "shown": shown,
        "is_landing": True,
    }
    return respond("carta_pages/search.html", context)


def _title(results: Results) -> str:
    if results.asked.text:
        return _("Buscar «%s»") % results.asked.text
    return _("Buscar: %s") % ", ".join(
        results.labels.of(facet)[value] for facet, value in results.chosen.items()
    )


class _Address:
    """Addresses of searches like this one: only known parameters, and the first page."""

    def __init__(self, results: Results):
        self._known = {"q": results.asked.text}
        self._known |= {facet.value: value for facet, value in results.chosen.items()}
        if results.asked.literal:
            self._known["literal"] = "1"

    def query(self, **changes: str) -> str:
        """The parameters, changed; an empty one goes."""
        return urlencode({k: v for k, v in (self._known | changes).items() if v})

    def to(self, **changes: str) -> str:
        """The address of the search so changed."""
        query = self.query(**changes)
        return f"{reverse('carta_search')}?{query}" if query else reverse("carta_search")


def _filter(results: Results, facet: Facet, address: _Address) -> Filter:
    value = results.chosen.get(facet, "")
    return Filter(
        name=facet.value,
        heading=str(HEADINGS[facet]),
        choices=[
            Choice(option, address.to(**{facet.value: option.value}))
            for option in results.options(facet)
        ],
        chosen=results.labels.of(facet).get(value, ""),
        without_url=address.to(**{facet.value: ""}),
    )


def _ways_out(results: Results, address: _Address) -> list[WayOut]:
    if results.total:
        return []
    return [
        WayOut(
            heading=str(HEADINGS[facet]),
            label=results.labels.of(facet)[results.chosen[facet]],
            count=count,
            url=address.to(**{facet.value: ""}),
        )
        for facet, count in results.without
    ]


def _lines(request: HttpRequest, hits: Iterable[Hit], wanted: set[str]) -> list[Line]:
    """The results of one page, in one query."""
    ids = [hit.page_id for hit in hits]
    rows = SearchDocument.objects.select_related("page").in_bulk(ids)
    return [_line(request, rows[pk], wanted) for pk in ids if pk in rows]


_KINDS = {
    SearchDocument.Kind.SERVICE: gettext_lazy("Servicio"),
    SearchDocument.Kind.COMMITMENT: gettext_lazy("Compromiso"),
    SearchDocument.Kind.ANNEX: gettext_lazy("Anexo territorial"),
}


def _line(request: HttpRequest, row: SearchDocument, wanted: set[str]) -> Line:
    return Line(
        url=places.address(row.page, request),
        kind=str(_KINDS[SearchDocument.Kind(row.kind)]),
        title=excerpts.marked(row.title, wanted),
        text=excerpts.excerpt(row.lead, row.text, wanted),
        entity=row.entity_name,
        service=row.service_title,
    )
