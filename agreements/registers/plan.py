"""Registers of the yearly plan: what it holds, its schedule, its logs (R78-R90, R8)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdminGroup

from agreements.models import (
    CommitmentSignOff,
    InstrumentTick,
    PlanMeeting,
    PlannedService,
    PlanStage,
    PublicationPlan,
    StageNote,
    TechnicalAssistance,
)
from agreements.registers.base import (
    OWN_ENTITIES,
    REASON,
    BackingAdmin,
    NotCorrected,
)
from agreements.registers.plan_forms import (
    AssistanceForm,
    ListedForm,
    MeetingForm,
    NoteForm,
    PlanForm,
    SignForm,
    StageForm,
    TickForm,
)
from agreements.rules.plan import state
from agreements.selectors.plan_screen import dates_of
from agreements.services import plan, schedule, signing
from entities import clock
from entities.admin.base import yes_no
from entities.admin.grammar import Grammar
from entities.admin.permissions import RegisterButtonHelper


class PlanButtons(RegisterButtonHelper):
    """A plan opens its own screen, with everything in it."""

    def get_buttons_for_obj(
        self, obj: Any, exclude: Any = None, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, *args, **kwargs)
        button = self.inspect_button(obj.pk, kwargs.get("classnames_add"))
        button["url"] = reverse("agreements_plan", args=[obj.pk])
        buttons.insert(0, self._worded(button, _g("Abrir el plan")))
        return buttons


class PlanAdmin(BackingAdmin):
    model = PublicationPlan
    grammar = Grammar(_("plan de publicación"), _("planes de publicación"), feminine=False)
    form_class = PlanForm
    button_helper_class = PlanButtons
    menu_label = _("Planes de publicación")
    menu_icon = "calendar-alt"
    list_display = (
        "year",
        "entity",
        "unit",
        "version",
        yes_no("is_open", _("en elaboración")),
    )
    list_select_related = ("entity", "unit")
    list_filter = (OWN_ENTITIES, "year", "is_open")
    list_export = (
        "entity", "year", "unit", "version", "is_open", "on_time_goal", "other_indicators",
        "review_frequency", "review_conditions",
    )  # fmt: skip
    search_fields = ("entity__name", "entity__short_name")
    export_filename = "planes"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("entity"),
        FieldRowPanel([FieldPanel("year"), FieldPanel("unit")]),
        FieldPanel("post"),
        FieldPanel("from_last"),
        MultiFieldPanel(
            [FieldPanel("on_time_goal"), FieldPanel("other_indicators")],
            heading=_("4. Indicadores de seguimiento al cumplimiento del plan"),
        ),
        MultiFieldPanel(
            [FieldPanel("review_frequency"), FieldPanel("review_conditions")],
            heading=_("5. Condiciones y periodicidad para revisar los OLA y los SLA"),
        ),
        REASON,
    )
    writes = staticmethod(plan.save_plan)


class ListedAdmin(BackingAdmin):
    model = PlannedService
    grammar = Grammar(_("servicio planificado"), _("servicios planificados"), feminine=False)
    form_class = ListedForm
    prefilled = ("plan", "service")
    menu_label = _("Servicios planificados")
    menu_icon = "list-ul"
    list_display = ("service", "entity", "plan", "publish_on", yes_no("in_force", _("consta")))
    list_select_related = ("entity", "service", "plan__entity")
    list_filter = (OWN_ENTITIES, "in_force")
    list_export = (
        "entity", "plan", "service", "publish_on", "approved_publish_on", "original_publish_on",
        "since_version", "until_version", "in_force", "drop_reason",
    )  # fmt: skip
    search_fields = ("service__title",)
    export_filename = "servicios-planificados"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("plan"),
        FieldPanel("service"),
        FieldPanel("publish_on"),
        FieldPanel("in_force"),
        REASON,
    )
    writes = staticmethod(plan.save_listed)

    def update(self, instance: PlannedService, form: Any, user: Any) -> PlannedService:
        values = form.values()
        return plan.save_listed(
            instance,
            actor_id=user.pk,
            reason=form.cleaned_data["reason"],
            publish_on=values["publish_on"],
            in_force=values["in_force"],
        )


class StageAdmin(BackingAdmin):
    model = PlanStage
    grammar = Grammar(_("etapa del plan"), _("etapas del plan"), feminine=True)
    form_class = StageForm
    prefilled = ("plan",)
    menu_label = _("Etapas del plan")
    menu_icon = "tasks"
    list_display = (
        "name", "entity", "plan", "unit", "planned_start", "planned_end", "state_today",
    )  # fmt: skip
    list_select_related = ("entity", "plan__entity", "unit")
    list_filter = (OWN_ENTITIES, "activity", "in_force")
    list_export = (
        "entity", "plan", "position", "name", "unit", "post", "planned_start", "planned_end",
        "original_start", "original_end", "real_start", "real_end", "state_today", "in_force",
    )  # fmt: skip
    search_fields = ("name", "post")
    export_filename = "etapas"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("plan"),
        FieldRowPanel([FieldPanel("position"), FieldPanel("activity")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("unit"), FieldPanel("post")]),
        FieldRowPanel([FieldPanel("planned_start"), FieldPanel("planned_end")]),
        FieldRowPanel([FieldPanel("real_start"), FieldPanel("real_end")]),
        FieldPanel("in_force"),
        REASON,
    )
    writes = staticmethod(schedule.save_stage)

    def state_today(self, row: PlanStage) -> str:
        return str(state(dates_of(row), clock.today()).value)

    state_today.short_description = _("estado hoy")  # type: ignore[attr-defined]


class NoteAdmin(BackingAdmin):
    model = StageNote
    grammar = Grammar(_("avance de una etapa"), _("avances de las etapas"), feminine=False)
    form_class = NoteForm
    permission_helper_class = NotCorrected
    closed_actions = ("delete", "edit")
    prefilled = ("stage",)
    menu_label = _("Avances de las etapas")
    menu_icon = "edit"
    list_display = ("stage", "entity", "noted_on", "office")
    list_select_related = ("entity", "stage")
    list_filter = (OWN_ENTITIES,)
    list_export = ("entity", "stage", "noted_on", "text", "office")
    search_fields = ("text", "stage__name")
    export_filename = "avances"
    inspect_view_fields = list_export
    panels = (FieldPanel("stage"), FieldPanel("text"))

    def create(self, form: Any, user: Any) -> StageNote:
        values = form.values()
        return schedule.note(values["stage"], text=values["text"], actor=user)


class TickAdmin(BackingAdmin):
    model = InstrumentTick
    grammar = Grammar(
        _("incorporación en un instrumento"), _("incorporaciones en instrumentos"), feminine=True
    )
    form_class = TickForm
    prefilled = ("plan", "instrument")
    menu_label = _("Incorporaciones en instrumentos")
    menu_icon = "check"
    list_display = ("instrument", "entity", "plan", "name", "ticked_on")
    list_select_related = ("entity", "plan__entity")
    list_filter = (OWN_ENTITIES, "instrument")
    list_export = ("entity", "plan", "instrument", "name", "ticked_on")
    search_fields = ("name",)
    export_filename = "instrumentos"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("plan"),
        FieldPanel("instrument"),
        FieldPanel("name"),
        FieldPanel("ticked_on"),
        REASON,
    )
    writes = staticmethod(schedule.save_tick)


class MeetingAdmin(BackingAdmin):
    model = PlanMeeting
    grammar = Grammar(_("reunión de trabajo"), _("reuniones de trabajo"), feminine=True)
    form_class = MeetingForm
    prefilled = ("plan",)
    menu_label = _("Reuniones de trabajo")
    menu_icon = "group"
    list_display = ("topic", "entity", "plan", "held_on")
    list_select_related = ("entity", "plan__entity")
    list_filter = (OWN_ENTITIES,)
    list_export = ("entity", "plan", "held_on", "topic", "attendees", "agreements")
    search_fields = ("topic", "agreements")
    export_filename = "reuniones"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("plan"),
        FieldRowPanel([FieldPanel("held_on"), FieldPanel("topic")]),
        FieldPanel("attendees"),
        FieldPanel("agreements"),
        REASON,
    )
    writes = staticmethod(schedule.save_meeting)


class AssistanceAdmin(BackingAdmin):
    model = TechnicalAssistance
    grammar = Grammar(_("asistencia técnica"), _("asistencias técnicas"), feminine=True)
    form_class = AssistanceForm
    prefilled = ("process",)
    menu_label = _("Asistencias técnicas")
    menu_icon = "help"
    list_display = ("topic", "entity", "process", "given_on")
    list_select_related = ("entity", "process")
    list_filter = (OWN_ENTITIES,)
    list_export = ("entity", "given_on", "process", "topic", "attendees")
    search_fields = ("topic", "process__code", "process__name")
    export_filename = "asistencias"
    inspect_view_fields = list_export
    panels = (
        FieldPanel("process"),
        FieldRowPanel([FieldPanel("given_on"), FieldPanel("topic")]),
        FieldPanel("attendees"),
        REASON,
    )
    writes = staticmethod(schedule.save_assistance)


class SignAdmin(BackingAdmin):
    model = CommitmentSignOff
    grammar = Grammar(
        _("validación de un compromiso"), _("validaciones de compromisos"), feminine=True
    )
    form_class = SignForm
    permission_helper_class = NotCorrected
    closed_actions = ("delete", "edit")
    prefilled = ("commitment", "kind")
    menu_label = _("Validaciones de compromisos")
    menu_icon = "success"
    list_display = ("commitment", "entity", "service", "kind", "signed_on", "office")
    list_select_related = ("entity", "service", "commitment")
    list_filter = (OWN_ENTITIES, "kind")
    list_export = (
        "entity", "service", "commitment", "kind", "signed_on", "post", "office", "sha256",
    )  # fmt: skip
    search_fields = ("commitment__title", "service__title")
    export_filename = "validaciones"
    inspect_view_fields = list_export
    panels = (FieldPanel("commitment"), FieldPanel("kind"))

    def create(self, form: Any, user: Any) -> CommitmentSignOff:
        values = form.values()
        return signing.sign(values["commitment"], values["kind"], user)


class PlanGroup(ModelAdminGroup):
    menu_label = _("Plan anual")
    menu_item_name = "plan-de-publicacion"
    menu_icon = "calendar-alt"
    menu_order = 289
    items = (
        PlanAdmin,
        ListedAdmin,
        StageAdmin,
        SignAdmin,
        NoteAdmin,
        TickAdmin,
        MeetingAdmin,
        AssistanceAdmin,
    )
