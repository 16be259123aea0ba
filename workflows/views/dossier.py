"""The review screen, and the doors behind its forms: decide, withdraw, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from workflows.errors import InvalidDecision, Refused, Stale
from workflows.identifiers import LARGEST_ID
from workflows.models import Clarification, Decision, Dossier
from workflows.screens import queue
from workflows.screens.choices import ANSWER, SCREEN_FORMS, WITHDRAW, auto_id
from workflows.screens.home import home_of
from workflows.screens.review import Review
from workflows.screens.stale import news_since, read_mark
from workflows.screens.typed import Leftover, leftovers_of
from workflows.services import clarification, decide, withdrawal
from workflows.services.decide import FORMS
from workflows.verdicts import Verdict
from workflows.views.base import Screen, after, dossier_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class DossierScreen(Screen):
    """Shows a dossier; the POST views below answer with the same screen when they refuse."""

    template_name = "workflows/dossier.html"
    http_method_names = ["get", "head", "options"]

    @cached_property
    def dossier(self) -> Dossier:
        return dossier_or_404(self.request, self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.dossier.number

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.answer()

    def get_context_data(
        self,
        bound: dict[str, Any] | None = None,
        refusal: Verdict | None = None,
        stale: str = "",
        leftovers: list[Leftover] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["review"] = review = Review(
            self.dossier, self.request.user, bound, home_of(self.request).waiting_ids
        )
        context["dossier"] = self.dossier
        context["refusal"] = refusal
        context["stale"] = stale
        context["kept_texts"] = [] if review.keeps_typed else leftovers or []
        context["has_errors"] = any(form.errors for form in (bound or {}).values())
        if stale:
            mark = read_mark(self.request.POST.get("shown", ""))
            context["news"] = news_since(mark, self.dossier)
        return context


class ActView(DossierScreen):
    """Carries out one action by its service and translates what the service raises."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is done by reading: the screen of the dossier holds the form."""
        return redirect("carta_workflows:dossier", self.dossier.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        dossier = self.dossier
        try:
            decision = self.act()
        except InvalidDecision as error:
            error.form.auto_id = auto_id(self.action)
            return self.again(400, bound={self.action: error.form})
        except Stale as error:
            return self.again(409, stale=str(error), **self.typed())
        except Refused as error:
            return self.again(403, refusal=error.verdict, **self.typed())
        self.tell(decision)
        return redirect(after(request, dossier))

    @property
    def action(self) -> str:
        """The name of what is being done."""
        raise NotImplementedError

    def act(self) -> Decision:
        """Call the service."""
        raise NotImplementedError

    def again(self, status: int, **context: Any) -> HttpResponse:
        """The screen as it is now, with what was typed."""
        self.__dict__.pop("dossier", None)
        return self.answer(status, **context)

    def typed(self) -> dict[str, Any]:
        """What the person wrote: in its form if that still exists, else as text to copy."""
        self.__dict__.pop("dossier", None)
        if self.action not in SCREEN_FORMS:
            return {}
        form = SCREEN_FORMS[self.action](
            self.request.POST, dossier=self.dossier, auto_id=auto_id(self.action)
        )
        return {
            "bound": {self.action: form},
            "leftovers": leftovers_of(form, self.request.POST),
        }

    def tell(self, decision: Decision) -> None:
        """Say what was done, and lead to what waits next."""
        following = queue.waiting_for(self.request.user).exclude(pk=self.dossier.pk).first()
        buttons = []
        if following is not None:
            url = reverse("carta_workflows:dossier", args=[following.pk])
            buttons.append(messages.button(url, _("Siguiente: %s") % following.number))
        messages.success(self.request, self.done_message(decision), buttons=buttons)

    def done_message(self, decision: Decision) -> str:
        """«Aprobado», and where the dossier is now."""
        dossier = Dossier.objects.get(pk=decision.dossier_id)
        outcome = decision.outcome_label
        if not dossier.is_open:
            return _("%(number)s: %(outcome)s. El expediente concluyó: %(status)s.") % {
                "number": dossier.number,
                "outcome": outcome,
                "status": dossier.get_status_display().lower(),
            }
        return _("%(number)s: %(outcome)s. Ahora está en «%(stage)s».") % {
            "number": dossier.number,
            "outcome": outcome,
            "stage": dossier.get_stage_display(),
        }


class DecideView(ActView):
    """One decision of the present stage."""

    @property
    def action(self) -> str:
        return self.request.POST.get("action", "")

    def act(self) -> Decision:
        posted = self.request.POST
        return decide.decide(
            self.dossier.pk,
            self.request.user,
            self.action,
            posted,
            seen=posted.get("seen", ""),
            files=self.request.FILES,
        )

    def typed(self) -> dict[str, Any]:
        return super().typed() if self.action in FORMS else {}


class WithdrawView(ActView):
    """Taking the dossier back."""

    action = WITHDRAW

    def act(self) -> Decision:
        posted = self.request.POST
        return withdrawal.withdraw(
            self.dossier.pk,
            self.request.user,
            posted,
            seen=posted.get("seen", ""),
            files=self.request.FILES,
        )


class AnswerView(ActView):
    """The entity answers MDT's «aclaración»."""

    action = ANSWER

    def act(self) -> Decision:
        asked = self.kwargs["clarification"]
        if asked > LARGEST_ID or not self.dossier.clarifications.filter(pk=asked).exists():
            raise Http404
        try:
            return clarification.answer(
                asked, self.request.user, self.request.POST, files=self.request.FILES
            )
        except Clarification.DoesNotExist as error:
            raise Http404 from error
