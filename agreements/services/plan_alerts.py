"""Tell the quality office, once, when an activity of an approved plan becomes late (R82)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import PlanStage
from agreements.rules.plan import StageState, state
from agreements.selectors.plan_screen import dates_of
from entities import roles
from entities.vocabulary import Role
from workflows.services import notices


@transaction.atomic
def warn(today: date) -> str:
    """Write a notice for each activity that is late; a day that was moved warns anew. A daily job.

    Args:
        today: the day.
    """
    open_ones = PlanStage.objects.filter(
        in_force=True, real_end=None, original_end__isnull=False, planned_start__lt=today
    ).select_related("plan__entity")
    late = [one for one in open_ones if state(dates_of(one), today) is StageState.LATE]
    offices: dict[int, set[int]] = {}
    for stage in late:
        if stage.entity_id not in offices:
            held = roles.holders(Role.CAL, entity_id=stage.entity_id)
            offices[stage.entity_id] = set(held.values_list("pk", flat=True))
        day = stage.planned_end if stage.planned_end < today else stage.planned_start
        notices.write(
            offices[stage.entity_id],
            f"plan-stage-{stage.pk}-late-{day:%Y%m%d}",
            None,
            _("Actividad atrasada del plan %d") % stage.plan.year,
            _("«%(name)s» debía %(what)s el %(day)s. Responde: %(post)s.")
            % {
                "name": stage.name,
                "what": _("terminar") if day == stage.planned_end else _("empezar"),
                "day": f"{day:%d/%m/%Y}",
                "post": stage.post,
            },
        )
    return _("Planes: %d actividades atrasadas.") % len(late)
