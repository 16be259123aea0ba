"""What the rows of a list of pages would each ask for by themselves, read once for all of them.

Only for lists, whose pages are shown and thrown away. A page that is about to be changed or
decided is asked by itself, on its locked row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from workflows import selectors

if TYPE_CHECKING:
    from workflows.models import DossierItem


class Below:
    """How many pages of each type hang right below the pages of a list; asked at most once."""

    def __init__(self, pages: Sequence[Page]):
        self._pages = pages

    @cached_property
    def _counts(self) -> Counter[tuple[str, int]]:
        children = Q()
        for page in self._pages:
            children |= Q(path__startswith=page.path, depth=page.depth + 1)
        found = Page.objects.filter(children).values_list("path", "content_type_id")
        return Counter((path[: -Page.steplen], type_id) for path, type_id in found)

    def count(self, page: Page, model: type[Page]) -> int:
        """Pages of a type right below one page of the list."""
        type_id = ContentType.objects.get_for_model(model).pk
        return self._counts[page.path, type_id]


@dataclass(frozen=True)
class Foreseen:
    """What is known of one page of a list.

    Args:
        parent: the page above it, as its own type, where the list knows it.
        item: its place in the dossier in which it is being approved now.
        was_submitted: whether it ever entered a dossier.
        below: what hangs below each page of the list.
    """

    parent: Any
    item: DossierItem | None
    was_submitted: bool
    below: Below


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
    below = Below(governed)
    for page in governed:
        above = parent if parent and page.path[: -page.steplen] == parent.path else None
        page.foreseen = Foreseen(above, open_items.get(page.pk), page.pk in submitted, below)
        if above is not None:
            page._cached_parent_obj = above  # where treebeard looks first
