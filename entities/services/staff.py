"""The staff screen's door: the same role services, asked again whether this person may.

Every act locks the entity first, then reads the roles of whoever acts again: a manager whose
own role ended a moment ago does nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from entities import clock, letters, second_factor
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import Entity, OrganizationalUnit, RoleAssignment
from entities.roles import entity_ids, forget, is_platform_admin
from entities.rules import Period, reason_problems
from entities.services import saving
from entities.services.roles import assign_role, end_role, update_role, wanted_problems
from entities.staff_rules import (
    Manager,
    appointment_problems,
    end_problems,
    ending_problems,
    factor_problems,
    manage_problems,
    renewal_problems,
    scope_problems,
    start_problems,
)
from entities.vocabulary import Role


def manager_of(user: Any) -> Manager:
    """What the staff rules need to know of somebody, today."""
    return Manager(
        user_id=user.pk,
        is_platform=is_platform_admin(user),
        entity_ids=entity_ids(user, [Role.STAFF]),
        email=user.email,
    )


def manager_now(actor: Any, entity_id: int | None) -> Manager:
    """The same after the entity's row is locked, from the database and not from memory."""
    if entity_id is not None:
        Entity.objects.select_for_update().get(pk=entity_id)
    return manager_of(get_user_model()._default_manager.get(pk=actor.pk))


def lock_person(user_id: Any) -> Any:
    """Entity, then person, then their rows: everybody waits in the same order, none in a ring."""
    return get_user_model()._default_manager.select_for_update().get(pk=user_id)


def locked(assignment_id: int) -> RoleAssignment:
    """The assignment as it stands once its row is ours."""
    rows = RoleAssignment.objects.select_for_update(of=("self",))
    return rows.select_related("entity", "user").get(pk=assignment_id)


def check_place(manager: Manager, user_id: int | None, role: str, entity: Entity | None) -> None:
    """Whether this role is the manager's to give to this person here. Raises RuleViolation."""
    entity_id = entity.pk if entity else None
    raise_if(manage_problems(manager, user_id=user_id, role=role, entity_id=entity_id))


def new_problems(role: str, values: dict[str, Any]) -> list[Problem]:
    """What is wrong with the units and the dates of a role before anything is written."""
    today = clock.today()
    units = frozenset(unit.pk for unit in values.get("units", ()))
    return [
        *scope_problems(role, units),
        *start_problems(values["starts_on"], today),
        *end_problems(values.get("ends_on"), today),
    ]


@transaction.atomic
def give_role(
    actor: Any, user: Any, role: str, entity: Entity | None, *, reason: str, **values: Any
) -> RoleAssignment:
    """Give one more role to somebody with an account; they are told by a notice.

    Args:
        actor: who gives it.
        user: who receives it.
        role: which.
        entity: where; None for the Ministry's roles.
        reason: why, for the history.
        values: ``post``, ``starts_on`` and the rest of ``assign_role``.

    Raises:
        RuleViolation: the staff rules or the role rules refuse it.
    """
    manager = manager_now(actor, entity.pk if entity else None)
    check_place(manager, user.pk, role, entity)
    problems = new_problems(role, values) + reason_problems(reason)
    problems += wanted_problems(user, role, entity, values)
    raise_if(dict.fromkeys(problems))
    given = assign_role(user, role, entity, actor_id=actor.pk, reason=reason, **values)
    letters.tell_appointment(given)
    return given


@transaction.atomic
def appoint(
    actor: Any, user: Any, role: str, entity: Entity | None, *, reason: str = "", **values: Any
) -> RoleAssignment:
    """Give any role, as the register of roles does: the platform's, to somebody else, from today.

    Args:
        actor: who gives it.
        user: who receives it.
        role: which; also that of administering the platform, which no staff screen gives.
        entity: where; None for the roles over all of them.
        reason: why, for the history.
        values: as ``give_role``.

    Raises:
        RuleViolation: the staff rules or the role rules refuse it.
    """
    manager = manager_now(actor, entity.pk if entity else None)
    raise_if(appointment_problems(manager, user_id=user.pk))
    raise_if(dict.fromkeys(new_problems(role, values)))
    return assign_role(user, role, entity, actor_id=actor.pk, reason=reason, **values)


@transaction.atomic
def correct_role(
    actor: Any, assignment: RoleAssignment, *, reason: str, **values: Any
) -> RoleAssignment:
    """Correct what an assignment says, or move its last day; never the actor's own.

    Args:
        actor: who corrects it; of the platform.
        assignment: which.
        reason: why.
        values: as ``update_role``.

    Raises:
        RuleViolation: the staff rules or the role rules refuse it.
    """
    manager = manager_now(actor, assignment.entity_id)
    lock_person(assignment.user_id)
    row = locked(assignment.pk)
    raise_if(appointment_problems(manager, user_id=row.user_id))
    if values.get("ends_on", row.ends_on) != row.ends_on:
        raise_if(end_problems(values["ends_on"], clock.today()))
    return update_role(row, actor_id=actor.pk, reason=reason, **values)


def _own(actor: Any, assignment: RoleAssignment) -> RoleAssignment:
    """The assignment, locked, if the actor may touch it. Raises RuleViolation."""
    manager = manager_now(actor, assignment.entity_id)
    lock_person(assignment.user_id)
    row = locked(assignment.pk)
    raise_if(manage_problems(manager, user_id=row.user_id, role=row.role, entity_id=row.entity_id))
    return row


@transaction.atomic
def renew_role(
    actor: Any, assignment: RoleAssignment, *, ends_on: date | None, document: str, reason: str
) -> RoleAssignment:
    """Move the last day further, with the document that says so. Raises RuleViolation."""
    row = _own(actor, assignment)
    period = Period(row.starts_on, row.ends_on)
    raise_if(
        [
            *renewal_problems(period, ends_on, clock.today(), annulled=row.annulled_on is not None),
            *reason_problems(reason),
        ]
    )
    return update_role(row, actor_id=actor.pk, reason=reason, ends_on=ends_on, document=document)


@transaction.atomic
def finish_role(
    actor: Any, assignment: RoleAssignment, *, last_day: date | None, reason: str
) -> RoleAssignment:
    """End a role: on a day to come or, without one, from this moment.

    A role that would end before its first day never began: it is annulled. Raises
    RuleViolation.
    """
    row = _own(actor, assignment)
    today = clock.today()
    day = last_day if last_day is not None else today - timedelta(days=1)
    period = Period(row.starts_on, row.ends_on)
    raise_if(
        [
            *ending_problems(period, day, today, annulled=row.annulled_on is not None),
            *reason_problems(reason),
        ]
    )
    return close(row, day, actor_id=actor.pk, reason=reason)


def close(row: RoleAssignment, day: date, *, actor_id: int | None, reason: str) -> RoleAssignment:
    """End on the day, or annul what had not begun by then."""
    if day >= row.starts_on:
        return end_role(row, ends_on=day, actor_id=actor_id, reason=reason)
    return annul_role(row, actor_id=actor_id, reason=reason)


@transaction.atomic
def annul_role(
    row: RoleAssignment, *, actor_id: int | None, reason: str, never_held: bool = False
) -> RoleAssignment:
    """Take back a role that begins today or later; it counts on no day any more.

    Args:
        row: the role, locked.
        actor_id: who takes it back.
        reason: why, for the history.
        never_held: its person never entered, so nobody exercised it since it began either.

    Raises:
        RuleViolation: it may have been exercised already.
    """
    if row.starts_on < clock.today() and not never_held:
        raise RuleViolation([Problem("", _("Este rol ya se ejerció: se termina, no se anula."))])
    row.annulled_on = clock.today()
    saving.save(row, actor_id=actor_id, reason=reason)
    saving.tell(
        "role.annulled",
        row,
        entity_id=row.entity_id,
        actor_id=actor_id,
        reason=reason,
        values={"user_id": row.user_id, "role": row.role, "annulled_on": row.annulled_on},
    )
    forget(row.user)
    return row


@transaction.atomic
def rescope_role(
    actor: Any,
    assignment: RoleAssignment,
    *,
    units: Iterable[OrganizationalUnit],
    reason: str,
) -> RoleAssignment:
    """Limit a role to other units, from today: the old one ends and its like begins.

    The scope is of the act itself (``update_role``), so that the history says which units the
    person answered for on each day. Raises RuleViolation.
    """
    row = _own(actor, assignment)
    today, chosen = clock.today(), tuple(units)
    ids = frozenset(unit.pk for unit in chosen)
    over = row.annulled_on is not None or (row.ends_on is not None and row.ends_on < today)
    problems = [Problem("", _("Este rol ya terminó."))] if over else []
    problems += [*scope_problems(row.role, ids), *reason_problems(reason)]
    if not problems and ids == row.unit_ids:
        problems.append(Problem("units", _("Ya son esas las unidades: no hay qué cambiar.")))
    raise_if(problems)
    starts_on, ends_on = max(row.starts_on, today), row.ends_on
    close(row, starts_on - timedelta(days=1), actor_id=actor.pk, reason=reason)
    return assign_role(
        row.user,
        row.role,
        row.entity,
        post=row.post,
        office=row.office,
        document=row.document,
        capacity=row.capacity,
        starts_on=starts_on,
        ends_on=ends_on,
        units=chosen,
        actor_id=actor.pk,
        reason=reason,
        awaits_invitation=not row.user.is_active,
    )


def held_by(person: Any) -> Any:
    """Role and entity of everything somebody holds or will hold, by the rows of now."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    rows = RoleAssignment.objects.filter(not_over, user_id=person.pk, annulled_on__isnull=True)
    return rows.values_list("role", "entity_id")


def factor_reset_problems(manager: Manager, person: Any) -> list[Problem]:
    """Whether this manager may take this person's second factor away, by the rows of now."""
    return factor_problems(
        manager, user_id=person.pk, held=held_by(person), is_superuser=person.is_superuser
    )


@transaction.atomic
def reset_second_factor(actor: Any, user_id: int, entity: Entity | None) -> None:
    """Take away the second factor of somebody who lost it; whoever keeps factors tells them.

    Args:
        actor: who does it.
        user_id: whose.
        entity: where they are managed; None for the Ministry's people.

    Raises:
        RuleViolation: it is not theirs to take, or this site keeps none.
    """
    manager = manager_now(actor, entity.pk if entity else None)
    person = lock_person(user_id)
    raise_if(factor_reset_problems(manager, person))
    keeper = second_factor.keeper()
    if keeper is None:
        raise RuleViolation([Problem("", _("Este sitio no guarda segundos factores."))])
    keeper.reset(user_id, actor_id=actor.pk)
