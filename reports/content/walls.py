"""Papers for a wall and for a hand: posters, leaflet, and the sheet of one point of service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carta_pages.public.presenters.commitment import commitment as commitment_context
from reports.content import imprint, promises
from reports.content.carta import complaints
from reports.content.shelf import services_of

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

Row = dict[str, Any]
TOLD_CHANNELS = 4


def poster(reading: Reading, paper: str) -> Row:
    """Data of ``poster.typ``: one commitment.

    Args:
        reading: of a commitment.
        paper: «a4» or «a3».
    """
    assert reading.edition is not None
    assert reading.request is not None
    service = commitment_context(reading)["service_content"]
    said = promises.promise(reading.edition)
    target = imprint.version_url(reading.request, reading.url, reading.edition)
    return {
        **imprint.imprint(reading, reading.title, target, _("leer este compromiso")),
        **said,
        "paper": paper,
        "service": str(service.get("title") or ""),
        "tell": tell(said["channels"], promises.contact(service)),
        "words": {
            **common(),
            "commitment": _("Compromiso de calidad"),
            "scan": _("Lea este compromiso, su historia y si rige todavía"),
        },
    }


def common() -> Row:
    """What every sheet says by itself."""
    return {
        "kind": _("Carta institucional de servicios"),
        "version": _("Versión %s"),
        "code": _("Código de verificación"),
        "remedy": _("Si no se cumple, usted recibe"),
        "no_remedy": _("No hay una medida de subsanación publicada."),
        "tell": _("¿A quién aviso?"),
        "more": [_more(1), _more(2)],
    }


def _more(count: int) -> str:
    """What is left over is counted by the press itself: one form for one, another for more."""
    return ngettext(
        "y %s compromiso más: apunte la cámara al código.",
        "y %s compromisos más: apunte la cámara al código.",
        count,
    )


def tell(channels: list[Row], contact: list[str]) -> list[str]:
    """Whom to tell, in few lines: the declared channels, then the office that answers."""
    lines = [
        ": ".join(filter(None, [row["name"], " · ".join(row["told"][:2])]))
        for row in channels[:TOLD_CHANNELS]
    ]
    return lines + contact


def items_of(reading: Reading, remedies: bool = False, links: bool = False) -> list[Row]:
    """Every promise of a carta below the name of its service.

    Args:
        reading: of a carta.
        remedies: whether each promise brings what a person gets when it is missed.
        links: whether each brings the address of its page, for the screen.
    """
    items: list[Row] = []
    for texts in services_of(reading):
        if not texts.commitments:
            continue
        items.append({"keep": True, "text": texts.edition.title})
        for entry, edition in texts.commitments:
            said = promises.promise(edition, texts.annex)
            items.append(
                {
                    "keep": False,
                    "pieces": said["pieces"],
                    "here": _("En algunos lugares el estándar es otro: vea el anexo territorial.")
                    if said["local"]
                    else "",
                    "remedy": first_remedy(said) if remedies else "",
                    **({"url": entry.url} if links else {}),
                }
            )
    return items


def first_remedy(said: Row) -> str:
    """The remedy in one paragraph."""
    return " ".join(line for row in said["remedies"][:1] for line in row["text"])


def wall(reading: Reading, paper: str) -> Row:
    """Data of ``wall.typ``: every promise of a carta."""
    assert reading.edition is not None
    assert reading.request is not None
    target = imprint.version_url(reading.request, reading.url, reading.edition)
    return {
        **imprint.imprint(reading, _title(reading), target, _("leer la carta completa")),
        "paper": paper,
        "items": items_of(reading),
        "tell": promises.contact(reading.content),
        "words": {**common(), "scan": _("Lea la carta completa y compruebe si rige todavía")},
    }


def _title(reading: Reading) -> str:
    return reading.title or _("Carta institucional de servicios")


def leaflet(reading: Reading) -> Row:
    """Data of ``leaflet.typ``: a carta folded in three."""
    assert reading.edition is not None
    assert reading.request is not None
    target = imprint.version_url(reading.request, reading.url, reading.edition)
    content = reading.content
    return {
        **imprint.imprint(reading, _title(reading), target, _("leer la carta completa")),
        "items": items_of(reading, remedies=True),
        "mission": promises.paragraphs(content.get("mission")),
        "complaints": complaints(content),
        "contact": promises.contact(content),
        "words": {
            **common(),
            "promises": _("Lo que le prometemos"),
            "if_not": _("Si no se cumple:"),
            "complaints": _("Quejas, consultas y sugerencias"),
            "term": _("Se responde en %s"),
            "contact": _("A quién preguntar"),
            "scan": _("La carta completa, siempre al día"),
        },
    }
