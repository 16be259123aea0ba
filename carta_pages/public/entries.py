"""What hangs below a page, read from an index edition: names, addresses, first words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from carta_pages.public import wording
from carta_pages.public.places import on_day

if TYPE_CHECKING:
    from datetime import date

    from workflows.models import Edition

SERVICE, COMMITMENT, ANNEX = "servicepage", "commitmentpage", "territorialannexpage"
SUMMARY_LENGTH = 240


@dataclass
class Entry:
    """One published page in a list.

    Args:
        page_id: the page.
        type: model name of the page type.
        title: its published title.
        url: its address.
        number: the edition in force.
        effective: since when, ISO.
        is_excluded: whether MDT took it out.
        summary: what its page type says of itself in a list.
        below: what hangs below it, in the order of the carta.
    """

    page_id: int
    type: str = ""
    title: str = ""
    url: str = ""
    number: int = 0
    effective: str = ""
    is_excluded: bool = False
    summary: dict[str, Any] = field(default_factory=dict)
    below: list[Entry] = field(default_factory=list)

    def of_type(self, type_: str) -> list[Entry]:
        """Entries of one page type below, excluded ones left out."""
        return [entry for entry in self.below if entry.type == type_ and not entry.is_excluded]

    @property
    def services(self) -> list[Entry]:
        """Services in force, by name."""
        return by_name(self.of_type(SERVICE))

    @property
    def commitments(self) -> list[Entry]:
        """Commitments in force, in the order in which they were written."""
        return self.of_type(COMMITMENT)

    @property
    def annex(self) -> Entry | None:
        """The territorial annex in force."""
        return next(iter(self.of_type(ANNEX)), None)

    @property
    def excluded_commitments(self) -> list[Entry]:
        """Commitments that MDT took out of the service (R30)."""
        return [entry for entry in self.below if entry.type == COMMITMENT and entry.is_excluded]

    @property
    def entity(self) -> dict[str, Any]:
        """Name and initials of the entity, for a carta."""
        return self.summary.get("entity") or {}


def tree(rows: Iterable[dict[str, Any]], root_id: int, url: str, on: date | None) -> Entry:
    """The rows of an index as a tree.

    Args:
        rows: rows of an ``IndexEdition``, parents before children.
        root_id: the page that the index belongs to.
        url: its address.
        on: the day that addresses must keep.
    """
    root = Entry(page_id=root_id, url=url)
    entries = {root_id: root}
    plain = {root_id: url}
    for row in rows:
        if row["page"] == root_id:
            root.summary = row.get("summary") or {}
            continue
        if row["parent"] not in entries:
            continue
        plain[row["page"]] = f"{plain[row['parent']]}{row['slug']}/"
        entry = Entry(
            page_id=row["page"],
            type=row["type"],
            title=row["title"],
            url=on_day(plain[row["page"]], on),
            number=row["edition"],
            effective=row["effective"],
            is_excluded=row["kind"] == "exclusion",
            summary=row.get("summary") or {},
        )
        entries[row["parent"]].below.append(entry)
        entries[entry.page_id] = entry
    return root


def by_name(entries: Iterable[Entry]) -> list[Entry]:
    """Entries as a person looks them up: accents and capitals do not count."""
    return sorted(entries, key=lambda entry: (by_text(entry.title), entry.page_id))


def by_text(text: str) -> str:
    """Sort key of a Spanish name."""
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", text.casefold())
        if not unicodedata.combining(letter)
    )


def summary(edition: Edition) -> dict[str, Any]:
    """What lists say of a page besides its title, kept short because every index repeats it."""
    content = edition.content
    found: dict[str, Any] = {}
    if text := content.get("statement") or content.get("description"):
        found["text"] = shortened(text)
    if standards := [wording.standard(row) for row in content.get("indicators") or ()]:
        found["standards"] = [words for words in standards if words]
    if entity := content.get("entity"):
        found["entity"] = {"label": entity["label"], "short_name": entity.get("short_name", "")}
    if edition.is_exclusion:
        found["note"] = shortened(edition.exclusion_cause)
    return found


def shortened(text: str) -> str:
    """The first words of a text, on one line, cut at a word."""
    words = " ".join(text.split())
    if len(words) <= SUMMARY_LENGTH:
        return words
    return words[:SUMMARY_LENGTH].rsplit(" ", 1)[0] + "…"
