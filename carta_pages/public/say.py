"""«Opinar · reclamar · pedir la medida de subsanación»: the entity's own declared channel (R122).

A letter begun for the citizen says which commitment it is about, so that nobody must copy a code.
Where the entity declares no mail, its declared page is shown with the code to quote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import RequestKind

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading


@dataclass(frozen=True)
class Way:
    """One thing to say and where it goes.

    Args:
        label: «Reclamar».
        url: a letter begun, a page of the entity, or a place of this site.
        icon: its drawing.
        goes_out: whether it leaves this site.
    """

    label: str
    url: str
    icon: str
    goes_out: bool


def code_of(reading: Reading) -> str:
    """What to quote: the codes of the indicator sheets, and the version where one exists."""
    codes = [row["code"] for row in reading.content.get("indicators") or () if row.get("code")]
    if reading.edition:
        codes.append(_("versión %s") % reading.edition.number)
        codes.append(reading.edition.code)
    return ", ".join(dict.fromkeys(codes))


def ways(reading: Reading, service: dict[str, Any], carta: dict[str, Any]) -> list[Way]:
    """The three ways to answer a commitment, each to a channel that the entity declared.

    Args:
        reading: the commitment.
        service: the published content of its service.
        carta: the published content of its carta.

    Returns:
        Nothing where no channel is declared.
    """
    mail = str(service.get("contact_email") or carta.get("contact_email") or "")
    opinion = _first_url(reading.content.get("feedback_channels") or ())
    complaint = _first_url(
        row
        for row in carta.get("complaint_channels") or ()
        if (row.get("kind") or {}).get("value") == RequestKind.COMPLAINT
    )
    asked = (
        (_("Opinar"), "opinar", opinion, _("Opinión")),
        (_("Reclamar"), "aviso", complaint, _("Reclamo")),
        (_("Pedir la medida de subsanación"), "subsanar", "", _("Pedido de subsanación")),
    )
    found = []
    for label, icon, page, subject in asked:
        url = _letter(mail, subject, reading) if mail else page or opinion or complaint
        if url:
            found.append(Way(label, url, icon, goes_out=not mail))
    return found


def _first_url(rows: Any) -> str:
    return next((str(row["url"]) for row in rows if row.get("url")), "")


def _letter(mail: str, subject: str, reading: Reading) -> str:
    code = code_of(reading)
    about = f"«{reading.title}»" + (f" ({code})" if code else "")
    words = {
        "subject": f"{subject}: {about}",
        "body": _("Escribo por este compromiso de calidad: %s\n\n") % about,
    }
    return f"mailto:{quote(mail, safe='@')}?{urlencode(words, quote_via=quote)}"
