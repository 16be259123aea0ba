"""What a page still lacks before it can be submitted (DESIGN §3.5, R36-R59, R97-R101).

Checkers read the page they are given, draft or live, and write nothing. The same findings
are shown while somebody writes and refuse a submission.
"""

from __future__ import annotations

from typing import Any

from workflows.registries import Finding


def check(page: Any) -> list[Finding]:
    """Findings of the page's own type; nothing for pages of other rooms.

    Args:
        page: a specific page instance, with its rows in memory or in the database.
    """
    from carta_pages.models import CartaPage, CommitmentPage, ServicePage, TerritorialAnnexPage
    from carta_pages.requirements import annex, carta, commitment, registers, service

    checkers = {
        CartaPage: (carta.check,),
        ServicePage: (service.check,),
        CommitmentPage: (commitment.check,),
        TerritorialAnnexPage: (annex.check,),
    }
    own = next((found for kind, found in checkers.items() if isinstance(page, kind)), ())
    if not own:
        return []
    return [finding for checker in (*own, registers.check) for finding in checker(page)]
