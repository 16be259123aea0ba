"""What the picture of a shared link says: the promise, its number, whose it is, which edition."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carta_pages.models import CartaPage, CommitmentPage, ServicePage
from carta_pages.public import wording
from reports.content import imprint, promises

if TYPE_CHECKING:
    from carta_pages.models import PortalPage
    from carta_pages.public.reading import Reading

Row = dict[str, Any]


def card(reading: Reading) -> Row:
    """Data of ``card.typ`` for a page in force.

    Args:
        reading: of an edition; never a draft.
    """
    edition = reading.edition
    assert edition is not None
    return {
        **frame(edition.sha256, str(edition.number)),
        "eyebrow": eyebrow(reading),
        "pieces": promises.pieces(sentence(reading)),
        "who": reading.entity_name if isinstance(reading.page, CommitmentPage) else _who(reading),
        "line": _("Versión %(number)s, %(period)s")
        % {"number": edition.number, "period": reading.period},
    }


def frame(digest: str, number: str) -> Row:
    """What every card bears."""
    return {
        "site": _("Cartas de servicios"),
        "seal": {"svg": imprint.seal(digest), "number": number},
        "demo": _("Datos de demostración") if getattr(settings, "CARTA_DEMO", False) else "",
    }


def eyebrow(reading: Reading) -> str:
    """What kind of text it is."""
    if isinstance(reading.page, CartaPage):
        return _("Carta institucional de servicios")
    if isinstance(reading.page, CommitmentPage):
        return _("Compromiso de calidad")
    return _("Servicio") if isinstance(reading.page, ServicePage) else _("Anexo territorial")


def sentence(reading: Reading) -> str:
    """The large words: the promise itself, or what the page is called."""
    if isinstance(reading.page, CommitmentPage):
        return wording.bound(str(reading.content.get("statement") or reading.title))
    return reading.entity_name if isinstance(reading.page, CartaPage) else reading.title


def _who(reading: Reading) -> str:
    """Whose it is, or for the carta what it holds."""
    if not isinstance(reading.page, CartaPage):
        return reading.entity_name
    services = reading.below.services
    count = sum(len(service.commitments) for service in services)
    return _("%(services)s, %(commitments)s") % {
        "services": ngettext("%d servicio", "%d servicios", len(services)) % len(services),
        "commitments": ngettext("%d compromiso de calidad", "%d compromisos de calidad", count)
        % count,
    }


def alt(reading: Reading) -> str:
    """The card in words, for whoever does not see it."""
    return f"{eyebrow(reading)}. {sentence(reading)} {reading.entity_name}".strip()


def portal_card(portal: PortalPage) -> Row:
    """Data of ``card.typ`` for the front door, which has no edition."""
    return {
        **frame(hashlib.sha256(b"Cartas de servicios").hexdigest(), "«»"),
        "eyebrow": _("Portal"),
        "pieces": [[portal.title, False]],
        "who": portal_words(),
        "line": "",
    }


def portal_words() -> str:
    """What the front door says of itself."""
    return _("La palabra que le dan los servicios públicos, con su número y su fecha.")
