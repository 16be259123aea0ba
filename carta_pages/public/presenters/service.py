"""A service: its promises first, then everything a person needs to ask for it (R17, R56)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from carta_pages.public import wording
from carta_pages.public.aloud import notices_of
from carta_pages.public.entries import COMMITMENT, Entry
from carta_pages.public.points import ProvincePoints, points_of
from carta_pages.public.presenters.changes import last_changes
from carta_pages.public.presenters.indicators import dimensions_of, indicators_of
from carta_pages.public.presenters.local import answer_commitments, local_of
from carta_pages.public.states import public_state
from entities.numbers import format_number
from workflows import selectors

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading
    from workflows.models import Edition


@dataclass(frozen=True)
class Promise:
    """One commitment as the service lists it."""

    entry: Entry
    statement: str
    scope: list[str]
    standards: list[str]


@dataclass
class TraceRow:
    """One row of the public traceability table (R56): from factor to scope."""

    factor: str
    dimensions: str
    indicator: str
    standard: str
    commitment: Entry
    remedies: list[str] = field(default_factory=list)
    scope: str = ""


def service(reading: Reading) -> dict[str, Any]:
    """Context of a service's page."""
    below = reading.below
    annex = below.annex
    editions = _editions(reading, annex)
    contents = _commitments(reading, editions)
    local = local_of(reading)
    provinces = _provinces(reading)
    if local is not None:
        edition = editions.get(annex.page_id) if annex else None
        answer_commitments(local, reading, reading.content, contents, annex, edition)
        if local.province and reading.is_current:
            mine = (group for group in provinces if group.is_chosen)
            local.points = next(mine, ProvincePoints(local.province.name, is_chosen=True))
    return {
        "local": local,
        "notices": notices_of(reading, reading.page.pk),
        "promises": [_promise(entry, content) for entry, content in contents],
        "excluded": below.excluded_commitments,
        "annex": annex,
        "chain_rows": [row for pair in contents for row in _chain_rows(*pair)],
        "costs": [(row, price(row)) for row in reading.content.get("costs") or ()],
        "providers": [wording.place(row["unit"]) for row in reading.content.get("providers") or ()],
        "state": public_state(reading.page.pk) if reading.is_current else None,
        "provinces": provinces,
        "changes": last_changes(reading, _urls(below)),
    }


def _editions(reading: Reading, annex: Entry | None) -> dict[int, Edition]:
    """Texts of the commitments and of the annex, in one query."""
    ids = [entry.page_id for entry in reading.below.commitments]
    return selectors.editions_in_force([*ids, annex.page_id] if annex else ids, reading.on)


def _commitments(
    reading: Reading, editions: dict[int, Edition]
) -> list[tuple[Entry, dict[str, Any]]]:
    """Commitments in force with their texts; for a draft, as its dossier would leave them."""
    entries = reading.below.commitments
    found = {
        entry.page_id: (entry, editions[entry.page_id].content)
        for entry in entries
        if entry.page_id in editions
    }
    for companion in reading.companions:
        if "statement" in companion.content and companion.path.startswith(reading.page.path):
            title = str(companion.content.get("title") or "")
            entry = Entry(companion.page_id, COMMITMENT, title)
            found[companion.page_id] = (entry, companion.content)
    return list(found.values())


def _urls(below: Entry) -> dict[int, str]:
    return {below.page_id: below.url, **{entry.page_id: entry.url for entry in below.below}}


def _promise(entry: Entry, content: dict[str, Any]) -> Promise:
    standards = [wording.standard(row) for row in content.get("indicators") or ()]
    return Promise(entry, content.get("statement") or "", wording.scope(content), standards)


def _chain_rows(entry: Entry, content: dict[str, Any]) -> list[TraceRow]:
    remedies: dict[str, list[str]] = {}
    for row in content.get("remedies") or ():
        remedies.setdefault(row.get("indicator") or "", []).append(row["description"])
    factors = {row["uuid"]: row for row in content.get("quality_factors") or ()}
    scope = ", ".join(wording.scope(content))
    rows = []
    for view in indicators_of(content):
        factor = factors.get(view.row.get("factor") or "", {})
        rows.append(
            TraceRow(
                factor=view.factor,
                dimensions=dimensions_of(factor),
                indicator=view.row["name"],
                standard=view.standard,
                commitment=entry,
                remedies=remedies.get(view.row["uuid"], []),
                scope=scope,
            )
        )
    return rows


def price(row: dict[str, Any]) -> str:
    value = wording.decimal(row.get("amount"))
    if value is None:
        return ""
    if value == Decimal(0):
        return _("Gratuito")
    places = 0 if value == value.to_integral_value() else 2
    return f"{format_number(value, places, grouping=True)}{wording.NBSP}{_('dólares')}"


def _provinces(reading: Reading) -> list[ProvincePoints]:
    """Points of service as they are today; a text of the past does not show them."""
    if not reading.is_current or len(reading.chain) < 2:
        return []
    units = {row["unit"]["id"] for row in reading.content.get("providers") or () if row["unit"]}
    return points_of(reading.chain[1].carta_entity_id, units, reading.province)
