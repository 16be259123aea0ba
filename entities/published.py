"""What the rooms above know of an entity and this one must respect: its published services.

Filled in ``AppConfig.ready`` (DESIGN §2: upward needs go by registries). Without a reader nothing
is published: then no service can be featured and no unit is added to those of every standard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Published:
    """What is in force of an entity's carta.

    Args:
        services: titles by page id, in the order in which the carta lists them.
        units: units of its standards besides those that every carta uses.
    """

    services: Mapping[int, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()


Reader = Callable[[int], Published]
_readers: list[Reader] = []


def use_reader(reader: Reader) -> None:
    """Say who knows what an entity has published; the last one counts."""
    _readers[:] = [reader]


def published_of(entity_id: int) -> Published:
    """What is in force of an entity's carta today."""
    return _readers[-1](entity_id) if _readers else Published()
