"""What the rooms above know of an entity and this one must respect: its published services.

Filled in ``AppConfig.ready`` (DESIGN §2: upward needs go by registries). Without a reader nothing
is published: then no service can be featured and no unit is added to those of every standard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

Services = Mapping[int, str]
"""Titles by page id, in the order in which the carta lists them."""


@dataclass(frozen=True, slots=True)
class Published:
    """What is in force of an entity's carta.

    Args:
        services: titles by page id, in the order in which the carta lists them.
        units: units of its standards besides those that every carta uses.
    """

    services: Services = field(default_factory=dict)
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who knows what is published.

    Args:
        services: the services of some entities, by entity, in as many queries as of one.
        units: the units of one entity; reads the texts of its promises.
    """

    services: Callable[[Collection[int]], dict[int, Services]]
    units: Callable[[int], tuple[str, ...]]


_readers: list[Reader] = []


def use_reader(reader: Reader) -> None:
    """Say who knows what an entity has published; the last one counts."""
    _readers[:] = [reader]


def services_by_entity(entity_ids: Collection[int]) -> dict[int, Services]:
    """Services in force today of each entity; those without any are absent."""
    return _readers[-1].services(entity_ids) if _readers and entity_ids else {}


def services_of(entity_id: int) -> Services:
    """Services in force today of an entity's carta."""
    return services_by_entity([entity_id]).get(entity_id, {})


def published_of(entity_id: int) -> Published:
    """What is in force of an entity's carta today, with the units of its standards."""
    if not _readers:
        return Published()
    return Published(services_of(entity_id), _readers[-1].units(entity_id))
