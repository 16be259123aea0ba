"""What several pages show: last changes, legal basis, tables of indicators by identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from carta_pages.models.vocabulary import Dimension
from carta_pages.public import wording
from workflows.models import Edition

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

LAST_CHANGES = 3


@dataclass(frozen=True)
class ChangeLine:
    """One published change, dated (R123)."""

    day: date
    title: str
    url: str
    note: str
    number: int
    is_exclusion: bool


def last_changes(
    reading: Reading, urls: dict[int, str], limit: int = LAST_CHANGES
) -> list[ChangeLine]:
    """The newest editions of some pages, without their texts, in one query.

    Args:
        reading: what is read; on a past day only what had happened by then counts.
        urls: address by page id.
        limit: how many.
    """
    if reading.is_draft:
        return []
    editions = Edition.objects.filter(page_id__in=list(urls)).order_by(
        "-effective_date", "-published_at", "-pk"
    )
    if reading.on is not None:
        editions = editions.filter(effective_date__lte=reading.on)
    rows = editions.values_list(
        "effective_date", "title", "page_id", "change_note", "number", "type"
    )
    return [
        ChangeLine(day, title, urls[page_id], note, number, type_ == Edition.Type.EXCLUSION)
        for day, title, page_id, note, number, type_ in rows[:limit]
    ]


@dataclass(frozen=True)
class IndicatorView:
    """An indicator sheet with its standard in words."""

    row: dict[str, Any]
    standard: str
    unit: str
    baseline: str
    factor: str


def indicators_of(content: dict[str, Any]) -> list[IndicatorView]:
    """Indicators of a commitment, each with the factor it measures."""
    factors = {row["uuid"]: row["text"] for row in content.get("quality_factors") or ()}
    return [
        IndicatorView(
            row,
            wording.standard(row),
            wording.unit_of(row),
            _baseline(row),
            factors.get(row.get("factor") or "", ""),
        )
        for row in content.get("indicators") or ()
    ]


def _baseline(row: dict[str, Any]) -> str:
    value = wording.decimal(row.get("baseline"))
    if value is None:
        return ""
    written = wording.amount(value, wording.unit_of(row))
    return f"{written} ({row['baseline_period']})" if row.get("baseline_period") else written


def names_of_indicators(content: dict[str, Any]) -> dict[str, str]:
    """Indicator names by identity, for remedies and differences that refer to them."""
    return {row["uuid"]: row["name"] or row["code"] for row in content.get("indicators") or ()}


def dimensions_of(factor: dict[str, Any]) -> str:
    """«Fiabilidad, Empatía» of a quality factor, the one written by hand included."""
    labels = [
        str(option["label"])
        for option in factor.get("dimensions") or ()
        if option["value"] != Dimension.OTHER
    ]
    other = str(factor.get("other_dimension") or "")
    return ", ".join([*labels, other] if other else labels)
