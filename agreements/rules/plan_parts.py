"""What a plan still lacks to be approved: its five parts, its services (R79, R83, R88). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PARTS: tuple[tuple[int, Promise], ...] = (
    (1, gettext_lazy("Relación de compromisos validados")),
    (2, gettext_lazy("Cronograma para su incorporación y aprobación")),
    (3, gettext_lazy("Responsables asignados por actividad")),
    (4, gettext_lazy("Indicadores de seguimiento al cumplimiento del plan")),
    (5, gettext_lazy("Condiciones y periodicidad para revisar los OLA y los SLA")),
)


@dataclass(frozen=True)
class ListedFacts:
    """A service of the plan as the rule reads it.

    Args:
        title: what it is called.
        is_in_force: whether citizens read it as current already.
        suffices: whether its verified level is at least 4.
        validated: how many of its commitments have the three signatures.
    """

    title: str
    is_in_force: bool
    suffices: bool
    validated: int


@dataclass(frozen=True)
class ActivityFacts:
    """An activity: its name and whether somebody answers for it."""

    name: str
    has_responsible: bool


@dataclass(frozen=True)
class PlanFacts:
    """A plan as the rule reads it."""

    services: Sequence[ListedFacts]
    activities: Sequence[ActivityFacts]
    has_goal: bool
    has_review_frequency: bool
    has_review_conditions: bool


@dataclass(frozen=True)
class Missing:
    """One thing that keeps a plan from being approved; ``part`` is the number of R83."""

    part: int
    says: str


def missing(facts: PlanFacts) -> list[Missing]:
    """Everything that keeps a plan from being approved, in the order of the five parts."""
    return list(_missing(facts))


def _missing(facts: PlanFacts) -> Iterator[Missing]:
    if not any(service.validated for service in facts.services):
        yield Missing(1, _("no hay ningún compromiso con sus tres firmas."))
    for service in facts.services:
        yield from _of_service(service)
    yield from _of_schedule(facts.activities)
    if not facts.has_goal:
        yield Missing(4, _("falta la meta de actividades concluidas a tiempo."))
    if not facts.has_review_frequency:
        yield Missing(5, _("falta cada cuánto se revisan los OLA y los SLA."))
    if not facts.has_review_conditions:
        yield Missing(5, _("faltan las condiciones para actualizarlos o revisarlos."))


def _of_service(service: ListedFacts) -> Iterator[Missing]:
    """One that citizens read already is judged where it is updated, not here."""
    if service.is_in_force:
        return
    if not service.suffices:
        says = _("«%s» no tiene nivel 4 verificado y vigente: quítelo del plan o verifíquelo.")
        yield Missing(1, says % service.title)
    if not service.validated:
        says = _("«%s» no tiene ningún compromiso con sus tres firmas.")
        yield Missing(1, says % service.title)


def _of_schedule(activities: Sequence[ActivityFacts]) -> Iterator[Missing]:
    if not activities:
        yield Missing(2, _("no hay ninguna actividad."))
        yield Missing(3, _("no hay ninguna actividad que tenga responsable."))
    for activity in activities:
        if not activity.has_responsible:
            yield Missing(3, _("falta el responsable de «%s».") % activity.name)


def year_problem(year: int, today: date) -> str:
    """Why no plan is drawn up for a year; empty when it may be: this year's or the next one's."""
    if year in (today.year, today.year + 1):
        return ""
    return _("Se planifica el año en curso o el siguiente: %(this)d o %(next)d.") % {
        "this": today.year,
        "next": today.year + 1,
    }
