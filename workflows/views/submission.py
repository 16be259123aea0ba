"""Sending a page to review, and sending it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from workflows import access, selectors
from workflows.diff import Change
from workflows.errors import IncompleteSubmission, Refused, Stale
from workflows.models import Dossier
from workflows.screens.forms import ResubmissionForm, SubmissionForm
from workflows.screens.resubmission import Resubmission
from workflows.screens.submission import (
    Sending,
    Submission,
    changed_meanwhile,
    governed_or_none,
)
from workflows.seen import SeenDraft, read_mark
from workflows.services import submission
from workflows.stages import Kind, Stage
from workflows.verdicts import no
from workflows.views.base import Screen, after, dossier_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PageScreen(Screen):
    """A screen about one governed page that the person writes."""

    @cached_property
    def page(self) -> Any:
        page = governed_or_none(self.kwargs["page_id"])
        if page is None or not access.may_read_draft(self.request.user, page):
            raise Http404
        return page

    def writable(self) -> None:
        """Refuse whoever does not write the page, and everybody while it is under review.

        Raises:
            Refused: with who can, and the way out.
        """
        verdict = access.may_edit(self.request.user, self.page)
        if not verdict:
            raise Refused(verdict)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()


class SendingScreen(Screen):
    """A screen from which pages go to review: sent, or explained with what was written."""

    @property
    def travelling(self) -> Sequence[Any]:
        """The pages that go."""
        raise NotImplementedError

    @property
    def entries(self) -> Sequence[Sending]:
        """The same pages with all that is shown of them."""
        raise NotImplementedError

    def done(self, dossier: Dossier) -> str:
        """What is told when they went."""
        raise NotImplementedError

    def seen(self) -> dict[int, SeenDraft]:
        """By page, the draft that was on the screen; none said is never the newest.

        A page without any revision gets its first one from the service: nothing to compare.
        """
        return {
            page.pk: read_mark(page.pk, self.request.POST.get(f"revision-{page.pk}"))
            for page in self.travelling
            if page.latest_revision_id
        }

    def sent_or_explained(
        self, send: Callable[[], Dossier], form: Callable[[], Any]
    ) -> HttpResponse:
        """Send; when it is not taken, the same screen with the form and the reason."""
        try:
            dossier = send()
        except IncompleteSubmission:
            return self.answer(400, form=form(), incomplete=True)
        except Stale as error:
            news = news_of(self.entries, self.seen())
            return self.answer(409, form=form(), stale=str(error), news=news)
        except Refused as error:
            return self.answer(403, form=form(), refusal=error.verdict)
        messages.success(self.request, self.done(dossier))
        return redirect(after(self.request, dossier))


class SubmitView(SendingScreen, PageScreen):
    """«Enviar a revisión»."""

    template_name = "workflows/submit.html"

    def get_page_title(self) -> str:
        return _("Enviar a revisión")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        travelling = selectors.open_dossier_of(self.page.pk)
        if travelling is not None:
            return redirect(self._place_of(travelling), travelling.pk)
        self.writable()
        return self.answer(form=SubmissionForm(kinds=self.sent.fitting, initial=self._initial()))

    def _place_of(self, dossier: Dossier) -> str:
        returned = dossier.stage == Stage.UNIT
        return "carta_workflows:resubmit" if returned else "carta_workflows:dossier"

    def _initial(self) -> dict[str, str]:
        fitting = self.sent.fitting
        return {"kind": fitting[0][0]} if len(fitting) == 1 else {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.writable()
        # Only what was asked for is judged; the whole screen is drawn when something is wrong.
        form = SubmissionForm(request.POST, kinds=self.sent.as_choice(request.POST.get("kind", "")))
        if not form.is_valid():
            return self.answer(400, form=self._whole())
        send = partial(
            submission.submit,
            [self.page],
            request.user,
            seen_revisions=self.seen(),
            **form.cleaned_data,
        )
        return self.sent_or_explained(send, self._whole)

    def done(self, dossier: Dossier) -> str:
        return _("Se envió a revisión en el expediente %(number)s. Ahora está en «%(stage)s».") % {
            "number": dossier.number,
            "stage": dossier.get_stage_display(),
        }

    @cached_property
    def sent(self) -> Submission:
        return Submission(self.page, self.request.user)

    def _whole(self) -> SubmissionForm:
        """What was posted, beside every kind that fits."""
        form = SubmissionForm(self.request.POST, kinds=self.sent.fitting)
        form.is_valid()
        return form

    @property
    def travelling(self) -> Sequence[Any]:
        if self.request.POST.get("kind") == Kind.EXCLUSION:
            return [entry.page for entry in self.entries]
        return self.sent.travelling

    @property
    def entries(self) -> Sequence[Sending]:
        return self.sent.brings(self.request.POST.get("kind", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["page"] = self.page
        context["submission"] = self.sent
        return context


class ResubmitView(SendingScreen):
    """«Responder y reenviar»: every remark gets its answer, then the pages go back."""

    template_name = "workflows/resubmit.html"

    @cached_property
    def dossier(self) -> Dossier:
        return dossier_or_404(self.request, self.kwargs["pk"])

    def get_page_title(self) -> str:
        return _("Responder y reenviar")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        number = {"url": self.dossier.get_absolute_url(), "label": self.dossier.number}
        return [*self.breadcrumbs_items, number]

    @cached_property
    def returned(self) -> Resubmission:
        return Resubmission(self.dossier, self.request.user)

    @property
    def travelling(self) -> Sequence[Any]:
        return [entry.page for entry in self.returned.pages]

    @property
    def entries(self) -> Sequence[Sending]:
        return self.returned.pages

    @property
    def _is_back(self) -> bool:
        return self.dossier.is_open and self.dossier.stage == Stage.UNIT

    def _check(self) -> None:
        if not self._is_back:
            raise Refused(
                no(
                    _("El expediente %s no está en la unidad: no hay nada que reenviar.")
                    % self.dossier.number
                )
            )
        if not self.returned.pages:
            raise Refused(
                no(
                    _("Usted no escribe las páginas devueltas."),
                    _("Puede hacerlo: quien las redacta en %s.") % self.dossier.entity.short_name,
                )
            )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self._is_back:
            return redirect("carta_workflows:dossier", self.dossier.pk)
        self._check()
        return self.answer(form=ResubmissionForm(observations=self.returned.observations))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ResubmissionForm(request.POST, observations=self.returned.observations)
        self._check()
        if not form.is_valid():
            return self.answer(400, form=form)
        send = partial(
            submission.resubmit,
            self.dossier.pk,
            request.user,
            answers=form.answers(),
            change_note=form.cleaned_data["change_note"],
            seen_revisions=self.seen(),
        )
        return self.sent_or_explained(send, lambda: form)

    def done(self, dossier: Dossier) -> str:
        if dossier.stage == Stage.UNIT:
            return _(
                "%s: sus páginas quedaron listas; el expediente espera las de otras unidades."
            ) % (dossier.number)
        return _("Se reenvió %(number)s. Ahora está en «%(stage)s».") % {
            "number": dossier.number,
            "stage": dossier.get_stage_display(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["dossier"] = self.dossier
        context["returned"] = self.returned
        return context


def news_of(
    entries: Sequence[Sending], seen: Mapping[int, SeenDraft]
) -> list[tuple[str, list[Change]]]:
    """Pages whose draft changed while the screen was open, and how."""
    found = [
        (entry.draft.title, changed_meanwhile(entry, seen.get(entry.page.pk, SeenDraft())))
        for entry in entries
    ]
    return [(title, changes) for title, changes in found if changes]
