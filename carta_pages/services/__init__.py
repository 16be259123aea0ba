"""The only writers of this room, one verb each."""

from carta_pages.services.change_state import StateAct, change_state
from carta_pages.services.duplicate import duplicate_draft
from carta_pages.services.portal import ensure_portal, provision_carta

__all__ = [
    "StateAct",
    "change_state",
    "duplicate_draft",
    "ensure_portal",
    "provision_carta",
]
