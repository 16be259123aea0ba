"""A widget that asks where nothing was chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class YesNoSelect(forms.NullBooleanSelect):
    """Yes, no, or not answered yet."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = (("unknown", _("Elija…")), ("true", _("Sí")), ("false", _("No")))
