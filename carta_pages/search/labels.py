"""The words of the filters' values; which values there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from carta_pages.models import LifeEvent, SearchDocument
from carta_pages.models.vocabulary import ChannelKind, Dimension
from carta_pages.search.facets import Facet
from carta_pages.search.words import normal
from carta_pages.states import IN_FORCE
from entities.models import Entity, TerritorialUnit
from entities.vocabulary import TerritorialLevel

FIXED: Mapping[Facet, Mapping[str, str]] = {
    Facet.KIND: {str(value): str(label) for value, label in SearchDocument.Kind.choices},
    Facet.CHANNEL: {str(value): str(label) for value, label in ChannelKind.choices},
    Facet.DIMENSION: {str(value): str(label) for value, label in Dimension.choices},
    Facet.STATE: {str(state): str(state.label) for state in IN_FORCE},
}


class Labels:
    """What each value is called; registers are read once, and entities only those asked for."""

    def __init__(self, entity: str = "") -> None:
        events = LifeEvent.objects.filter(in_force=True)
        provinces = TerritorialUnit.objects.filter(level=TerritorialLevel.PROVINCE)
        self._known: dict[Facet, dict[str, str]] = {
            **{facet: dict(found) for facet, found in FIXED.items()},
            Facet.EVENT: dict(events.values_list("slug", "name")),
            Facet.PROVINCE: dict(provinces.order_by("name").values_list("code", "name")),
            Facet.ENTITY: {},
        }
        if entity:
            self.read_entities([entity])

    def read_entities(self, slugs: Iterable[str]) -> None:
        """The names of some entities, in one query."""
        rows = Entity.objects.filter(slug__in=set(slugs))
        self._known[Facet.ENTITY].update(rows.values_list("slug", "name"))

    def of(self, facet: Facet) -> dict[str, str]:
        """Every known value of a filter, in its order."""
        return self._known[facet]

    def value(self, facet: Facet, given: str) -> str | None:
        """The value that was meant: a province goes by its code or by its name («el-oro»)."""
        known = self._known[facet]
        if given in known:
            return given
        if facet is not Facet.PROVINCE:
            return None
        asked = normal(given).replace("-", " ")
        return next((code for code, name in known.items() if normal(name) == asked), None)
