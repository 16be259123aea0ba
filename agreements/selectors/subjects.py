"""What evidence can stand for: the things of an entity, and whose each one is."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agreements.models import (
    CapabilityAssessment,
    OperationAgreement,
    PlanStage,
    ServiceConditions,
    StandardSupport,
)
from agreements.selectors.promises import Promise, promises
from agreements.vocabulary import Subject
from carta_pages.models import IndicatorSheet, QualityFactor, ServicePage
from carta_pages.models.rows import Row

MODELS = {
    Subject.AGREEMENT: OperationAgreement,
    Subject.ASSESSMENT: CapabilityAssessment,
    Subject.CONDITIONS: ServiceConditions,
    Subject.STANDARD: StandardSupport,
    Subject.PLAN_STAGE: PlanStage,
}
RELATED = {Subject.ASSESSMENT: "process", Subject.PLAN_STAGE: "plan"}
"""What the words of a subject name, other than its service."""
Choices = list[tuple[str, list[tuple[str, str]]]]


def subject_choices(found: Iterable[Promise], entity_ids: Iterable[int] | None) -> Choices:
    """Everything that evidence may be added to, in groups: «factor:<uuid>» and its words.

    Args:
        found: commitments of the entities.
        entity_ids: whose; ``None`` means of all.
    """
    ids = None if entity_ids is None else list(entity_ids)
    groups: Choices = [
        (
            str(Subject.FACTOR.label),
            [(f"{Subject.FACTOR}:{uuid}", label) for uuid, label in factor_choices(found)],
        )
    ]
    for kind, model in MODELS.items():
        rows = (
            model._default_manager.all()
            if ids is None
            else model._default_manager.filter(entity_id__in=ids)
        )
        related = RELATED.get(kind, "service")
        options = [(f"{kind}:{row.uuid}", str(row)) for row in rows.select_related(related)]
        groups.append((str(kind.label), options))
    return [group for group in groups if group[1]]


def factor_choices(found: Iterable[Promise]) -> list[tuple[str, str]]:
    """Factors with the service and the commitment they belong to."""
    return [
        (factor.uuid, f"{promise.service_title} · {promise.title} · {factor.text}"[:200])
        for promise in found
        for factor in promise.factors
    ]


def indicator_choices(found: Iterable[Promise]) -> list[tuple[str, str]]:
    """Indicators with the service and the commitment they belong to."""
    return [
        (indicator.uuid, f"{promise.service_title} · {promise.title} · {indicator.text}"[:200])
        for promise in found
        for indicator in promise.indicators
    ]


def belongs(kind: str, subject: UUID | str, entity_id: int) -> bool:
    """Whether what evidence stands for is a thing of the entity."""
    if kind == Subject.FACTOR:
        return promise_of_factor(subject, entity_id) is not None
    model = MODELS.get(Subject(kind)) if kind in Subject.values else None
    return (
        model is not None
        and model._default_manager.filter(uuid=subject, entity_id=entity_id).exists()
    )


def promise_of_factor(uuid: UUID | str, entity_id: int) -> Promise | None:
    """The entity's commitment whose newest draft holds a factor."""
    wanted = str(uuid)
    for promise in promises([entity_id], _service_of(QualityFactor, wanted)):
        if any(factor.uuid == wanted for factor in promise.factors):
            return promise
    return None


def _service_of(model: type[Row], uuid: str) -> int | None:
    """The service whose commitment has the row stored; a row of a draft only may be anywhere."""
    try:
        path = model._default_manager.filter(uuid=uuid).values_list("page__path", flat=True).first()
    except ValidationError:  # no identity at all
        return None
    if path is None:
        return None
    above = ServicePage.objects.filter(path=path[: -ServicePage.steplen])
    found: int | None = above.values_list("pk", flat=True).first()
    return found


def promise_of_indicator(uuid: UUID | str, entity_id: int) -> Promise | None:
    """The entity's commitment whose newest draft holds an indicator."""
    wanted = str(uuid)
    for promise in promises([entity_id], _service_of(IndicatorSheet, wanted)):
        if any(indicator.uuid == wanted for indicator in promise.indicators):
            return promise
    return None


def label_of(kind: str, subject: UUID, entity_id: int) -> str:
    """What a subject is called; a plain word when it is gone from the newest draft."""
    if kind == Subject.FACTOR:
        promise = promise_of_factor(subject, entity_id)
        named = [one.text for one in promise.factors if one.uuid == str(subject)] if promise else []
        return named[0] if named else _("Factor que ya no está en el compromiso")
    model = MODELS.get(Subject(kind)) if kind in Subject.values else None
    row = model._default_manager.filter(uuid=subject).first() if model else None
    return str(row) if row is not None else _("Ya no existe")
