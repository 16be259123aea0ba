"""What the rows of a list of pages would each ask for by themselves, read once for all of them.

Only for lists, whose pages are shown and thrown away. A page that is about to be changed or
decided is asked by itself, on its locked row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows import selectors

if TYPE_CHECKING:
    from workflows.models import DossierItem


@dataclass(frozen=True)
class Foreseen:
    """What is known of one page of a list.

    Args:
        parent: the page above it, as its own type, where the list knows it.
        item: its place in the dossier in which it is being approved now.
        was_submitted: whether it ever entered a dossier.
    """

    parent: Any
    item: DossierItem | None
    was_submitted: bool


def foresee(
    pages: Iterable[Any],
    parent: Any = None,
    open_items: Mapping[int, DossierItem] | None = None,
) -> None:
    """Let governed pages answer for their dossier and their place without a query.

    Args:
        pages: of one list, as their own types; others than governed ones are left alone.
        parent: the page they are listed below, as its own type.
        open_items: by page, its place in an open dossier, where the caller has read them all.
    """
    governed = [page for page in pages if hasattr(page, "foreseen")]
    if not governed:
        return
    if open_items is None:
        open_items = selectors.open_items_of(page.pk for page in governed)
    public = {page.pk for page in governed if page.live}
    submitted = public | selectors.submitted_among(p.pk for p in governed if not p.live)
    for page in governed:
        above = parent if parent and page.path[: -page.steplen] == parent.path else None
        page.foreseen = Foreseen(above, open_items.get(page.pk), page.pk in submitted)
        if above is not None:
            page._cached_parent_obj = above  # where treebeard looks first
