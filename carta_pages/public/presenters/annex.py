"""The territorial annex: the local standard beside the national one, and how far (R97-R98)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from carta_pages.public import wording
from carta_pages.public.entries import Entry, tree
from carta_pages.public.holding import Reach, reach_of_row
from carta_pages.public.presenters.changes import last_changes
from carta_pages.public.presenters.here import Local
from carta_pages.public.presenters.local import day_of, local_of, mapped
from workflows import selectors

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading


@dataclass(frozen=True)
class National:
    """The national standard of an indicator and the commitment that promises it."""

    row: dict[str, Any]
    title: str
    url: str


@dataclass(frozen=True)
class AnnexLine:
    """One differentiated standard."""

    row: dict[str, Any]
    place: str
    local: str
    national: str
    national_parameter: str
    limit: str
    difference: wording.Difference | None
    commitment: str
    url: str


def annex(reading: Reading) -> dict[str, Any]:
    """Context of an annex's page."""
    nationals = _nationals(reading)
    lines = [_line(row, nationals.get(row.get("indicator") or "")) for row in _rows(reading)]
    groups: dict[str, list[AnnexLine]] = {}
    for line in lines:
        groups.setdefault(line.place, []).append(line)
    local = local_of(reading)
    shown = list(groups.items())
    here = _here(reading, local, shown)
    return {
        "groups": [*here, *(group for group in shown if group not in here)],
        "groups_here": len(here),
        "local": local,
        "changes": last_changes(reading, {reading.page.pk: reading.url}),
    }


def _here(
    reading: Reading, local: Local | None, groups: list[tuple[str, list[AnnexLine]]]
) -> list[tuple[str, list[AnnexLine]]]:
    """The places of the reader's province; which provinces the annex speaks of is noted."""
    if local is None:
        return []
    on = day_of(reading)
    rows = _rows(reading)
    mapped(local, rows, {row.get("indicator") or "" for row in rows}, on)
    province = local.province
    if province is None:
        return []
    within = {Reach.WHOLE, Reach.PART}
    return [
        group for group in groups if any(reach_of_row(x.row, province) in within for x in group[1])
    ]


def _rows(reading: Reading) -> list[dict[str, Any]]:
    return list(reading.content.get("rows") or ())


def _line(row: dict[str, Any], national: National | None) -> AnnexLine:
    return AnnexLine(
        row=row,
        place=wording.place(row.get("unit") or row.get("territory")),
        local=wording.standard(row),
        national=wording.standard(national.row) if national else "",
        national_parameter=str(national.row.get("parameter") or "") if national else "",
        limit=wording.other_limit(row, national.row) if national else "",
        difference=wording.difference(row, national.row) if national else None,
        commitment=row.get("commitment_title") or (national.title if national else ""),
        url=national.url if national else "",
    )


def _nationals(reading: Reading) -> dict[str, National]:
    """National standards by indicator, from the commitments in force when this is read."""
    if len(reading.chain) < 3:
        return {}
    service = reading.chain[2]
    index = reading.around
    url = reading.parent_url(2).partition("?")[0]
    listed = tree(index.rows if index else [], service.pk, url, reading.asked_day)
    if not reading.is_draft:
        return _published(listed, reading)
    return {**_drafted(service), **_published(listed, reading), **_travelling(reading)}


def _travelling(reading: Reading) -> dict[str, National]:
    """For a draft annex only: standards that would be published together with it."""
    return {
        row["uuid"]: National(row, str(companion.content.get("title") or ""), "")
        for companion in reading.companions
        for row in companion.content.get("indicators") or ()
    }


def _published(listed: Entry, reading: Reading) -> dict[str, National]:
    entries = {entry.page_id: entry for entry in listed.commitments}
    editions = selectors.editions_in_force(list(entries), reading.on)
    return {
        row["uuid"]: National(row, entries[page_id].title, entries[page_id].url)
        for page_id, edition in editions.items()
        for row in edition.content.get("indicators") or ()
    }


def _drafted(service: Any) -> dict[str, National]:
    """For a draft annex only: standards of commitments that are still drafts themselves."""
    from carta_pages.selectors import indicators_of_service

    return {
        option.uuid: National(
            {
                "operator": {"value": option.operator},
                "value": None if option.value is None else str(option.value),
                "value_to": None if option.value_to is None else str(option.value_to),
                "indicator_unit": option.unit,
                "direction": {"value": option.direction},
            },
            option.commitment_title,
            "",
        )
        for option in indicators_of_service(service)
    }
