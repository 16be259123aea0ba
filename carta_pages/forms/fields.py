"""Form fields that offer only what belongs to the page at hand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class RegisterChoiceField(forms.ChoiceField):
    """One row of a register, chosen from a list loaded once for the whole form.

    Django's own field asks the database once per row and per field; a commitment with twenty
    rows would ask two hundred times.

    Args:
        rows: the rows of the page's own entity that may be chosen.
        group_for: heading under which a row is listed; empty for the rows that come first.
    """

    default_error_messages = {
        "invalid_choice": _("Esta opción no pertenece a la entidad o ya no está disponible."),
    }

    def __init__(
        self,
        rows: Iterable[models.Model],
        group_for: Callable[[models.Model], str] = lambda row: "",
        **kwargs: Any,
    ) -> None:
        self._rows = {str(row.pk): row for row in rows}
        groups: dict[str, list[tuple[str, str]]] = {"": []}
        for pk, row in self._rows.items():
            groups.setdefault(group_for(row), []).append((pk, str(row)))
        first = groups.pop("")
        super().__init__(choices=[("", "---------"), *first, *groups.items()], **kwargs)

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

    Args:
        rows: (uuid, name) of the rows that may be chosen.
        when_none: what the empty choice says while there is no row.
    """

    default_error_messages = {"invalid_choice": _("Elija una fila de la lista.")}

    def __init__(
        self, rows: Sequence[tuple[str, str]], when_none: str | Promise = "", **kwargs: Any
    ) -> None:
        empty = "---------" if rows or not when_none else when_none
        super().__init__(choices=[("", empty), *rows], **kwargs)

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
