"""Remember what an entity said that the headings of its files mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from carta_pages.importing.matching import headings_of, remembered_of
from carta_pages.models import ColumnMemory

if TYPE_CHECKING:
    from carta_pages.importing.reading import FileRead
    from entities.models import Entity

MOST_REMEMBERED = 1_000


@transaction.atomic
def remember_columns(entity: Entity, read: FileRead) -> int:
    """Keep the meaning of every heading of a file that was imported.

    Returns:
        how many were new or changed.
    """
    before = remembered_of(entity)
    changed = 0
    for sheet in read.sheets:
        subject = sheet.mapping.subject.value
        for said, key in headings_of(sheet.mapping).items():
            if before.get((subject, said)) == key or len(before) > MOST_REMEMBERED:
                continue
            ColumnMemory.objects.update_or_create(
                entity=entity, subject=subject, heading=said, defaults={"column": key}
            )
            changed += 1
    return changed
