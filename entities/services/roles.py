"""Give, correct and end a role (R1, R11). Access follows on the next request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from entities.errors import Problem, RuleViolation
from entities.history import one_history_row
from entities.models import Entity, OrganizationalUnit, RoleAssignment
from entities.roles import forget
from entities.rules import (
    Period,
    RoleFacts,
    RoleSurroundings,
    reason_problems,
    role_problems,
)
from entities.sanitize import plain
from entities.services import saving
from entities.vocabulary import Capacity


def _lock(user_id: Any, entity_id: int | None) -> None:
    """Entity, then person: two people giving the same role at once wait for each other."""
    if entity_id is not None:
        Entity.objects.select_for_update().get(pk=entity_id)
    get_user_model()._default_manager.select_for_update().get(pk=user_id)


def _periods(assignments: Iterable[RoleAssignment]) -> list[Period]:
    return [Period(row.starts_on, row.ends_on) for row in assignments]


def _problems(assignment: RoleAssignment, unit_ids: frozenset[int]) -> list[Problem]:
    entity = assignment.entity
    same_role = RoleAssignment.objects.filter(
        role=assignment.role, entity=entity, annulled_on__isnull=True
    ).exclude(pk=assignment.pk)
    facts = RoleFacts(
        role=assignment.role,
        capacity=assignment.capacity,
        entity_id=assignment.entity_id,
        period=Period(assignment.starts_on, assignment.ends_on),
        post=assignment.post,
        document=assignment.document,
        unit_ids=unit_ids,
    )
    around = RoleSurroundings(
        entity_period=Period(entity.opened_on, entity.closed_on) if entity else None,
        entity_unit_ids=frozenset(
            OrganizationalUnit.objects.filter(pk__in=unit_ids, entity=entity).values_list(
                "pk", flat=True
            )
        ),
        same_person=_periods(same_role.filter(user_id=assignment.user_id)),
        other_titulars=_periods(
            same_role.filter(capacity=Capacity.TITULAR).exclude(user_id=assignment.user_id)
        ),
    )
    return role_problems(facts, around)


def wanted_problems(
    user: Any | None, role: str, entity: Entity | None, values: Mapping[str, Any]
) -> list[Problem]:
    """What ``assign_role`` would refuse, before anything is written: all of it can be said at once.

    Args:
        user: who would hold it; None for somebody who has no account yet.
        role: which.
        entity: where.
        values: as ``assign_role`` takes them.
    """
    wanted = RoleAssignment(
        user=user,
        role=role,
        entity=entity,
        capacity=values.get("capacity", Capacity.TITULAR),
        starts_on=values["starts_on"],
        ends_on=values.get("ends_on"),
    )
    saving.apply(wanted, {name: values.get(name, "") for name in ("post", "office", "document")})
    return _problems(wanted, frozenset(unit.pk for unit in values.get("units", ())))


def _told(assignment: RoleAssignment, units: Iterable[OrganizationalUnit]) -> dict[str, Any]:
    """What the trace keeps: the person is a number, the post and office are public."""
    return {
        "user_id": assignment.user_id,
        "role": str(assignment.role),
        "units": sorted(str(unit.uuid) for unit in units),
        "capacity": str(assignment.capacity),
        "document": assignment.document,
        "office": assignment.office,
        "starts_on": assignment.starts_on,
        "ends_on": assignment.ends_on,
    }


@transaction.atomic
def assign_role(
    user: Any,
    role: str,
    entity: Entity | None = None,
    *,
    post: str,
    starts_on: date,
    ends_on: date | None = None,
    units: Iterable[OrganizationalUnit] = (),
    capacity: str = Capacity.TITULAR,
    office: str = "",
    document: str = "",
    actor_id: int | None = None,
    reason: str = "",
    awaits_invitation: bool = False,
) -> RoleAssignment:
    """Give a person a role, from a day on. Raises RuleViolation naming every problem.

    ``awaits_invitation`` allows an account that nobody has taken possession of yet; until then
    it counts nowhere, for an inactive person holds nothing.
    """
    chosen = tuple(units)
    _lock(user.pk, entity.pk if entity else None)
    assignment = RoleAssignment(
        user=user, role=role, entity=entity, capacity=capacity, starts_on=starts_on, ends_on=ends_on
    )
    saving.apply(assignment, {"post": post, "office": office, "document": document})
    problems = _problems(assignment, frozenset(unit.pk for unit in chosen))
    if not user.is_active and not awaits_invitation:
        problems.append(Problem("user", _("La cuenta de esta persona está desactivada.")))
    saving.check(assignment, problems)
    reason = reason or _("Alta de la asignación.")
    with one_history_row(assignment, actor_id=actor_id, reason=plain(reason)):
        assignment.save()
        assignment.units.set(chosen)
    saving.tell(
        "role.assigned",
        assignment,
        entity_id=assignment.entity_id,
        actor_id=actor_id,
        reason=reason,
        values=_told(assignment, chosen),
    )
    forget(user)
    return assignment


@transaction.atomic
def update_role(
    assignment: RoleAssignment, *, actor_id: int | None, reason: str, **values: Any
) -> RoleAssignment:
    """Correct ``post``, ``office``, ``document`` or ``ends_on``; the rest is of the act itself.

    A different role, scope, capacity or first day is another assignment: end this one and
    give that. Raises RuleViolation.
    """
    fixed = set(values) - {"post", "office", "document", "ends_on"}
    if fixed:
        raise TypeError(f"These do not change in an assignment: {sorted(fixed)}")
    _lock(assignment.user_id, assignment.entity_id)
    row = RoleAssignment.objects.select_related("entity", "user").get(pk=assignment.pk)
    if row.annulled_on is not None:
        raise RuleViolation([Problem("", _("Esta asignación está anulada: no se cambia."))])
    until = row.ends_on
    changed = saving.apply(row, values)
    units = tuple(row.units.all())
    problems = reason_problems(reason) + _problems(row, frozenset(unit.pk for unit in units))
    saving.check(row, problems)
    if changed:
        saving.save(row, actor_id=actor_id, reason=reason)
        saving.tell(
            _kind_of(changed, until, row.ends_on),
            row,
            entity_id=row.entity_id,
            actor_id=actor_id,
            reason=reason,
            values={
                "user_id": row.user_id,
                "role": row.role,
                **{name: getattr(row, name) for name in changed if name != "post"},
            },
        )
        forget(row.user)
    return row


def _kind_of(changed: list[str], before: date | None, after: date | None) -> str:
    """What a change of an assignment is called: a later last day is no ending."""
    lasts_longer = "ends_on" in changed and (
        after is None or (before is not None and after > before)
    )
    if lasts_longer and set(changed) <= {"ends_on", "document"}:
        return "role.renewed"
    return "role.ended" if changed == ["ends_on"] else "role.corrected"


def end_role(
    assignment: RoleAssignment, *, ends_on: date, actor_id: int | None, reason: str
) -> RoleAssignment:
    """Set the last day of an assignment. Raises RuleViolation."""
    ended = update_role(assignment, actor_id=actor_id, reason=reason, ends_on=ends_on)
    assignment.ends_on = ended.ends_on
    forget(assignment.user)
    return ended
