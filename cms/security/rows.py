"""Rows of the security log with the names of today: an account may have been renamed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cms.models import SecurityEvent
from entities.models import Entity
from entities.names import name_and_account

BATCH = 500


@dataclass(frozen=True)
class Row:
    event: SecurityEvent
    person: str
    about: str
    entity: str

    @property
    def things(self) -> str:
        """The numbers of what the address named: «pk 17»."""
        return ", ".join(f"{name} {value}" for name, value in self.event.ids.items())


def rows(events: Iterable[SecurityEvent]) -> Iterator[Row]:
    """Every event as it is read, in two queries a batch whatever its size."""
    remaining = iter(events)
    while batch := list(islice(remaining, BATCH)):
        yield from _named(batch)


def _named(batch: list[SecurityEvent]) -> Iterator[Row]:
    ids = {pk for event in batch for pk in (event.user_id, event.about_id) if pk is not None}
    people = get_user_model()._default_manager.in_bulk(ids)
    entities = Entity.objects.in_bulk({event.entity_id for event in batch} - {None})
    for event in batch:
        entity = entities.get(event.entity_id)
        yield Row(
            event,
            person=_name(people, event.user_id) or _("Cuenta desconocida"),
            about=_name(people, event.about_id),
            entity=entity.short_name if entity else "",
        )


def _name(people: dict[Any, Any], pk: int | None) -> str:
    if pk is None:
        return ""
    person = people.get(pk)
    if person is None:
        return _("Cuenta eliminada n.º %(pk)d") % {"pk": pk}
    return name_and_account(person)
