"""What a promise still lacks behind it (R16-R18, R39-R46, R61-R77), line by line.

The same lines are a checklist beside the editor, findings that refuse a submission, and the
cells of the traceability chain. They read the page they are given and write nothing. An empty
cell of the chain (R56) is the finding of the rule that asks for it, never a second one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from agreements.requirements.lines import Line
from workflows.registries import Checked, Finding, Severity


def check(page: Any) -> list[Finding]:
    """Findings of one service or commitment: those of a set that holds only it."""
    return list(check_all([page])[0].findings)


def check_all(pages: Sequence[Any]) -> list[Checked]:
    """Findings of services and commitments; nothing for other pages. A requirement checker.

    Args:
        pages: specific page instances, with their rows in memory or in the database.
    """
    return [
        Checked(
            tuple(line.finding for line in found if not line.holds),
            frozenset(line.rule.number for line in found if line.weight is Severity.ERROR),
        )
        for found in lines_of(pages)
    ]


def lines(page: Any) -> list[Line]:
    """Every line of the checklist of one page, met or not, in the order of the chain."""
    return lines_of([page])[0]


def lines_of(pages: Sequence[Any]) -> list[list[Line]]:
    """The checklists of some pages, in their order; what stands behind them is read once."""
    from agreements.requirements import service
    from agreements.selectors.behind import behind_commitments, behind_services
    from carta_pages.models import CommitmentPage, ServicePage

    services = [page for page in pages if isinstance(page, ServicePage)]
    commitments = [page for page in pages if isinstance(page, CommitmentPage)]
    found: dict[int, list[Line]] = {}
    for page, behind in zip(services, behind_services(services), strict=True):
        found[id(page)] = list(service.lines(behind)) if behind is not None else []
    for promise, held in zip(commitments, behind_commitments(commitments), strict=True):
        found[id(promise)] = list(_of_commitment(promise, held)) if held is not None else []
    return [found.get(id(page), []) for page in pages]


def _of_commitment(page: Any, behind: Any) -> Iterator[Line]:
    from agreements.requirements import agreement, factor, service, standard

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
