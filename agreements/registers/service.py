"""Registers of processes, levels, conditions, reviews and the entity's own rules."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.formats import date_format
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from agreements.access import may_verify
from agreements.models import (
    CapabilityAssessment,
    EntityRules,
    Process,
    ReviewCase,
    ServiceConditions,
)
from agreements.registers.base import OWN_ENTITIES, REASON, BackingAdmin, NotWrittenHere
from agreements.registers.forms import (
    AssessmentForm,
    CaseForm,
    ConditionsForm,
    ProcessForm,
    RulesForm,
    VerifyForm,
)
from agreements.services import capability, cases, conditions
from agreements.vocabulary import Condition
from entities.admin.base import InForceFilter, yes_no
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterButtonHelper
from entities.admin.views import RegisterDecideView


class ProcessAdmin(BackingAdmin):
    model = Process
    grammar = Grammar(_("proceso"), _("procesos"), feminine=False)
    form_class = ProcessForm
    prefilled = ("code",)
    menu_label = _("Procesos")
    menu_icon = "cogs"
    list_display = ("name", "code", "entity", "unit", "closed_on")
    list_select_related = ("entity", "unit")
    list_filter = (InForceFilter, OWN_ENTITIES)
    list_export = ("code", "name", "entity", "unit", "opened_on", "closed_on")
    search_fields = ("code", "name")
    export_filename = "procesos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("name")]),
        FieldPanel("unit"),
        FieldRowPanel([FieldPanel("opened_on"), FieldPanel("closed_on")]),
        REASON,
    )
    writes = staticmethod(capability.save_process)


class VerifyButtons(RegisterButtonHelper):
    """A waiting self-assessment offers its verification to those who may."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, *args, **kwargs)
        if obj.is_waiting and may_verify(self.request.user, obj):
            button = self.inspect_button(obj.pk, kwargs.get("classnames_add"))
            button["url"] = self.url_helper.get_action_url("decide", quote(obj.pk))
            buttons.insert(0, self._worded(button, _g("Verificar")))
        return buttons


class VerifyView(RegisterDecideView):
    def get_page_title(self) -> str:
        return _g("Verificar la autoevaluación")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Always what this page shows, also after a refused try.
        form = context["form"]
        form.data = {**form.data, "seen": capability.seen_of(self.instance)}
        form.initial["seen"] = capability.seen_of(self.instance)
        return context


class AssessmentAdmin(BackingAdmin):
    model = CapabilityAssessment
    grammar = Grammar(
        _("autoevaluación de capacidad"), _("autoevaluaciones de capacidad"), feminine=True
    )
    form_class = AssessmentForm
    button_helper_class = VerifyButtons
    prefilled = ("process",)
    menu_label = _("Autoevaluaciones de capacidad")
    menu_icon = "order-up"
    list_display = ("process", "entity", "level", "assessed_on", "valid_until", "verified_on")
    list_select_related = ("entity", "process")
    list_filter = (OWN_ENTITIES, "level")
    list_export = (
        "entity", "process", "level", "assessed_on", "valid_until", "assessor_office",
        "verified_on", "verifier_office", "findings",
    )  # fmt: skip
    search_fields = ("process__code", "process__name")
    export_filename = "capacidad"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("process"),
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("assessed_on"), FieldPanel("valid_until")]),
        FieldPanel("findings"),
        REASON,
    )
    writes = staticmethod(capability.correct_assessment)

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        return (
            *super().get_admin_urls_for_registration(),
            re_path(
                self.url_helper.get_action_url_pattern("decide"),
                self.decide_view,
                name=self.url_helper.get_action_url_name("decide"),
            ),
        )

    def decide_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        self._known(request, instance_pk)
        return VerifyView.as_view(model_admin=self, instance_pk=instance_pk)(request)

    def may_decide(self, user: Any, assessment: Any) -> bool:
        return may_verify(user, assessment)

    def decision_form(self, data: Any = None) -> VerifyForm:
        return VerifyForm(data)

    def decide(self, assessment: CapabilityAssessment, form: Any, user: Any) -> str:
        capability.verify(
            assessment,
            user,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
        )
        return _g("La autoevaluación quedó verificada y ya cuenta.")

    def facts(self, assessment: CapabilityAssessment) -> list[tuple[str, str]]:
        """What the quality office reads before it verifies."""
        return [
            (_g("Proceso"), str(assessment.process)),
            (_g("Nivel"), str(assessment.get_level_display())),
            (_g("Evaluada el"), date_format(assessment.assessed_on, "d/m/Y")),
            (_g("Vigente hasta"), date_format(assessment.valid_until, "d/m/Y")),
            (_g("Evaluó"), assessment.assessor_office),
            (_g("Resultados"), assessment.findings),
        ]

    def proposed(self, assessment: CapabilityAssessment) -> list[Any]:
        """Nothing changes but that it counts."""
        return []

    def create(self, form: Any, user: Any) -> CapabilityAssessment:
        values = form.values()
        return capability.assess(values.pop("process"), actor=user, **values)


class CaseAdmin(BackingAdmin):
    model = ReviewCase
    grammar = Grammar(_("revisión obligatoria"), _("revisiones obligatorias"), feminine=True)
    form_class = CaseForm
    permission_helper_class = NotWrittenHere
    menu_label = _("Revisiones obligatorias")
    menu_icon = "warning"
    list_display = ("service", "entity", "cause", "opened_on", "closed_on", "outcome")
    list_select_related = ("entity", "service")
    list_filter = (OWN_ENTITIES, "cause", "outcome")
    list_export = (
        "entity", "service", "cause", "opened_on", "why", "closed_on", "outcome", "resolution",
    )  # fmt: skip
    search_fields = ("service__title", "why")
    export_filename = "revisiones"
    inspect_view_fields = list_export
    panels = (FieldPanel("outcome"), FieldPanel("resolution"))

    def update(self, instance: ReviewCase, form: Any, user: Any) -> ReviewCase:
        return cases.close_case(instance, actor_id=user.pk, **form.values())


class ConditionsAdmin(BackingAdmin):
    model = ServiceConditions
    grammar = Grammar(_("condición del servicio"), _("condiciones del servicio"), feminine=True)
    form_class = ConditionsForm
    prefilled = ("service",)
    menu_label = _("Condiciones del servicio")
    menu_icon = "tasks"
    list_display = ("service", "entity", "operating_on")
    list_select_related = ("entity", "service")
    list_filter = (OWN_ENTITIES,)
    list_export = (
        "entity",
        "service",
        *(f"{name}_{part}" for name in Condition.values for part in ("on", "document")),
    )
    search_fields = ("service__title",)
    export_filename = "condiciones"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("service"),
        *(
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel(f"{name}_on"), FieldPanel(f"{name}_document")])],
                heading=label,
            )
            for name, label in Condition.choices
        ),
        REASON,
    )
    writes = staticmethod(conditions.save_conditions)


class RulesAdmin(BackingAdmin):
    model = EntityRules
    grammar = Grammar(_("regla de la entidad"), _("reglas de la entidad"), feminine=True)
    form_class = RulesForm
    menu_label = _("Reglas de la entidad")
    menu_icon = "clipboard-list"
    list_display = ("__str__", yes_no("agreement_blocks", _("exige acuerdo de operación")))
    list_select_related = ("entity",)
    list_export = ("entity", "agreement_blocks")
    export_filename = "reglas"
    inspect_view_fields = list_export
    panels = (FieldPanel("entity"), FieldPanel("agreement_blocks"), REASON)
    writes = staticmethod(conditions.save_rules)
