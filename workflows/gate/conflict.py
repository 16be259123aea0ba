"""The screen of two texts for one page: what differs, keep mine, take the saved one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.models import Page

from workflows.diff import compare, only_changed
from workflows.gate import kept
from workflows.models import KeptDraft

if TYPE_CHECKING:
    from workflows.governed import GovernedPage


def saved_page(page_id: int) -> GovernedPage:
    """The newest draft of a page."""
    return Page.objects.get(pk=page_id).get_latest_revision_as_object()


def context_for(request: HttpRequest, draft: KeptDraft) -> dict[str, Any]:
    """Everything the screen shows about one kept text."""
    page = saved_page(draft.page_id)
    latest = page.get_latest_revision()
    mine = draft.content.get("snapshot")
    changes = (
        only_changed(compare(page.build_snapshot(), mine, page.snapshot_schema))
        if mine is not None
        else []
    )
    return {
        "page_title": _("Hay dos textos de la misma página"),
        "page": page,
        "draft": draft,
        "latest": latest,
        "loaded_revision_created_at": latest.created_at.isoformat() if latest else "",
        "changes": changes,
        "has_errors": mine is None,
        "says_the_same": mine is not None and not changes,
        "is_older": latest is not None and draft.created_at < latest.created_at,
        "is_settled": draft.resolved_at is not None,
        "is_locked": page.get_lock() is not None,
        "limit": kept.limit_said(page.pk, draft.user_id) if draft.resolved_at is None else "",
        "was_locked": draft.reason == kept.LOCKED,
        "fields": [
            (name, value)
            for name, values in draft.content.get("form", {}).items()
            for value in values
        ],
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }


def conflict_answer(request: HttpRequest, draft: KeptDraft, *, as_json: bool) -> HttpResponse:
    """409 with the difference; what was kept survives the refusal (``keeps_writes``)."""
    url = reverse("carta_gate:kept", args=[draft.pk])
    if as_json:
        response: HttpResponse = JsonResponse(
            {
                "success": False,
                "error_code": "locked" if draft.reason == kept.LOCKED else "invalid_revision",
                "error_message": " ".join(
                    [
                        _(
                            "Se guardó antes desde otra parte. Su texto está a salvo: pulse "
                            "«Guardar borrador» para verlo."
                        ),
                        kept.limit_said(draft.page_id, draft.user_id),
                    ]
                ).strip(),
                "kept_draft": draft.pk,
                "kept_draft_url": url,
            },
            status=409,
        )
    else:
        response = TemplateResponse(
            request, "workflows/gate/conflict.html", context_for(request, draft), status=409
        )
    response.keeps_writes = True
    return response


def already_saved_answer(
    request: HttpRequest, page_id: int, reason: str, *, as_json: bool
) -> HttpResponse:
    """For a text that the saved draft already holds: nothing is kept, nothing is to decide.

    Args:
        request: the late save.
        page_id: its page.
        reason: why it could not be saved, ``kept.STALE`` or ``kept.LOCKED``.
        as_json: whether autosave asks.
    """
    if as_json:
        return JsonResponse(
            {
                "success": False,
                "error_code": "locked" if reason == kept.LOCKED else "invalid_revision",
                "error_message": _("Este texto ya está guardado."),
            },
            status=409,
        )
    messages.success(request, _("Este texto ya está guardado."))
    return redirect("wagtailadmin_pages:edit", page_id)


class KeptDraftView(View):
    """A kept text of the person who asks; anybody else's answers like an unknown one."""

    def dispatch(self, request: HttpRequest, kept_id: int) -> HttpResponse:
        self.draft = get_object_or_404(KeptDraft, pk=kept_id, user_id=request.user.pk)
        return super().dispatch(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return TemplateResponse(
            request, "workflows/gate/conflict.html", context_for(request, self.draft)
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """«Tomar el texto guardado»: the author gives up the kept one; it stays on file."""
        if kept.settle(self.draft.page_id, request.user.pk, self.draft.pk):
            messages.success(request, _("Se queda el texto guardado."))
        else:
            messages.info(request, _("Ya se había decidido sobre este texto."))
        return redirect("wagtailadmin_pages:edit", self.draft.page_id)
