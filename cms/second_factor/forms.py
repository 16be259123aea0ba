"""What a person types: a code, or a password and a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeInput(forms.TextInput):
    """A field that comes back empty: a code is of no use twice, and belongs in no page."""

    def format_value(self, value: Any) -> None:
        return None


class CodeForm(forms.Form):
    """The six digits that the application shows; or, without the phone, a recovery code.

    Args:
        recovery: whether the second is asked for.
        is_focused: whether the code is all that the screen asks for: one types on arrival.
    """

    code = forms.CharField(
        label=_("Código de seis cifras"),
        max_length=40,
        widget=CodeInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Escriba el código.")},
    )

    def __init__(self, *args: Any, recovery: bool = False, is_focused: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_focused:
            self.fields["code"].widget.attrs["autofocus"] = True
        if recovery:
            field = self.fields["code"]
            field.label = _("Código de recuperación")
            field.help_text = _("Uno de los diez que guardó al activarlo. Sirve una sola vez.")
            field.widget.attrs.update(autocomplete="off", inputmode="text")


class ConfirmForm(CodeForm):
    """Password and code, before a change of the factor."""

    password = forms.CharField(
        label=_("Su contraseña"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Escriba su contraseña.")},
    )
    field_order = ["password", "code"]


class EnrolForm(CodeForm):
    """The first code of a key that the screen shows."""

    offer = forms.CharField(max_length=1000, widget=forms.HiddenInput)
