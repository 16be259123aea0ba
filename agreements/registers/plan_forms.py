"""Forms of the plan's registers: they offer what may be chosen; the services judge it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.access import Register
from agreements.registers.base import BackingForm
from agreements.selectors.promises import promises
from carta_pages.models import CommitmentPage


class PlanForm(BackingForm):
    register = Register.PLANS
    fixed = ("entity", "year")
    units = ("unit",)
    only_on_create = ("from_last", "post")
    from_last = forms.BooleanField(
        label=_("Iniciar del plan del año anterior"),
        required=False,
        help_text=_(
            "Trae sus actividades con las fechas de este año, su meta, sus condiciones y los "
            "servicios que todavía no se publicaron."
        ),
    )
    post = forms.CharField(
        label=_("Cargo que responde por las actividades"),
        required=False,
        max_length=200,
        help_text=_("De la unidad que elabora el plan. Después puede cambiarse en cada actividad."),
    )


class OfPlanForm(BackingForm):
    """A row of a plan: the plan is chosen once, among the entity's own."""

    fixed: tuple[str, ...] = ("plan",)
    own: tuple[str, ...] = ("plan",)
    wants_open = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "plan" in self.fields and not self.is_edit:
            plans: Any = self.fields["plan"].queryset.select_related("entity")
            self.fields["plan"].queryset = plans.filter(is_open=True) if self.wants_open else plans


class ListedForm(OfPlanForm):
    register = Register.LISTED
    fixed = ("plan", "service")
    own = ("plan", "service")
    only_on_edit = ("reason", "in_force")
    wants_open = True


class StageForm(OfPlanForm):
    register = Register.STAGES
    units = ("unit",)
    only_on_edit = ("reason", "in_force")
    wants_open = True


class NoteForm(BackingForm):
    register = Register.NOTES
    own = ("stage",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = self.fields["stage"].queryset.select_related("plan__entity")


class TickForm(OfPlanForm):
    register = Register.TICKS


class MeetingForm(OfPlanForm):
    register = Register.MEETINGS


class AssistanceForm(BackingForm):
    register = Register.ASSISTANCE
    fixed = ("process",)
    own = ("process",)


class SignForm(BackingForm):
    register = Register.SIGNATURES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = promises(self.entity_ids())
        field = self.fields["commitment"]
        titles = {one.page_id: f"{one.service_title} · {one.title}" for one in found}
        field.queryset = CommitmentPage.objects.filter(pk__in=titles).order_by("path")
        field.label_from_instance = lambda page: titles.get(page.pk, page.title)
