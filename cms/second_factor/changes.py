"""Changes of one's own second factor: each asks first for the password and a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cms.second_factor import attempts, services
from cms.second_factor.forms import ConfirmForm
from cms.second_factor.sessions import factor_changed
from cms.second_factor.views import (
    REFUSED,
    EnrolView,
    FactorScreen,
    FactorView,
    codes_shown,
    refuse,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ConfirmedView(FactorView):
    """A change that asks first for the password and a code."""

    heading: Any = ""
    lead: Any = ""
    verb: Any = ""
    is_danger = False

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.closed() or self._asked(ConfirmForm(recovery=self.recovery))

    def post(self, request: HttpRequest) -> HttpResponse:
        if closed := self.closed():
            return closed
        form = ConfirmForm(request.POST, recovery=self.recovery)
        status = REFUSED
        if form.is_valid():
            typed = form.cleaned_data
            answer = attempts.confirm(
                request.user, typed["password"], typed["code"], recovery=self.recovery
            )
            if answer.accepted:
                return self.carry_out()
            status = refuse(form, answer, _("La contraseña o el código no son correctos."))
        return self._asked(form, status)

    def closed(self) -> HttpResponse | None:
        """Where to go instead; None when the change may be asked for.

        Raises:
            Refused: this person does not make this change.
        """
        return None if self.request.user.has_second_factor else redirect("carta_factor:index")

    def _asked(self, form: ConfirmForm, status: int = 200) -> HttpResponse:
        return self.shown(
            "confirm",
            status,
            form=form,
            page_title=self.heading,
            heading=self.heading,
            lead=self.lead,
            verb=self.verb,
            is_danger=self.is_danger,
            breadcrumbs_items=FactorScreen.TRAIL,
            header_icon="lock",
        )

    def carry_out(self) -> HttpResponse:
        """What was asked for, now that it is known who asks."""
        raise NotImplementedError


class ReplaceView(ConfirmedView):
    """«Cambiar de teléfono»."""

    heading = _l("Cambiar de teléfono o de aplicación")
    lead = _l("Al activar el nuevo, el anterior y sus códigos de recuperación dejan de servir.")
    verb = _l("Continuar")

    def carry_out(self) -> HttpResponse:
        view = EnrolView()
        view.setup(self.request)
        return view.offering(services.offer(self.request.user, replaces=True))


class RenewCodesView(ConfirmedView):
    """«Nuevos códigos de recuperación»."""

    heading = _l("Nuevos códigos de recuperación")
    lead = _l("Los anteriores, usados o no, dejan de servir.")
    verb = _l("Ver códigos nuevos")

    def carry_out(self) -> HttpResponse:
        return codes_shown(self, services.renew_recovery_codes(self.request.user))


class RemoveView(ConfirmedView):
    """«Quitar el segundo factor», for those who may be without."""

    heading = _l("Quitar el segundo factor")
    lead = _l("Desde entonces bastará la contraseña. Sus otras sesiones abiertas se cierran.")
    verb = _l("Quitar el segundo factor")
    is_danger = True

    def closed(self) -> HttpResponse | None:
        services.check_may_be_without(self.request.user)
        return super().closed()

    def carry_out(self) -> HttpResponse:
        services.remove(self.request.user)
        factor_changed(self.request, self.request.user)
        messages.success(self.request, _("Se quitó el segundo factor de su cuenta."))
        return redirect("carta_factor:index")
