"""What must be true of the registers; pure predicates that answer with problems (DESIGN §2).

Nothing here reads or writes the database: services bring the facts, and each function
names all that is wrong at once, beside its field, in Spanish.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from entities.errors import Problem
from entities.sanitize import plain
from entities.vocabulary import (
    CROSS_ENTITY_ROLES,
    SINGLE_HOLDER_ROLES,
    Capacity,
    ChangeState,
    TerritorialLevel,
)

MIN_REASON = 5
MAX_REASON = 2_000


@dataclass(frozen=True, slots=True)
class Period:
    """Two days, both included; open when the second is missing."""

    start: date
    end: date | None = None

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.start <= other.end) and (
            self.end is None or other.start <= self.end
        )


def reason_problems(reason: str, name: str = "reason") -> list[Problem]:
    """Every change of a register says why (R215)."""
    length = len(plain(reason))
    if length < MIN_REASON:
        return [
            Problem(
                name,
                _("Escriba el motivo: quedará en el historial (al menos %(min)d letras).")
                % {"min": MIN_REASON},
            )
        ]
    if length > MAX_REASON:
        return [
            Problem(name, _("El motivo puede tener hasta %(max)d letras.") % {"max": MAX_REASON})
        ]
    return []


def period_problems(start: date | None, end: date | None, name: str) -> list[Problem]:
    if start and end and end < start:
        return [Problem(name, _("La fecha final no puede ser anterior a la inicial."))]
    return []


def text_problems(values: dict[str, str], required: Iterable[str]) -> list[Problem]:
    """Required texts that are empty or of which nothing can be seen."""
    return [
        Problem(name, _("Este dato es obligatorio."))
        for name in required
        if not plain(values.get(name))
    ]


# --- Role assignments (R1, R11) -------------------------------------------------------

NEEDS_DOCUMENT = (Capacity.SUBROGANTE, Capacity.ENCARGADO, Capacity.DELEGADO)
NEEDS_END = (Capacity.SUBROGANTE, Capacity.DELEGADO)
"""An «encargado» holds a vacant post until it is filled: that day may not be known yet.
A substitution and a delegation always say until when."""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """An assignment as proposed, reduced to what the rules look at."""

    role: str
    capacity: str
    entity_id: int | None
    period: Period
    post: str
    document: str = ""
    unit_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RoleSurroundings:
    """What already stands when an assignment is proposed."""

    entity_period: Period | None = None
    entity_unit_ids: Collection[int] = frozenset()
    same_person: Collection[Period] = field(default=())
    """Periods in which the person already has this role in this entity."""
    other_titulars: Collection[Period] = field(default=())
    """Periods in which somebody is titular of this role in this entity."""


def _scope_problems(facts: RoleFacts, around: RoleSurroundings) -> list[Problem]:
    problems = []
    crosses = facts.role in CROSS_ENTITY_ROLES
    if crosses and facts.entity_id is not None:
        problems.append(Problem("entity", _("Este rol no se asigna en una entidad.")))
    if crosses and facts.unit_ids:
        problems.append(Problem("units", _("Este rol no se limita a unidades.")))
    if not crosses and facts.entity_id is None:
        problems.append(Problem("entity", _("Elija la entidad en la que tendrá este rol.")))
    if not crosses and not facts.unit_ids <= frozenset(around.entity_unit_ids):
        problems.append(Problem("units", _("Hay unidades que no son de esta entidad.")))
    entity_end = around.entity_period.end if around.entity_period else None
    if entity_end and (facts.period.end is None or facts.period.end > entity_end):
        problems.append(
            Problem(
                "ends_on",
                _("La entidad está vigente hasta el %(day)s; el rol no puede durar más.")
                % {"day": f"{entity_end:%d/%m/%Y}"},
            )
        )
    return problems


def role_problems(facts: RoleFacts, around: RoleSurroundings) -> list[Problem]:
    """Whether a person may be given this role, in this scope, for these days."""
    problems = _scope_problems(facts, around)
    problems += period_problems(facts.period.start, facts.period.end, "ends_on")
    problems += text_problems({"post": facts.post}, ["post"])
    if facts.capacity in NEEDS_DOCUMENT and not plain(facts.document):
        problems.append(
            Problem("document", _("Indique la acción de personal u oficio que lo respalda."))
        )
    if facts.capacity in NEEDS_END and facts.period.end is None:
        problems.append(
            Problem("ends_on", _("Una subrogación o una delegación dice hasta cuándo dura."))
        )
    if any(facts.period.overlaps(other) for other in around.same_person):
        problems.append(
            Problem("starts_on", _("La persona ya tiene este rol en esas fechas; ciérrelo antes."))
        )
    if (
        facts.capacity == Capacity.TITULAR
        and facts.role in SINGLE_HOLDER_ROLES
        and any(facts.period.overlaps(other) for other in around.other_titulars)
    ):
        problems.append(
            Problem(
                "capacity",
                _(
                    "Ya hay un titular de este rol en esas fechas. Termine antes el rol de esa "
                    "persona, o registre una subrogación, un encargo o una delegación."
                ),
            )
        )
    return problems


# --- Units and territory --------------------------------------------------------------


def unit_problems(
    *, name: str, unit_id: int | None, parent_chain: Collection[int], same_entity: bool
) -> list[Problem]:
    """A unit has a name and hangs from a unit of its own entity, never from itself."""
    problems = text_problems({"name": name}, ["name"])
    if not same_entity:
        problems.append(Problem("parent", _("La unidad superior debe ser de la misma entidad.")))
    if unit_id is not None and unit_id in parent_chain:
        problems.append(Problem("parent", _("Una unidad no puede depender de sí misma.")))
    return problems


def territory_problems(
    *, level: str, has_entity: bool, code: str, name: str, code_taken: bool
) -> list[Problem]:
    problems = text_problems({"code": code, "name": name}, ["code", "name"])
    if level == TerritorialLevel.PROVINCE and has_entity:
        problems.append(Problem("entity", _("Las provincias son del país, no de una entidad.")))
    if level != TerritorialLevel.PROVINCE and not has_entity:
        problems.append(
            Problem("entity", _("Cada entidad define sus zonas y distritos: elija la entidad."))
        )
    if code_taken:
        problems.append(Problem("code", _("Ese código ya existe.")))
    return problems


# --- Points of service ----------------------------------------------------------------


def decision_problems(
    *, state: str, proposed_by: int | None, actor_id: int, may_decide: bool
) -> list[Problem]:
    """Who confirms or rejects is of the quality office and is not who proposed."""
    if state != ChangeState.PROPOSED:
        return [Problem("", _("Alguien ya decidió sobre esta propuesta."))]
    if not may_decide:
        return [Problem("", _("Confirma o rechaza la unidad de gestión de la calidad (CAL)."))]
    if proposed_by == actor_id:
        return [
            Problem("", _("Usted hizo la propuesta: debe decidir otra persona de calidad (CAL)."))
        ]
    return []


def closure_problems(
    *,
    period: Period | None,
    reason: str,
    others: Iterable[Period],
    point_period: Period,
) -> list[Problem]:
    """A closure says from when and why, and does not repeat another."""
    problems = text_problems({"reason": reason}, ["reason"])
    if period is None:
        return [*problems, Problem("starts_on", _("Indique desde qué día."))]
    problems += period_problems(period.start, period.end, "ends_on")
    if any(period.overlaps(other) for other in others):
        problems.append(
            Problem("starts_on", _("Ya hay un cierre registrado o propuesto en esas fechas."))
        )
    if not period.overlaps(point_period):
        problems.append(Problem("starts_on", _("En esas fechas el punto de atención no existe.")))
    return problems
