"""Who may look at drafts: whoever the access table lets read them, not only their editors.

Wagtail's views ask ``can_publish() or can_edit()``; publishing is nobody's here and the
quality office reads what it does not write (DESIGN §3.10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.views.pages.history import (
    PageHistoryView,
    WorkflowHistoryDetailView,
    WorkflowHistoryView,
)
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView, ViewDraftView
from wagtail.admin.views.pages.revisions import RevisionsCompareView, RevisionsView
from wagtail.models import Page

from workflows import access
from workflows.errors import Refused
from workflows.gate.editing import MALFORMED, MalformedFormError, refuse_phantom_rows

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def readable(page: Page, user: Any) -> Page:
    """The page, or a refusal that explains itself.

    Raises:
        Refused: the person may not read the draft.
    """
    verdict = access.may_read_draft(user, page)
    if not verdict:
        raise Refused(verdict)
    return page


class DraftHistoryView(PageHistoryView):
    def get_object(self) -> Page:
        return readable(get_object_or_404(Page, id=self.pk).specific, self.request.user)


class DraftRevisionView(RevisionsView):
    def get_object(self) -> Page:
        return readable(get_object_or_404(Page, id=self.pk).specific, self.request.user)


class DraftCompareView(RevisionsCompareView):
    def get_object(self, queryset: Any = None) -> Page:
        return readable(get_object_or_404(Page, id=self.pk).specific, self.request.user)


class DraftView(ViewDraftView):
    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> Any:
        page = get_object_or_404(Page, id=page_id).get_latest_revision_as_object()
        readable(page, request.user)
        modes = [mode for mode, _label in page.preview_modes]
        mode = request.GET.get("mode", page.default_preview_mode if modes else None)
        if mode not in modes:
            raise Http404
        return page.make_preview_request(request, mode)


class _SafePreview:
    """Preview of what is being typed; a broken form is an invalid one, not an error (V61)."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            refuse_phantom_rows(request.POST)
        except MalformedFormError:
            return JsonResponse({"is_valid": False, "is_available": False})
        return super().post(request, *args, **kwargs)

    def validate_form(self, form: Any) -> bool:
        try:
            return super().validate_form(form)
        except MALFORMED:
            return False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        known = [mode for mode, _label in self.object.preview_modes]
        if request.GET.get("mode") and request.GET["mode"] not in known:
            raise Http404
        return super().get(request, *args, **kwargs)


class DraftPreviewView(_SafePreview, PreviewOnEditView):
    pass


class NewDraftPreviewView(_SafePreview, PreviewOnCreateView):
    pass


class _DossierHistory:
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.object.specific
        if not page.permissions_for_user(request.user).can_view_revisions():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DossierHistoryView(_DossierHistory, WorkflowHistoryView):
    pass


class DossierHistoryDetailView(_DossierHistory, WorkflowHistoryDetailView):
    pass
