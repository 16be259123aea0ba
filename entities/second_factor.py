"""Who must have a second factor, and the seam to whoever keeps them (RELIABILITY T63).

How people sign in is the site's own affair: these rooms only say who has so much power that a
password alone is too little, and ask whoever keeps the factors who lacks one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from entities.vocabulary import MDT_ROLES, Role

DECIDING_ROLES = (Role.CAL, Role.PLAN, Role.MAX, *MDT_ROLES)
"""Each decides a stage of every dossier, or of its entity's."""


def why_required(roles: Iterable[str], *, is_superuser: bool = False) -> str:
    """Why somebody with these roles must have a second factor; empty when they need none.

    Args:
        roles: those in force today, in any entity.
        is_superuser: whether the account runs the platform by itself.

    Source: issue «The fortress», «second factor for those who decide»; RELIABILITY T63,
    «approvers and administrators». Whoever manages people is an administrator: they name
    approvers and may take a lost factor away. Force: «regla de esta instalación».
    """
    held = set(roles)
    if is_superuser or Role.ADM in held:
        return _("Administra la plataforma.")
    for role in DECIDING_ROLES:
        if role in held:
            return _("Decide sobre expedientes: %s.") % Role(role).label
    if Role.STAFF in held:
        return _("Administra el personal de una entidad.")
    return ""


class Keeper(Protocol):
    """What a site that keeps second factors answers."""

    def lacking(self, user_ids: Collection[int]) -> frozenset[int]:
        """Those of them who have no second factor."""

    def reset(self, user_id: int, *, actor_id: int) -> None:
        """Take a person's factor away, end their sessions and tell them. Nothing if none."""


_keeper: Keeper | None = None


def set_keeper(keeper: Keeper | None) -> Keeper | None:
    """Make this the one that is asked; answers the one it replaces."""
    global _keeper
    previous, _keeper = _keeper, keeper
    return previous


def keeper() -> Keeper | None:
    """Whoever keeps second factors in this site; None where nobody does."""
    return _keeper
