"""Which rules of the text apply to a page as it stands, whether it meets them or not.

A rule about the rows of a list does not apply while the list is empty: what is missing then is
the row, and another rule asks for it. Only rules that stop a submission are counted.
"""

from __future__ import annotations

from typing import Any

from carta_pages.requirements import rules
from carta_pages.requirements.rules import Rule
from workflows.registries import Severity

CARTA = (rules.CARTA_TEXTS, rules.IMAGE_DESCRIBED, rules.OPEN_REGISTERS)
SERVICE = (
    rules.SERVICE_DATA,
    rules.SERVICE_PROCESS,
    rules.SERVICE_SHEET,
    rules.SERVICE_OPERATING,
    rules.OPEN_REGISTERS,
)
COMMITMENT = (
    rules.STATEMENT,
    rules.FACTOR_EXISTS,
    rules.COMMITMENT_HAS_INDICATOR,
    rules.SCOPE,
    rules.REMEDY_EXISTS,
    rules.VALIDITY,
    rules.OPEN_REGISTERS,
)
OF_ROWS: dict[str, tuple[Rule, ...]] = {
    "quality_factors": (
        rules.FACTOR_CRITICAL_POINT,
        rules.FACTOR_DIMENSION,
        rules.FACTOR_PERCEPTION,
        rules.INDICATOR_PER_FACTOR,
    ),
    "indicators": (rules.INDICATOR_SHEET, rules.STANDARD),
    "remedies": (rules.REMEDY_TICKS, rules.REMEDY_FORMAL),
}
"""Rules of a commitment about each row of a list."""
ANNEX = (rules.ANNEX_PARTS, rules.ANNEX_COHERENT, rules.OPEN_REGISTERS)
ANNEX_ROWS = (rules.STANDARD, rules.ANNEX_CONTROLLED, rules.ANNEX_NO_OVERLAP)


def of(page: Any) -> frozenset[str]:
    """Numbers of the rules that apply to a page of a carta.

    Args:
        page: a specific instance, with its rows in memory or in the database.
    """
    from carta_pages.models import CartaPage, CommitmentPage, ServicePage

    if isinstance(page, CartaPage):
        return _numbers(CARTA)
    if isinstance(page, ServicePage):
        return _numbers(SERVICE)
    if not isinstance(page, CommitmentPage):
        return _numbers((*ANNEX, *(ANNEX_ROWS if page.rows.all() else ())))
    found = list(COMMITMENT)
    for relation, of_rows in OF_ROWS.items():
        if getattr(page, relation).all():
            found += of_rows
    if page.scope_deconcentrated or page.scope_other or _is_specified(page):
        found.append(rules.SCOPE_SPECIFIED)
    return _numbers(found)


def _is_specified(page: Any) -> bool:
    from carta_pages.models.vocabulary import ScopeKind

    return bool({ScopeKind.DECONCENTRATED, ScopeKind.OTHER} & set(page.scope_kinds))


def _numbers(found: Any) -> frozenset[str]:
    return frozenset(rule.number for rule in found if rule.severity is Severity.ERROR)
