"""What the staff screen reads: whose people one manages, who they are, how their roles stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from entities import clock
from entities.models import Entity, Invitation, OrganizationalUnit, RoleAssignment
from entities.names import name_of
from entities.staff_rules import SOON_DAYS, Manager
from entities.vocabulary import CROSS_ENTITY_ROLES


class Standing(TextChoices):
    """How an assignment stands today; each is a word on the screen, never a colour alone."""

    CURRENT = "vigente", _("Vigente")
    SOON = "por-vencer", _("Por vencer")
    INVITED = "invitada", _("Invitación sin aceptar")
    LAPSED = "invitacion-vencida", _("Invitación vencida")
    OFF = "cuenta-desactivada", _("Cuenta desactivada")
    FUTURE = "futura", _("Futura")
    OVER = "terminada", _("Terminada")
    ANNULLED = "anulada", _("Anulada")


ALIVE = frozenset(Standing) - {Standing.OVER, Standing.ANNULLED}
COMING = frozenset({Standing.INVITED, Standing.LAPSED, Standing.FUTURE})
"""Roles that count nowhere yet and will, if nothing else is done."""


@dataclass(frozen=True)
class Held:
    """One role of a person with how it stands.

    Args:
        assignment: the row, with its units at hand.
        standing: today.
    """

    assignment: RoleAssignment
    standing: Standing

    @property
    def is_alive(self) -> bool:
        """Whether it counts, or will."""
        return self.standing in ALIVE

    @property
    def counts_today(self) -> bool:
        """Whether the person can act with it now."""
        return self.standing in (Standing.CURRENT, Standing.SOON)


@dataclass
class Member:
    """A person of the entity with every role they have or had in it.

    Args:
        person: the account.
        held: their roles, those in force first.
        invitation: the one that waits for them in this entity, lapsed or not.
    """

    person: Any
    held: list[Held] = field(default_factory=list)
    invitation: Invitation | None = None

    @property
    def name(self) -> str:
        """As staff reads it."""
        return name_of(self.person)

    @property
    def is_alive(self) -> bool:
        """Whether they have, or will have, a role here."""
        return any(held.is_alive for held in self.held)


def managed_entities(manager: Manager) -> QuerySet[Entity]:
    """Entities whose people the person manages, by name."""
    entities = Entity.objects.order_by("name")
    return entities if manager.is_platform else entities.filter(pk__in=manager.entity_ids)


def standing(
    assignment: RoleAssignment, invitation: Invitation | None, today: date, now: datetime
) -> Standing:
    """How an assignment stands.

    Args:
        assignment: with its person at hand.
        invitation: the one that still waits for the person here, if any.
        today: the day in continental Ecuador.
        now: the moment, for the invitation.
    """
    ends_on = assignment.ends_on
    if assignment.annulled_on is not None:
        return Standing.ANNULLED
    if ends_on is not None and ends_on < today:
        return Standing.OVER
    if not assignment.user.is_active:
        return _closed_account(assignment.user, invitation, now)
    if assignment.starts_on > today:
        return Standing.FUTURE
    if ends_on is not None and ends_on <= today + timedelta(days=SOON_DAYS):
        return Standing.SOON
    return Standing.CURRENT


def _closed_account(person: Any, invitation: Invitation | None, now: datetime) -> Standing:
    """Somebody who never entered waits for a letter; anybody else was switched off."""
    if person.has_usable_password():
        return Standing.OFF
    waiting = invitation is not None and invitation.is_open(now)
    return Standing.INVITED if waiting else Standing.LAPSED


def members(entity: Entity | None, person_id: int | None = None) -> list[Member]:
    """Everybody who has or had a role in an entity (None: over all of them), by name.

    Three queries, whatever their number; ``person_id`` asks for one of them only.
    """
    rows = RoleAssignment.objects.filter(entity=entity).select_related("user", "entity")
    if entity is None:
        rows = rows.filter(role__in=CROSS_ENTITY_ROLES)
    if person_id is not None:
        rows = rows.filter(user_id=person_id)
    rows = rows.prefetch_related("units").order_by("user_id", "-starts_on", "-pk")
    invitations = _waiting(entity, person_id)
    today, now = clock.today(), clock.now()
    found: dict[Any, Member] = {}
    for row in rows:
        invitation = invitations.get(row.user_id)
        member = found.setdefault(row.user_id, Member(row.user, [], invitation))
        member.held.append(Held(row, standing(row, invitation, today, now)))
    for member in found.values():
        member.held.sort(key=lambda held: not held.is_alive)
    return sorted(found.values(), key=lambda member: _by_name(member.person))


def _by_name(person: Any) -> tuple[str, str, int]:
    return person.last_name.casefold(), person.first_name.casefold(), person.pk


def _waiting(entity: Entity | None, person_id: int | None) -> dict[Any, Invitation]:
    rows = Invitation.objects.filter(
        entity=entity, ended_at__isnull=True, user__is_active=False
    ).order_by("pk")
    if person_id is not None:
        rows = rows.filter(user_id=person_id)
    return {row.user_id: row for row in rows}


def units_in_force(entity: Entity) -> QuerySet[OrganizationalUnit]:
    """Units that exist today, by name."""
    return OrganizationalUnit.objects.in_force(clock.today()).filter(entity=entity).order_by("name")


def assignment_of(manager: Manager, pk: int) -> RoleAssignment | None:
    """An assignment whose person one manages; None for foreign and unknown alike."""
    row = RoleAssignment.objects.select_related("user", "entity").filter(pk=pk).first()
    return row if row is not None and manager.manages(row.entity_id) else None


def invitation_of(manager: Manager, pk: int) -> Invitation | None:
    """An invitation of a place one manages; None for foreign and unknown alike."""
    row = Invitation.objects.select_related("user", "entity").filter(pk=pk).first()
    return row if row is not None and manager.manages(row.entity_id) else None


def invitations_to(entity: Entity | None, user_id: int) -> Iterable[Invitation]:
    """Every invitation a person was ever sent here, the first one first."""
    return Invitation.objects.filter(entity=entity, user_id=user_id).order_by("created_at", "pk")
