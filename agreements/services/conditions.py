"""The six conditions of a service, and what an entity asks of itself (R41-R42)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import EntityRules, ServiceConditions
from agreements.services.keeping import keep, locked
from agreements.vocabulary import Condition
from carta_pages.models import ServicePage
from entities import clock
from entities.errors import Problem
from entities.models import Entity


@transaction.atomic
def save_conditions(
    conditions: ServiceConditions | None,
    *,
    actor_id: int | None,
    service: ServicePage | None = None,
    reason: str = "",
    **values: Any,
) -> ServiceConditions:
    """Write or correct since when each condition holds and by which document.

    Args:
        conditions: those to correct; ``None`` writes the service's.
        actor_id: who.
        service: of new ones.
        reason: why; needed to correct.
        values: ``<condition>_on`` and ``<condition>_document`` of the six.

    Raises:
        RuleViolation: a date in the future, or the service has its row already.
    """
    if conditions is not None:
        row = locked(conditions)
    else:
        assert service is not None
        row = ServiceConditions(entity=service.entity, service=service)
    today = clock.today()
    problems = [
        Problem(f"{name}_on", _("La fecha no puede ser futura."))
        for name in Condition.values
        if (day := values.get(f"{name}_on")) and day > today
    ]
    return keep(
        row,
        values,
        actor_id=actor_id,
        reason=reason,
        first=_("Condiciones del servicio registradas."),
        problems=problems,
    )


@transaction.atomic
def save_rules(
    rules: EntityRules | None,
    *,
    actor_id: int | None,
    entity: Entity | None = None,
    reason: str = "",
    **values: Any,
) -> EntityRules:
    """Say whether a factor without an operation agreement stops a submission (R42).

    Args:
        rules: those to correct; ``None`` writes the entity's.
        actor_id: who, of the quality office.
        entity: of new ones.
        reason: why; needed to correct.
        values: ``agreement_blocks``.

    Raises:
        RuleViolation: the entity has its row already, or no reason.
    """
    row = locked(rules) if rules is not None else EntityRules(entity=entity)
    return keep(
        row, values, actor_id=actor_id, reason=reason, first=_("Regla de la entidad registrada.")
    )
