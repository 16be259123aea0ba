"""What the entity says aloud besides its texts, as it is today: notices, services that go first.

Both stand beside a text in force and never beside one of the past, a draft or an excluded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from entities.selectors import featured_ids, notices_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading
    from entities.models import CampaignNotice


def _speaks(reading: Reading) -> bool:
    return reading.is_current and reading.exclusion is None and reading.entity_id is not None


def notices_of(reading: Reading, service_id: int | None = None) -> list[CampaignNotice]:
    """Notices of today for a carta, or of one of its services; one query."""
    if not _speaks(reading):
        return []
    return notices_in_force(reading.entity_id or 0, service_id=service_id)


def featured_of(reading: Reading) -> list[Entry]:
    """The services of a carta that go first; one query. Those no longer public are left out."""
    if not _speaks(reading):
        return []
    ids = featured_ids([reading.page.pk]).get(reading.page.pk, [])
    return in_order(ids, reading.below.services)


def in_order(ids: Iterable[int], services: Iterable[Entry]) -> list[Entry]:
    """Listed services in the chosen order; whatever is not listed is silently absent."""
    listed = {entry.page_id: entry for entry in services}
    return [listed[page_id] for page_id in ids if page_id in listed]
