"""Taking a dossier back (DESIGN §3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities.vocabulary import Role
from workflows import facts, forms, rules, selectors
from workflows.errors import InvalidDecision, Refused, Stale
from workflows.models import Decision, Dossier
from workflows.plain_facts import Person
from workflows.services import notices, stage_moves
from workflows.stages import Stage, is_remitted_stage


@transaction.atomic
def withdraw(
    dossier_id: int,
    user: Any,
    data: Mapping[str, Any],
    *,
    seen: str,
    files: Mapping[str, Any] | None = None,
) -> Decision:
    """Withdraw an open dossier; its pages open again, its decisions stay in the trace.

    Args:
        dossier_id: the dossier.
        user: who takes it back.
        data: ``reason``, and ``oficio`` once it was remitted.
        seen: ``selectors.seen_token`` of the screen.
        files: uploads.

    Raises:
        Stale, Refused, InvalidDecision: as ``decide``.
    """
    dossier = stage_moves.lock(dossier_id)
    if seen != selectors.seen_token(dossier):
        raise Stale(_("El expediente %s cambió desde que usted lo abrió.") % dossier.number)
    person = facts.person(user)
    dossier_facts = facts.dossier_facts(dossier)
    verdict = rules.may_withdraw(person, dossier_facts)
    if not verdict:
        raise Refused(verdict)
    form = forms.WithdrawForm(data, files, dossier=dossier)
    if not form.is_valid():
        raise InvalidDecision(form)
    decision = stage_moves.write_decision(
        dossier,
        user,
        Decision.Outcome.WITHDRAWN,
        role=_role_of(person, dossier),
        reason=form.cleaned_data["reason"],
        evidence={"oficio": form.cleaned_data.get("oficio", "")},
        form=form,
    )
    stage_moves.conclude(dossier, Dossier.Status.WITHDRAWN)
    notices.concluded(dossier, decision)
    return decision


def _role_of(person: Person, dossier: Dossier) -> Role:
    """The role in which the withdrawal is allowed, strongest first."""
    if is_remitted_stage(Stage(dossier.stage)):
        return Role.MAX
    held = (Role.CAL, Role.UNI, Role.TER, Role.COM)
    return next(role for role in held if person.holds(role, dossier.entity_id))
