"""Keeps the norms of the sources in the register."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from carta_pages.models import Norm
from carta_pages.norms_data import NORMS
from carta_pages.public.published import changed


@dataclass(frozen=True)
class Loaded:
    """How many norms were added, how many stood already, how many of these got their title."""

    added: int
    present: int
    named: int = 0


@transaction.atomic
def ensure_norms() -> Loaded:
    """Add the norms of the sources that are missing; those that stand keep what they say.

    A norm corrected by hand keeps its correction: the sources are a beginning, not a master. Only
    one that was loaded with its short name for a title is given the title, once that is known.
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
    named = sum(
        Norm.objects.filter(key=data.key, title=data.short_name).update(title=data.title)
        for data in NORMS
        if data.title != data.short_name
    )
    if missing or named:
        changed()
    return Loaded(len(missing), len(NORMS) - len(missing), named)
