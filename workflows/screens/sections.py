"""The parts of the review screen: a page, a remark, a place in the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.diff import Change, compare
from workflows.models import DossierItem, Observation
from workflows.screens.backing import Behind
from workflows.screens.findings import Missing
from workflows.screens.stale import content_of


@dataclass(frozen=True)
class Remark:
    """An observation with the people behind it, for staff."""

    observation: Observation
    page: str
    author: str
    answerer: str


@dataclass
class PageSection:
    """One page of the dossier.

    Args:
        number: from 1, in the order of the tree.
        item: the page with its pinned text.
        changes: against the edition in force when it was sent; empty for a first text.
        missing: what the checkers say of the pinned text.
        remarks: observations about it, with their answers.
        behind: what stands behind it, as far as the person may read it.
    """

    number: int
    item: DossierItem
    changes: list[Change]
    missing: list[Missing]
    remarks: list[Remark]
    behind: Behind | None = None

    @property
    def kind(self) -> str:
        """What sort of page it is."""
        return str(self.item.page.specific_class._meta.verbose_name)

    @property
    def changed_count(self) -> int:
        """How many of its values differ."""
        return sum(change.is_changed for change in self.changes)

    @property
    def open_remarks(self) -> int:
        """Observations nobody answered yet."""
        return sum(remark.observation.is_open for remark in self.remarks)


@dataclass(frozen=True)
class Place:
    """A dossier's place in a queue; ``number`` is 0 when it is not in it."""

    number: int
    total: int
    previous: int | None
    next: int | None


def place_in(ids: Sequence[int], pk: int) -> Place:
    """Number, neighbours and length; outside the queue, its head is what comes next."""
    if pk not in ids:
        return Place(0, len(ids), None, ids[0] if ids else None)
    at = ids.index(pk)
    return Place(
        at + 1,
        len(ids),
        ids[at - 1] if at else None,
        ids[at + 1] if at + 1 < len(ids) else None,
    )


def changes_of(item: DossierItem) -> list[Change]:
    """The pinned text against the edition it started from, equal values included."""
    if item.base_edition is None:
        return []
    schema = item.page.specific_class.snapshot_schema
    return compare(item.base_edition.content, content_of(item), schema)
