"""A field that keeps several values of one vocabulary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """A tuple of values of one vocabulary, in the order of the vocabulary.

    A tuple, because Wagtail's comparison looks values up in a dictionary, and in vocabulary
    order, so that ticking the same boxes in another order is not a change.
    """

    default_error_messages = {
        "not_listed": _("«%(value)s» no es una opción de esta lista."),
        "not_a_list": _("Se esperaba una lista de opciones."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", tuple)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Labels are no business of the database: a new option needs no migration."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> tuple[str, ...]:
        return tuple(super().from_db_value(value, expression, connection) or ())

    def to_python(self, value: Any) -> tuple[str, ...]:
        if value in (None, ""):
            return ()
        if not isinstance(value, list | tuple):
            raise ValidationError(self.error_messages["not_a_list"], code="not_a_list")
        chosen = {str(member) for member in value}
        listed = [str(option) for option, _label in self.flatchoices]
        return tuple(option for option in listed if option in chosen) + tuple(
            sorted(chosen - set(listed))
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Every member must be an option; an empty list is a draft's business."""
        listed = {str(option) for option, _label in self.flatchoices}
        for member in value or ():
            if member not in listed:
                raise ValidationError(
                    self.error_messages["not_listed"], code="not_listed", params={"value": member}
                )

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(list(value or ()))

    def value_to_string(self, obj: models.Model) -> list[str]:  # type: ignore[override]
        # A revision stores the value as JSON, not as text.
        return list(self.value_from_object(obj) or ())

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, **kwargs)

        def display(instance: models.Model) -> str:
            labels = dict(self.flatchoices)
            return ", ".join(str(labels.get(v, v)) for v in getattr(instance, name) or ())

        setattr(cls, f"get_{name}_display", display)

    def formfield(self, **kwargs: Any) -> forms.Field:  # type: ignore[override]
        """Boxes to tick, all visible: a citizen's vocabulary is short."""
        options: dict[str, Any] = {
            "choices": self.flatchoices,
            "required": not self.blank,
            "label": capfirst(str(self.verbose_name)),
            "help_text": self.help_text,
            "widget": forms.CheckboxSelectMultiple,
        }
        options.update({k: v for k, v in kwargs.items() if k in {"widget", "label", "help_text"}})
        return _ChoiceListFormField(self, **options)


class _ChoiceListFormField(forms.MultipleChoiceField):
    def __init__(self, model_field: ChoiceListField, **kwargs: Any) -> None:
        self._model_field = model_field
        super().__init__(**kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        return self._model_field.to_python(super().clean(value))
