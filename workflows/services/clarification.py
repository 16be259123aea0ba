"""Answering MDT's «aclaración»: by text and attachment, the carta untouched (R118)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock
from workflows import facts, forms, rules
from workflows.errors import InvalidDecision, Refused, Stale
from workflows.models import Clarification, Decision
from workflows.services import notices, stage_moves
from workflows.stages import Stage


@transaction.atomic
def answer(
    clarification_id: int,
    user: Any,
    data: Mapping[str, Any],
    *,
    files: Mapping[str, Any] | None = None,
) -> Decision:
    """Answer an open clarification.

    Args:
        clarification_id: what was asked.
        user: somebody of the quality office, or the authority.
        data: ``answer``.
        files: uploads.

    Raises:
        Stale: it was answered already, or the dossier is no longer under control.
        Refused, InvalidDecision: as ``decide``.
    """
    asked = Clarification.objects.get(pk=clarification_id)
    dossier = stage_moves.lock(asked.dossier_id)
    asked = Clarification.objects.select_for_update().get(pk=clarification_id)
    if not asked.is_open or not dossier.is_open or dossier.stage != Stage.CONTROL:
        raise Stale(_("La aclaración ya fue respondida o el control terminó."))
    person = facts.person(user)
    verdict = rules.may_answer(person, facts.dossier_facts(dossier))
    if not verdict:
        raise Refused(verdict)
    form = forms.AnswerForm(data, files, dossier=dossier)
    if not form.is_valid():
        raise InvalidDecision(form)
    role = next(role for role in rules.ANSWERERS if person.holds(role, dossier.entity_id))
    decision = stage_moves.write_decision(
        dossier,
        user,
        Decision.Outcome.CLARIFIED,
        role=role,
        items=[],
        reason=form.cleaned_data["answer"],
        form=form,
    )
    asked.answer = form.cleaned_data["answer"]
    asked.answered_by_id = user.pk
    asked.answered_at = clock.now()
    asked.save()
    notices.clarification_answered(dossier, decision)
    return decision
