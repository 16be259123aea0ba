"""Keeps the norms of the sources in the register."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from carta_pages.models import Norm
from carta_pages.norms_data import NORMS


@dataclass(frozen=True)
class Loaded:
    """How many norms were added and how many stood already."""

    added: int
    present: int


@transaction.atomic
def ensure_norms() -> Loaded:
    """Add the norms of the sources that are missing; those that stand are not touched.

    A norm corrected by hand keeps its correction: the sources are a beginning, not a master.
    """
    present = set(Norm.objects.values_list("key", flat=True))
    missing = [data for data in NORMS if data.key not in present]
    Norm.objects.bulk_create(
        Norm(
            key=data.key,
            short_name=data.short_name,
            title=data.title,
            kind=data.kind,
            register=data.register,
            published_on=data.published_on,
            in_force_from=data.in_force_from,
            country=data.country,
            allowed_provisions=list(data.allowed),
            verified=data.verified,
        )
        for data in missing
    )
    return Loaded(len(missing), len(NORMS) - len(missing))
