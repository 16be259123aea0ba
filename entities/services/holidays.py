"""Keep the days that are not worked."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from entities.models import Entity, Holiday
from entities.rules import reason_problems
from entities.services import saving


@transaction.atomic
def set_holiday(
    day: date,
    name: str,
    *,
    entity: Entity | None = None,
    in_force: bool = True,
    actor_id: int | None = None,
    reason: str = "",
) -> Holiday:
    """Write or correct the holiday of a day, national or of one entity.

    A new day may come without a reason (its name is the reason); correcting one, or taking
    it out of force, needs it. Repeating the same values changes nothing. Raises RuleViolation.
    """
    row = Holiday.objects.select_for_update().filter(date=day, entity=entity).first()
    holiday = row or Holiday(date=day, entity=entity)
    changed = saving.apply(holiday, {"name": name, "in_force": in_force})
    if row is not None and not changed:
        return holiday
    problems = reason_problems(reason) if row is not None else []
    saving.check(holiday, problems)
    reason = reason or _("Alta del feriado.")
    saving.save(holiday, actor_id=actor_id, reason=reason)
    return holiday
