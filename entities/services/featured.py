"""Which services of a carta go first: proposed by communications, confirmed by quality."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock, notice_rules
from entities.access import Register
from entities.errors import Problem, raise_if
from entities.models import Entity, FeaturedServices
from entities.published import services_of
from entities.rules import reason_problems
from entities.sanitize import one_line
from entities.services import saving
from entities.services.proposals import check_decision, check_may_propose, decide
from entities.vocabulary import ChangeState


@transaction.atomic
def propose_featured(
    *, entity: Entity, services: Sequence[int], note: str, actor_id: int
) -> FeaturedServices:
    """Propose which services go first; none takes the list away.

    Args:
        entity: whose carta.
        services: page ids in the order in which they are shown.
        note: why these; it stays in the history.
        actor_id: who.

    Raises:
        RuleViolation: no permission, too many, one twice, one that is not public, another
            proposal still waiting, no reason.
    """
    check_may_propose(actor_id, Register.FEATURED, entity.pk)
    Entity.objects.select_for_update(of=("self",)).get(pk=entity.pk)
    row = FeaturedServices(
        entity=entity,
        services=list(services),
        note=one_line(note),
        proposed_by=actor_id,
        proposed_at=clock.now(),
    )
    problems = reason_problems(row.note, "note")
    problems += notice_rules.featured_problems(row.services, services_of(entity.pk))
    if entity.featured_services.filter(state=ChangeState.PROPOSED).exists():
        message = _("Ya hay una selección por confirmar: espere su decisión.")
        problems.append(Problem("", message))
    saving.check(row, problems)
    saving.save(row, actor_id=actor_id, reason=row.note)
    _tell("featured.proposed", row, actor_id, row.note)
    return row


def _tell(kind: str, row: FeaturedServices, actor_id: int, reason: str) -> None:
    saving.tell(
        kind,
        row,
        entity_id=row.entity_id,
        actor_id=actor_id,
        reason=reason,
        values={"services": row.services},
    )


def _locked(row: FeaturedServices) -> FeaturedServices:
    Entity.objects.select_for_update(of=("self",)).get(pk=row.entity_id)
    return FeaturedServices.objects.select_for_update(of=("self",)).get(pk=row.pk)


@transaction.atomic
def confirm_featured(
    featured: FeaturedServices, *, actor_id: int, reason: str = ""
) -> FeaturedServices:
    """Make a proposed choice the one that is shown. Raises RuleViolation."""
    row = _locked(featured)
    check_decision(row, row.entity_id, actor_id)
    raise_if(notice_rules.featured_problems(row.services, services_of(row.entity_id)))
    decide(row, ChangeState.CONFIRMED, actor_id=actor_id, reason=reason)
    _tell("featured.confirmed", row, actor_id, row.note)
    return row


@transaction.atomic
def reject_featured(featured: FeaturedServices, *, actor_id: int, reason: str) -> FeaturedServices:
    """Refuse a proposed choice, saying why; what was shown stays. Raises RuleViolation."""
    row = _locked(featured)
    check_decision(row, row.entity_id, actor_id)
    raise_if(reason_problems(reason))
    decide(row, ChangeState.REJECTED, actor_id=actor_id, reason=reason)
    _tell("featured.rejected", row, actor_id, reason)
    return row
