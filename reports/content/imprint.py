"""What every paper bears: whose it is, which edition, by which act, and how to check it."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from carta_pages.public import rosette, wording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from carta_pages.public.reading import Reading
    from workflows.models import Edition


def imprint(reading: Reading, title: str, target: str, told: str) -> dict[str, Any]:
    """The frame around a paper's own content.

    Args:
        reading: what is printed; never a draft.
        title: title of the document.
        target: the address that the QR code carries.
        told: what the code leads to, for those who cannot see it.
    """
    edition = reading.edition
    assert edition is not None
    assert reading.request is not None
    return {
        "title": title,
        "entity": reading.entity_name,
        "short": reading.entity_short_name,
        "edition": {
            "number": edition.number,
            "act": edition.legal_act,
            "act_day": wording.day(edition.legal_act_date),
            "period": period(reading),
            "office": edition.office,
            "code": edition.code,
            "hash": edition.sha256,
            "verify": reading.verification_url,
        },
        "standing": standing(reading),
        "demo": _("Datos de demostración: ningún compromiso de este papel es real.")
        if getattr(settings, "CARTA_DEMO", False)
        else "",
        "date": list(edition.effective_date.timetuple()[:3]),
        "seal": {
            "svg": seal(edition.sha256),
            "alt": _("Sello de la versión %s, dibujado con su huella") % edition.number,
        },
        "qr": {"svg": qr(target), "alt": _("Código QR: %s") % told, "url": target},
    }


def period(reading: Reading) -> str:
    """Since when the edition rules; for one that was replaced, until when."""
    return reading.period


def standing(reading: Reading) -> str:
    """What a reader must know before trusting the paper; empty for what rules today."""
    edition = reading.edition
    if edition is None:
        return ""
    if (exclusion := reading.exclusion) is not None:
        return _("Excluido de la carta desde el %(day)s: %(cause)s") % {
            "day": wording.day(exclusion.effective_date),
            "cause": exclusion.exclusion_cause,
        }
    if not reading.is_newest:
        return _("Esta es la versión %(number)s, que rigió %(period)s. Hay una más reciente.") % {
            "number": edition.number,
            "period": reading.period,
        }
    if reading.asked_day:
        return _("Así se leía la carta el %s.") % wording.day(reading.asked_day)
    return ""


def qr(target: str) -> str:
    """The code as SVG; quartile error correction survives a scratch on a wall."""
    import segno  # only where something is printed (P12)

    out = io.BytesIO()
    segno.make(target, error="q", micro=False).save(
        out, kind="svg", border=0, scale=1, xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue().decode()


def seal(sha256: str) -> str:
    """The rosette of the version as SVG; its number is set in the middle by the template."""
    rings = [
        "".join(
            f'<ellipse rx="{ring.long}" ry="{ring.short}" transform="rotate({turn})"/>'
            for turn in ring.turns
        )
        for ring in rosette.rings(sha256)
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-60 -60 120 120" width="120" '
        'height="120" fill="none" stroke="#12306b" stroke-width="0.45"><circle r="58"/>'
        f'<g>{rings[0]}</g><g stroke="#b23c10">{rings[1]}</g>'
        '<circle r="15" fill="#ffffff"/></svg>'
    )


def version_url(request: HttpRequest, url: str, edition: Edition) -> str:
    """Address of the page at the printed version, which also says whether it still rules."""
    return request.build_absolute_uri(f"{url.partition('?')[0]}versiones/{edition.number}/")


def day_of(reading: Reading) -> date:
    """The day the document bears."""
    assert reading.edition is not None
    return reading.edition.effective_date
