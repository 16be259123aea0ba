"""Which services of the portfolio a person sees, and how much of each (DESIGN §3.10)."""

from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import Any

from entities import roles
from entities.vocabulary import Role
from workflows.access import UNIT_ROLES

WHOLE_READERS = (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX)


class Sight(Enum):
    """How much of a service is seen."""

    NONE = "none"
    STATES = "states"
    """Its state, the approved plan and the dossiers the person may open."""
    WHOLE = "whole"
    """Also what stands behind it: capability, checklist, reviews, the plan being drawn up."""


class Reach:
    """What one person sees of the portfolio today.

    Args:
        user: who looks; audit only in its dated period, as every role.
    """

    def __init__(self, user: Any):
        self.is_admin = roles.is_platform_admin(user)
        self.whole: set[int] = set()
        self.units: dict[int, set[int]] = defaultdict(set)
        self.states: set[int] = set()
        self.is_ministry = False
        for held in roles.active_assignments(user):
            role = Role(held.role)
            if role in roles.MDT_ROLES:
                self.is_ministry = True
            elif held.entity_id is None:
                continue
            elif role == Role.AUD:
                self.states.add(held.entity_id)
            elif role in UNIT_ROLES and held.unit_ids:
                self.units[held.entity_id] |= held.unit_ids
            elif role in WHOLE_READERS:
                self.whole.add(held.entity_id)

    @property
    def entity_ids(self) -> frozenset[int] | None:
        """Entities of which something is seen; ``None`` is all."""
        if self.is_admin or self.is_ministry:
            return None
        return frozenset(self.whole | set(self.units) | self.states)

    def __bool__(self) -> bool:
        return self.entity_ids is None or bool(self.entity_ids)

    def of(self, entity_id: int, unit_id: int | None, state: str) -> Sight:
        """How much of a service is seen.

        Args:
            entity_id: whose it is.
            unit_id: the unit that answers for it, if it says one.
            state: its state; empty while it has none, and then only its own people know of it.
        """
        own = self.units.get(entity_id)
        if self.is_admin or entity_id in self.whole:
            return Sight.WHOLE
        if own is not None and (unit_id is None or unit_id in own):
            return Sight.WHOLE
        if state and (self.is_ministry or entity_id in self.states):
            return Sight.STATES
        return Sight.NONE
