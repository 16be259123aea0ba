"""Who reads and plans the services of an entity: a row of the one table (DESIGN §3.10)."""

from __future__ import annotations

from enum import Enum

from entities import access
from entities.vocabulary import ENTITY_ROLES, Role


class Register(Enum):
    """By model name. Nobody edits a state's row: to keep it is to plan the service (R33)."""

    STATES = "servicestate"


def declare_registers() -> None:
    """Add it to the table that screens, menus and gate ask."""
    access.declare("carta_pages", Register.STATES, see=ENTITY_ROLES, keep=(Role.CAL,))
