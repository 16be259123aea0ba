"""Throwing away a draft that was never sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from workflows import selectors
from workflows.errors import Refused
from workflows.screens.forms import DiscardForm
from workflows.services import drafts
from workflows.verdicts import no
from workflows.views.submission import PageScreen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DiscardView(PageScreen):
    """Throws away a draft that was never sent."""

    template_name = "workflows/discard.html"

    def get_page_title(self) -> str:
        return _("Descartar el borrador")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check()
        return self.answer(form=DiscardForm())

    def _check(self) -> None:
        self.writable()
        if self.page.live or selectors.was_submitted(self.page.pk):
            raise Refused(
                no(_("Lo que se envió alguna vez a revisión no se borra: queda en la traza."))
            )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DiscardForm(request.POST)
        if not form.is_valid():
            self._check()
            return self.answer(400, form=form)
        parent_id = self.page.get_parent().pk
        title = self.page.get_admin_display_title()
        drafts.discard_draft(self.page, request.user, form.cleaned_data["reason"])
        messages.success(request, _("Se descartó el borrador «%s».") % title)
        return redirect("wagtailadmin_explore", parent_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["page"] = self.page
        return context
