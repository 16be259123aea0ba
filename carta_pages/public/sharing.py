"""A promise on its way to somebody else: its own words and its address, already written.

Plain links that open what the telephone has; nothing is asked of another site until one is
pressed, and nothing says who sent it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.translation import gettext as _

from carta_pages.public.entries import shortened

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading


@dataclass(frozen=True)
class Share:
    """One way to send it.

    Args:
        label: «WhatsApp».
        url: a letter begun; whoever sends chooses to whom.
    """

    label: str
    url: str


def shares(reading: Reading) -> list[Share]:
    """Ways to send the text that rules today; none for a draft, the past and what was excluded."""
    if not reading.is_current or reading.exclusion or reading.request is None:
        return []
    address = reading.request.build_absolute_uri(reading.url)
    said = shortened(str(reading.content.get("statement") or ""))
    first = f"«{said}»" if said else reading.title
    letter = quote(f"{first} {reading.entity_name}: {address}", safe="")
    return [
        Share("WhatsApp", f"https://wa.me/?text={letter}"),
        Share(_("mensaje de texto"), f"sms:?body={letter}"),
        Share(_("correo"), f"mailto:?subject={quote(reading.title, safe='')}&body={letter}"),
    ]
