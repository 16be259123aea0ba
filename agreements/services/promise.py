"""Operational requirements and the support of each standard (R44, R46, R71-R77)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import OperationalRequirement, StandardSupport
from agreements.selectors.subjects import promise_of_factor, promise_of_indicator
from agreements.services.keeping import keep, locked
from carta_pages.models import ServicePage
from entities import clock
from entities.errors import Problem, RuleViolation
from entities.models import Entity


@transaction.atomic
def save_requirement(
    requirement: OperationalRequirement | None,
    *,
    actor_id: int | None,
    entity: Entity | None = None,
    factor: UUID | str | None = None,
    reason: str = "",
    **values: Any,
) -> OperationalRequirement:
    """Write or correct an operational requirement of a factor.

    An incomplete one may be kept: it counts when it meets the five criteria (R77).

    Args:
        requirement: the one to correct; ``None`` writes another.
        actor_id: who.
        entity: of a new one.
        factor: of a new one; a requirement stays with its factor.
        reason: why; needed to correct.
        values: text, is_clear, measure, unit, relevance, frequency, due_on, in_force.

    Raises:
        RuleViolation: the factor is not of the entity, or what the model refuses.
    """
    if requirement is not None:
        row = locked(requirement)
    else:
        assert entity is not None
        promise = promise_of_factor(factor or "", entity.pk)
        if promise is None:
            raise RuleViolation([Problem("factor", _("Elija un factor de la propia entidad."))])
        row = OperationalRequirement(
            entity=entity,
            service=ServicePage.objects.get(pk=promise.service_id),
            factor=UUID(str(factor)),
        )
    return keep(
        row, values, actor_id=actor_id, reason=reason, first=_("Requisito operativo registrado.")
    )


@transaction.atomic
def save_support(
    support: StandardSupport | None,
    *,
    actor_id: int | None,
    entity: Entity | None = None,
    indicator: UUID | str | None = None,
    reason: str = "",
    **values: Any,
) -> StandardSupport:
    """Write or correct what an indicator and its standard rest on.

    Args:
        support: the one to correct; ``None`` writes the indicator's.
        actor_id: who.
        entity: of a new one.
        indicator: of a new one; a support stays with its indicator.
        reason: why; needed to correct.
        values: the three ticks, the observed results, the legal limit, the improvement, the
            unit's validation.

    Raises:
        RuleViolation: the indicator is not of the entity or has its support already, the
            observed limits do not run upwards, or a legal limit without its norm.
    """
    if support is not None:
        row = locked(support)
    else:
        assert entity is not None
        promise = promise_of_indicator(indicator or "", entity.pk)
        if promise is None:
            raise RuleViolation(
                [Problem("indicator", _("Elija un indicador de la propia entidad."))]
            )
        row = StandardSupport(
            entity=entity,
            service=ServicePage.objects.get(pk=promise.service_id),
            indicator=UUID(str(indicator)),
        )
    return keep(
        row,
        values,
        actor_id=actor_id,
        reason=reason,
        first=_("Sustento del estándar registrado."),
        problems=_support_problems(row, values),
    )


def _support_problems(row: StandardSupport, values: dict[str, Any]) -> list[Problem]:
    def said(name: str) -> Any:
        return values.get(name, getattr(row, name))

    problems = []
    lower, mean, upper = said("lower"), said("mean"), said("upper")
    known = [value for value in (lower, mean, upper) if value is not None]
    if known != sorted(known):
        problems.append(
            Problem("mean", _("La media va entre el límite inferior y el superior observados."))
        )
    if said("legal_limit") is not None:
        if said("no_legal_limit"):
            problems.append(
                Problem("no_legal_limit", _("Hay un límite legal: quite esta marca o el límite."))
            )
        if said("norm") is None:
            problems.append(Problem("norm", _("Cite la norma que fija el límite.")))
    norm, provision = said("norm"), said("provision") or ""
    if norm is not None and not norm.allows(provision):
        problems.append(
            Problem(
                "provision",
                _("De «%(norm)s» solo puede citarse: %(allowed)s.")
                % {"norm": norm, "allowed": ", ".join(norm.allowed_provisions)},
            )
        )
    validated_on = said("validated_on")
    if validated_on and validated_on > clock.today():
        problems.append(Problem("validated_on", _("La fecha no puede ser futura.")))
    return problems
