"""The carta of an entity: its services with their promises, rights, ways to take part (R59)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carta_pages.models.vocabulary import RightKind
from carta_pages.public.aloud import featured_of, notices_of
from carta_pages.public.presenters.changes import last_changes
from carta_pages.public.presenters.here import Local
from carta_pages.public.presenters.local import answer_commitments, local_of, points_here
from carta_pages.public.states import public_states
from workflows import selectors

if TYPE_CHECKING:
    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading


def carta(reading: Reading) -> dict[str, Any]:
    """Context of a carta's page."""
    services = reading.below.services
    ids = [entry.page_id for entry in services]
    states = public_states(ids) if reading.is_current else {}
    rights = reading.content.get("rights") or ()
    local = local_of(reading)
    if local is not None and local.province:
        _answer(local, reading, services)
    return {
        "local": local,
        "notices": notices_of(reading),
        "featured": featured_of(reading),
        "services": [(entry, states.get(entry.page_id)) for entry in services],
        "commitment_count": sum(len(entry.commitments) for entry in services),
        "rights": _of_kind(rights, RightKind.RIGHT),
        "duties": _of_kind(rights, RightKind.DUTY),
        "changes": last_changes(reading, _urls(reading.below), limit=5),
    }


def _answer(local: Local, reading: Reading, services: list[Entry]) -> None:
    """Answer every commitment: one query for the texts of all, one for the points of service."""
    listed = [below for entry in services for below in (entry, *entry.commitments)]
    listed += [entry.annex for entry in services if entry.annex]
    editions = selectors.editions_in_force([entry.page_id for entry in listed], reading.on)
    for entry in services:
        texts = [
            (one, editions[one.page_id]) for one in entry.commitments if one.page_id in editions
        ]
        service = editions.get(entry.page_id)
        answer_commitments(
            local,
            reading,
            service.content if service else {},
            [(one, edition.content) for one, edition in texts if edition],
            entry.annex,
            editions.get(entry.annex.page_id) if entry.annex else None,
        )
    points_here(local, reading)


def _of_kind(rights: Any, kind: RightKind) -> list[str]:
    return [row["text"] for row in rights if (row["kind"] or {}).get("value") == kind]


def _urls(entry: Entry) -> dict[int, str]:
    urls = {entry.page_id: entry.url}
    for below in entry.below:
        urls.update(_urls(below))
    return urls
