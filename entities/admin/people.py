"""Register of role assignments."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from entities import clock
from entities.admin.base import InForceFilter, RegisterAdmin, SeenRowsFilter
from entities.admin.forms import RoleForm
from entities.admin.grammar import Grammar
from entities.models import RoleAssignment
from entities.names import name_of
from entities.roles import in_force
from entities.services import staff
from entities.vocabulary import Capacity


class RoleInForceFilter(InForceFilter):
    start, end = "starts_on", "ends_on"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        current = in_force(clock.today())
        if self.value() == "vigente":
            return queryset.filter(current)
        return queryset.exclude(current) if self.value() == "cerrado" else queryset


class RoleAdmin(RegisterAdmin):
    """The administrator gives and ends roles; the quality office sees those of its entity."""

    model = RoleAssignment
    grammar = Grammar(_("asignación de rol"), _("asignaciones de roles"), feminine=True)
    form_class = RoleForm
    menu_label = _("Asignaciones de roles")
    menu_icon = "user"
    list_display = ("person", "role", "entity", "scope", "post", "days")
    list_select_related = ("user", "entity")
    list_filter = (
        RoleInForceFilter,
        "role",
        ("entity", SeenRowsFilter),
        "capacity",
    )
    list_export = (
        "person", "role", "entity", "scope", "capacity", "document", "post", "office",
        "starts_on", "ends_on",
    )  # fmt: skip
    search_fields = ("user__first_name", "user__last_name", "user__username", "post", "office")
    ordering = ("entity__name", "role", "-starts_on")
    export_filename = "roles"
    inspect_view_fields = (
        "user", "role", "entity", "units", "capacity", "document", "post", "office",
        "starts_on", "ends_on",
    )  # fmt: skip
    panels = (
        FieldPanel("user"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("entity")]),
        FieldPanel("units"),
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("document")]),
        FieldPanel("post"),
        FieldPanel("office"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("units")

    def person(self, assignment: RoleAssignment) -> str:
        name = name_of(assignment.user)
        if assignment.capacity == Capacity.TITULAR:
            return name
        return f"{name} ({assignment.get_capacity_display()})"

    person.short_description = _("persona")  # type: ignore[attr-defined]
    person.admin_order_field = "user__last_name"  # type: ignore[attr-defined]

    def scope(self, assignment: RoleAssignment) -> str:
        if assignment.entity_id is None:
            return str(_("Todas las entidades"))
        units = ", ".join(unit.name for unit in assignment.units.all())
        return units or str(_("Toda la entidad"))

    scope.short_description = _("alcance")  # type: ignore[attr-defined]

    def days(self, assignment: RoleAssignment) -> str:
        start = date_format(assignment.starts_on, "SHORT_DATE_FORMAT")
        if assignment.annulled_on is not None:
            return str(_("Anulada (era desde el %(start)s)") % {"start": start})
        if assignment.ends_on is None:
            return str(_("Desde el %(start)s") % {"start": start})
        return f"{start} – {date_format(assignment.ends_on, 'SHORT_DATE_FORMAT')}"

    days.short_description = _("vigencia")  # type: ignore[attr-defined]
    days.admin_order_field = "starts_on"  # type: ignore[attr-defined]

    def create(self, form: Any, user: Any) -> RoleAssignment:
        values = form.values()
        person, role, entity = values.pop("user"), values.pop("role"), values.pop("entity")
        return staff.appoint(user, person, role, entity, **values)

    def update(self, instance: RoleAssignment, form: Any, user: Any) -> RoleAssignment:
        return staff.correct_role(
            user, instance, reason=form.cleaned_data["reason"], **form.values()
        )
