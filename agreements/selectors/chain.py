"""The traceability chain and the four tests of a service, from its newest drafts (R16, R56)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Revision

from agreements.models import OperationalRequirement, StandardSupport
from agreements.requirements.standard import has_observed, has_ticks
from agreements.rules.chain import Factor, Indicator, Link, Said, rows
from agreements.rules.eligibility import Agreed, Measured, Test, four_tests
from agreements.selectors.behind import agreements_of
from agreements.selectors.processes import capability_of
from carta_pages.models import CommitmentPage, ServicePage
from carta_pages.models.vocabulary import Operator
from entities.numbers import format_number
from workflows.drafts import drafts_of

SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.EQUAL: "="}


@dataclass(frozen=True)
class Chain:
    """A service's chain and its four tests.

    Args:
        links: one row for each thing measured.
        tests: the four, in the guide's order.
        unread: how many commitments were left out, because their draft is not for the reader.
    """

    links: tuple[Link, ...]
    tests: tuple[Test, ...]
    unread: int


def chain_of(service: ServicePage, is_for: Callable[[CommitmentPage], object]) -> Chain:
    """Everything the chain says of a stored service.

    Args:
        service: whose.
        is_for: whether the reader may see the draft of a commitment.
    """
    pages = list(CommitmentPage.objects.child_of(service).order_by("path"))
    readable = [page for page in pages if is_for(page)]
    drafts = _drafts(readable)
    agreements = agreements_of(service)
    requirements = _texts(
        OperationalRequirement.objects.filter(service=service, in_force=True), "factor", "text"
    )
    supports = {str(row.indicator): row for row in StandardSupport.objects.filter(service=service)}
    backed: dict[str, list[str]] = {}
    for one in agreements:
        for factor in one.factors:
            backed.setdefault(factor, []).append(one.code)
    codes = {factor: ", ".join(found) for factor, found in backed.items()}
    said = [_said(draft, requirements, codes) for draft in drafts]
    measured = [
        Measured(
            name=indicator.name,
            is_measurable=has_ticks(supports.get(indicator.key, StandardSupport())),
            is_stable=has_observed(supports.get(indicator.key, StandardSupport())),
            shown_by=(supports[indicator.key].period,) if indicator.key in supports else (),
        )
        for one in said
        for indicator in one.indicators
    ]
    agreed = [
        Agreed(factor.text, tuple(backed.get(factor.key, ())))
        for one in said
        for factor in one.factors
    ]
    tests = four_tests(capability_of(service), measured, agreed)
    return Chain(rows(said), tests, len(pages) - len(readable))


def _drafts(pages: list[CommitmentPage]) -> list[CommitmentPage]:
    newest = [page.latest_revision_id for page in pages]
    found = {row.pk: row for row in Revision.objects.filter(pk__in=[pk for pk in newest if pk])}
    return drafts_of([found[pk] for pk in newest if pk in found])


def _texts(queryset: Any, key: str, text: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for row in queryset:
        found.setdefault(str(getattr(row, key)), []).append(getattr(row, text))
    return {name: "; ".join(texts) for name, texts in found.items()}


def _said(draft: Any, requirements: dict[str, str], agreements: dict[str, str]) -> Said:
    factors = [
        Factor(str(row.uuid), row.text, row.get_dimensions_display() or row.other_dimension)
        for row in draft.quality_factors.all()
    ]
    indicators = [
        Indicator(str(row.uuid), str(row.factor or ""), str(row), standard_in_words(row))
        for row in draft.indicators.all()
    ]
    remedies: dict[str, str] = {}
    for row in draft.remedies.all():
        key = str(row.indicator or "")
        remedies[key] = "; ".join(filter(None, [remedies.get(key, ""), row.description]))
    return Said(
        commitment=draft.statement or draft.title,
        scope=draft.get_scope_kinds_display(),
        factors=factors,
        indicators=indicators,
        requirements=requirements,
        agreements=agreements,
        remedies=remedies,
    )


def standard_in_words(sheet: Any) -> str:
    """«≤ 35 minutos», «90-100 %»; empty while it has no value."""
    if sheet.value is None:
        return ""
    unit = sheet.unit_label
    if sheet.operator == Operator.WITHIN and sheet.value_to is not None:
        return f"{format_number(sheet.value)}-{format_number(sheet.value_to)} {unit}".strip()
    sign = SIGNS.get(sheet.operator, "")
    return f"{sign} {format_number(sheet.value)} {unit}".strip()
