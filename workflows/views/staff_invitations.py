"""Invitations of the staff screen: each act is one call of a service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from entities import staff
from entities.models import Invitation
from entities.names import name_of
from entities.services import invitations
from entities.staff_rules import person_problems
from workflows.screens import staff_forms
from workflows.screens.staff import Place
from workflows.views.staff import StaffForm, person_url, refuse_if


class InviteView(StaffForm):
    """«Invitar a una persona»."""

    form_class = staff_forms.InviteForm
    verb = _l("Enviar la invitación")
    lead = _l(
        "Se crea su cuenta, cerrada, y se le envía una dirección de un solo uso con la que "
        "elige su contraseña. Si ya tiene cuenta, recibe el rol y un aviso. Usted nunca ve "
        "ni fija contraseñas."
    )

    def get_page_title(self) -> str:
        return _("Invitar a una persona")

    def form_values(self) -> dict[str, Any]:
        return self.offered()

    def carry_out(self, form: Any) -> str:
        values = form.values()
        given, invitation = invitations.invite(
            self.request.user, self.place.entity, values.pop("role"), **values
        )
        name = name_of(given.user)
        if invitation is None:
            return _("%s ya tenía cuenta: recibió el rol y un aviso.") % name
        return _("Se envió la invitación a %s.") % given.user.email


class InvitationView(StaffForm):
    """An act on one invitation."""

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation, of a place the person manages.

        Raises:
            Http404: foreign or unknown.
        """
        found = staff.invitation_of(self.manager, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def place(self) -> Place:
        """Where it is for, whatever the address says."""
        return Place(self.invitation.entity)

    def ready(self) -> None:
        row = self.invitation
        refuse_if(person_problems(self.manager, user_id=row.user_id, entity_id=row.entity_id))

    def done_url(self) -> str:
        return person_url(self.place, self.invitation.user_id)


class SendAgainView(InvitationView):
    """«Reenviar»: the link before opens nothing any more."""

    form_class = forms.Form
    verb = _l("Enviar otra invitación")
    lead = _l("Llegará otra dirección, con un plazo nuevo; la anterior deja de servir.")

    def get_page_title(self) -> str:
        return _("Reenviar la invitación a %s") % name_of(self.invitation.user)

    def carry_out(self, form: Any) -> str:
        invitations.send_again(self.request.user, self.invitation)
        return _("Se envió otra invitación a %s.") % self.invitation.user.email


class CancelView(InvitationView):
    """«Anular»."""

    form_class = staff_forms.CancelForm
    verb = _l("Anular la invitación")
    is_danger = True
    lead = _l(
        "La dirección enviada deja de servir y los roles que esperaban a la persona en esta "
        "entidad quedan sin efecto. Si escribió mal el correo, anule e invite de nuevo."
    )

    def get_page_title(self) -> str:
        return _("Anular la invitación a %s") % name_of(self.invitation.user)

    def carry_out(self, form: Any) -> str:
        invitations.cancel(self.request.user, self.invitation, reason=form.cleaned_data["reason"])
        return _("Se anuló la invitación.")
