"""What an entity's carta holds today, told to the registers below (``entities.published``)."""

from __future__ import annotations

from carta_pages.models import CartaPage
from carta_pages.models.vocabulary import MeasureUnit
from carta_pages.public import wording
from carta_pages.public.entries import tree
from entities.published import Published
from workflows import selectors


def published(entity_id: int) -> Published:
    """Services in force by name, and the units of its own in which its standards are measured.

    Args:
        entity_id: whose carta; one without a carta in force has nothing.
    """
    carta = CartaPage.objects.filter(entity_id=entity_id).only("pk").first()
    edition = selectors.edition_in_force(carta.pk) if carta else None
    if edition is None or edition.is_exclusion:
        return Published()
    index = selectors.index_in_force(edition.page_id)
    services = tree(index.rows if index else [], edition.page_id, "", None).services
    promises = [entry.page_id for service in services for entry in service.commitments]
    texts = selectors.editions_in_force(promises).values()
    units = {
        wording.unit_of(sheet)
        for text in texts
        for sheet in text.content.get("indicators") or ()
        if (sheet.get("unit") or {}).get("value") == MeasureUnit.OTHER
    }
    return Published({entry.page_id: entry.title for entry in services}, tuple(sorted(units)))
