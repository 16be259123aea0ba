"""Answers what is missing in the text as typed, without saving anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST
from wagtail.models import Page

from carta_pages.editor.completeness import completeness_of
from carta_pages.models.base import ContentPage
from workflows import access
from workflows.gate import answers

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_POST
def completeness(request: HttpRequest, page_id: int) -> HttpResponse:
    """The list of what is missing, for the posted form of the page's editor.

    Nothing is stored: the form is applied to an instance in memory. Where it has errors the
    list is that of the last saved draft and says so.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, ContentPage) or not access.may_read_draft(request.user, page):
        raise Http404
    verdict = access.may_open_editor(request.user, page)
    if not verdict:
        return answers.forbidden(request, verdict)
    draft = page.get_latest_revision_as_object()
    instance, has_errors = as_typed(draft, request)
    return render(
        request,
        "carta_pages/admin/completeness_body.html",
        {"completeness": completeness_of(instance, has_errors)},
    )


def as_typed(draft: ContentPage, request: HttpRequest) -> tuple[Any, bool]:
    """The draft with the posted form applied in memory, and whether the form has errors."""
    form_class = type(draft).get_edit_handler().get_form_class()
    form = form_class(
        request.POST,
        request.FILES,
        instance=draft,
        parent_page=draft.get_parent(),
        for_user=request.user,
    )
    form.defer_required_fields()
    try:
        if form.is_valid():
            return form.save(commit=False), False
    except KeyError as error:  # a management form is missing: the post is not ours
        raise Http404 from error
    return draft.get_latest_revision_as_object(), True
