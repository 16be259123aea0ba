"""«En Morona Santiago: …»: a page answered for one province, in words (DESIGN §4).

Without a province nothing is answered and nothing is asked: what remains is the invitation to
choose one, the same for every reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from carta_pages.public import wording
from carta_pages.public.cartogram import Province
from carta_pages.public.holding import (
    Answer,
    Reach,
    answer,
    differing,
    reach_of_row,
    reach_of_scope,
    units_to_tell,
)
from carta_pages.public.places import on_day
from carta_pages.public.points import points_in
from carta_pages.public.presenters.here import (
    CommitmentHere,
    IndicatorHere,
    Local,
    Source,
    Told,
    UnitTold,
)
from carta_pages.public.provinces import known_provinces
from entities import clock

if TYPE_CHECKING:
    from carta_pages.public.entries import Entry
    from carta_pages.public.reading import Reading
    from workflows.models import Edition

Row = dict[str, Any]


def local_of(reading: Reading) -> Local | None:
    """The frame of an answer; nothing for drafts, which are the same for every reader."""
    if reading.is_draft or reading.request is None or reading.exclusion:
        return None
    path = reading.request.path
    back = on_day(path, reading.asked_day)
    whole = f"{back}{'&' if '?' in back else '?'}provincia="
    return Local(reading.province, back, whole)


def day_of(reading: Reading) -> date:
    """The day for which dates of annex rows count."""
    return reading.on or clock.today()


def rows_of(edition: Edition | None) -> list[Row]:
    """Rows of an annex's edition; an excluded annex holds nowhere."""
    if edition is None or edition.is_exclusion:
        return []
    return list(edition.content.get("rows") or ())


def mapped(local: Local, rows: list[Row], indicators: set[str], on: date) -> None:
    """Note where the annex says something of the page's own indicators."""
    own = [row for row in rows if row.get("indicator") in indicators]
    local.is_mapped = local.is_mapped or bool(own)
    if own:
        local.differing |= differing(own, known_provinces().values(), on)


def commitment_here(
    content: Row, rows: list[Row], province: Province, on: date, providers: Sequence[Row], url: str
) -> CommitmentHere:
    """One commitment in a province.

    Args:
        content: the commitment's text.
        rows: rows of the service's annex.
        province: the reader's.
        on: the day that is read.
        providers: units that provide the service.
        url: the commitment's address.
    """
    scope = reach_of_scope(content, province)
    units = units_to_tell(content, providers, scope)
    lines = []
    for sheet in content.get("indicators") or ():
        own = [row for row in rows if row.get("indicator") == sheet["uuid"]]
        found = answer(own, province, on, scope=scope, units=units)
        lines.append(_line(sheet, found))
    words = [*wording.scope(content)] + [
        wording.place(row.get("unit") or row.get("territory"))
        for name in ("scope_units", "scope_territories")
        for row in content.get(name) or ()
    ]
    title = str(content.get("title") or "")
    return CommitmentHere(title, url, scope, [word for word in words if word], lines)


def providers_of(service: Row) -> list[Row]:
    """References of the units that provide a service."""
    return [row["unit"] for row in service.get("providers") or () if row.get("unit")]


def source_of(entry: Entry | None, edition: Edition | None, rows: list[Row]) -> list[Source]:
    """Where the answers come from; nothing while the annex has nothing to say."""
    if entry is None or edition is None or not rows:
        return []
    address = entry.url.partition("?")[0]
    return [
        Source(
            entry.title,
            entry.url,
            edition.number,
            f"{address}versiones/{edition.number}/",
            edition.effective_date,
        )
    ]


def answer_commitments(
    local: Local,
    reading: Reading,
    service: Row,
    commitments: Sequence[tuple[Entry, Row]],
    annex: Entry | None,
    edition: Edition | None,
) -> None:
    """Answer some commitments of one service, and note where its annex differs.

    Args:
        local: what the answers are added to.
        reading: the page.
        service: the service's text.
        commitments: entries with their texts.
        annex: the annex in the service's list.
        edition: the annex's edition at the moment that is read.
    """
    on = day_of(reading)
    texts = [content for _entry, content in commitments]
    indicators = {sheet["uuid"] for text in texts for sheet in text.get("indicators") or ()}
    rows = [row for row in rows_of(edition) if row.get("indicator") in indicators]
    mapped(local, rows, indicators, on)
    if local.province is None:
        return
    here = [row for row in rows if reach_of_row(row, local.province) != Reach.NONE]
    local.sources += source_of(annex, edition, here)
    local.commitments += [
        commitment_here(content, rows, local.province, on, providers_of(service), entry.url)
        for entry, content in commitments
    ]


def points_here(local: Local, reading: Reading, service: Row | None = None) -> None:
    """Points of service of the province as they are today, in one query."""
    if local.province is None or not reading.is_current or len(reading.chain) < 1:
        return
    units = {unit["id"] for unit in providers_of(service)} if service else set()
    local.points = points_in(local.province, reading.entity_id, units)


def _line(sheet: Row, found: Answer) -> IndicatorHere:
    return IndicatorHere(
        name=str(sheet.get("name") or sheet.get("code") or ""),
        rule=found.rule,
        national=wording.standard(sheet),
        told=_told(found.row, sheet),
        units=[UnitTold(u.label, u.canton, _told(u.row, sheet)) for u in found.units],
        parts=[told for row in found.parts if (told := _told(row, sheet))],
        unsure=[told for row in found.unsure if (told := _told(row, sheet))],
    )


def _told(row: Row | None, sheet: Row) -> Told | None:
    if row is None:
        return None
    return Told(
        place=wording.place(row.get("unit") or row.get("territory")),
        standard=wording.standard(row),
        limit=wording.other_limit(row, sheet),
        difference=wording.difference(row, sheet),
        justification=str(row.get("justification") or ""),
    )
