"""What the registers of this room add to those of ``entities``: prefilled forms, own numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from agreements.selectors.promises import Promise, promises
from entities.access import keepable_entity_ids
from entities.admin.base import RegisterAdmin, SeenRowsFilter
from entities.admin.forms import RegisterForm
from entities.admin.permissions import RegisterPermissionHelper
from entities.admin.views import RegisterCreateView
from entities.models import Entity, OrganizationalUnit
from entities.numbers import SpanishDecimalField

OWN_ENTITIES = ("entity", SeenRowsFilter)
REASON = FieldPanel("reason", heading=_("Motivo del cambio"))


class BackingForm(RegisterForm):
    """A form that offers only things of the person's own entities."""

    only_on_edit = ("reason",)
    only_on_create: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """Fields that choose a row of this room, or a service."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register = type(self).register
        if self.is_edit:
            for name in self.only_on_create:
                self.fields.pop(name, None)
        for name in self.units:
            self.offer_units(name, OrganizationalUnit.objects.all())
        for name in self.own:
            self._offer_own(name)
        self._numbers()

    def entity_ids(self) -> Iterable[int] | None:
        """Whose things are offered: of the row's own entity, or of those the person keeps."""
        if self.is_edit:
            return [self.instance.entity_id]
        return keepable_entity_ids(self.for_user, self.register)

    @cached_property
    def promises(self) -> list[Promise]:
        """Commitments whose factors and indicators can be chosen."""
        return promises(self.entity_ids())

    def entity_of(self, uuid: str) -> int:
        """The entity of a factor or an indicator that the form offered."""
        return next(
            promise.entity_id
            for promise in self.promises
            for named in (*promise.factors, *promise.indicators)
            if named.uuid == uuid
        )

    def _offer_own(self, name: str) -> None:
        field = self.fields.get(name)
        if field is None:
            return
        ids = self.entity_ids()
        model = field.queryset.model
        if ids is not None:
            if any(one.name == "entity" for one in model._meta.fields):
                field.queryset = field.queryset.filter(entity_id__in=ids)
            else:
                field.queryset = field.queryset.filter(pk__in=_services_of(ids))

    def _numbers(self) -> None:
        """Numbers read as people here write them (``entities.numbers``)."""
        for name, field in list(self.fields.items()):
            if isinstance(field, forms.DecimalField) and not isinstance(field, SpanishDecimalField):
                self.fields[name] = SpanishDecimalField(
                    label=field.label,
                    required=field.required,
                    help_text=field.help_text,
                    max_digits=field.max_digits,
                    decimal_places=field.decimal_places,
                    initial=field.initial,
                )


def _services_of(entity_ids: Iterable[int]) -> list[int]:
    from carta_pages.models import CartaPage, ServicePage

    condition = CartaPage.objects.filter(entity_id__in=list(entity_ids))
    found: list[int] = []
    for carta in condition:
        found += ServicePage.objects.child_of(carta).values_list("pk", flat=True)
    return found


def own_entity(entity_id: int) -> Entity:
    """The entity of what was chosen."""
    return Entity.objects.get(pk=entity_id)


class PrefilledCreateView(RegisterCreateView):
    """The form with what the checklist's link already knows."""

    def get_initial(self) -> dict[str, Any]:
        wanted = self.model_admin.prefilled
        given = {name: self.request.GET.get(name, "") for name in wanted}
        found = {name: value for name, value in given.items() if value}
        return {
            name: [value] if name in self.model_admin.prefilled_lists else value
            for name, value in found.items()
        }


class BackingAdmin(RegisterAdmin):
    """A register of this room: its form asks, one service writes (``writes``)."""

    create_view_class = PrefilledCreateView
    prefilled: tuple[str, ...] = ()
    """Fields that a link may fill in."""
    prefilled_lists: tuple[str, ...] = ()


class NotWrittenHere(RegisterPermissionHelper):
    """Rows that no form opens: they come from an act elsewhere."""

    def user_can_create(self, user: Any) -> bool:
        return False


class NotCorrected(RegisterPermissionHelper):
    """Rows that stand as they were written."""

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return False
