"""What each page's template is given, built from a reading and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carta_pages.models import CartaPage, CommitmentPage, ServicePage, TerritorialAnnexPage
from carta_pages.public.presenters.annex import annex
from carta_pages.public.presenters.carta import carta
from carta_pages.public.presenters.commitment import commitment
from carta_pages.public.presenters.service import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from carta_pages.public.reading import Reading

PRESENTERS: dict[type, Callable[[Reading], dict[str, Any]]] = {
    CartaPage: carta,
    ServicePage: service,
    CommitmentPage: commitment,
    TerritorialAnnexPage: annex,
}


def context_of(reading: Reading) -> dict[str, Any]:
    """Everything the template of the page needs."""
    return {
        "reading": reading,
        "content": reading.content,
        **PRESENTERS[type(reading.page)](reading),
    }
