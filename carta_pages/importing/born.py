"""Commitments as a preview would leave them, for whoever previews what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from carta_pages.models import CommitmentPage, ServicePage


@dataclass(frozen=True)
class BornIndicator:
    """What a measured value must fit: identity, name and code, unit, frequency."""

    uuid: UUID
    name: str
    code: str
    unit: str
    other_unit: str
    frequency: str


@dataclass(frozen=True)
class BornCommitment:
    """A commitment that is not stored so yet.

    Args:
        page_id: of the stored page that it will replace; ``None`` for a new one.
        page: as much of it as the rules of access ask: where it hangs, and of which unit.
        names: by what files call it and its service.
        indicators: as the file leaves them.
    """

    page_id: int | None
    page: CommitmentPage
    names: tuple[str, ...]
    indicators: tuple[BornIndicator, ...]


def born(
    draft: CommitmentPage,
    page_id: int | None,
    service: ServicePage,
    carta: Any,
    codes: Iterable[str],
) -> BornCommitment:
    """What a preview keeps of a draft: no rows but what values are compared with.

    Args:
        draft: as the file leaves it, in memory.
        page_id: of the stored page; ``None`` for a new one.
        service: it hangs from; perhaps new too.
        carta: it hangs from.
        codes: of the file, for the commitment and its service.
    """
    page = type(draft)(title=draft.title)
    page.pk, page.carta, page.service = page_id, carta, service
    said = (*codes, draft.slug, draft.title, service.slug, service.title, service.sheet_code)
    rows = tuple(
        BornIndicator(
            uuid=row.uuid,
            name=row.name or row.code,
            code=row.code,
            unit=row.unit,
            other_unit=row.other_unit,
            frequency=row.frequency,
        )
        for row in draft.indicators.get_object_list()
    )
    return BornCommitment(page_id, page, tuple(name for name in said if name), rows)
