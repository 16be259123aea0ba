"""Wagtail's own refusals, which send people home without a reason, answered like the gate's.

A view of Wagtail's or of a register that refuses by itself queues one sentence and redirects to
the home screen: it says neither why nor who can, and no status tells the security log. The table
answers before most of them; this net catches the rest, those of an app that nobody foresaw
included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from workflows.gate import answers
from workflows.verdicts import Verdict, no

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from workflows.gate.rows import Row

#: What ``wagtail.admin.auth.permission_denied`` says, in its own catalogue.
NATIVE = "Sorry, you do not have permission to access this area."


def answer(request: HttpRequest, response: HttpResponse, row: Row | None) -> HttpResponse:
    """The response itself, or our refusal in place of an unexplained one.

    Args:
        request: what was asked.
        response: what the view answered.
        row: of the gate table, which may know who can.
    """
    if not isinstance(response, HttpResponseRedirect):
        return response
    if response.url != reverse("wagtailadmin_home") or not _take_back(request):
        return response
    refusal: Any = answers.forbidden(request, verdict_of(row))
    # Nobody renders for a middleware what it answers after the view.
    return refusal.render() if hasattr(refusal, "render") else refusal


def refuse(
    request: HttpRequest, exception: PermissionDenied, row: Row | None
) -> HttpResponse | None:
    """Our refusal for one that a view let out; a stranger is left to the view's own answer."""
    if not request.user.is_authenticated:
        return None
    verdict = getattr(exception, "verdict", None)
    found = verdict if isinstance(verdict, Verdict) else verdict_of(row)
    return answers.forbidden(request, found)


def verdict_of(row: Row | None) -> Verdict:
    """Why not and who can, as far as the table knows."""
    who = str(row.who) if row is not None else ""
    return no(
        _("Ninguno de los roles que usted tiene hoy permite lo que pidió."),
        who or _("Los roles los da quien administra el personal de cada entidad."),
    )


def _take_back(request: HttpRequest) -> bool:
    """Whether this request queued Wagtail's sentence; it is told no more."""
    storage: Any = get_messages(request)
    queued = getattr(storage, "_queued_messages", [])
    sentence = {_(NATIVE), escape(_(NATIVE))}
    denied = [one for one in queued if any(words in str(one.message) for words in sentence)]
    for one in denied:
        queued.remove(one)
    return bool(denied)
