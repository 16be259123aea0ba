"""Forms of the registers: they read what was typed; the services judge and write it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from entities import clock
from entities.access import Register, keepable_entity_ids
from entities.models import Entity, OrganizationalUnit
from entities.names import name_and_account
from entities.rules import MAX_REASON
from entities.typed_dates import leave_as_typed


class ReasonField(forms.CharField):
    """Why; it stays in the history."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("motivo"))
        kwargs.setdefault("help_text", _("Quedará en el historial junto a su nombre y la fecha."))
        kwargs.setdefault("max_length", MAX_REASON)
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class RegisterForm(WagtailAdminModelForm):
    """A form that never touches its instance: the service gets plain values.

    ``fixed`` fields are chosen once; ``only_on_edit`` fields appear when there is something
    to correct. Entities offered are those whose rows the person may keep.
    """

    register: Enum
    fixed: tuple[str, ...] = ()
    only_on_edit: tuple[str, ...] = ("reason", "closed_on")
    reason = ReasonField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_edit = self.instance.pk is not None
        for field in self.fields.values():
            leave_as_typed(field)
        if self.is_edit:
            for name in self.fixed:
                self.fields[name].disabled = True
        else:
            for name in self.only_on_edit:
                self.fields.pop(name, None)
            for name in {"opened_on", "starts_on"} & set(self.fields):
                self.fields[name].initial = clock.today()
        if "entity" in self.fields:
            self._offer_entities()

    def offered_entities(self) -> QuerySet[Entity]:
        if self.is_edit:
            return Entity.objects.filter(pk=self.instance.entity_id)
        ids = keepable_entity_ids(self.for_user, self.register)
        return Entity.objects.all() if ids is None else Entity.objects.filter(pk__in=ids)

    def _offer_entities(self) -> None:
        """Rows of the whole country are the administrator's: for others an entity is required.

        Most people keep one entity: no empty choice then, nothing to think about.
        """
        field = self.fields["entity"]
        field.queryset = self.offered_entities()
        if self.is_edit:
            return
        if keepable_entity_ids(self.for_user, self.register) is not None:
            field.required = True
        if field.required and field.queryset.count() == 1:
            field.empty_label = None
            field.initial = field.queryset.get().pk

    def offer_units(self, name: str, queryset: QuerySet[OrganizationalUnit]) -> None:
        """Units of the entities in reach; named with their entity when there are several."""
        ids = keepable_entity_ids(self.for_user, self.register)
        field = self.fields[name]
        if self.is_edit and getattr(self.instance, "entity_id", None):
            queryset = queryset.filter(entity_id=self.instance.entity_id)
        elif ids is not None:
            queryset = queryset.filter(entity_id__in=ids)
        field.queryset = queryset.select_related("entity").order_by("entity__short_name", "name")
        field.label_from_instance = lambda unit: f"{unit.entity.short_name} · {unit.name}"

    def _post_clean(self) -> None:
        """Not here: the service checks the model, after the rules and in its transaction."""

    def values(self) -> dict[str, Any]:
        """What the service is to write; the reason and what is fixed go apart."""
        apart = {"reason", *(self.fixed if self.is_edit else ())}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class EntityForm(RegisterForm):
    register = Register.ENTITIES
    fixed = ("slug",)


class UnitForm(RegisterForm):
    register = Register.UNITS
    fixed = ("entity",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = OrganizationalUnit.objects.exclude(pk=self.instance.pk)
        self.offer_units("parent", others)


class TerritoryForm(RegisterForm):
    register = Register.TERRITORY
    fixed = ("entity", "level")


class PointForm(RegisterForm):
    """What is typed here is a proposal; ``reason`` is its note, on a new point too."""

    register = Register.POINTS
    fixed = ("entity",)
    only_on_edit = ("closed_on",)
    reason = ReasonField(
        label=_("motivo del cambio"),
        help_text=_("Lo leerá la unidad de calidad y, si lo confirma, también el público."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_units("unit", OrganizationalUnit.objects.all())


class ClosureForm(RegisterForm):
    """A proposal to close for a while; once confirmed only the last day may change."""

    register = Register.CLOSURES
    fixed = ("point", "starts_on", "public_reason")
    only_on_edit = ("reason",)
    public_reason = forms.CharField(
        label=_("motivo del cierre"),
        max_length=250,
        help_text=_("Se muestra al público tal como lo escriba."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_reason"].initial = self.instance.reason
        points = self.fields["point"]
        ids = keepable_entity_ids(self.for_user, self.register)
        points.queryset = points.queryset.select_related("entity")
        if ids is not None:
            points.queryset = points.queryset.filter(entity_id__in=ids)


class RoleForm(RegisterForm):
    """Give a role; afterwards only post, office, document and the last day change."""

    register = Register.ROLES
    fixed = ("user", "role", "entity", "units", "capacity", "starts_on")
    only_on_edit = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model()._default_manager.order_by("last_name", "first_name")
        user = self.fields["user"]
        user.queryset = people if self.is_edit else people.filter(is_active=True)
        user.label_from_instance = name_and_account
        self.offer_units("units", OrganizationalUnit.objects.all())

    def offered_entities(self) -> QuerySet[Entity]:
        return Entity.objects.all()


class HolidayForm(RegisterForm):
    register = Register.HOLIDAYS
    fixed = ("date", "entity")
    only_on_edit = ("reason", "in_force")


class DecisionForm(forms.Form):
    """Confirm or reject; a rejection says why."""

    CONFIRM, REJECT = "confirmar", "rechazar"

    decision = forms.ChoiceField(
        label=_("Decisión"),
        choices=[(CONFIRM, _("Confirmar: se publica")), (REJECT, _("Rechazar"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        label=_("Motivo"), required=False, help_text=_("Obligatorio para rechazar.")
    )
