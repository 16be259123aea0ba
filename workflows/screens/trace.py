"""The chained trace for those who audit: what happened, when, by whom, under which hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from entities import roles
from entities.access import is_platform_admin
from entities.vocabulary import Role
from workflows.models import Dossier, TraceActor, TraceEntry

if TYPE_CHECKING:
    from django.db.models import QuerySet

READERS = (Role.AUD,)


@dataclass(frozen=True)
class Line:
    """One entry, ready to read.

    Args:
        entry: the entry.
        about: the dossier's number or the page's title; empty for the registers.
        url: the dossier's screen, where the entry is about one.
        actor: who, for staff; empty for the system and for people who were erased.
    """

    entry: TraceEntry
    about: str
    url: str
    actor: str


def may_read_trace(user: Any) -> bool:
    """Whether the person audits an entity or administers the platform."""
    return is_platform_admin(user) or bool(roles.entity_ids(user, READERS))


def readable_entries(user: Any) -> QuerySet[TraceEntry]:
    """Entries of the person's entities, newest first; all of them for the platform."""
    entries = TraceEntry.objects.order_by("-sequence")
    if is_platform_admin(user):
        return entries
    return entries.filter(entity_id__in=roles.entity_ids(user, READERS))


def lines_of(entries: Iterable[TraceEntry]) -> list[Line]:
    """The entries of one page of the list, in three queries whatever their number."""
    entries = list(entries)
    dossiers = Dossier.objects.in_bulk(_ids(entries, "dossier"))
    titles = dict(Page.objects.filter(pk__in=_ids(entries, "page")).values_list("pk", "title"))
    names = dict(
        TraceActor.objects.filter(pk__in={entry.actor for entry in entries}).values_list(
            "token", "name"
        )
    )
    return [_line(entry, dossiers, titles, names) for entry in entries]


def _line(
    entry: TraceEntry,
    dossiers: Mapping[int, Dossier],
    titles: Mapping[int, str],
    names: Mapping[str, str],
) -> Line:
    kind, number = _subject(entry)
    dossier = dossiers.get(number) if kind == "dossier" else None
    about = dossier.number if dossier else titles.get(number, "") if kind == "page" else ""
    url = dossier.get_absolute_url() if dossier else ""
    return Line(entry, about, url, names.get(entry.actor, ""))


def _ids(entries: Sequence[TraceEntry], kind: str) -> set[int]:
    return {number for found, number in map(_subject, entries) if found == kind}


def _subject(entry: TraceEntry) -> tuple[str, int]:
    kind, _colon, number = entry.subject.partition(":")
    return kind, int(number) if number.isdecimal() else 0
