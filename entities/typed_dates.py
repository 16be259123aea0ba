"""Dates as people type them: what they wrote stays, and what is no date is refused beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

NO_SUCH_DATE = _("Escriba una fecha que exista, con día, mes y año: 31/12/2027.")


class PatientDateInput(AdminDateInput):
    """Wagtail's calendar without its habit of replacing what it cannot read.

    On leaving the field its script turns «31/02» into the third of March, and a word or a date
    like «2027-12-31» into today; here what was typed reaches the server, which reads it
    or refuses it beside the field.
    """

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False}


def leave_as_typed(field: forms.Field) -> None:
    """Make a field with Wagtail's calendar a patient one.

    Args:
        field: of a form at hand; one without that calendar stays as it is.
    """
    if not isinstance(field.widget, AdminDateInput):
        return
    field.widget = PatientDateInput(attrs=field.widget.attrs)
    field.error_messages["invalid"] = NO_SUCH_DATE
