"""Two versions side by side, readable: identities become names, technical keys go.

The words come from ``workflows.diff`` and its allow-list; here only what a citizen cannot
read (identifiers of rows) is replaced by what it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from carta_pages.public.entries import Entry, by_name, tree
from workflows.diff import Change, Part, compare, only_changed

if TYPE_CHECKING:
    from workflows.models import Edition, IndexEdition
    from workflows.snapshots import Schema

HIDDEN = frozenset({"uuid"})
SHORT = 32
"""Up to so many characters a value is replaced whole: «85,5» by «91,6», not figure by figure."""


@dataclass(frozen=True)
class Below:
    """What was added or removed below a page between two versions, by index."""

    added: list[Entry]
    removed: list[Entry]
    changed: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def changes_between(older: Edition, newer: Edition, schema: Schema, whole: bool) -> list[Change]:
    """What changed, or the whole text with its changes.

    Args:
        older: the version compared from.
        newer: the version compared to.
        schema: the allow-list of the page type.
        whole: also what stayed equal.
    """
    changes = _readable(compare(_named(older.content), _named(newer.content), schema))
    return changes if whole else only_changed(changes)


def _named(content: dict[str, Any]) -> dict[str, Any]:
    """A copy whose rows name the factor and the indicator they refer to."""
    factors = {row["uuid"]: row["text"] for row in content.get("quality_factors") or ()}
    indicators = {row["uuid"]: row["name"] for row in content.get("indicators") or ()}
    named = dict(content)
    if "indicators" in content:
        named["indicators"] = [
            {**row, "factor": factors.get(row.get("factor") or "", "")}
            for row in content["indicators"]
        ]
    if "remedies" in content:
        named["remedies"] = [
            {**row, "indicator": indicators.get(row.get("indicator") or "", "")}
            for row in content["remedies"]
        ]
    if "rows" in content:  # an annex names its indicator beside the identifier
        named["rows"] = [{**row, "indicator": ""} for row in content["rows"]]
    return named


def _readable(changes: list[Change]) -> list[Change]:
    return [
        replace(change, rows=tuple(_readable(list(change.rows))), parts=_whole_if_short(change))
        for change in changes
        if change.name not in HIDDEN and (change.is_group or change.old or change.new)
    ]


def _whole_if_short(change: Change) -> tuple[Part, ...]:
    if change.state != "cambiado" or max(len(change.old), len(change.new)) > SHORT:
        return change.parts
    return (("-", change.old), ("+", change.new)) if change.old or change.new else ()


def below_between(
    older: IndexEdition | None, newer: IndexEdition | None, page_id: int, url: str
) -> Below:
    """Pages that entered, left or changed version between two indexes of a page."""
    before, after = _flat(older, page_id, url), _flat(newer, page_id, url)
    return Below(
        added=by_name(entry for pk, entry in after.items() if pk not in before),
        removed=by_name(entry for pk, entry in before.items() if pk not in after),
        changed=by_name(
            entry
            for pk, entry in after.items()
            if pk in before and before[pk].number != entry.number
        ),
    )


def _flat(index: IndexEdition | None, page_id: int, url: str) -> dict[int, Entry]:
    """Everything in force below, excluded pages and what hangs from them left out."""
    found: dict[int, Entry] = {}

    def gather(entry: Entry) -> None:
        for below in entry.below:
            if not below.is_excluded:
                found[below.page_id] = below
                gather(below)

    gather(tree(index.rows if index else [], page_id, url, None))
    return found
