"""Answering MDT's «aclaración»: by text and attachment, the carta untouched (R118)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock
from entities.vocabulary import Role
from workflows import facts, forms
from workflows.errors import InvalidDecision, Refused, Stale
from workflows.models import Clarification, Decision, Dossier
from workflows.services import notices, stage_moves
from workflows.stages import Stage
from workflows.verdicts import YES, Verdict, no

ANSWERERS = (Role.CAL, Role.MAX)


def may_answer(user: Any, dossier: Dossier) -> Verdict:
    """Whether the person may answer for the entity."""
    person = facts.person(user)
    if person.active and any(person.holds(role, dossier.entity_id) for role in ANSWERERS):
        return YES
    return no(
        _("Usted no responde por la entidad."),
        _("Puede hacerlo: la oficina de calidad o la máxima autoridad de %s.")
        % dossier.entity.short_name,
    )


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
    verdict = may_answer(user, dossier)
    if not verdict:
        raise Refused(verdict)
    form = forms.AnswerForm(data, files, dossier=dossier)
    if not form.is_valid():
        raise InvalidDecision(form)
    person = facts.person(user)
    role = next(role for role in ANSWERERS if person.holds(role, dossier.entity_id))
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
