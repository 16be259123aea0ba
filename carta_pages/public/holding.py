"""Which standard holds in a province, from what editions say and nothing else (R97-R98, R52).

Pure: rows of an annex, the scope of a commitment, units that provide the service, a province
and a day in; an answer out. Nothing is guessed: a zone whose text does not name its provinces,
or a unit without one, is said to be unsure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from carta_pages.models.vocabulary import ScopeKind
from carta_pages.public.cartogram import Province, same_name
from entities.vocabulary import TerritorialLevel

Row = dict[str, Any]


class Reach(StrEnum):
    """How much of a province something covers."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"
    UNKNOWN = "unknown"


class Rule(StrEnum):
    """What a reader of one province is told of one indicator."""

    NATIONAL = "national"
    LOCAL = "local"
    BOTH = "both"
    ABSENT = "absent"
    UNSURE = "unsure"


@dataclass(frozen=True)
class UnitStandard:
    """A unit of the province and the annex row that holds in it; without one, the national."""

    label: str
    canton: str
    row: Row | None


@dataclass(frozen=True)
class Answer:
    """Which standard holds for one indicator.

    Args:
        rule: the answer in a word.
        row: the annex row that holds in the whole province, or in all of its units.
        units: the units of the province, each with its row; told where the province holds
            both standards, or where only some units are within the scope.
        parts: rows of territories that cover only some cantons of the province.
        unsure: rows of places of which the text does not say whether they are in the province.
        scope: how much of the province the commitment itself covers.
    """

    rule: Rule
    row: Row | None = None
    units: tuple[UnitStandard, ...] = ()
    parts: tuple[Row, ...] = ()
    unsure: tuple[Row, ...] = ()
    scope: Reach = Reach.WHOLE


def answer(
    rows: Iterable[Row],
    province: Province,
    on: date,
    *,
    scope: Reach = Reach.WHOLE,
    units: Sequence[Row] = (),
) -> Answer:
    """Which standard of one indicator holds in a province on a day.

    Args:
        rows: annex rows of that indicator, of any place.
        province: whose.
        on: the day; rows out of their dates do not count.
        scope: what ``reach_of_scope`` said of the commitment.
        units: references of units that provide the service, or of those within the scope when
            it names units of the province; others than the province's are left out.
    """
    if scope == Reach.NONE:
        return Answer(Rule.ABSENT, scope=scope)
    valid = [row for row in rows if in_force(row, on)]
    found = _by_reach(valid, province)
    whole, unsure = found[Reach.WHOLE], tuple(found[Reach.UNKNOWN])
    parts = tuple(row for row in found[Reach.PART] if row.get("territory"))
    general = whole[0] if whole else None
    told = _listed(units, valid, province)
    if not found[Reach.PART]:
        rule = Rule.LOCAL if whole else Rule.UNSURE if unsure else Rule.NATIONAL
        told = told if scope == Reach.PART else ()
        return Answer(rule, general, told, unsure=unsure, scope=scope)
    if parts or not any(_within(units, province)) or not all(unit.row for unit in told):
        return Answer(Rule.BOTH, general, told, parts, unsure=unsure, scope=scope)
    is_one = len({id(unit.row) for unit in told}) == 1
    return Answer(Rule.LOCAL, told[0].row if is_one else None, told, unsure=unsure, scope=scope)


def in_force(row: Row, on: date) -> bool:
    """Whether a row holds on a day; both of its dates are included."""
    day = on.isoformat()
    return (row.get("valid_from") or "") <= day <= (row.get("valid_until") or "9999-12-31")


def reach_of_row(row: Row, province: Province) -> Reach:
    """How much of a province an annex row covers."""
    if territory := row.get("territory"):
        return reach_of_territory(territory, province)
    return _reach_of_unit(row.get("unit") or {}, province)


def reach_of_territory(territory: Row, province: Province) -> Reach:
    """How much of a province a territory covers, as the edition describes it."""
    if territory.get("level") == TerritorialLevel.PROVINCE:
        return Reach.WHOLE if territory.get("id") == province.code else Reach.NONE
    covered, cantons = territory.get("provinces"), territory.get("cantons")
    if not covered:
        return Reach.UNKNOWN
    if province.code not in covered:
        return Reach.NONE
    return Reach.PART if cantons else Reach.WHOLE


def _reach_of_unit(unit: Row, province: Province) -> Reach:
    if not unit.get("province"):
        return Reach.UNKNOWN
    return Reach.PART if same_name(unit["province"], province.name) else Reach.NONE


def reach_of_scope(content: Row, province: Province) -> Reach:
    """How much of a province a commitment covers, from its boxes and places (R52, R101)."""
    return _reach_of_scope(
        content,
        lambda territory: reach_of_territory(territory, province),
        lambda unit: _reach_of_unit(unit, province),
    )


def _reach_of_scope(
    content: Row, of_territory: Callable[[Row], Reach], of_unit: Callable[[Row], Reach]
) -> Reach:
    """What boxes and places say together; a place in free words, or none at all, leaves it open."""
    kinds = {kind["value"] for kind in content.get("scope_kinds") or ()}
    places = [
        of_territory(row["territory"])
        for row in content.get("scope_territories") or ()
        if row.get("territory")
    ] + [of_unit(row["unit"]) for row in content.get("scope_units") or () if row.get("unit")]
    if ScopeKind.NATIONAL in kinds or not (kinds or places) or Reach.WHOLE in places:
        return Reach.WHOLE
    if Reach.PART in places:
        return Reach.PART
    open_words = {ScopeKind.CENTRAL, ScopeKind.OTHER}
    if content.get("scope_deconcentrated"):
        open_words.add(ScopeKind.DECONCENTRATED)
    if not places or Reach.UNKNOWN in places or kinds & open_words:
        return Reach.UNKNOWN
    return Reach.NONE


def units_to_tell(content: Row, providers: Iterable[Row], scope: Reach) -> list[Row]:
    """References of the units a reader is told of: those within the scope, or all providers."""
    named = [row["unit"] for row in content.get("scope_units") or () if row.get("unit")]
    return named if scope == Reach.PART and named else [unit for unit in providers if unit]


def differing(rows: Iterable[Row], provinces: Iterable[Province], on: date) -> frozenset[str]:
    """Codes of the provinces of which an annex says something else than the general standard."""
    valid = [row for row in rows if in_force(row, on)]
    return frozenset(
        province.code
        for province in provinces
        if any(reach_of_row(row, province) in {Reach.WHOLE, Reach.PART} for row in valid)
    )


def _by_reach(rows: Iterable[Row], province: Province) -> dict[Reach, list[Row]]:
    found: dict[Reach, list[Row]] = {reach: [] for reach in Reach}
    for row in rows:
        found[reach_of_row(row, province)].append(row)
    return found


def _within(units: Iterable[Row], province: Province) -> Iterable[Row]:
    return (unit for unit in units if _reach_of_unit(unit, province) == Reach.PART)


def _listed(
    units: Iterable[Row], rows: Sequence[Row], province: Province
) -> tuple[UnitStandard, ...]:
    """Units of the province by canton, those of the annex that nobody listed included."""
    own = (row["unit"] for row in rows if row.get("unit"))
    references = {unit["id"]: unit for unit in _within([*own, *units], province)}
    told = []
    for unit in references.values():
        canton = str(unit.get("canton") or "")
        row = standing_at(rows, Spot(province, canton, unit["id"])).row
        told.append(UnitStandard(str(unit.get("label") or ""), canton, row))
    return tuple(sorted(told, key=lambda unit: (unit.canton, unit.label)))


def _names_canton(territory: Row, canton: str) -> bool:
    named = re.split(r"[,;\n]", str(territory.get("cantons") or ""))
    return any(same_name(canton, name) for name in named)


@dataclass(frozen=True)
class Spot:
    """A place of the country in the words in which texts name places: one window, one office.

    Args:
        province: where it is; ``None`` for what has no place (on line, by telephone).
        canton: in which canton.
        unit: uuid of the unit that runs it; empty where it is the whole entity's.
    """

    province: Province | None
    canton: str = ""
    unit: str = ""

    def is_of(self, unit: Row | None) -> bool:
        """Whether a unit that a text names runs the place."""
        return bool(self.unit and unit and unit.get("id") == self.unit)

    def by_unit(self, unit: Row) -> Reach:
        """Whether what a text says of a unit holds here; open where nobody says who runs it."""
        if self.is_of(unit):
            return Reach.WHOLE
        if self.unit or self.province is None:
            return Reach.NONE
        is_elsewhere = _reach_of_unit(unit, self.province) == Reach.NONE
        return Reach.NONE if is_elsewhere else Reach.UNKNOWN

    def by_territory(self, territory: Row) -> Reach:
        """Whether what a text says of a territory holds here; what has no place is in none."""
        if self.province is None:
            return Reach.NONE
        reach = reach_of_territory(territory, self.province)
        if reach != Reach.PART:
            return reach
        if not self.canton:
            return Reach.UNKNOWN
        return Reach.WHOLE if _names_canton(territory, self.canton) else Reach.NONE

    def by_row(self, row: Row) -> Reach:
        """Whether an annex row holds here."""
        if territory := row.get("territory"):
            return self.by_territory(territory)
        return self.by_unit(row["unit"]) if row.get("unit") else Reach.UNKNOWN


def reach_at(content: Row, spot: Spot) -> Reach:
    """Whether a commitment reaches a spot, by the same rule as a province (R52, R101)."""
    return _reach_of_scope(content, spot.by_territory, spot.by_unit)


@dataclass(frozen=True)
class Standing:
    """What an annex says of one indicator at a spot.

    Args:
        row: the row that holds; without one, the national standard.
        unsure: rows of which the text does not say whether they hold there.
    """

    row: Row | None
    unsure: tuple[Row, ...] = ()


def standing_at(rows: Iterable[Row], spot: Spot, on: date | None = None) -> Standing:
    """Which row sets one indicator's standard at a spot.

    Its unit's before its canton's, its canton's before its whole province's.

    Args:
        rows: annex rows of that indicator, of any place.
        spot: where.
        on: the day; ``None`` if rows out of their dates are already left out.
    """
    valid = [row for row in rows if on is None or in_force(row, on)]
    holding = [row for row in valid if spot.by_row(row) == Reach.WHOLE]
    holding.sort(key=lambda row: _width(row, spot))
    unsure = tuple(row for row in valid if spot.by_row(row) == Reach.UNKNOWN)
    return Standing(next(iter(holding), None), unsure)


def _width(row: Row, spot: Spot) -> int:
    if not row.get("territory"):
        return 0
    assert spot.province is not None  # what has no place is in no territory
    return 1 if reach_of_territory(row["territory"], spot.province) == Reach.PART else 2
