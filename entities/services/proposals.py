"""Proposed by one person, decided by another: the steps that every such register shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from entities import clock
from entities.access import may_decide_proposal, may_keep, register_of
from entities.errors import Problem, RuleViolation, raise_if
from entities.models.proposals import Proposal
from entities.rules import decision_problems
from entities.sanitize import plain
from entities.services import saving
from entities.vocabulary import ChangeState

if TYPE_CHECKING:
    from enum import Enum


def person(actor_id: int) -> Any:
    """The acting person; a proposal and a decision always have one."""
    return get_user_model()._default_manager.get(pk=actor_id)


def check_may_propose(actor_id: int, register: Enum, entity_id: int) -> None:
    """Those who keep the register propose, each in its own entity.

    Args:
        actor_id: who proposes.
        register: what is proposed.
        entity_id: of which entity.

    Raises:
        RuleViolation: the access table does not say so.
    """
    if not may_keep(person(actor_id), register, entity_id):
        raise RuleViolation(
            [Problem("", _("Proponen cambios el equipo de comunicación y el de calidad."))]
        )


def check_decision(proposal: Proposal, entity_id: int, actor_id: int) -> None:
    """Another person, of those who decide in its register, and only once."""
    raise_if(
        decision_problems(
            state=proposal.state,
            proposed_by=proposal.proposed_by,
            actor_id=actor_id,
            may_decide=may_decide_proposal(person(actor_id), register_of(proposal), entity_id),
        )
    )


def decide(proposal: Proposal, state: ChangeState, *, actor_id: int, reason: str) -> None:
    """Write the decision on the proposal, with its history."""
    proposal.state = state
    proposal.decided_by = actor_id
    proposal.decided_at = clock.now()
    proposal.decision_reason = plain(reason)
    saving.save(proposal, actor_id=actor_id, reason=reason or str(state.label))
