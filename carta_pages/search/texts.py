"""Which texts of a page are searched: what leads it, and the rest that people may look for."""

from __future__ import annotations

from typing import Any


def rows_of(content: dict[str, Any], relation: str, *names: str) -> list[str]:
    return [str(row.get(name) or "") for row in content.get(relation) or () for name in names]


def of_service(content: dict[str, Any]) -> tuple[str, list[str]]:
    return content.get("description") or "", [
        content.get("obtains") or "",
        content.get("beneficiaries_detail") or "",
        *rows_of(content, "requirements", "text", "detail"),
        *rows_of(content, "costs", "concept", "condition"),
        *rows_of(content, "channels", "detail"),
        *labels(content, "channels", "kind"),
        *rows_of(content, "procedures", "name"),
        content.get("coverage") or "",
        content.get("accessibility") or "",
        content.get("priority_attention") or "",
        *labels(content, "providers", "unit"),
    ]


def of_commitment(content: dict[str, Any]) -> tuple[str, list[str]]:
    return content.get("statement") or "", [
        *rows_of(content, "quality_factors", "text"),
        *rows_of(content, "indicators", "name", "measures"),
        *rows_of(content, "remedies", "description"),
        *labels(content, "scope_units", "unit"),
        *labels(content, "scope_territories", "territory"),
    ]


def of_annex(content: dict[str, Any]) -> tuple[str, list[str]]:
    rows = content.get("rows") or ()
    units = [row["unit"] for row in rows if row.get("unit")]
    return content.get("coherence") or "", [
        *rows_of(content, "rows", "commitment_title", "indicator_name", "justification"),
        *labels(content, "rows", "unit"),
        *labels(content, "rows", "territory"),
        *(f"{unit.get('canton') or ''} {unit.get('province') or ''}" for unit in units),
        content.get("justification_demand") or "",
        content.get("justification_capacity") or "",
        content.get("justification_delivery") or "",
    ]


def labels(content: dict[str, Any], relation: str, name: str) -> list[str]:
    rows = content.get(relation) or ()
    return [str(row[name].get("label") or "") for row in rows if row.get(name)]
