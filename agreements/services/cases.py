"""The mandatory review of a published service that lost what supported it (R167)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import CapabilityAssessment, OperationAgreement, ReviewCase
from agreements.services.keeping import keep, locked
from agreements.services.telling import tell_case
from agreements.vocabulary import CaseCause
from carta_pages.models import ServicePage
from entities import clock
from entities.errors import Problem
from entities.sanitize import plain


@transaction.atomic
def open_case(
    service: ServicePage,
    cause: CaseCause,
    why: str,
    *,
    assessment: CapabilityAssessment | None = None,
    agreement: OperationAgreement | None = None,
) -> ReviewCase | None:
    """Open the review, unless it is open already; the state of the service does not move.

    Args:
        service: a published one.
        cause: which condition was lost.
        why: in one sentence.
        assessment: the verified one that fell below 4, or whose validity ended.
        agreement: the one that was lost.
    """
    if ReviewCase.objects.filter(service=service, cause=cause, closed_on=None).exists():
        return None
    case = keep(
        ReviewCase(
            entity=service.entity, service=service, assessment=assessment, agreement=agreement
        ),
        {"cause": cause, "opened_on": clock.today(), "why": why},
        actor_id=None,
        first=why,
    )
    tell_case(case)
    return case


@transaction.atomic
def close_case(case: ReviewCase, *, outcome: str, resolution: str, actor_id: int) -> ReviewCase:
    """Say what was resolved: the update, the exclusion or the recovery is done elsewhere.

    Raises:
        RuleViolation: it is closed already, or what was resolved is not said.
    """
    row = locked(case)
    problems = []
    if row.closed_on is not None:
        problems.append(Problem("", _("Esta revisión ya está cerrada.")))
    if not outcome:
        problems.append(Problem("outcome", _("Diga qué se resolvió.")))
    if not plain(resolution):
        problems.append(Problem("resolution", _("Diga en qué se apoya lo resuelto.")))
    values: dict[str, Any] = {
        "outcome": outcome,
        "resolution": resolution,
        "closed_on": clock.today(),
    }
    reason = _("Revisión resuelta. %s") % plain(resolution)
    return keep(row, values, actor_id=actor_id, reason=reason, problems=problems)
