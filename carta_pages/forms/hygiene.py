"""What every form of the editor does to its fields, pages and rows alike."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from carta_pages.forms.fields import RegisterChoiceField
from carta_pages.forms.scope import EntityScope
from carta_pages.forms.widgets import YesNoSelect
from entities.numbers import SpanishDecimalField
from entities.sanitize import one_line, plain
from entities.typed_dates import leave_as_typed

MAX_TEXT = 5000
"""Longest paragraph in characters: a carta is read by citizens (R223); our rule [I]."""


class TidyFormMixin:
    """Spanish numbers, clean text, choices of the page's own entity."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    instance: models.Model

    def tidy_fields(self, scope: EntityScope) -> None:
        """Replace the fields that Django would offer too widely or read wrongly."""
        for name, field in list(self.fields.items()):
            source = self._model_field(name)
            if isinstance(source, models.DecimalField):
                self.fields[name] = SpanishDecimalField(
                    required=field.required,
                    label=field.label,
                    help_text=field.help_text,
                    max_digits=source.max_digits,
                    decimal_places=source.decimal_places,
                )
            elif isinstance(source, models.DateField):
                leave_as_typed(field)
            elif isinstance(source, models.BooleanField) and source.null:
                field.widget = YesNoSelect(attrs=field.widget.attrs)
            elif isinstance(source, models.ForeignKey):
                self._limit_reference(name, field, source, scope)

    def _limit_reference(
        self, name: str, field: forms.Field, source: models.ForeignKey, scope: EntityScope
    ) -> None:
        from wagtail.documents.models import AbstractDocument
        from wagtail.images.models import AbstractImage

        remote = source.remote_field.model
        if scope.knows(remote._meta.label_lower):
            current_id = getattr(self.instance, source.attname, None)
            current = getattr(self.instance, name, None) if current_id else None
            self.fields[name] = RegisterChoiceField(
                scope.register_rows(remote._meta.label_lower, current),
                group_for=scope.group_of,
                required=field.required,
                label=field.label,
                help_text=field.help_text,
            )
        elif issubclass(remote, AbstractDocument | AbstractImage):
            field.queryset = scope.files(remote, getattr(self.instance, source.attname, None))  # type: ignore[attr-defined]

    def _model_field(self, name: str) -> models.Field | None:
        try:
            return self.instance._meta.get_field(name)  # type: ignore[return-value]
        except FieldDoesNotExist:
            return None

    def tidy_text(self) -> None:
        """Store what a reader sees: no control characters, no invisible text, no overlong text."""
        for name, value in list(self.cleaned_data.items()):
            field = self.fields.get(name)
            if not isinstance(value, str) or not isinstance(field, forms.CharField):
                continue
            if isinstance(field, forms.URLField | forms.EmailField | forms.SlugField):
                continue
            long = isinstance(self._model_field(name), models.TextField)
            kept = plain(value) if long else one_line(value)
            if long and len(kept) > MAX_TEXT:
                self.add_error(  # type: ignore[attr-defined]
                    name,
                    _("El texto tiene %(length)d caracteres; el máximo es %(max)d.")
                    % {"length": len(kept), "max": MAX_TEXT},
                )
                continue
            self.cleaned_data[name] = kept
