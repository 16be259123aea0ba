"""What an entity's carta holds today, told to the registers below (``entities.published``)."""

from __future__ import annotations

from collections.abc import Collection

from carta_pages.models import CartaPage
from carta_pages.models.vocabulary import MeasureUnit
from carta_pages.public import wording
from carta_pages.public.entries import Entry, tree
from entities.published import Reader, Services
from workflows import selectors


def _services(entity_ids: Collection[int]) -> dict[int, list[Entry]]:
    """By entity, the services that the index of its carta lists: three queries, without texts."""
    cartas = dict(CartaPage.objects.filter(entity_id__in=entity_ids).values_list("pk", "entity_id"))
    in_force = selectors.published_pages(cartas)
    indexes = selectors.indexes_in_force(in_force)
    return {
        cartas[page_id]: tree(index.rows, page_id, "", None).services
        for page_id, index in indexes.items()
    }


def services(entity_ids: Collection[int]) -> dict[int, Services]:
    """Services in force by name of each entity; one without a carta in force is absent."""
    return {
        entity_id: {entry.page_id: entry.title for entry in entries}
        for entity_id, entries in _services(entity_ids).items()
    }


def units(entity_id: int) -> tuple[str, ...]:
    """The units of its own in which an entity's standards are measured."""
    entries = _services([entity_id]).get(entity_id, [])
    promises = [entry.page_id for service in entries for entry in service.commitments]
    texts = selectors.editions_in_force(promises).values()
    found = {
        wording.unit_of(sheet)
        for text in texts
        for sheet in text.content.get("indicators") or ()
        if (sheet.get("unit") or {}).get("value") == MeasureUnit.OTHER
    }
    return tuple(sorted(found))


READER = Reader(services, units)
