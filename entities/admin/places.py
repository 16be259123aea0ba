"""Registers of entities, units, territory and holidays."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from entities import services
from entities.admin.base import InForceFilter, RegisterAdmin, SeenRowsFilter, YearFilter, yes_no
from entities.admin.forms import EntityForm, HolidayForm, TerritoryForm, UnitForm
from entities.admin.grammar import Grammar
from entities.models import Entity, Holiday, OrganizationalUnit, TerritorialUnit
from entities.selectors import years_without_holidays

OWN_ENTITIES = ("entity", SeenRowsFilter)


class EntityAdmin(RegisterAdmin):
    model = Entity
    grammar = Grammar(_("entidad"), _("entidades"), feminine=True)
    form_class = EntityForm
    entity_lookup = "pk"
    menu_label = _("Entidades")
    menu_icon = "home"
    list_display = ("name", "short_name", "sector", "opened_on", "closed_on")
    list_filter = (InForceFilter, "is_governing_body")
    list_export = (
        "name", "short_name", "slug", "sector", "website", "email", "phone", "address",
        "document_prefix", "is_governing_body", "opened_on", "closed_on",
    )  # fmt: skip
    search_fields = ("name", "short_name", "slug")
    export_filename = "entidades"
    inspect_view_fields = (*list_export, "mission")
    panels = (
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("short_name"),
                FieldPanel("slug"),
                FieldPanel("sector"),
                FieldPanel("mission"),
            ],
            heading=_("Quién es"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("website"),
                FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                FieldPanel("address"),
            ],
            heading=_("Contacto"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("document_prefix"),
                FieldPanel("is_governing_body"),
                FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
            ],
            heading=_("Registro"),
        ),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def create(self, form: Any, user: Any) -> Entity:
        return services.create_entity(actor_id=user.pk, **form.values())

    def update(self, instance: Entity, form: Any, user: Any) -> Entity:
        return services.update_entity(
            instance, actor_id=user.pk, reason=form.cleaned_data["reason"], **form.values()
        )


class UnitAdmin(RegisterAdmin):
    model = OrganizationalUnit
    grammar = Grammar(_("unidad"), _("unidades"), feminine=True)
    form_class = UnitForm
    menu_label = _("Unidades")
    menu_icon = "group"
    list_display = (
        "name",
        "entity",
        "level",
        "parent",
        "province",
        yes_no("is_provider", _("prestadora")),
        "closed_on",
    )
    list_select_related = ("entity", "parent", "province")
    list_filter = (InForceFilter, OWN_ENTITIES, "level", "is_provider")
    list_export = (
        "name", "acronym", "entity", "level", "parent", "is_provider", "province", "canton",
        "opened_on", "closed_on",
    )  # fmt: skip
    search_fields = ("name", "acronym", "canton")
    export_filename = "unidades"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("acronym"), FieldPanel("level")]),
        FieldPanel("parent"),
        FieldPanel("is_provider"),
        FieldRowPanel([FieldPanel("province"), FieldPanel("canton")]),
        FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def create(self, form: Any, user: Any) -> OrganizationalUnit:
        values = form.values()
        return services.create_unit(values.pop("entity"), actor_id=user.pk, **values)

    def update(self, instance: OrganizationalUnit, form: Any, user: Any) -> OrganizationalUnit:
        return services.update_unit(
            instance, actor_id=user.pk, reason=form.cleaned_data["reason"], **form.values()
        )


class TerritoryAdmin(RegisterAdmin):
    """Everybody with the register sees the country's provinces; zones are each entity's."""

    model = TerritorialUnit
    grammar = Grammar(_("unidad territorial"), _("unidades territoriales"), feminine=True)
    form_class = TerritoryForm
    shows_national = True
    menu_label = _("Unidades territoriales")
    menu_icon = "site"
    list_display = ("name", "code", "level", "entity", "closed_on")
    list_select_related = ("entity",)
    list_filter = (InForceFilter, "level", OWN_ENTITIES)
    list_export = ("code", "name", "level", "entity", "cantons", "opened_on", "closed_on")
    search_fields = ("name", "code", "cantons")
    export_filename = "territorio"
    inspect_view_fields = (*list_export, "provinces")
    panels = (
        FieldPanel("level"),
        FieldPanel("entity"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("provinces"),
        FieldPanel("cantons"),
        FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def create(self, form: Any, user: Any) -> TerritorialUnit:
        return services.create_territory(actor_id=user.pk, **form.values())

    def update(self, instance: TerritorialUnit, form: Any, user: Any) -> TerritorialUnit:
        return services.update_territory(
            instance, actor_id=user.pk, reason=form.cleaned_data["reason"], **form.values()
        )


class HolidayAdmin(RegisterAdmin):
    model = Holiday
    grammar = Grammar(_("feriado"), _("feriados"), feminine=False)
    form_class = HolidayForm
    shows_national = True
    menu_label = _("Feriados")
    menu_icon = "date"
    list_display = ("date", "name", "scope", yes_no("in_force", _("vigente")))
    list_select_related = ("entity",)
    list_filter = (YearFilter, "in_force", OWN_ENTITIES)
    list_export = ("date", "name", "scope", "in_force")
    search_fields = ("name",)
    export_filename = "feriados"
    inspect_view_fields = ("date", "name", "entity", "in_force")
    panels = (
        FieldPanel("date"),
        FieldPanel("name"),
        FieldPanel("entity"),
        FieldPanel("in_force"),
        FieldPanel("reason", heading=_("Motivo del cambio")),
    )

    def scope(self, holiday: Holiday) -> str:
        return str(holiday.entity) if holiday.entity else str(_("Nacional"))

    scope.short_description = _("alcance")  # type: ignore[attr-defined]
    scope.admin_order_field = "entity__name"  # type: ignore[attr-defined]

    def warnings(self) -> list[str]:
        """Shown above the list: terms counted without next year's holidays are too short."""
        return [
            str(
                _(
                    "Faltan los feriados nacionales de %(year)d: los plazos de ese año se "
                    "calcularían mal. Regístrelos según el decreto del año."
                )
                % {"year": year}
            )
            for year in years_without_holidays()
        ]

    def create(self, form: Any, user: Any) -> Holiday:
        values = form.values()
        day = values.pop("date")
        return services.set_holiday(day, values.pop("name"), actor_id=user.pk, **values)

    def update(self, instance: Holiday, form: Any, user: Any) -> Holiday:
        values = form.values()
        return services.set_holiday(
            instance.date,
            values["name"],
            entity=instance.entity,
            in_force=values["in_force"],
            actor_id=user.pk,
            reason=form.cleaned_data["reason"],
        )
