"""Who may give, change and end whose role, and from when to when; pure predicates.

Source: issue «The fortress», staff screen (R1, R11; DESIGN §3.10). The force of every one of
them is «regla de esta instalación».
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from entities.errors import Problem
from entities.rules import Period
from entities.vocabulary import CROSS_ENTITY_ROLES, STAFF_GIVEN_ROLES, UNIT_ROLES, Role

MAX_DAYS_AHEAD = 366
"""A role may be prepared up to a year before it begins."""
MAX_DAYS_LONG = 5 * 366
"""A last day further away than five years is a slip of the finger."""
SOON_DAYS = 15
"""«Por vencer»: as many days as the first notice that a role ends (workflows.expiring_roles)."""


@dataclass(frozen=True, slots=True)
class Manager:
    """Whoever acts on the staff screen, as the rules see them.

    Args:
        user_id: who.
        is_platform: administers the platform: any entity, and the Ministry's roles.
        entity_ids: entities whose people they manage (role STAFF in force today).
        email: their own address, to recognise an invitation to themselves.
    """

    user_id: int
    is_platform: bool = False
    entity_ids: frozenset[int] = frozenset()
    email: str = ""

    def manages(self, entity_id: int | None) -> bool:
        """Whether the people of the entity (None: the Ministry's roles) are theirs to manage."""
        return self.is_platform or (entity_id is not None and entity_id in self.entity_ids)


def givable_roles(manager: Manager, entity_id: int | None) -> tuple[Role, ...]:
    """Roles the person may give in an entity, or (None) over all of them."""
    if not manager.manages(entity_id):
        return ()
    if entity_id is None:
        return tuple(role for role in CROSS_ENTITY_ROLES if role != Role.ADM)
    return (*STAFF_GIVEN_ROLES, Role.STAFF) if manager.is_platform else STAFF_GIVEN_ROLES


def person_problems(
    manager: Manager, *, user_id: int | None, entity_id: int | None
) -> list[Problem]:
    """Whether the person manages this place, and is not the one it is about."""
    if not manager.manages(entity_id):
        return [Problem("", _("Usted no administra el personal de esta entidad."))]
    if user_id is not None and user_id == manager.user_id:
        return [Problem("", _("Nadie cambia sus propios roles: debe hacerlo otra persona."))]
    return []


def manage_problems(
    manager: Manager, *, user_id: int | None, role: str, entity_id: int | None
) -> list[Problem]:
    """Whether the person may give, change or end this role of this other person.

    Args:
        manager: who acts.
        user_id: whose role it is; None for somebody who has no account yet.
        role: which role.
        entity_id: in which entity; None for the Ministry's roles.
    """
    problems = person_problems(manager, user_id=user_id, entity_id=entity_id)
    if not problems and role not in givable_roles(manager, entity_id):
        who_can = _("Este rol lo asigna y lo termina la administración de la plataforma.")
        problems = [Problem("role", who_can)]
    return problems


def appointment_problems(manager: Manager, *, user_id: int) -> list[Problem]:
    """Whether the person may give or correct any role of somebody: the platform, never its own."""
    if not manager.is_platform:
        return [Problem("", _("Los roles los asigna aquí la administración de la plataforma."))]
    return person_problems(manager, user_id=user_id, entity_id=None)


def factor_problems(
    manager: Manager, *, user_id: int, held: Iterable[tuple[str, int | None]], is_superuser: bool
) -> list[Problem]:
    """Whether the person may take away the second factor of somebody who lost it.

    A manager, of somebody all of whose roles they could give and end themselves: not of another
    manager, nor of who acts elsewhere too. The platform, of anybody else.

    Args:
        manager: who acts.
        user_id: whose factor it is.
        held: roles they have or will have, each with its entity (None: over all of them).
        is_superuser: whether the account runs the platform by itself.
    """
    if user_id == manager.user_id:
        return [Problem("", _("Nadie quita así su propio segundo factor: use «Cuenta»."))]
    if is_superuser or not _within_reach(manager, user_id, held):
        who_can = _("El segundo factor de esta persona lo quita quien administra la plataforma.")
        return [] if manager.is_platform else [Problem("", who_can)]
    return []


def rename_problems(
    manager: Manager, *, user_id: int, held: Iterable[tuple[str, int | None]], is_superuser: bool
) -> list[Problem]:
    """Whether the person may correct the name under which somebody acts.

    The trace, the histories and the decisions name people: nobody changes by themselves who
    seems to have acted. Within the same reach as :func:`factor_problems`, and with its arguments.
    """
    if user_id == manager.user_id:
        return [Problem("", _("Nadie corrige su propio nombre: debe hacerlo otra persona."))]
    if is_superuser or not _within_reach(manager, user_id, held):
        who_can = _("El nombre de esta persona lo corrige quien administra la plataforma.")
        return [] if manager.is_platform else [Problem("", who_can)]
    return []


def _within_reach(manager: Manager, user_id: int, held: Iterable[tuple[str, int | None]]) -> bool:
    """Whether the manager could give and end every role of somebody who has at least one."""
    roles = list(held)
    return bool(roles) and not any(
        manage_problems(manager, user_id=user_id, role=role, entity_id=entity_id)
        for role, entity_id in roles
    )


def scope_problems(role: str, unit_ids: frozenset[int]) -> list[Problem]:
    """Only unit and territorial roles are limited to units."""
    if unit_ids and role not in UNIT_ROLES:
        return [Problem("units", _("Este rol vale para toda la entidad: no se limita a unidades."))]
    return []


def start_problems(starts_on: date, today: date) -> list[Problem]:
    """A role counts from today on: nobody is given one over what already happened."""
    if starts_on < today:
        return [Problem("starts_on", _("Un rol vale desde hoy o después, no hacia atrás."))]
    if starts_on > today + timedelta(days=MAX_DAYS_AHEAD):
        return [Problem("starts_on", _("Un rol se prepara hasta con un año de anticipación."))]
    return []


def end_problems(ends_on: date | None, today: date) -> list[Problem]:
    """A last day is to come, and not absurdly far."""
    if ends_on is None:
        return []
    if ends_on < today:
        return [Problem("ends_on", _("El último día ya pasó."))]
    if ends_on > today + timedelta(days=MAX_DAYS_LONG):
        return [Problem("ends_on", _("El último día está a más de cinco años: revíselo."))]
    return []


def renewal_problems(
    period: Period, until: date | None, today: date, *, annulled: bool
) -> list[Problem]:
    """Only what still counts is made longer; what ended is given again, from today."""
    if annulled or (period.end is not None and period.end < today):
        return [Problem("", _("Este rol ya terminó: no se renueva hacia atrás, se da otra vez."))]
    if period.end is None:
        return [Problem("", _("Este rol no tiene último día: no hay qué renovar."))]
    problems = end_problems(until, today)
    if not problems and until is not None and until <= period.end:
        problems = [Problem("ends_on", _("La renovación debe llegar más lejos que ahora."))]
    return problems


def ending_problems(
    period: Period, last_day: date, today: date, *, annulled: bool
) -> list[Problem]:
    """A role ends now or on a day to come that is before the one it had.

    ``last_day`` is yesterday for «desde este momento».
    """
    if annulled or (period.end is not None and period.end < today):
        return [Problem("", _("Este rol ya terminó."))]
    if last_day < today - timedelta(days=1):
        return [Problem("ends_on", _("Un rol no se termina hacia atrás: lo actuado cuenta."))]
    if period.end is not None and last_day >= period.end:
        return [Problem("ends_on", _("Ya termina ese día o antes."))]
    return []


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses reach the same mailbox: case and «+etiqueta» do not count."""
    return bool(one) and _mailbox(one) == _mailbox(other)


def _mailbox(address: str) -> tuple[str, str]:
    name, _at, host = address.strip().casefold().rpartition("@")
    return name.partition("+")[0], host
