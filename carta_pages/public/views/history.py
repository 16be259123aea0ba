"""Everything that ever changed: the guide's four columns, each version, any two compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from carta_pages.public import readings, wording
from carta_pages.public.comparing import below_between, changes_between
from carta_pages.public.paging import page_of
from carta_pages.public.rendering import respond
from carta_pages.public.views.page import shell, sub_context
from carta_pages.templatetags.carta import prose
from entities.selectors import PointEvent, point_events
from workflows.models import Edition, IndexEdition

if TYPE_CHECKING:
    from datetime import date

    from django.core.paginator import Page as ListPage
    from django.utils.safestring import SafeString

    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading

VERSIONS_PER_PAGE = 20
POINT_EVENTS = 10


@dataclass(frozen=True)
class VersionLine:
    """One row of the guide's table; drawn up here, because twenty rows must cost little."""

    iso: str
    day: str
    note: SafeString
    office: str
    version: str
    url: str
    change: str
    change_url: str
    is_exclusion: bool
    story: list[str]

    columns: ClassVar = (
        "effective_date",
        "change_note",
        "office",
        "number",
        "type",
        "story__lines",
    )

    @classmethod
    def of(
        cls,
        page_url: str,
        day: date,
        note: str,
        office: str,
        number: int,
        type_: str,
        story: list[str] | None,
    ) -> VersionLine:
        """The row of an edition, from its columns."""
        return cls(
            iso=day.isoformat(),
            day=wording.day(day),
            note=prose(note),
            office=office,
            version=_("Versión %s") % number,
            url=f"{page_url}versiones/{number}/",
            change=_("qué cambió en la %s") % number if number > 1 else "",
            change_url=f"{page_url}comparar/{number - 1}/{number}/",
            is_exclusion=type_ == Edition.Type.EXCLUSION,
            story=story or [],
        )


def history(request: HttpRequest, page: Any) -> HttpResponse:
    """``historial/``: date, what changed, responsible office, version (R215)."""
    reading = readings.now_or_on(request, page, None)
    versions = page_of(
        request,
        Edition.objects.filter(page_id=page.pk)
        .order_by("-number")
        .values_list(*VersionLine.columns),
        VERSIONS_PER_PAGE,
    )
    versions.object_list = [VersionLine.of(reading.url, *row) for row in versions.object_list]
    heading = _("Historial de cambios")
    context = {
        **sub_context(reading, _("Historial"), f"{heading}: {reading.title}"),
        "heading": heading,
        "versions": versions,
        "below": _below(request, reading),
        "point_events": _point_events(page) if reading.type == "cartapage" else [],
        "canonical": request.build_absolute_uri(request.path),
        "description": _("Todas las versiones publicadas de «%s».") % reading.title,
    }
    return respond("carta_pages/history.html", context)


def _point_events(carta: Any) -> list[PointEvent]:
    """Confirmed changes of the entity's points of service, which no edition holds (DESIGN §3.2)."""
    entity_id = getattr(carta, "carta_entity_id", None) or getattr(carta, "entity_id", None)
    return point_events(entity_id, POINT_EVENTS) if entity_id is not None else []


def _below(request: HttpRequest, reading: Reading) -> ListPage | None:
    """Versions of what hangs below a carta or a service, newest first."""
    if reading.index is None:
        return None
    entries = _entries(reading.below)
    editions = (
        Edition.objects.filter(page_id__in=list(entries))
        .defer("snapshot")
        .order_by("-effective_date", "-published_at", "-pk")
    )
    shown = page_of(request, editions, VERSIONS_PER_PAGE, "debajo")
    shown.object_list = [(edition, entries[edition.page_id]) for edition in shown.object_list]
    return shown


def _entries(entry: Entry) -> dict[int, Entry]:
    found: dict[int, Entry] = {}
    for below in entry.below:
        found[below.page_id] = below
        found.update(_entries(below))
    return found


def version(request: HttpRequest, page: Any, number: int) -> HttpResponse:
    """``versiones/<n>/``: that text, with the time in which it ruled."""
    return shell(readings.version(request, page, number))


def compare(request: HttpRequest, page: Any, older: int, newer: int) -> HttpResponse:
    """``comparar/<n>/<m>/``: word by word, from the allow-list of public fields."""
    if older == newer:
        raise Http404
    if older > newer:
        return HttpResponsePermanentRedirect(
            request.path.removesuffix(f"{older}/{newer}/") + f"{newer}/{older}/"
        )
    found = {
        edition.number: edition
        for edition in readings.dated_editions(page.pk).filter(number__in=[older, newer])
    }
    if len(found) != 2:
        raise Http404
    reading = readings.now_or_on(request, page, None)
    whole = request.GET.get("todo") == "1"
    heading = _("Qué cambió entre la versión %(older)s y la %(newer)s") % {
        "older": older,
        "newer": newer,
    }
    context = {
        **sub_context(reading, _("Comparación"), f"{heading}: {reading.title}"),
        "heading": heading,
        "older": found[older],
        "newer": found[newer],
        "whole": whole,
        "changes": changes_between(found[older], found[newer], page.snapshot_schema, whole),
        "below": _below_between(reading, found[older], found[newer]),
        "noindex": True,
    }
    return respond("carta_pages/compare.html", context)


def _below_between(reading: Reading, older: Edition, newer: Edition) -> Any:
    """By the indexes that stood when each version was published."""
    if reading.index is None:
        return None
    indexes = {
        index.dossier_id: index
        for index in IndexEdition.objects.filter(
            page_id=reading.page.pk, dossier_id__in=[older.dossier_id, newer.dossier_id]
        )
    }
    return below_between(
        indexes.get(older.dossier_id),
        indexes.get(newer.dossier_id),
        reading.page.pk,
        reading.url,
    )
