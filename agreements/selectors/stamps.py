"""A mark that changes whenever something behind an entity's services changes (ADR 0022).

Every register of this room leaves a row of history for each act, and history only grows: how many
rows there are says whether anything happened since. No writer has to remember to say so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    EntityRules,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    Process,
    ServiceConditions,
    StandardSupport,
)
from carta_pages.models import CartaPage, Norm
from entities import clock
from entities.models import OrganizationalUnit, TerritorialUnit

OF_ENTITY = (
    Process,
    CapabilityAssessment,
    ServiceConditions,
    Evidence,
    OperationAgreement,
    InternalTime,
    Acknowledgement,
    OperationalRequirement,
    StandardSupport,
    EntityRules,
    OrganizationalUnit,
)
"""Registers of an entity that the checkers read."""

Stamp = tuple[Any, ...]


@dataclass(frozen=True)
class StampedCarta:
    """A carta with its entity.

    Args:
        path: of the page.
        entity_id: whose.
        entity_name: short name of the entity.
        stamp: the day, what happened in the entity's registers and in those of the country.
    """

    path: str
    entity_id: int
    entity_name: str
    stamp: Stamp


def stamped_cartas(entity_ids: Iterable[int] | None) -> list[StampedCarta]:
    """Cartas of the entities, or all of them, with their marks: one query."""
    cartas = CartaPage.objects.select_related("entity")
    if entity_ids is not None:
        cartas = cartas.filter(entity_id__in=list(entity_ids))
    marks: dict[str, Any] = {
        f"n_{model._meta.model_name}": _history(model, entity_id=OuterRef("entity_id"))
        for model in OF_ENTITY
    }
    marks["n_territory"] = _history(TerritorialUnit)
    norms = Norm.objects.order_by().annotate(_all=_one()).values("_all")
    marks["n_norms"] = _number(norms.annotate(n=Count("pk")))
    marks["n_norms_in_force"] = _number(norms.annotate(n=Sum("pk", filter=Q(in_force=True))))
    today = clock.today().isoformat()
    return [
        StampedCarta(
            carta.path,
            carta.entity_id,
            carta.entity.short_name,
            (today, *(getattr(carta, name) for name in marks)),
        )
        for carta in cartas.annotate(**marks)
    ]


def _history(model: Any, **where: Any) -> Coalesce:
    rows = model.history.model.objects.filter(**where).order_by().annotate(_all=_one())
    return _number(rows.values("_all").annotate(n=Count("pk")))


def _one() -> Value:
    """What groups all rows into one, so that a subquery may count them."""
    return Value(1, output_field=IntegerField())


def _number(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("n")), 0)
