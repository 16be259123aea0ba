"""Numbers of dossiers: one series per entity and year."""

from __future__ import annotations

from entities import clock
from entities.models import Entity
from workflows.models import Dossier


def next_number(entity: Entity) -> str:
    """«EXP-RC-2026-0001»; the caller holds the entity's row lock.

    Args:
        entity: whose series; ``document_prefix`` wins over the short name.
    """
    prefix = f"EXP-{entity.document_prefix or entity.short_name}-{clock.today().year}-"
    last = (
        Dossier.objects.filter(entity=entity, number__startswith=prefix)
        .order_by("-pk")
        .values_list("number", flat=True)
        .first()
    )
    following = int(last.rsplit("-", 1)[1]) + 1 if last else 1
    return f"{prefix}{following:04d}"
