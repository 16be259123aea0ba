"""Operation agreements, their internal times, and each unit's word that it knows them (R61-R70)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Acknowledgement, InternalTime, OperationAgreement
from agreements.selectors.subjects import promise_of_factor
from agreements.services.keeping import keep, locked
from carta_pages.models import ServicePage
from entities import clock, roles
from entities.errors import Problem, RuleViolation
from entities.models import Entity, OrganizationalUnit
from entities.vocabulary import Role


@transaction.atomic
def save_agreement(
    agreement: OperationAgreement | None,
    *,
    entity: Entity,
    factors: Sequence[str],
    actor_id: int | None,
    reason: str = "",
    **values: Any,
) -> OperationAgreement:
    """Write or correct an agreement of one service.

    Args:
        agreement: the one to correct; ``None`` writes another.
        entity: whose.
        factors: identities of the factors it makes possible, all of one service (R62).
        actor_id: who.
        reason: why; needed to correct.
        values: code, name, unit, the five blocks, the review.

    Raises:
        RuleViolation: no factor, factors of several services, or what the model refuses.
    """
    row = locked(agreement) if agreement is not None else OperationAgreement(entity=entity)
    wanted = [str(uuid) for uuid in dict.fromkeys(factors)]
    found = [promise_of_factor(uuid, entity.pk) for uuid in wanted]
    services = {promise.service_id if promise else None for promise in found}
    problems = []
    if not wanted:
        problems.append(Problem("factors", _("Elija al menos un factor: un acuerdo no va suelto.")))
    elif len(services) != 1 or None in services:
        problems.append(Problem("factors", _("Elija factores de un solo servicio de la entidad.")))
    else:
        values["service"] = ServicePage.objects.get(pk=services.pop())
    if problems and row.service_id is None:
        # Without its service the row cannot be judged further.
        raise RuleViolation(problems)
    values["factors"] = wanted
    return keep(
        row,
        values,
        actor_id=actor_id,
        reason=reason,
        first=_("Acuerdo de operación registrado."),
        problems=problems,
    )


@transaction.atomic
def save_time(
    time: InternalTime | None,
    *,
    actor_id: int | None,
    agreement: OperationAgreement | None = None,
    reason: str = "",
    **values: Any,
) -> InternalTime:
    """Write or correct one step of an agreement. Raises RuleViolation.

    Args:
        time: the step to correct; ``None`` writes another.
        actor_id: who.
        agreement: of a new step; a step stays in its agreement.
        reason: why; needed to correct.
        values: position, step, from_unit, to_unit, value, unit, in_force.
    """
    if time is not None:
        row = locked(time)
    else:
        assert agreement is not None
        row = InternalTime(agreement=agreement, entity=agreement.entity)
    return keep(
        row, values, actor_id=actor_id, reason=reason, first=_("Tiempo interno registrado.")
    )


@transaction.atomic
def acknowledge(
    agreement: OperationAgreement, unit: OrganizationalUnit, actor: Any
) -> Acknowledgement:
    """A unit's own process owner says that the unit knows and carries out the agreement (R69).

    Args:
        agreement: the agreement.
        unit: one of those involved.
        actor: who holds UNI for that unit.

    Raises:
        RuleViolation: the unit has no part in it, or the person does not answer for the unit.
    """
    held = roles.assignment_for(actor, Role.UNI, agreement.entity_id, unit=unit.pk)
    problems = []
    if unit.pk not in involved_units(agreement):
        problems.append(Problem("unit", _("Esa unidad no interviene en el acuerdo.")))
    elif held is None:
        problems.append(
            Problem("unit", _("El acuse lo da quien responde por esa unidad: «Unidad o dueño».")),
        )
    row = Acknowledgement(
        entity=agreement.entity,
        agreement=agreement,
        unit=unit,
        person_id=actor.pk,
        post=held.post if held else "",
        office=held.office if held else "",
    )
    return keep(
        row,
        {"acknowledged_on": clock.today()},
        actor_id=actor.pk,
        first=_("Acuse de la unidad."),
        problems=problems,
    )


def involved_units(agreement: OperationAgreement) -> set[int]:
    """Ids of the units that take part: who leads it, and both ends of every step in force."""
    found = {agreement.unit_id}
    times = agreement.times.filter(in_force=True).values_list("from_unit_id", "to_unit_id")
    for pair in times:
        found.update(pair)
    return found
