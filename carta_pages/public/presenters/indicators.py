"""Indicators and factors of a commitment, ready to read (R36-R38, R43, R45)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carta_pages.models.vocabulary import Dimension
from carta_pages.public import wording


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
