"""Which provinces a published text speaks of."""

from __future__ import annotations

from typing import Any

from carta_pages.models.vocabulary import ScopeKind
from carta_pages.search.facets import EVERYWHERE
from carta_pages.search.words import normal
from entities.models import TerritorialUnit
from entities.vocabulary import TerritorialLevel


class Provinces:
    """Which provinces a text speaks of, by INEC code; zones by the register of today."""

    def __init__(self) -> None:
        level = TerritorialLevel.PROVINCE
        rows = TerritorialUnit.objects.filter(level=level).values_list("code", "name")
        self.codes = {normal(name): code for code, name in rows}
        zones = TerritorialUnit.objects.exclude(level=level).filter(provinces__isnull=False)
        self.zones: dict[tuple[str, str, str], set[str]] = {}
        for *key, code in zones.values_list("level", "code", "name", "provinces__code"):
            self.zones.setdefault((key[0], key[1], key[2]), set()).add(code)

    def of_service(self, content: dict[str, Any], commitments: list[dict[str, Any]]) -> set[str]:
        """Where its units are and its commitments hold; the whole country when nothing says."""
        found = self._units(content, "providers")
        for commitment in commitments:
            found |= self.of_part(commitment)
        return self._whole_or(found)

    def of_part(self, content: dict[str, Any]) -> set[str]:
        """Where a commitment or an annex holds."""
        kinds = {row["value"] for row in content.get("scope_kinds") or ()}
        if ScopeKind.NATIONAL in kinds:
            return {EVERYWHERE}
        found = self._units(content, "scope_units") | self._units(content, "rows")
        for relation in ("scope_territories", "rows"):
            for row in content.get(relation) or ():
                if territory := row.get("territory"):
                    found |= self._territory(territory)
        return self._whole_or(found)

    @staticmethod
    def _whole_or(found: set[str]) -> set[str]:
        return {EVERYWHERE} if EVERYWHERE in found or not found else found

    def _units(self, content: dict[str, Any], relation: str) -> set[str]:
        rows = content.get(relation) or ()
        names = [row["unit"].get("province") for row in rows if row.get("unit")]
        return {code for name in names if name and (code := self.codes.get(normal(name)))}

    def _territory(self, territory: dict[str, Any]) -> set[str]:
        level, code = str(territory.get("level")), str(territory.get("id"))
        if level == TerritorialLevel.PROVINCE:
            return {code}
        return self.zones.get((level, code, str(territory.get("label"))), set())
