"""The only writer of internal deadlines («plazos internos», DESIGN §3.1)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities import roles
from entities.errors import Problem, RuleViolation
from entities.vocabulary import Role
from workflows.errors import Refused
from workflows.models import StageDeadline
from workflows.stages import SPECS, Stage
from workflows.verdicts import YES, Verdict, no

#: About a year of business days; a longer internal deadline is a slip of the finger.
LONGEST = 250


def may_set(user: Any, entity_id: int | None, stage: Stage | str) -> Verdict:
    """Who may set a deadline: each quality office its entity's own stages, the platform the rest.

    Args:
        user: who asks.
        entity_id: of one entity, or ``None`` for the whole installation.
        stage: of which stage.
    """
    if roles.is_platform_admin(user) and entity_id is None:
        return YES
    if entity_id is None or SPECS[Stage(stage)].is_ministry:
        return no(
            _("Los plazos comunes y los del Ministerio del Trabajo no son de una entidad."),
            _("Puede hacerlo la administración de la plataforma."),
        )
    if roles.has_role(user, Role.CAL, entity_id=entity_id):
        return YES
    return no(
        _("Los plazos internos de una entidad los fija su oficina de calidad."),
        _("Puede hacerlo: %s de la entidad.") % Role.CAL.label,
    )


@transaction.atomic
def set_deadline(
    user: Any, *, entity_id: int | None, stage: Stage | str, business_days: int
) -> StageDeadline:
    """Set the deadline of a stage; dossiers already at it keep theirs.

    Args:
        user: who sets it.
        entity_id: of one entity, or ``None`` for the whole installation.
        stage: of which stage.
        business_days: from 1 to ``LONGEST``.

    Raises:
        Refused: the person may not.
        RuleViolation: the number is out of range.
    """
    verdict = may_set(user, entity_id, stage)
    if not verdict:
        raise Refused(verdict)
    if not 1 <= business_days <= LONGEST:
        message = _("Un plazo interno tiene entre 1 y %s días laborables.") % LONGEST
        raise RuleViolation([Problem("business_days", message)])
    rows = StageDeadline.objects.select_for_update().filter(stage=Stage(stage))
    found = rows.filter(entity=entity_id) if entity_id else rows.filter(entity__isnull=True)
    deadline = found.first() or StageDeadline(entity_id=entity_id, stage=Stage(stage))
    deadline.business_days = business_days
    deadline.save()
    return deadline
