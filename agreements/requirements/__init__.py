"""What a promise still lacks behind it (R16-R18, R39-R46, R61-R77), line by line.

The same lines are a checklist beside the editor, findings that refuse a submission, and the
cells of the traceability chain. They read the page they are given and write nothing. An empty
cell of the chain (R56) is the finding of the rule that asks for it, never a second one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agreements.requirements.lines import Line
from workflows.registries import Finding


def check(page: Any) -> list[Finding]:
    """Findings of a service or a commitment; nothing for other pages. A requirement checker.

    Args:
        page: a specific page instance, with its rows in memory or in the database.
    """
    return [line.finding for line in lines(page) if not line.holds]


def lines(page: Any) -> list[Line]:
    """Every line of the checklist, met or not, in the order of the chain."""
    from carta_pages.models import CommitmentPage, ServicePage

    if isinstance(page, ServicePage):
        return list(_of_service(page))
    if isinstance(page, CommitmentPage):
        return list(_of_commitment(page))
    return []


def _of_service(page: Any) -> Iterator[Line]:
    from agreements.requirements import service
    from agreements.selectors.behind import behind_service

    behind = behind_service(page)
    if behind is not None:
        yield from service.lines(behind)


def _of_commitment(page: Any) -> Iterator[Line]:
    from agreements.requirements import agreement, factor, service, standard
    from agreements.selectors.behind import behind_commitment

    behind = behind_commitment(page)
    if behind is None:
        return
    factors, sheets = list(page.quality_factors.all()), list(page.indicators.all())
    yield service.capability_line(behind.capability)
    for row in factors:
        yield from factor.lines(row, behind)
    keys = {str(row.uuid) for row in factors}
    for one in behind.agreements:
        if keys & set(one.factors):
            yield from agreement.lines(one, behind, factors, sheets)
    for sheet in sheets:
        yield from standard.lines(sheet, behind)
