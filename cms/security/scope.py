"""Who reads which rows of the security log: the platform all of it, audit its own entity's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.models import SecurityEvent
from entities.models import Entity
from entities.roles import entity_ids, is_platform_admin
from entities.vocabulary import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet


def may_read(user: Any) -> bool:
    """Whether the person opens the security log at all."""
    return is_platform_admin(user) or bool(entity_ids(user, [Role.AUD]))


def visible_events(user: Any) -> QuerySet[SecurityEvent]:
    """The rows a person may read (T31): list, counts, filters and export all start here."""
    events = SecurityEvent.objects.all()
    if is_platform_admin(user):
        return events
    return events.filter(entity_id__in=entity_ids(user, [Role.AUD]))


def readable_entities(user: Any) -> QuerySet[Entity]:
    """The entities whose rows the person may ask for."""
    entities = Entity.objects.order_by("short_name")
    if is_platform_admin(user):
        return entities
    return entities.filter(pk__in=entity_ids(user, [Role.AUD]))
