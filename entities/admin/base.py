"""What every register has in common: scope by entity, one 404, no deletion, our views."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.contrib.admin import RelatedFieldListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail_modeladmin.options import ModelAdmin

from entities import clock
from entities.access import register_of, visible_entity_ids
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterButtonHelper, RegisterPermissionHelper
from entities.admin.views import (
    RegisterCreateView,
    RegisterEditView,
    RegisterHistoryView,
    RegisterIndexView,
    RegisterInspectView,
)


class InForceFilter(SimpleListFilter):
    """In force today, or closed."""

    title = _("vigencia")
    parameter_name = "vigencia"
    start, end = "opened_on", "closed_on"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("vigente", _("Vigentes")), ("cerrado", _("Cerrados o futuros"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = clock.today()
        current = Q(**{f"{self.start}__lte": today}) & (
            Q(**{f"{self.end}__isnull": True}) | Q(**{f"{self.end}__gte": today})
        )
        if self.value() == "vigente":
            return queryset.filter(current)
        return queryset.exclude(current) if self.value() == "cerrado" else queryset


def yes_no(name: str, label: Any) -> Callable[[Any], str]:
    """A column that says «Sí» or «No»: Django's would be an image of its own admin."""

    def column(row: Any) -> str:
        return str(_("Sí") if getattr(row, name) else _("No"))

    column.short_description = label  # type: ignore[attr-defined]
    column.admin_order_field = name  # type: ignore[attr-defined]
    return column


class YearFilter(SimpleListFilter):
    """Rows of a year, from the first to the last that the person sees."""

    title = _("año")
    parameter_name = "anio"
    field = "date"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        years = model_admin.get_queryset(request).order_by().dates(self.field, "year", "DESC")
        return [(str(day.year), str(day.year)) for day in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        year = self.value()
        if year is None:
            return queryset
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise IncorrectLookupParameters
        return queryset.filter(**{f"{self.field}__year": int(year)})


class SeenRowsFilter(RelatedFieldListFilter):
    """Offers only what the person's own rows name: a filter tells nothing of other entities."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = str(_("Sin entidad"))

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        seen = model_admin.get_queryset(request).order_by().values(f"{self.field_path}__pk")
        related = field.related_model._default_manager.filter(pk__in=seen)
        return [(row.pk, str(row)) for row in related]


class RegisterAdmin(ModelAdmin):
    """A register. Subclasses say which, with what words, which form, which services."""

    grammar: Grammar
    form_class: type[BaseForm]
    writes: Callable[..., Any]
    """The service, where one both opens and corrects: row or ``None``, actor, values, reason."""
    entity_lookup = "entity"
    """Path from a row to its entity; "pk" for entities themselves."""
    shows_national = False
    """Whether rows that belong to no entity are seen by everybody who sees the register."""
    export_filename = ""

    list_per_page = 50
    index_view_extra_css = ("entities/register.css",)
    inspect_view_enabled = True
    index_view_class = RegisterIndexView
    create_view_class = RegisterCreateView
    edit_view_class = RegisterEditView
    inspect_view_class = RegisterInspectView
    history_view_class = RegisterHistoryView
    index_template_name = "entities/register/index.html"
    create_template_name = "entities/register/form.html"
    edit_template_name = "entities/register/form.html"
    inspect_template_name = "entities/register/inspect.html"
    permission_helper_class = RegisterPermissionHelper
    button_helper_class = RegisterButtonHelper
    closed_actions: tuple[str, ...] = ("delete",)
    """Actions of modeladmin that this register does not have: their address does not exist."""

    @property
    def register(self) -> Enum:
        return register_of(self.model)

    def get_permissions_for_registration(self) -> QuerySet[Permission]:
        return Permission.objects.none()

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        closed = {self.url_helper.get_action_url_name(action) for action in self.closed_actions}
        return tuple(
            url for url in super().get_admin_urls_for_registration() if url.name not in closed
        )

    def register_indexing(self) -> None:
        """Not in Wagtail's reference index: registers point at pages by keys that PROTECT."""

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(self.panels, base_form_class=self.form_class)

    def get_index_view_extra_css(self) -> list[str]:
        return list(self.index_view_extra_css)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Without the entity for who sees one only: it would say the same on every row."""
        ids = visible_entity_ids(request.user, self.register)
        shown = tuple(super().get_list_display(request))
        if ids is None or len(ids) > 1:
            return shown
        return tuple(name for name in shown if name != "entity")

    # --- Scope -------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        ids = visible_entity_ids(request.user, self.register)
        if ids is None:
            return rows
        mine = Q(**{f"{self.entity_lookup}__in": ids})
        if self.shows_national and ids:
            mine |= Q(**{f"{self.entity_lookup}__isnull": True})
        return rows.filter(mine)

    def _known(self, request: HttpRequest, instance_pk: str) -> None:
        """The same answer for a foreign row, an unknown number and a wrong one (T30)."""
        try:
            found = self.get_queryset(request).filter(pk=unquote(instance_pk)).exists()
        except (ValueError, OverflowError, ValidationError):
            found = False
        if not found:
            raise Http404

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._known(request, instance_pk)
        return super().edit_view(request, instance_pk)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._known(request, instance_pk)
        return super().inspect_view(request, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._known(request, instance_pk)
        return super().history_view(request, instance_pk)

    # --- Writing -----------------------------------------------------------------------

    def create(self, form: Any, user: Any) -> Any:
        """Call the service that opens a row."""
        return self.writes(None, actor_id=user.pk, **form.values())

    def update(self, instance: Any, form: Any, user: Any) -> Any:
        """Call the service that corrects a row."""
        reason = form.cleaned_data["reason"]
        return self.writes(instance, actor_id=user.pk, reason=reason, **form.values())

    def created_message(self, instance: Any) -> str:
        return self.grammar.created(instance)

    def updated_message(self, instance: Any) -> str:
        return self.grammar.updated(instance)
