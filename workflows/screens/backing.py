"""What stands behind the pages of a dossier, as one person may read it (DESIGN §3.10).

Inside the entity it is shown as it is now, with what changed since the entity's last decision.
The ministry and audit read only what was frozen, and so does everybody once the dossier was
remitted: what the ministry judges is what the entity sees it judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from workflows.access import may_read_frozen_backing
from workflows.backing import BackingSource, read_live, sources
from workflows.diff import Change, as_text, compare, only_changed
from workflows.models import Decision, Dossier, DossierItem, FrozenBacking
from workflows.services import backing
from workflows.snapshots import Children, Content, Snapshot
from workflows.stages import SPECS, Stage


@dataclass(frozen=True)
class KeptFile:
    """A file that a row names."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Row:
    """One record: what names it, what it says, its file."""

    title: str
    lines: tuple[tuple[str | Promise, str], ...]
    file: KeptFile | None = None


@dataclass(frozen=True)
class Group:
    """Records of one sort; an empty one is shown too, for what is missing says something."""

    label: str | Promise
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Behind:
    """What stands behind one page.

    Args:
        groups: its records by sort.
        is_live: whether they are shown as they are now.
        frozen: what was frozen last; ``None`` in a dossier sent before anything was.
        changes: between the frozen and what there is now, where the person may know it.
    """

    groups: tuple[Group, ...]
    is_live: bool
    frozen: FrozenBacking | None
    changes: tuple[Change, ...] = ()

    @property
    def since(self) -> Decision | None:
        """The decision by which the entity fixed it."""
        return self.frozen.decision if self.frozen else None


def behind_pages(user: Any, dossier: Dossier, items: Sequence[DossierItem]) -> dict[int, Behind]:
    """By page id, what stands behind it; pages with nothing, or nothing for the person, absent.

    Args:
        user: who looks; may open the dossier.
        dossier: the dossier.
        items: its pages, with ``page`` loaded.
    """
    reader = _Reader(user, dossier, items)
    found = {item.page_id: reader.behind(item) for item in items}
    return {page_id: behind for page_id, behind in found.items() if behind is not None}


def readable_file(
    user: Any, dossier: Dossier, item: DossierItem, sha256: str
) -> tuple[KeptFile, Any] | None:
    """A file that stands behind a page of a dossier, as far as the person may read it.

    Args:
        user: who asks; may open the dossier.
        dossier: the dossier.
        item: one of its pages, with ``page`` loaded.
        sha256: of the file.

    Returns:
        what it is called, and the record that holds it where it is not frozen; else ``None``.
    """
    reader = _Reader(user, dossier, [item])
    for content in reader.contents(item):
        for kept in _files_in(content):
            if kept.sha256 == sha256:
                live = reader.live.get(item.page_id)
                return kept, live.files.get(sha256) if live else None
    return None


class _Reader:
    """What one person reads of one dossier; everything in a fixed number of queries."""

    def __init__(self, user: Any, dossier: Dossier, items: Sequence[DossierItem]):
        self.inside = [one for one in sources() if one.may_read(user, dossier.entity_id)]
        reads_frozen = bool(sources()) and may_read_frozen_backing(user, dossier)
        self.shown = list(sources()) if reads_frozen else self.inside
        on_the_way = dossier.is_open and not SPECS[Stage(dossier.stage)].is_ministry
        self.is_live = bool(self.inside) and on_the_way
        self.frozen = backing.newest(item.pk for item in items) if self.shown else {}
        compares = bool(self.inside) and dossier.is_open
        self.live: Mapping[int, Snapshot] = read_live(dossier, items) if compares else {}

    def behind(self, item: DossierItem) -> Behind | None:
        """What stands behind one page."""
        frozen = self.frozen.get(item.pk)
        live = self.live.get(item.page_id)
        content = _content(live) if self.is_live else _frozen(frozen)
        groups = tuple(
            group
            for source in (self.inside if self.is_live else self.shown)
            if source.name in content
            for group in _groups(source, content[source.name])
        )
        if not groups:
            return None
        changes = self._changes(_frozen(frozen), _content(live)) if frozen and live else ()
        return Behind(groups, self.is_live, frozen, changes)

    def contents(self, item: DossierItem) -> list[Content]:
        """Everything of one page that the person may read, frozen and live."""
        shown = [(_frozen(self.frozen.get(item.pk)), self.shown)]
        if self.is_live:
            shown.append((_content(self.live.get(item.page_id)), self.inside))
        return [
            content[source.name]
            for content, allowed in shown
            for source in allowed
            if source.name in content
        ]

    def _changes(self, before: Content, now: Content) -> tuple[Change, ...]:
        return tuple(
            change
            for source in self.inside
            for change in only_changed(
                compare(before.get(source.name), now.get(source.name), source.schema)
            )
        )


def _frozen(row: FrozenBacking | None) -> Content:
    return row.content if row is not None else {}


def _content(snapshot: Snapshot | None) -> Content:
    return snapshot.content if snapshot is not None else {}


def _groups(source: BackingSource, content: Content) -> list[Group]:
    return [
        Group(member.label, tuple(_row(member, row) for row in content.get(member.name) or ()))
        for member in source.schema.fields
        if isinstance(member, Children)
    ]


def _row(member: Children, row: Content) -> Row:
    lines = []
    for field in member.fields:
        text = as_text(row.get(field.name), field.kind)
        if text and field.name not in ("uuid", member.title) and field.kind != "file":
            lines.append((field.label, text))
    files = _files_in(row)
    return Row(as_text(row.get(member.title)), tuple(lines), files[0] if files else None)


def _files_in(value: Any) -> list[KeptFile]:
    if isinstance(value, dict):
        if "sha256" in value and "name" in value:
            return [KeptFile(value["name"], value["size"], value["sha256"])]
        return [found for member in value.values() for found in _files_in(member)]
    if isinstance(value, list):
        return [found for member in value for found in _files_in(member)]
    return []
