"""What the staff screen shows: places, people, what may be done with each role, the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from entities import staff
from entities.admin.history import histories_of
from entities.models import Entity, Invitation, RoleAssignment
from entities.names import name_of
from entities.selectors import FieldChange
from entities.services import names
from entities.services.saving import subject_of
from entities.staff import Held, Member
from entities.staff_rules import Manager, manage_problems
from entities.vocabulary import UNIT_ROLES
from workflows import facts
from workflows.models import TraceActor, TraceEntry

MINISTRY = "mdt"


@dataclass(frozen=True)
class Place:
    """Whose people are shown: an entity's, or those whose roles look at all entities.

    Args:
        entity: None for the Ministry and the platform.
    """

    entity: Entity | None

    @property
    def key(self) -> str:
        """As the address says it."""
        return str(self.entity.pk) if self.entity else MINISTRY

    @property
    def name(self) -> str:
        """In full."""
        return self.entity.name if self.entity else _("Ministerio del Trabajo: control de cartas")

    @property
    def short_name(self) -> str:
        """For the tabs."""
        return self.entity.short_name if self.entity else _("Roles del MDT")


def places_of(manager: Manager) -> list[Place]:
    """The places whose people one manages."""
    found = [Place(entity) for entity in staff.managed_entities(manager)]
    return [*found, Place(None)] if manager.is_platform else found


@dataclass(frozen=True)
class RoleCard:
    """A role with what the reader may do to it.

    Args:
        held: the role and how it stands.
        closed: why nothing may be done; empty when something may.
    """

    held: Held
    closed: str

    @property
    def may_change(self) -> bool:
        """Whether it may be ended."""
        return self.held.is_alive and not self.closed

    @property
    def may_rescope(self) -> bool:
        """Whether it is of those that are limited to units."""
        return self.may_change and self.held.assignment.role in UNIT_ROLES

    @property
    def may_renew(self) -> bool:
        """Whether it has a last day to move."""
        return self.may_change and self.held.assignment.ends_on is not None


def cards(manager: Manager, member: Member) -> list[RoleCard]:
    """Each role of a person with what may be done to it."""
    return [
        RoleCard(
            held,
            " ".join(
                str(problem.message)
                for problem in manage_problems(
                    manager,
                    user_id=member.person.pk,
                    role=held.assignment.role,
                    entity_id=held.assignment.entity_id,
                )
            ),
        )
        for held in member.held
    ]


@dataclass(frozen=True)
class Event:
    """One line of a person's history: when, what, who did it, why, what changed."""

    at: datetime
    what: str
    who: str
    reason: str = ""
    changes: tuple[FieldChange, ...] = ()


def history(place: Place, member: Member) -> list[Event]:
    """Who gave, changed or ended what, with what document; invitations too. Newest first."""
    kept = histories_of(RoleAssignment, [held.assignment.pk for held in member.held])
    events = [
        Event(
            row.at,
            f"{row.what}: {held.assignment.get_role_display()}",
            row.who,
            row.reason,
            row.changes,
        )
        for held in member.held
        for row in kept[held.assignment.pk]
    ]
    events += _corrections(place, member.person)
    events += _letters(staff.invitations_to(place.entity, member.person.pk))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _corrections(place: Place, person: Any) -> list[Event]:
    """When the name was corrected, by whom and why, as the trace of the place tells it."""
    entries = TraceEntry.objects.filter(subject=subject_of(person), kind=names.KIND)
    of_place = list(entries.filter(entity_id=place.entity.pk if place.entity else None))
    actors = TraceActor.objects.filter(pk__in={entry.actor for entry in of_place})
    by_token = dict(actors.values_list("token", "name"))
    return [
        Event(
            entry.at,
            entry.kind_label,
            by_token.get(entry.actor) or _("Persona suprimida"),
            entry.data["reason"],
        )
        for entry in of_place
    ]


def _letters(invitations: Iterable[Invitation]) -> list[Event]:
    rows = list(invitations)
    people = facts.people(
        pk for row in rows for pk in (row.created_by_id, row.ended_by_id) if pk is not None
    )

    def named(pk: Any) -> str:
        person = people.get(pk)
        return name_of(person) or _("Sistema")

    found = []
    for row in rows:
        found.append(Event(row.created_at, _("Invitación enviada"), named(row.created_by_id)))
        if row.ended_at is not None:
            what = _("Invitación: %s") % str(row.get_ended_as_display()).lower()
            found.append(Event(row.ended_at, what, named(row.ended_by_id)))
    return found


def shown_members(members: Iterable[Member], which: str) -> list[Member]:
    """Those with a role now or soon, or («terminados») those who had one."""
    alive = which != "terminados"
    return [member for member in members if member.is_alive == alive]
