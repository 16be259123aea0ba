"""The form through which people enter, and the one door that has it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
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


def lead_to_our_door(request: HttpRequest) -> HttpResponse:
    """Wagtail has a bare second sign-in page: whoever comes to it is led to ours.

    Of what came with it only a ``next`` of this site is kept.
    """
    door, after = reverse("wagtailadmin_login"), request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(f"{door}?{urlencode({'next': after})}" if after and is_safe else door)
