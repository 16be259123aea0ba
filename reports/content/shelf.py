"""The texts of a whole carta at the moment that is read, each exactly in the listed edition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workflows.models import Edition

if TYPE_CHECKING:
    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading


@dataclass(frozen=True)
class ServiceTexts:
    """A service with what hangs below it."""

    entry: Entry
    edition: Edition
    annex: Edition | None
    commitments: list[tuple[Entry, Edition]] = field(default_factory=list)


def services_of(reading: Reading) -> list[ServiceTexts]:
    """Services in force below a carta, by name, in one query besides the reading."""
    codes = [row["code"] for row in (reading.index.rows if reading.index else ())]
    editions = {edition.page_id: edition for edition in Edition.objects.filter(code__in=codes)}
    return [
        ServiceTexts(
            entry,
            editions[entry.page_id],
            editions.get(entry.annex.page_id) if entry.annex else None,
            [
                (below, editions[below.page_id])
                for below in entry.commitments
                if below.page_id in editions
            ],
        )
        for entry in reading.below.services
        if entry.page_id in editions
    ]
