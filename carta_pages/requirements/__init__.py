"""What a page still lacks before it can be submitted (DESIGN §3.5, R36-R59, R97-R101).

Checkers read the pages they are given, draft or live, and write nothing. What many pages name in
the registers is read once for all of them. The same findings are shown while somebody writes and
refuse a submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from workflows.registries import Checked, Finding


def check(page: Any) -> list[Finding]:
    """Findings of one page: those of a set that holds only it."""
    return list(check_all([page])[0].findings)


def check_all(pages: Sequence[Any]) -> list[Checked]:
    """Findings of each page by its own type, in their order; nothing for pages of other rooms.

    Args:
        pages: specific page instances, with their rows in memory or in the database.
    """
    from carta_pages.models import CartaPage, CommitmentPage, ServicePage, TerritorialAnnexPage
    from carta_pages.requirements import annex, asked, carta, commitment, registers, scope, service

    kinds = (CartaPage, ServicePage, CommitmentPage, TerritorialAnnexPage)
    own = [page for page in pages if isinstance(page, kinds)]
    gone = registers.gone(own)
    levels = scope.levels_of([page for page in own if isinstance(page, CommitmentPage)])
    annexes = [page for page in own if isinstance(page, TerritorialAnnexPage)]
    named = {id(page): read for page, read in zip(annexes, annex.read(annexes), strict=True)}
    carta.read([page for page in own if isinstance(page, CartaPage)])

    def of_type(page: Any) -> Iterator[Finding]:
        if isinstance(page, CartaPage):
            yield from carta.check(page)
        elif isinstance(page, ServicePage):
            yield from service.check(page)
        elif isinstance(page, CommitmentPage):
            yield from commitment.check(page, levels)
        else:
            yield from annex.check(page, named[id(page)])
        yield from registers.check(page, gone)

    return [
        Checked(tuple(of_type(page)), asked.of(page)) if isinstance(page, kinds) else Checked()
        for page in pages
    ]
