"""New governed pages: a draft below the right page, written by somebody who may."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.choose_parent import GenericChooseParentView
from wagtail.admin.views.pages.create import AddSubpageView, CreateView
from wagtail.models import Page

from workflows.access import may_create
from workflows.gate import answers
from workflows.gate.editing import MalformedFormError, saving_form
from workflows.gate.saving import SavesADraft, page_row
from workflows.governed import GovernedPage
from workflows.verdicts import no
from workflows.whole import all_or_nothing


class GovernedCreateView(SavesADraft, CreateView):
    """Start a draft; never publishes, submits or schedules it."""

    def dispatch(
        self,
        request: HttpRequest,
        content_type_app_name: str,
        content_type_model_name: str,
        parent_page_id: int,
    ) -> HttpResponse:
        parent = Page.objects.filter(pk=parent_page_id).first()
        model = _model_named(content_type_app_name, content_type_model_name)
        if parent is None:
            raise Http404
        verdict = may_create(request.user, model, parent.specific)
        if not verdict:
            return answers.forbidden(request, verdict)
        if request.method == "POST":
            self._address = (content_type_app_name, content_type_model_name, parent_page_id)
            self._seen = _standing_below(parent_page_id, request.user)
        return super().dispatch(
            request, content_type_app_name, content_type_model_name, parent_page_id
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the first draft, or say why not."""
        refusal, is_valid = self.read_form(None)
        if refusal is not None:
            return refusal
        if not is_valid:
            return self.with_errors()
        return all_or_nothing(self._save)

    def _save(self) -> HttpResponse:
        """Where it is to hang may have changed while the form was read: then all once more."""
        if _standing_below(self._address[-1], self.request.user, locked=True) != self._seen:
            return self.dispatch(self.request, *self._address)
        try:
            with saving_form(None):
                return self.form_valid(self.form)
        except MalformedFormError as error:
            return self.malformed(error)

    def bound_form(self) -> Any:
        return self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent_page,
            for_user=self.request.user,
        )

    def set_default_privacy_setting(self) -> None:
        """What is published is public; a new page gets no restriction of its own."""


def _standing_below(parent_id: int, user: Any, *, locked: bool = False) -> tuple[Any, ...]:
    """What a new page depends on besides its own text: the parent and what hangs from it.

    Args:
        parent_id: the parent.
        user: who starts the page.
        locked: also take the parent's row, in the transaction there is.
    """
    row = page_row(parent_id, locked=locked)
    if row is None:
        return ()
    parent = Page.objects.get(pk=parent_id)
    below = list(parent.get_children().values_list("pk", "slug"))
    return row, below, parent.specific.permissions_for_user(user).can_add_subpage()


def _model_named(app_label: str, model_name: str) -> type[Page]:
    from workflows.gate.kinds import KINDS

    model = KINDS["model"].find(app_label, model_name)
    if model is None or not issubclass(model, Page):
        raise Http404
    return model


class OwnTypesAddSubpageView(AddSubpageView):
    """Offer only the page types that the person may write here."""

    def dispatch(
        self, request: HttpRequest, parent_page_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        parent = Page.objects.filter(pk=parent_page_id).first()
        if parent is None:
            raise Http404
        parent = parent.specific
        writable = [
            model
            for model in type(parent).creatable_subpage_models()
            if model.can_create_at(parent) and may_create(request.user, model, parent)
        ]
        if isinstance(parent, GovernedPage) and not writable:
            raise PermissionDenied
        if len(writable) == 1:
            only = writable[0]._meta
            return redirect("wagtailadmin_pages:add", only.app_label, only.model_name, parent.pk)
        return super().dispatch(request, parent_page_id, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["page_types"] = [
            kind
            for kind in context["page_types"]
            if may_create(self.request.user, _model_named(kind[1], kind[2]), self.parent_page)
        ]
        return context


class ClosedChooseParentView(GenericChooseParentView):
    """Wagtail asks for the parent with its page chooser, which names pages of everybody."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the explorer, where the person sees the own entity only."""
        return answers.forbidden(
            request,
            no(
                _("Esta página se crea desde la página que la contiene."),
                _("Ábrala en «Páginas» y pulse «Añadir página hija»."),
            ),
        )
