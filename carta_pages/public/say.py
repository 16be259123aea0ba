"""«Opinar · reclamar · pedir la medida de subsanación»: the entity's own declared channel (R122).

Whatever the channel, the citizen copies nothing: a letter is begun with the commitment's code, a
page of the entity is opened with it, and for a telephone or an office it stands beside the number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from carta_pages.models.vocabulary import ChannelKind, RequestKind
from carta_pages.public import wording

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

Row = dict[str, Any]

PARAMETER = "compromiso"
"""What the address of an entity's own page is given; a page that does not know it ignores it."""
_SPOKEN = frozenset({ChannelKind.TELEPHONE, ChannelKind.CALL_CENTER, ChannelKind.CONTACT_CENTER})


_IN_PERSON = frozenset(
    {ChannelKind.WINDOW, ChannelKind.OFFICE, ChannelKind.BRIGADE, ChannelKind.MOBILE_UNIT}
)


@dataclass(frozen=True)
class Way:
    """One thing to say and where it goes.

    Args:
        label: «Reclamar».
        url: a letter begun, a page of the entity, or a number to dial.
        icon: its drawing.
        goes_out: whether it leaves this site for another.
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


def ways(reading: Reading, service: Row, carta: Row) -> list[Way]:
    """The three ways to answer a commitment, each to a channel that the entity declared.

    By letter where there is an address, else on a page of the entity, else by telephone.

    Args:
        reading: the commitment.
        service: the published content of its service.
        carta: the published content of its carta.

    Returns:
        Nothing where no channel can be opened from here: then :func:`visit` may say where to go.
    """
    channels = list(reading.content.get("feedback_channels") or ())
    complaints = [
        row
        for row in carta.get("complaint_channels") or ()
        if (row.get("kind") or {}).get("value") == RequestKind.COMPLAINT
    ]
    mail = _mail(service.get("contact_email"), carta.get("contact_email"), *_details(channels))
    opinion, complaint = _first_url(channels), _first_url(complaints)
    numbers = (
        service.get("contact_phone"),
        carta.get("contact_phone"),
        *(row.get("phone") for row in complaints),
        *(row.get("detail") for row in channels if _kind(row) in _SPOKEN),
    )
    phone = next(filter(None, (wording.dialled(str(one or "")) for one in numbers)), "")
    asked = (
        (_("Opinar"), "opinar", opinion, _("Opinión")),
        (_("Reclamar"), "aviso", complaint, _("Reclamo")),
        (_("Pedir la medida de subsanación"), "subsanar", "", _("Pedido de subsanación")),
    )
    found = []
    for label, icon, own, subject in asked:
        if mail:
            found.append(Way(label, _letter(mail, subject, reading), icon, goes_out=False))
        elif page := own or opinion or complaint:
            found.append(Way(label, _with_code(page, reading), icon, goes_out=True))
        elif phone:
            found.append(Way(label, f"tel:{phone}", icon, goes_out=False))
    return found


def visit(reading: Reading, carta: Row) -> str:
    """Where to say it in person: the declared window, or the office of the carta.

    Args:
        reading: the commitment.
        carta: the published content of its carta.
    """
    windows = [
        [row.get("detail"), row.get("hours")]
        for row in reading.content.get("feedback_channels") or ()
        if _kind(row) in _IN_PERSON and row.get("detail")
    ]
    office = [carta.get(f"contact_{name}") for name in ("office", "address", "hours")]
    for told in [*windows, *([office] if carta.get("contact_address") else [])]:
        return ", ".join(str(part) for part in told if part)
    return ""


def _kind(row: Row) -> str:
    return str((row.get("kind") or {}).get("value") or "")


def _details(channels: Iterable[Row]) -> list[str]:
    return [str(row.get("detail") or "") for row in channels if _kind(row) == ChannelKind.EMAIL]


def _mail(*candidates: Any) -> str:
    """The first that is one mail address and nothing more."""
    for candidate in candidates:
        text = str(candidate or "").strip()
        try:
            validate_email(text)
        except ValidationError:
            continue
        return text
    return ""


def _first_url(rows: Iterable[Row]) -> str:
    """The first address of a page on the web; anything else is no channel."""
    return next((str(row["url"]) for row in rows if _is_page(str(row.get("url") or ""))), "")


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _with_code(url: str, reading: Reading) -> str:
    """The entity's page with the code of the commitment, besides whatever its address asks."""
    code = code_of(reading)
    if not code:
        return url
    parts = urlsplit(url)
    asked = "&".join(filter(None, [parts.query, urlencode({PARAMETER: code})]))
    return urlunsplit(parts._replace(query=asked))


def _letter(mail: str, subject: str, reading: Reading) -> str:
    code = code_of(reading)
    about = f"«{reading.title}»" + (f" ({code})" if code else "")
    words = {
        "subject": f"{subject}: {about}",
        "body": _("Escribo por este compromiso de calidad: %s\n\n") % about,
    }
    return f"mailto:{quote(mail, safe='@')}?{urlencode(words, quote_via=quote)}"
