"""The state of a service as citizens may see it: three values and «Excluido» (R20, R22)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from carta_pages.models import ServiceState
from carta_pages.states import IN_FORCE, MEANINGS, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import Promise

SHOWN = (*IN_FORCE, State.EXCLUDED)
"""«No Publicado» and «No Postulable» are never public; «Planificado» is not shown yet."""


ICONS = {
    State.PUBLISHED: "si",
    State.RENEWED: "renovar",
    State.UPDATED: "documento",
    State.EXCLUDED: "no",
}


@dataclass(frozen=True)
class PublicState:
    """A state with what it means."""

    value: str
    label: str
    meaning: str | Promise

    @property
    def icon(self) -> str:
        """Its drawing, so that no two look alike, in colour or without."""
        return ICONS[State(self.value)]


def public_states(service_ids: Iterable[int]) -> dict[int, PublicState]:
    """Shown states by service page, in one query; others are absent."""
    rows = ServiceState.objects.filter(service_id__in=list(service_ids), value__in=SHOWN)
    return {
        service_id: PublicState(value, str(State(value).label), MEANINGS[State(value)])
        for service_id, value in rows.values_list("service_id", "value")
    }


def public_state(service_id: int) -> PublicState | None:
    """The shown state of one service."""
    return public_states([service_id]).get(service_id)
