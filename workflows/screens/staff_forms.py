"""What must be said on the staff screen. The services ask everything again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from entities import clock, staff
from entities.models import Entity, OrganizationalUnit
from entities.rules import MAX_REASON, reason_problems
from entities.services.roles import wanted_problems
from entities.services.staff import new_problems
from entities.vocabulary import Capacity, Role
from workflows.form_fields import LongText, PlainText, date_field
from workflows.identifiers import identifier

NOW, ON_DAY = "ahora", "dia"


def _reason() -> LongText:
    return LongText(
        label=_("Motivo"),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Queda en el historial de la persona, con el nombre de usted."),
    )


class UnitsField(forms.ModelMultipleChoiceField):
    """Units of one entity that are in force; any other is an unknown one."""

    def __init__(self, entity: Entity | None, **kwargs: Any):
        units = OrganizationalUnit.objects.none()
        if entity is not None:
            units = staff.units_in_force(entity)
        kwargs.setdefault("required", False)
        super().__init__(
            units,
            label=_("Unidades"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Solo para los roles de unidad y de nivel desconcentrado. Sin marcar ninguna, "
                "el rol vale para toda la entidad."
            ),
            error_messages={"invalid_choice": _("Hay unidades que no son de esta entidad.")},
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        """The units.

        Raises:
            ValidationError: one is unknown; also a number that no database would look for.
        """
        if isinstance(value, (list, tuple)) and None in map(identifier, value):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().clean(value)


class GiveForm(forms.Form):
    """A role: which, in what capacity, with what document, from when to when."""

    def __init__(self, *args: Any, entity: Entity | None, roles: tuple[Role, ...], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.entity = entity
        self.fields["role"] = forms.ChoiceField(
            label=_("Rol"), choices=[("", _("Elija un rol")), *((r.value, r.label) for r in roles)]
        )
        if entity is not None:
            self.fields["units"] = UnitsField(entity)
        self.fields["capacity"] = forms.ChoiceField(
            label=_("Calidad en que actúa"),
            choices=Capacity.choices,
            initial=Capacity.TITULAR,
            help_text=_("Quien actúa en lugar de otra persona necesita documento."),
        )
        self.fields["document"] = PlainText(
            label=_("Documento"),
            max_length=160,
            required=False,
            help_text=_("Acción de personal u oficio de delegación, con su número."),
        )
        self.fields["post"] = PlainText(label=_("Cargo"), max_length=160)
        self.fields["office"] = PlainText(
            label=_("Dependencia que se muestra al público"),
            max_length=200,
            required=False,
            help_text=_("Así firma en las páginas públicas; nunca su nombre."),
        )
        self.fields["starts_on"] = date_field(_("Desde"))
        self.fields["starts_on"].initial = clock.today()
        self.fields["ends_on"] = date_field(_("Último día"), required=False)
        self.fields["ends_on"].help_text = _(
            "Obligatorio en una subrogación o una delegación; en lo demás puede quedar vacío."
        )
        self.fields["reason"] = _reason()

    def clean(self) -> dict[str, Any]:
        """What the rules would refuse, said beside what is missing: nobody is sent back twice.

        A form without errors is left to the service, which asks all of it again.
        """
        cleaned = super().clean() or {}
        if self.errors and cleaned.get("role") and cleaned.get("starts_on"):
            values = {**cleaned, "units": list(cleaned.get("units") or ())}
            role = values.pop("role")
            for problem in (
                *new_problems(role, values),
                *wanted_problems(None, role, self.entity, values),
                *reason_problems(values.get("reason", "")),
            ):
                if problem.field in self.fields and problem.field not in self.errors:
                    self.add_error(problem.field, str(problem.message))
        return cleaned

    def values(self) -> dict[str, Any]:
        """As the services take them."""
        found = dict(self.cleaned_data)
        found["units"] = list(found.get("units") or ())
        return found


class InviteForm(GiveForm):
    """The same, to somebody known by an address."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        given = self.fields
        self.fields = {
            "email": forms.EmailField(
                label=_("Correo institucional"),
                max_length=150,
                help_text=_("A esta dirección llega la invitación; también será su cuenta."),
            ),
            "first_name": PlainText(label=_("Nombres"), max_length=150),
            "last_name": PlainText(label=_("Apellidos"), max_length=150),
            **given,
        }


class RenameForm(forms.Form):
    """The right name, and why the other one was not."""

    first_name = PlainText(label=_("Nombres"), max_length=150)
    last_name = PlainText(label=_("Apellidos"), max_length=150)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reason()


class RescopeForm(forms.Form):
    """The units a role is limited to from today."""

    def __init__(self, *args: Any, entity: Entity | None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["units"] = UnitsField(entity)
        self.fields["reason"] = _reason()


class RenewForm(forms.Form):
    """Until when, and what says so."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ends_on"] = date_field(_("Nuevo último día"))
        self.fields["document"] = PlainText(
            label=_("Documento que lo respalda"),
            max_length=160,
            help_text=_(
                "Acción de personal u oficio, con su número; el anterior queda en el historial."
            ),
        )
        self.fields["reason"] = _reason()


class FinishForm(forms.Form):
    """Now, or at the end of a day to come."""

    when = forms.ChoiceField(
        label=_("Cuándo"),
        choices=[
            (NOW, _("Desde este momento: no podrá hacer nada más con este rol")),
            (ON_DAY, _("Al final de un día")),
        ],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    ends_on = date_field(_("Último día"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reason()

    def clean(self) -> dict[str, Any]:
        """A day where a day was asked for."""
        cleaned = super().clean() or {}
        is_open = not cleaned.get("ends_on") and "ends_on" not in self.errors
        if cleaned.get("when") == ON_DAY and is_open:
            self.add_error("ends_on", ValidationError(_("Indique el último día.")))
        return cleaned

    @property
    def last_day(self) -> Any:
        """The day, or None for now."""
        return self.cleaned_data["ends_on"] if self.cleaned_data["when"] == ON_DAY else None


class CancelForm(forms.Form):
    """Why an invitation is taken back."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _reason()
