"""«Registro de seguridad»: filters, bounded pages and an export, for the platform and for audit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from cms.models import SecurityEvent
from cms.security.rows import BATCH, Row, rows
from cms.security.scope import may_read, readable_entities, visible_events
from cms.security.words import asked, result
from entities import clock
from entities.roles import is_platform_admin
from workflows.errors import Refused
from workflows.verdicts import no
from workflows.views.report import CsvReport

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

MOST_WORDS = 5


def _entities(request: Any) -> QuerySet:
    return readable_entities(request.user)


class AddressFilter(django_filters.Filter):
    """One network address, written in full."""

    field_class = forms.GenericIPAddressField


class SecurityFilterSet(WagtailFilterSet):
    """Each filter has its index (``SecurityEvent.Meta``); other parameters are ignored."""

    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Hecho"),
        choices=SecurityEvent.Kind.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    person = django_filters.CharFilter(
        label=gettext_lazy("Persona: nombre o cuenta"), method="filter_person", max_length=150
    )
    entity = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Entidad"),
        queryset=_entities,
        method="filter_entity",
        widget=forms.CheckboxSelectMultiple,
    )
    at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Fecha"), widget=DateRangePickerWidget
    )
    address = AddressFilter(label=gettext_lazy("Dirección de red"))

    class Meta:
        model = SecurityEvent
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_platform_admin(self.request.user):
            del self.filters["entity"]

    def filter_person(self, events: QuerySet, name: str, value: str) -> QuerySet:
        """Who did it, or to whom: every word is part of the name or of the account."""
        people = get_user_model()._default_manager.all()
        for word in value.split()[:MOST_WORDS]:
            people = people.filter(
                Q(username__icontains=word)
                | Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
            )
        found = people.order_by().values("pk")
        return events.filter(Q(user_id__in=found) | Q(about_id__in=found))

    def filter_entity(self, events: QuerySet, name: str, value: Any) -> QuerySet:
        """Of any of the entities; without one, all."""
        chosen = [entity.pk for entity in value]
        return events.filter(entity_id__in=chosen) if chosen else events


class CodeColumn(Column):
    """Something without spaces, that may break anywhere."""

    cell_template_name = "cms/security/code_cell.html"


class AskedColumn(Column):
    """What was asked for in words; the route and the status behind a disclosure."""

    cell_template_name = "cms/security/asked_cell.html"


class SecurityLogView(CsvReport):
    """What was noted in one's scope; the export is itself an event."""

    model = SecurityEvent
    index_url_name = "carta_security:index"
    index_results_url_name = "carta_security:index_results"
    template_name = "cms/security/index.html"
    results_template_name = "cms/security/results.html"
    page_title = gettext_lazy("Registro de seguridad")
    header_icon = "lock"
    filterset_class = SecurityFilterSet
    paginate_by = 50
    default_ordering = "-at"
    verbose_name_plural = gettext_lazy("hechos de seguridad")
    file_name = "registro-de-seguridad"
    export_headings = {
        "at": gettext_lazy("Fecha y hora"),
        "kind": gettext_lazy("Hecho"),
        "person": gettext_lazy("Persona"),
        "about": gettext_lazy("A quién"),
        "entity": gettext_lazy("Entidad"),
        "address": gettext_lazy("Dirección de red"),
        "asked": gettext_lazy("Qué se pidió"),
        "result": gettext_lazy("Resultado"),
        "method": gettext_lazy("Método"),
        "route": gettext_lazy("Ruta"),
        "things": gettext_lazy("Sobre"),
        "status": gettext_lazy("Respuesta"),
        "request_id": gettext_lazy("Petición"),
    }
    list_export = list(export_headings)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request.user):
            raise Refused(
                no(
                    _("El registro de seguridad dice quién entró y qué se le negó."),
                    _("Lo leen la administración de la plataforma y la auditoría de cada entidad."),
                )
            )
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self) -> list[Column]:
        found = [
            Column("at", label=_("Fecha y hora"), accessor=_moment, sort_key="at"),
            Column("kind", label=_("Hecho"), accessor="event.get_kind_display"),
            Column("person", label=_("Persona"), accessor=_people),
            CodeColumn("address", label=_("Dirección de red"), accessor=_address),
            AskedColumn("asked", label=_("Qué se pidió"), accessor=_asked),
            Column("result", label=_("Resultado"), accessor=_result),
        ]
        if is_platform_admin(self.request.user):
            found.insert(3, Column("entity", label=_("Entidad"), accessor="entity"))
        return found

    def get_base_queryset(self) -> QuerySet[SecurityEvent]:
        return visible_events(self.request.user)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Newest first, or oldest first: the same index read in either direction."""
        return queryset.order_by(*(("at", "pk") if self.ordering == "at" else ("-at", "-pk")))

    def rows(self, stored: Any) -> Iterator[Row]:
        return rows(stored)

    def stream_csv(self, queryset: Any) -> Iterator[Any]:
        """Batch by batch, never whole in memory."""
        yield from super().stream_csv(queryset.iterator(chunk_size=BATCH))

    def to_row_dict(self, item: Row) -> OrderedDict[str, Any]:
        event = item.event
        return OrderedDict(
            at=_moment(item),
            kind=event.get_kind_display(),
            person=item.person,
            about=item.about,
            entity=item.entity,
            address=event.address or "",
            asked=asked(event),
            result=result(event),
            method=event.method,
            route=event.route,
            things=item.things,
            status=event.status,
            request_id=event.request_id,
        )


def _moment(row: Row) -> str:
    return f"{row.event.at.astimezone(clock.ZONE):%d/%m/%Y %H:%M:%S}"


def _people(row: Row) -> str:
    return f"{row.person} → {row.about}" if row.about and row.about != row.person else row.person


def _address(row: Row) -> str:
    return row.event.address or "—"


def _asked(row: Row) -> dict[str, Any]:
    return {"asked": asked(row.event), "where": _where(row), "status": row.event.status}


def _result(row: Row) -> str:
    return result(row.event)


def _where(row: Row) -> str:
    things = f" · {row.things}" if row.things else ""
    return f"{row.event.method} {row.event.route}{things}"
