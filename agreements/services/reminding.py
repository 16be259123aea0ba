"""The review of an operation agreement comes near, or its day has passed (R70)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import OperationAgreement
from entities import roles
from entities.selectors import holidays_by_entity
from entities.vocabulary import Role
from workflows import lateness
from workflows.services import notices

LADDER = (-10, *notices.LADDER)
"""Business days before (negative) and after the review on which one notice is written: a review
takes longer to prepare than a decision, so its first step comes earlier."""


@transaction.atomic
def remind_reviews(today: date) -> str:
    """Write the notices due today: one for each step of the ladder, never twice. A daily job.

    A step that fell on a day without a run is written by the next one.

    Args:
        today: the day in continental Ecuador.
    """
    near = list(
        OperationAgreement.objects.filter(
            in_force=True, next_review_on__lte=today + notices.HORIZON
        ).select_related("service", "unit")
    )
    holidays = holidays_by_entity(row.entity_id for row in near)
    told = sum(_remind(row, today, holidays[row.entity_id]) for row in near)
    return _("Revisiones de acuerdos de operación: %d avisadas.") % told


def _remind(row: OperationAgreement, today: date, days_off: frozenset[date]) -> bool:
    due: date = row.next_review_on  # type: ignore[assignment]  # filtered above
    late = lateness.business_days_late(due, today, days_off)
    steps = [step for step in LADDER if step <= late]
    if not steps:
        return False
    notices.write(
        _answerable(row),
        f"agreement-review-{row.pk}-{due}-{steps[-1]}",
        None,
        _("Revisión del acuerdo %(code)s: %(when)s")
        % {"code": row.code, "when": lateness.in_words(due, today, days_off)},
        _(
            "El acuerdo de operación «%(name)s», del servicio «%(service)s», se revisa el "
            "%(day)s. Revíselo y diga en «Acuerdos de operación» cuándo toca la próxima revisión."
        )
        % {
            "name": row.name,
            "service": row.service.title,
            "day": due.strftime("%d/%m/%Y"),
        },
    )
    return True


def _answerable(row: OperationAgreement) -> set[int]:
    """The quality office, and who answers for the unit that leads the agreement."""
    told = set(roles.holders(Role.CAL, entity_id=row.entity_id).values_list("pk", flat=True))
    owners = roles.holders(Role.UNI, entity_id=row.entity_id)
    return told | {
        person.pk
        for person in owners
        if roles.has_role(person, Role.UNI, row.entity_id, row.unit_id)
    }
