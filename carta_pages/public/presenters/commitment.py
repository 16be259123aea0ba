"""A commitment, in the order in which a person asks: what, for me?, kept?, what if not?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carta_pages.public import say, wording
from carta_pages.public.entries import Entry, tree
from carta_pages.public.presenters.changes import last_changes
from carta_pages.public.presenters.here import Local
from carta_pages.public.presenters.indicators import (
    IndicatorView,
    dimensions_of,
    indicators_of,
    names_of_indicators,
)
from carta_pages.public.presenters.local import answer_commitments, local_of, points_here
from workflows import selectors

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading
    from workflows.models import Edition


@dataclass(frozen=True)
class LocalStandard:
    """Where the annex sets another standard for one of the commitment's indicators."""

    place: str
    indicator: str
    standard: str
    limit: str
    difference: wording.Difference | None


def commitment(reading: Reading) -> dict[str, Any]:
    """Context of a commitment's page."""
    content = reading.content
    siblings = _siblings(reading)
    indicators = indicators_of(content)
    names = names_of_indicators(content)
    annex_edition = _annex_edition(reading, siblings.annex)
    return {
        "scope": wording.scope(content),
        "scope_places": [wording.place(row["unit"]) for row in content.get("scope_units") or ()]
        + [wording.place(row["territory"]) for row in content.get("scope_territories") or ()],
        "indicators": indicators,
        "factors": [(row, dimensions_of(row)) for row in content.get("quality_factors") or ()],
        "remedies": [
            (row, names.get(row.get("indicator") or "", ""))
            for row in content.get("remedies") or ()
        ],
        "annex": siblings.annex,
        "local_standards": _local_standards(annex_edition, indicators),
        "local": _local(reading, siblings, annex_edition),
        "siblings": [e for e in siblings.commitments if e.page_id != reading.page.pk],
        "service_title": str(_service_content(reading).get("title") or ""),
        "service_content": _service_content(reading),
        **answers_of(reading),
        "changes": last_changes(reading, {reading.page.pk: reading.url}),
    }


def answers_of(reading: Reading) -> dict[str, Any]:
    """How a citizen answers the commitment: ways to open from here, where to go, what to quote."""
    service, carta = _service_content(reading), _carta_content(reading)
    return {
        "ways": say.ways(reading, service, carta),
        "visit": say.visit(reading, carta),
        "code": say.code_of(reading),
    }


def _siblings(reading: Reading) -> Entry:
    """The service's index at the moment that is read."""
    if len(reading.chain) < 3:
        return Entry(page_id=0)
    index = reading.around
    url = reading.parent_url(2).partition("?")[0]
    return tree(index.rows if index else [], reading.chain[2].pk, url, reading.asked_day)


def _service_content(reading: Reading) -> dict[str, Any]:
    edition = reading.parent_edition(2)
    return edition.content if edition else {}


def _carta_content(reading: Reading) -> dict[str, Any]:
    edition = reading.parent_edition(1)
    return edition.content if edition else {}


def _local(reading: Reading, siblings: Entry, annex: Edition | None) -> Local | None:
    local = local_of(reading)
    if local is None:
        return None
    service = _service_content(reading)
    own = (Entry(reading.page.pk, title=reading.title, url=reading.url), reading.content)
    answer_commitments(local, reading, service, [own], siblings.annex, annex)
    points_here(local, reading, service)
    return local


def _annex_edition(reading: Reading, annex: Entry | None) -> Edition | None:
    return selectors.edition_in_force(annex.page_id, reading.on) if annex else None


def _local_standards(
    edition: Edition | None, indicators: list[IndicatorView]
) -> list[LocalStandard]:
    if edition is None:
        return []
    national = {view.row["uuid"]: view for view in indicators}
    return [
        LocalStandard(
            wording.place(row.get("unit") or row.get("territory")),
            row["indicator_name"],
            wording.standard(row),
            wording.other_limit(row, national[row["indicator"]].row),
            wording.difference(row, national[row["indicator"]].row),
        )
        for row in edition.content.get("rows") or ()
        if row.get("indicator") in national
    ]
