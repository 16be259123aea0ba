"""Enrol, give the code, see how it stands: each person with their own second factor.

Nothing here runs in the request's transaction: a wrong code must be counted though its answer is
a refusal, and a password's slow hash must not hold the one place where SQLite writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import View

from cms.second_factor import attempts, codes, holders, sealing, services
from cms.second_factor.forms import CodeForm, EnrolForm
from cms.second_factor.rules import Standing
from cms.second_factor.sessions import (
    factor_changed,
    is_verified,
    must_have,
    passed,
    standing_of,
    why_not_without,
)
from workflows.views.base import Screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

REFUSED, CLOSED = 400, 429
RECOVERY = "recuperacion"


@method_decorator(
    [never_cache, sensitive_post_parameters(), transaction.non_atomic_requests], name="dispatch"
)
class FactorView(View):
    """What the screens share: nothing of them is kept by a cache or told in an error report."""

    http_method_names = ["get", "head", "post"]

    @property
    def recovery(self) -> bool:
        """Whether the person is without the phone."""
        return RECOVERY in self.request.GET

    def next_url(self) -> str:
        """Where they were going, if it is of this site; else home."""
        asked = self.request.POST.get("next") or self.request.GET.get("next") or ""
        own = url_has_allowed_host_and_scheme(
            asked,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )
        return asked if own else reverse("wagtailadmin_home")

    def shown(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A screen."""
        context = {"next": self.next_url(), "recovery": self.recovery, **context}
        return TemplateResponse(
            self.request, f"cms/second_factor/{template}.html", context, status=status
        )


def refuse(form: CodeForm, answer: attempts.Answer, wrong: str) -> int:
    """Say in the form why not; answers the status. Wrong, spent and shapeless read alike."""
    if answer.closed_until is None:
        form.add_error("code", wrong)
        return REFUSED
    form.add_error(
        "code",
        _("Hubo demasiados códigos equivocados. Podrá intentar otra vez a las %s.")
        % date_format(localtime(answer.closed_until), "H:i"),
    )
    return CLOSED


class VerifyView(FactorView):
    """The code, after the password and before anything else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if self._is_done():
            return HttpResponseRedirect(self.next_url())
        return self.shown("verify", form=CodeForm(recovery=self.recovery, is_focused=True))

    def post(self, request: HttpRequest) -> HttpResponse:
        if self._is_done():
            return HttpResponseRedirect(self.next_url())
        form = CodeForm(request.POST, recovery=self.recovery, is_focused=True)
        status = REFUSED
        if form.is_valid():
            check = attempts.check_recovery_code if self.recovery else attempts.check_code
            answer = check(request.user, form.cleaned_data["code"])
            if answer.accepted:
                passed(request, request.user)
                self._tell_codes_left()
                return HttpResponseRedirect(self.next_url())
            status = refuse(form, answer, _("El código no es correcto o ya se usó."))
        return self.shown("verify", status, form=form)

    def _is_done(self) -> bool:
        user = self.request.user
        return not user.has_second_factor or is_verified(self.request, user)

    def _tell_codes_left(self) -> None:
        if self.recovery:
            left = holders.codes_left(self.request.user)
            text = ngettext(
                "Usó un código de recuperación; le queda %d. Si perdió el teléfono, cambie su "
                "segundo factor en «Cuenta».",
                "Usó un código de recuperación; le quedan %d. Si perdió el teléfono, cambie su "
                "segundo factor en «Cuenta».",
                left,
            )
            messages.warning(self.request, text % left)


class EnrolView(FactorView):
    """A new key, drawn and in letters, confirmed by its first code; then the recovery codes."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.has_second_factor:
            return redirect("carta_factor:index")
        return self.offering(services.offer(request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        form = EnrolForm(request.POST)
        offered = sealing.open_offer(user, request.POST.get("offer", ""))
        if offered is None or not services.is_current(user, offered):
            messages.warning(request, self._why_stale())
            return redirect("carta_factor:enrol")
        if form.is_valid():
            recovery_codes = services.enrol(user, offered, form.cleaned_data["code"])
            if recovery_codes is not None:
                factor_changed(request, user)
                return codes_shown(self, recovery_codes)
            form.add_error("code", _("El código no es correcto. Escriba el que ve ahora."))
        return self.offering(offered, form, REFUSED)

    def _why_stale(self) -> str:
        """What to tell whoever sends the screen again: reloading the codes does, for one."""
        if self.request.user.has_second_factor:
            return _(
                "Esa pantalla ya no vale: su segundo factor está activo. Si no guardó los códigos "
                "de recuperación, pida otros aquí."
            )
        return _("Esa pantalla ya no vale: empiece otra vez con la que ve ahora.")

    def offering(
        self, offered: sealing.Offer, form: EnrolForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The key to be scanned or copied; the same one again after a mistake."""
        user = self.request.user
        uri = codes.address(offered.secret, user.get_username(), settings.WAGTAIL_SITE_NAME)
        if form is None:
            form = EnrolForm(initial={"offer": sealing.seal_offer(user, offered)})
        return self.shown(
            "enrol",
            status,
            form=form,
            drawing=codes.drawing(uri),
            uri=uri,
            key_groups=codes.grouped(codes.in_letters(offered.secret)),
            why=must_have(user),
            replaces=offered.replaces,
            may_leave=standing_of(self.request, user) is not Standing.ENROL,
        )


def codes_shown(view: FactorView, recovery_codes: list[str]) -> HttpResponse:
    """The recovery codes, this once."""
    account = view.request.user.get_username()
    title = _("Códigos de recuperación de Carta para la cuenta %s") % account
    note = _("Cada uno sirve una sola vez.")
    text = "\n".join([title, note, "", *recovery_codes, ""])
    return view.shown("codes", recovery_codes=recovery_codes, text=text, account=account)


@method_decorator(never_cache, name="dispatch")
class FactorScreen(Screen):
    """How one's own second factor stands and what may be done with it."""

    http_method_names = ["get", "head", "options"]
    template_name = "cms/second_factor/index.html"
    header_icon = "lock"
    ACCOUNT = {"url": reverse_lazy("wagtailadmin_account"), "label": _l("Cuenta")}
    breadcrumbs_items = [Screen.HOME, ACCOUNT]
    TRAIL = [
        *breadcrumbs_items,
        {"url": reverse_lazy("carta_factor:index"), "label": _l("Segundo factor")},
    ]

    def get_page_title(self) -> str:
        return _("Segundo factor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user = self.request.user
        context["has_factor"] = user.has_second_factor
        context["why"] = must_have(user)
        context["may_remove"] = not why_not_without(user)
        context["codes_left"] = holders.codes_left(user) if user.has_second_factor else 0
        return context
