"""Registers of operation agreements, their internal times and their acknowledgements."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from agreements.models import (
    Acknowledgement,
    InternalTime,
    OperationAgreement,
)
from agreements.registers.base import (
    OWN_ENTITIES,
    REASON,
    BackingAdmin,
    NotCorrected,
)
from agreements.registers.forms import (
    AcknowledgementForm,
    AgreementForm,
    TimeForm,
)
from agreements.services import operation
from entities.admin.grammar import Grammar


class AgreementAdmin(BackingAdmin):
    model = OperationAgreement
    grammar = Grammar(_("acuerdo de operación"), _("acuerdos de operación"), feminine=False)
    form_class = AgreementForm
    prefilled = ("factors",)
    prefilled_lists = ("factors",)
    menu_label = _("Acuerdos de operación")
    menu_icon = "group"
    list_display = ("name", "code", "entity", "service", "unit", "next_review_on")
    list_select_related = ("entity", "service", "unit")
    list_filter = (OWN_ENTITIES, "in_force", "periodicity")
    list_export = (
        "entity", "service", "code", "name", "unit", "roles", "control_points", "coordination",
        "resources", "verification", "next_review_on", "periodicity", "in_force",
    )  # fmt: skip
    search_fields = ("code", "name", "service__title")
    export_filename = "acuerdos-de-operacion"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("unit"),
        FieldPanel("factors"),
        MultiFieldPanel(
            [
                FieldPanel("roles"),
                FieldPanel("control_points"),
                FieldPanel("coordination"),
                FieldPanel("resources"),
                FieldPanel("verification"),
            ],
            heading=_("Los cinco contenidos (Guía MDT v1.0, 7.1, act. 1)"),
        ),
        FieldRowPanel([FieldPanel("next_review_on"), FieldPanel("periodicity")]),
        FieldPanel("in_force"),
        REASON,
    )
    writes = staticmethod(operation.save_agreement)

    def update(self, instance: OperationAgreement, form: Any, user: Any) -> OperationAgreement:
        return self.writes(
            instance,
            entity=instance.entity,
            actor_id=user.pk,
            reason=form.cleaned_data["reason"],
            **form.values(),
        )


class TimeAdmin(BackingAdmin):
    model = InternalTime
    grammar = Grammar(_("tiempo interno"), _("tiempos internos"), feminine=False)
    form_class = TimeForm
    prefilled = ("agreement",)
    menu_label = _("Tiempos internos")
    menu_icon = "time"
    list_display = ("step", "agreement", "entity", "from_unit", "to_unit", "value", "unit")
    list_select_related = ("entity", "agreement", "from_unit", "to_unit")
    list_filter = (OWN_ENTITIES, "unit", "in_force")
    list_export = (
        "entity", "agreement", "position", "step", "from_unit", "to_unit", "value", "unit",
        "in_force",
    )  # fmt: skip
    search_fields = ("step", "agreement__code")
    export_filename = "tiempos-internos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("agreement"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("step")]),
        FieldRowPanel([FieldPanel("from_unit"), FieldPanel("to_unit")]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
        FieldPanel("in_force"),
        REASON,
    )
    writes = staticmethod(operation.save_time)


class AcknowledgementAdmin(BackingAdmin):
    model = Acknowledgement
    grammar = Grammar(_("acuse"), _("acuses de acuerdos"), feminine=False)
    form_class = AcknowledgementForm
    permission_helper_class = NotCorrected
    closed_actions = ("delete", "edit")
    prefilled = ("agreement", "unit")
    menu_label = _("Acuses de acuerdos")
    menu_icon = "check"
    list_display = ("agreement", "entity", "unit", "office", "acknowledged_on")
    list_select_related = ("entity", "agreement", "unit")
    list_filter = (OWN_ENTITIES,)
    list_export = ("entity", "agreement", "unit", "office", "acknowledged_on")
    search_fields = ("agreement__code", "unit__name")
    export_filename = "acuses"
    inspect_view_fields = list_export
    panels = (FieldPanel("agreement"), FieldPanel("unit"))

    def create(self, form: Any, user: Any) -> Acknowledgement:
        values = form.values()
        return operation.acknowledge(values["agreement"], values["unit"], user)
