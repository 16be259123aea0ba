"""What stands behind pinned pages, told by the rooms above that know it (DESIGN §3.10).

This room never learns what a promise rests on: a source says it as plain content with an
allow-list, exactly like a page; here it is frozen, compared and shown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from workflows.models import Dossier, DossierItem
from workflows.registries import backing_sources
from workflows.snapshots import Content, Schema, Snapshot, text_digest
from workflows.stages import SPECS, Stage

#: The number of the reader of a frozen backing, kept for ever as that of an edition is.
SCHEMA = 1


@dataclass(frozen=True)
class PinnedPage:
    """A page as it was sent.

    Args:
        page_id: its id.
        path: where it hangs in the tree.
        content: its pinned text.
    """

    page_id: int
    path: str
    content: Content


@dataclass(frozen=True)
class BackingSource:
    """One room that knows what stands behind pages.

    Args:
        name: its key in what is frozen; never changed.
        label: what people call it.
        schema: the allow-list of what it tells.
        read: (pinned pages of one entity, its id) → by page id what stands behind it now; in a
            fixed number of queries. Pages with nothing behind them are absent.
        may_read: (person, entity id) → whether they read it live.
    """

    name: str
    label: str | Promise
    schema: Schema
    read: Callable[[Sequence[PinnedPage], int], Mapping[int, Snapshot]]
    may_read: Callable[[Any, int], bool]

    def __call__(self, pages: Sequence[PinnedPage], entity_id: int) -> Mapping[int, Snapshot]:
        """The same as ``read``: a registry holds callables."""
        return self.read(pages, entity_id)


def sources() -> tuple[BackingSource, ...]:
    """Everybody who knows something."""
    return tuple(backing_sources)


def read_live(dossier: Dossier, items: Sequence[DossierItem]) -> dict[int, Snapshot]:
    """What stands behind the pinned pages now; by page id, those with nothing are absent.

    Args:
        dossier: whose pages they are.
        items: with ``page`` loaded.
    """
    if not sources() or not items:
        return {}
    pages = [PinnedPage(item.page_id, item.page.path, json.loads(item.snapshot)) for item in items]
    found: dict[int, Snapshot] = {}
    for source in sources():
        for page_id, told in source(pages, dossier.entity_id).items():
            whole = found.setdefault(page_id, Snapshot({"schema_version": SCHEMA}))
            whole.content[source.name] = told.content
            whole.files.update(told.files)
    return found


def behind_now(dossier: Dossier) -> dict[int, Snapshot]:
    """What stands behind a dossier on its way inside the entity; nothing once it left or ended."""
    if not sources() or not dossier.is_open or SPECS[Stage(dossier.stage)].is_ministry:
        return {}
    return read_live(dossier, list(dossier.items.select_related("page")))


def hash_of(found: Mapping[int, Snapshot]) -> str:
    """Hash of what stands behind several pages; empty when nothing does."""
    if not found:
        return ""
    return text_digest("\n".join(f"{pk}:{found[pk].sha256}" for pk in sorted(found)))
