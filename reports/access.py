"""Who sees the papers of an entity: a row of the one table (DESIGN §3.10)."""

from __future__ import annotations

from enum import Enum

from entities import access
from entities.vocabulary import Role


class Register(Enum):
    """Papers are made of editions: they are read, and nobody keeps them."""

    PAPERS = "paper"


def declare_registers() -> None:
    """Add it to the table that screens, menus and gate ask."""
    access.declare("reports", Register.PAPERS, see=(Role.COM, Role.CAL, Role.AUD), keep=())
