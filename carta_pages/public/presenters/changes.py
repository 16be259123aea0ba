"""The last published changes of some pages, dated, for the page they belong to (R123)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from workflows.models import Edition

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

LAST_CHANGES = 3


@dataclass(frozen=True)
class ChangeLine:
    """One published change, dated (R123)."""

    day: date
    title: str
    url: str
    note: str
    number: int
    is_exclusion: bool


def last_changes(
    reading: Reading, urls: dict[int, str], limit: int = LAST_CHANGES
) -> list[ChangeLine]:
    """The newest editions of some pages, without their texts, in one query.

    Args:
        reading: what is read; on a past day only what had happened by then counts.
        urls: address by page id.
        limit: how many.
    """
    if reading.is_draft:
        return []
    editions = Edition.objects.filter(page_id__in=list(urls)).order_by(
        "-effective_date", "-published_at", "-pk"
    )
    if reading.on is not None:
        editions = editions.filter(effective_date__lte=reading.on)
    rows = editions.values_list(
        "effective_date", "title", "page_id", "change_note", "number", "type"
    )
    return [
        ChangeLine(day, title, urls[page_id], note, number, type_ == Edition.Type.EXCLUSION)
        for day, title, page_id, note, number, type_ in rows[:limit]
    ]
