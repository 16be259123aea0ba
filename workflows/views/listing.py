"""«Expedientes»: the list of everything a person may open, with filters, search and export."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Column, TitleColumn

from entities import clock
from entities.models import Entity
from workflows.models import Dossier, DossierItem
from workflows.screens import queue
from workflows.screens.home import sent_by
from workflows.screens.rows import Row, rows
from workflows.screens.scope import reads_several_entities, visible_dossiers
from workflows.stages import Kind, Stage
from workflows.views.report import CsvReport

if TYPE_CHECKING:
    from django.db.models import QuerySet

MINE = (
    ("waiting", gettext_lazy("Esperan mi acción")),
    ("sent", gettext_lazy("Los envié yo")),
    ("late", gettext_lazy("Atrasados")),
)


def entities_in_reach(request: Any) -> QuerySet[Entity]:
    """Entities with a dossier that the person may open."""
    if request is None:
        return Entity.objects.none()
    seen = visible_dossiers(request.user).order_by().values("entity")
    return Entity.objects.filter(pk__in=seen).order_by("short_name")


class DossierFilterSet(WagtailFilterSet):
    """Filters people ask for; whatever else is in the address is ignored."""

    show = django_filters.ChoiceFilter(
        label=gettext_lazy("Mostrar"),
        choices=MINE,
        method="filter_show",
        empty_label=gettext_lazy("Todos"),
        widget=forms.RadioSelect,
    )
    status = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Estado"),
        choices=Dossier.Status.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Etapa"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Clase"),
        choices=Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    entity = django_filters.ModelMultipleChoiceFilter(
        label=gettext_lazy("Entidad"),
        queryset=entities_in_reach,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Dossier
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.request is not None and not reads_several_entities(self.request.user):
            del self.filters["entity"]

    def filter_show(self, dossiers: QuerySet, name: str, value: str) -> QuerySet:
        """What waits for the person, what they sent, what is late."""
        if value == "waiting":
            return dossiers.filter(pk__in=queue.waiting_for(self.request.user).values("pk"))
        if value == "sent":
            return dossiers.filter(pk__in=sent_by(self.request.user).values("pk"))
        return queue.late(dossiers)


class StageColumn(Column):
    """Stage or outcome, with its place in the route."""

    cell_template_name = "workflows/listing/stage_cell.html"


class DueColumn(Column):
    """The internal deadline and what is left of it."""

    cell_template_name = "workflows/listing/due_cell.html"


class PagesColumn(Column):
    """Titles of the pages."""

    cell_template_name = "workflows/listing/pages_cell.html"


class DossierList(CsvReport):
    """Everything in one's scope."""

    model = Dossier
    index_url_name = "carta_workflows:index"
    index_results_url_name = "carta_workflows:index_results"
    template_name = "workflows/listing/index.html"
    results_template_name = "workflows/listing/results.html"
    page_title = gettext_lazy("Expedientes")
    header_icon = "clipboard-list"
    filterset_class = DossierFilterSet
    is_searchable = True
    paginate_by = 30
    default_ordering = "-opened_at"
    verbose_name_plural = gettext_lazy("expedientes")
    file_name = "expedientes"
    list_export = [
        "number",
        "entity",
        "kind",
        "pages",
        "status",
        "stage",
        "opened_at",
        "since",
        "due",
        "late",
    ]
    export_headings = {
        "number": gettext_lazy("Número"),
        "entity": gettext_lazy("Entidad"),
        "kind": gettext_lazy("Clase"),
        "pages": gettext_lazy("Páginas"),
        "status": gettext_lazy("Estado"),
        "stage": gettext_lazy("Etapa"),
        "opened_at": gettext_lazy("Abierto el"),
        "since": gettext_lazy("En la etapa desde"),
        "due": gettext_lazy("Plazo interno"),
        "late": gettext_lazy("Atrasado"),
    }

    @property
    def columns(self) -> list[Column]:
        found = [
            TitleColumn(
                "number",
                label=_("Número"),
                accessor="dossier.number",
                get_url=_url,
                sort_key="number",
            ),
            PagesColumn("pages", label=_("Páginas"), accessor="heading"),
            StageColumn("stage", label=_("Etapa"), accessor="stage"),
            Column("since", label=_("Desde"), accessor=_since, sort_key="stage_entered_at"),
            DueColumn(
                "due", label=_("Plazo interno"), accessor="dossier.due_on", sort_key="due_on"
            ),
        ]
        if reads_several_entities(self.request.user):
            found.insert(
                1, Column("entity", label=_("Entidad"), accessor="dossier.entity.short_name")
            )
        return found

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=_("Número, oficio o título…"))

    def get_base_queryset(self) -> QuerySet[Dossier]:
        return visible_dossiers(self.request.user).select_related("entity")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Dossiers without a deadline come last in either direction."""
        if self.ordering in ("due_on", "-due_on"):
            due = F("due_on")
            by = due.desc(nulls_last=True) if self.ordering[0] == "-" else due.asc(nulls_last=True)
            return queryset.order_by(by, "pk")
        return queryset.order_by(self.ordering, "-pk")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """By number, oficio, or the title of one of the pages."""
        if not self.is_searching:
            return queryset
        titled = DossierItem.objects.filter(
            dossier=OuterRef("pk"), title__icontains=self.search_query
        )
        return queryset.filter(
            Q(number__icontains=self.search_query)
            | Q(remission_oficio__icontains=self.search_query)
            | Exists(titled)
        )

    def rows(self, stored: Any) -> Iterable[Row]:
        return rows(stored)

    def to_row_dict(self, item: Row) -> OrderedDict[str, Any]:
        dossier = item.dossier
        return OrderedDict(
            number=dossier.number,
            entity=dossier.entity.short_name,
            kind=dossier.get_kind_display(),
            pages="; ".join(item.titles),
            status=dossier.get_status_display(),
            stage=dossier.get_stage_display(),
            opened_at=_day(dossier.opened_at),
            since=_day(dossier.stage_entered_at),
            due=f"{dossier.due_on:%d/%m/%Y}" if dossier.due_on else "",
            late=_("Sí") if item.is_late else _("No"),
        )


def _url(row: Row) -> str:
    return reverse("carta_workflows:dossier", args=[row.dossier.pk])


def _since(row: Row) -> str:
    return _day(row.dossier.stage_entered_at)


def _day(moment: Any) -> str:
    return f"{moment.astimezone(clock.ZONE):%d/%m/%Y}"
