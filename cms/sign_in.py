"""The form through which people enter."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm


class SignInForm(LoginForm):
    """Wagtail's form with the labels it leaves to the names of the fields, in English."""

    password = forms.CharField(
        label=_("Contraseña"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={"placeholder": _("Escriba su contraseña"), "autocomplete": "current-password"}
        ),
    )
