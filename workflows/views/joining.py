"""The invited person's own screen: choose a password, once. Nobody is signed in yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View
from wagtail.admin import messages

from entities.errors import RuleViolation
from entities.names import name_of
from entities.services import invitation_links, invitations
from workflows.services import invitation_mail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class JoiningForm(SetPasswordForm):
    """Django's form, in our words."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _l("Su contraseña")
        self.fields["new_password1"].widget = forms.PasswordInput(
            attrs={"autocomplete": "new-password"}
        )
        self.fields["new_password2"].label = _l("La misma contraseña, otra vez")

    def validate_password_for_user(self, user: Any, password_field_name: str = "") -> None:
        """What the rules say of a password stands beside where it was typed first."""
        super().validate_password_for_user(user, "new_password1")


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class AcceptView(View):
    """Used, expired, taken back, mistyped and invented links get one and the same answer."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, uuid: Any, token: str) -> HttpResponse:
        invitation = invitation_links.find(uuid, token)
        if invitation is None:
            return self._gone(request)
        return self._shown(request, invitation, JoiningForm(invitation.user))

    def post(self, request: HttpRequest, uuid: Any, token: str) -> HttpResponse:
        invitation = invitation_links.find(uuid, token)
        if invitation is None:
            return self._gone(request)
        form = JoiningForm(invitation.user, request.POST)
        if form.is_valid():
            try:
                person = invitations.accept(uuid, token, form.cleaned_data["new_password1"])
                invitation_mail.settle(person.pk)
            except RuleViolation as violation:
                violation.add_to_form(form)
            else:
                messages.success(request, _("Su cuenta está lista: ingrese con su contraseña."))
                return redirect("wagtailadmin_login")
        # Another tab, or whoever invited, may have ended it in the meantime.
        invitation = invitation_links.find(uuid, token)
        if invitation is None:
            return self._gone(request)
        return self._shown(request, invitation, form, status=400)

    def _shown(
        self, request: HttpRequest, invitation: Any, form: Any, status: int = 200
    ) -> HttpResponse:
        held = invitation_links.live_assignments(invitation.user_id, invitation.entity_id)
        name = name_of(invitation.user)
        context = {"invitation": invitation, "name": name, "form": form, "held": held}
        return self._private(
            TemplateResponse(request, "workflows/staff/join.html", context, status=status)
        )

    def _gone(self, request: HttpRequest) -> HttpResponse:
        return self._private(
            TemplateResponse(request, "workflows/staff/join_gone.html", status=404)
        )

    @staticmethod
    def _private(response: HttpResponse) -> HttpResponse:
        """The address holds a secret: what is opened from here learns the site, not the path.

        Not «no-referrer»: with it browsers hide the origin of the form, and Django refuses it.
        """
        response.headers["Referrer-Policy"] = "strict-origin"
        return response
