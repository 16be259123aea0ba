"""Widgets that leave alone what a person typed, and ask where nothing was chosen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput


class PatientDateInput(AdminDateInput):
    """Wagtail's calendar without its habit of replacing a date that does not exist.

    On leaving the field its script turns «31/02» into the third of March and a word into
    today; here what was typed reaches the server, which refuses it beside the field.
    """

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False}


class YesNoSelect(forms.NullBooleanSelect):
    """Yes, no, or not answered yet."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.choices = (("unknown", _("Elija…")), ("true", _("Sí")), ("false", _("No")))
