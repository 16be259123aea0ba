"""The papers there are: what each is called, of which page it is, who says its content.

One table for addresses, for the communications screen and for the guide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from carta_pages.models import CartaPage, CommitmentPage
from carta_pages.public import routes
from carta_pages.public.reading import Mode
from reports.content import walls
from reports.content.carta import carta

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from carta_pages.public.reading import Reading


@dataclass(frozen=True)
class Paper:
    """One kind of paper of one type of page.

    Args:
        word: the last part of its address.
        page_type: whose address it hangs from.
        template: file of the layout that sets it.
        content: its data from a reading.
        label: what people call it.
        use: what it is for, and on which sheet.
        outlives_exclusion: whether it is still given of what MDT took out, with the notice.
    """

    word: str
    page_type: type
    template: str
    content: Callable[[Reading], dict[str, Any]]
    label: str | Promise
    use: str | Promise
    outlives_exclusion: bool = False


PAPERS = (
    Paper(
        "carta.pdf",
        CartaPage,
        "carta",
        carta,
        _("La carta completa"),
        _("Documento A4 con índice, todos los compromisos y la manera de comprobarlo."),
        outlives_exclusion=True,
    ),
    Paper(
        "afiche-a4.pdf",
        CartaPage,
        "wall",
        lambda reading: walls.wall(reading, "a4"),
        _("Afiche de la carta, A4"),
        _("Todos los compromisos, para la pared de una oficina."),
    ),
    Paper(
        "afiche-a3.pdf",
        CartaPage,
        "wall",
        lambda reading: walls.wall(reading, "a3"),
        _("Afiche de la carta, A3"),
        _("El mismo afiche al doble de superficie, para una sala de espera."),
    ),
    Paper(
        "triptico.pdf",
        CartaPage,
        "leaflet",
        walls.leaflet,
        _("Tríptico"),
        _("A4 apaisado por las dos caras, doblado en tres: imprima volteando por el borde corto."),
    ),
    Paper(
        "afiche-a4.pdf",
        CommitmentPage,
        "poster",
        lambda reading: walls.poster(reading, "a4"),
        _("Afiche del compromiso, A4"),
        _("Una sola promesa, para leerla desde lejos."),
    ),
    Paper(
        "afiche-a3.pdf",
        CommitmentPage,
        "poster",
        lambda reading: walls.poster(reading, "a3"),
        _("Afiche del compromiso, A3"),
        _("La misma promesa al doble de superficie."),
    ),
)

LOCAL_WORD = "carta-local"
EMBED_WORD = "incrustar"


def paper_of(page: Any, word: str) -> Paper | None:
    """The paper behind a word of a page's address; ``None`` when the page has none."""
    return next(
        (paper for paper in PAPERS if paper.word == word and isinstance(page, paper.page_type)),
        None,
    )


def offered(reading: Reading) -> list[routes.Offer]:
    """Papers of the page that is read, on its day or in its version."""
    if reading.exclusion is not None and reading.mode is Mode.NOW:
        kept = [paper for paper in papers_of(type(reading.page)) if paper.outlives_exclusion]
    else:
        kept = papers_of(type(reading.page))
    query = _query(reading)
    return [
        routes.Offer(f"{paper.label} (PDF)", f"{reading.url}{paper.word}{query}") for paper in kept
    ]


def _query(reading: Reading) -> str:
    if reading.mode is Mode.VERSION and reading.edition:
        return f"?version={reading.edition.number}"
    return f"?fecha={reading.asked_day.isoformat()}" if reading.asked_day else ""


def papers_of(page_type: type) -> list[Paper]:
    """Papers of one type of page, in the order in which a screen shows them."""
    return [paper for paper in PAPERS if paper.page_type is page_type]
