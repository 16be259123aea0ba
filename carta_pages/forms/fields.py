"""Form fields that offer only what belongs to the page at hand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterChoiceField(forms.ChoiceField):
    """One row of a register, chosen from a list loaded once for the whole form.

    Django's own field asks the database once per row and per field; a commitment with twenty
    rows would ask two hundred times.

    Args:
        rows: the rows of the page's own entity that may be chosen.
        label_for: how a row is written.
    """

    default_error_messages = {
        "invalid_choice": _("Esta opción no pertenece a la entidad o ya no está disponible."),
    }

    def __init__(self, rows: Iterable[models.Model], **kwargs: Any) -> None:
        self._rows = {str(row.pk): row for row in rows}
        choices = [("", "---------"), *((pk, str(row)) for pk, row in self._rows.items())]
        super().__init__(choices=choices, **kwargs)

    def to_python(self, value: Any) -> models.Model | None:
        if value in self.empty_values:
            return None
        try:
            return self._rows[str(value)]
        except KeyError:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "pk", value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(self.prepare_value(data) or "")


class RowReferenceField(forms.ChoiceField):
    """The ``uuid`` of another row, shown by its name.

    Membership is settled by the page form, which knows the rows that survive the save.
    """

    default_error_messages = {"invalid_choice": _("Elija una fila de la lista.")}

    def __init__(self, rows: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(choices=[("", "---------"), *rows], **kwargs)

    def to_python(self, value: Any) -> uuid.UUID | None:
        if value in self.empty_values:
            return None
        try:
            return uuid.UUID(str(value))
        except ValueError:
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            ) from None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def prepare_value(self, value: Any) -> Any:
        return str(value) if value else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)
