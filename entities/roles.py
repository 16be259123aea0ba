"""Who may act, asked of the role assignments on every request (DESIGN §2, R1, R11).

No groups: a role given or withdrawn is seen by the very next request. The answers for one
person and day are kept on the user instance, which lives no longer than its request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet

from entities import clock
from entities.models import RoleAssignment
from entities.vocabulary import (
    CROSS_ENTITY_ROLES,
    EDITOR_ROLES,
    ENTITY_ROLES,
    MDT_ROLES,
    Capacity,
    Role,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

    User = AbstractUser | AnonymousUser

__all__ = [
    "ANY_UNIT",
    "CROSS_ENTITY_ROLES",
    "EDITOR_ROLES",
    "ENTITY_ROLES",
    "MDT_ROLES",
    "AnyUnit",
    "Role",
    "active_assignments",
    "assignment_for",
    "entity_ids",
    "forget",
    "has_role",
    "has_role_somewhere",
    "holders",
    "holders_of_any",
    "holders_somewhere",
    "in_force",
    "is_platform_admin",
    "own_entity_ids",
]

_CACHE = "_carta_role_assignments"
_CAPACITY_ORDER = {
    Capacity.TITULAR: 0,
    Capacity.ENCARGADO: 1,
    Capacity.SUBROGANTE: 2,
    Capacity.DELEGADO: 3,
}


def in_force(on: date) -> Q:
    """Assignments that count on a day, both ends included; an annulled one never does."""
    return Q(starts_on__lte=on, annulled_on__isnull=True) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )


def active_assignments(user: User, on: date | None = None) -> tuple[RoleAssignment, ...]:
    """The assignments of an active person on a day, units and the entity's carta included,
    in one query.

    Kept on the user instance per day; :func:`forget` drops them. By ``getattr`` and ``setattr``,
    which reach through the lazy wrapper of ``request.user`` to the one person behind it.
    """
    if not (user.is_authenticated and user.is_active) or user.pk is None:
        return ()
    day = on or clock.today()
    cache: dict[date, tuple[RoleAssignment, ...]] | None = getattr(user, _CACHE, None)
    if cache is None:
        cache = {}
        setattr(user, _CACHE, cache)
    if day not in cache:
        cache[day] = _load(user.pk, day)
    return cache[day]


def _load(user_id: Any, day: date) -> tuple[RoleAssignment, ...]:
    """One row per assignment and unit comes back; fold them, so that one query is enough."""
    rows = (
        RoleAssignment.objects.filter(in_force(day), user_id=user_id)
        .select_related("entity__root_page")
        .annotate(_unit_id=F("units__id"))
        .order_by("pk")
    )
    found: dict[int, RoleAssignment] = {}
    units: dict[int, set[int]] = {}
    for row in rows:
        found.setdefault(row.pk, row)
        ids = units.setdefault(row.pk, set())
        if row._unit_id is not None:
            ids.add(row._unit_id)
    for pk, assignment in found.items():
        assignment.unit_ids = frozenset(units[pk])
    return tuple(found.values())


def forget(user: User) -> None:
    """Drop what this user instance remembers; the services call it after a change."""
    if getattr(user, _CACHE, None) is not None:
        delattr(user, _CACHE)


class AnyUnit(Enum):
    """Said by whoever means it; no argument that is left out comes to mean it."""

    ANY_UNIT = "any unit"


ANY_UNIT = AnyUnit.ANY_UNIT
Unit = int | AnyUnit | None


def _covers(assignment: RoleAssignment, role: str, entity_id: int | None, unit: Unit) -> bool:
    """Whether it holds there; without an entity only what holds for all of them does."""
    if assignment.role != role:
        return False
    if assignment.entity_id is None:
        return True
    if assignment.entity_id != entity_id:
        return False
    return unit is ANY_UNIT or not assignment.unit_ids or unit in assignment.unit_ids


def has_role(
    user: User, role: str, entity_id: int | None, unit: Unit = None, on: date | None = None
) -> bool:
    """Whether the person holds the role in the entity on the day.

    Args:
        user: who.
        role: which.
        entity_id: where; ``None``, as of a page that hangs from no carta, is nowhere. A
            cross-entity role holds in every entity and nowhere too.
        unit: of which unit; an assignment limited to units covers exactly those, not the ones
            below them. ``ANY_UNIT``: whichever it is limited to. Left out: of the whole entity.
        on: the day; default today.
    """
    return any(_covers(a, role, entity_id, unit) for a in active_assignments(user, on))


def has_role_somewhere(user: User, role: str, on: date | None = None) -> bool:
    """Whether the person holds the role in whatever entity: for a menu, never for a row."""
    return any(a.role == role for a in active_assignments(user, on))


def entity_ids(user: User, roles: Iterable[str], on: date | None = None) -> frozenset[int]:
    """Entities in which the person holds one of the roles."""
    wanted = frozenset(roles)
    return frozenset(
        a.entity_id
        for a in active_assignments(user, on)
        if a.entity_id is not None and a.role in wanted
    )


def own_entity_ids(user: User, on: date | None = None) -> frozenset[int]:
    """Entities in which the person holds any role at all."""
    return entity_ids(user, ENTITY_ROLES, on)


def assignment_for(
    user: User, role: str, entity_id: int | None, *, unit: Unit, on: date | None = None
) -> RoleAssignment | None:
    """The assignment in whose capacity somebody acts: the titular's before any other (R11).

    Arguments as of :func:`has_role`.
    """
    matching = [a for a in active_assignments(user, on) if _covers(a, role, entity_id, unit)]
    return min(
        matching,
        key=lambda a: (_CAPACITY_ORDER.get(Capacity(a.capacity), 9), -a.starts_on.toordinal()),
        default=None,
    )


def holders(role: str, entity_id: int | None, on: date | None = None) -> QuerySet[Any]:
    """Active people who hold the role in the entity on the day, each once, whatever their units.

    Args:
        role: which.
        entity_id: where; ``None``: only those who hold it over all entities.
        on: the day; default today.
    """
    return holders_of_any([role], entity_id, on)


def holders_of_any(
    roles: Iterable[str], entity_id: int | None, on: date | None = None
) -> QuerySet[Any]:
    """Active people who hold at least one of the roles in the entity, or over all of them."""
    of_all = Q(entity_id__isnull=True)
    where = of_all if entity_id is None else of_all | Q(entity_id=entity_id)
    return _people(where & Q(role__in=list(roles)), on)


def holders_somewhere(roles: Iterable[str], on: date | None = None) -> QuerySet[Any]:
    """Active people who hold at least one of the roles in whatever entity."""
    return _people(Q(role__in=list(roles)), on)


def _people(which: Q, on: date | None) -> QuerySet[Any]:
    assignments = RoleAssignment.objects.filter(in_force(on or clock.today()), which)
    return get_user_model()._default_manager.filter(
        is_active=True, pk__in=assignments.values("user_id")
    )


def is_platform_admin(user: User) -> bool:
    """A superuser, or an active holder of ADM: runs the platform, decides no dossier."""
    if not (user.is_authenticated and user.is_active):
        return False
    return bool(getattr(user, "is_superuser", False)) or has_role_somewhere(user, Role.ADM)
