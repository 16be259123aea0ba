"""Answers what is missing in the text as typed, without saving anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.models import Page

from carta_pages.editor.completeness import completeness_of
from carta_pages.editor.typed import as_typed
from carta_pages.models.base import ContentPage
from workflows import access
from workflows.gate import answers

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def completeness(request: HttpRequest, page_id: int) -> HttpResponse:
    """The list of what is missing, for the posted form of the page's editor.

    Nothing is stored: the form is applied to an instance in memory. Where it has errors the
    list says so and leaves out the fields that have them.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, ContentPage) or not access.may_read_draft(request.user, page):
        raise Http404
    verdict = access.may_open_editor(request.user, page)
    if not verdict:
        return answers.forbidden(request, verdict)
    draft = page.get_latest_revision_as_object()
    try:
        form = _form_of(draft, request)
        instance, wrong = as_typed(form)
    except KeyError as error:  # a management form is missing: the post is not ours
        raise Http404 from error
    return render(
        request,
        "carta_pages/admin/completeness_body.html",
        {"completeness": completeness_of(instance, not form.is_valid(), wrong)},
    )


def _form_of(draft: ContentPage, request: HttpRequest) -> Any:
    form_class = type(draft).get_edit_handler().get_form_class()
    form = form_class(
        request.POST,
        request.FILES,
        instance=draft,
        parent_page=draft.get_parent(),
        for_user=request.user,
    )
    form.defer_required_fields()
    return form
