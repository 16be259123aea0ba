"""The commitment's form: rows refer to rows by identity, and dangling references are let go."""

from __future__ import annotations

from typing import Any

from carta_pages.forms.pages import ContentPageForm


class CommitmentForm(ContentPageForm):
    """Links indicators to factors, and remedies to indicators."""

    def settle_rows(self, page: Any) -> None:
        """With one possible target the link is made; a link to a removed row is emptied."""
        factors = page.quality_factors.get_object_list()
        sheets = page.indicators.get_object_list()
        link_rows(sheets, "factor", factors)
        link_rows(page.remedies.get_object_list(), "indicator", sheets)


def link_rows(rows: list[Any], name: str, targets: list[Any]) -> None:
    """Settle one reference of every row.

    Args:
        rows: rows that refer.
        name: field that holds the target's ``uuid``.
        targets: rows that may be referred to.
    """
    known = {target.uuid for target in targets}
    only = next(iter(known)) if len(known) == 1 else None
    for row in rows:
        current = getattr(row, name)
        setattr(row, name, current if current in known else only)
