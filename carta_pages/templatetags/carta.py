"""What public templates need: words for numbers and days, safe text, the demo's mark."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from carta_pages.public import rosette as rosettes
from carta_pages.public import routes, wording
from carta_pages.public.cartogram import tiles
from carta_pages.public.icons import icons
from carta_pages.public.provinces import known_provinces
from carta_pages.public.rendering import STYLESHEETS
from carta_pages.public.sharing import shares
from entities.sanitize import as_html

register = template.Library()

#: Letters of a figure that stay on one line of a narrow telephone; a longer one may be broken.
ONE_LINE = 18

#: The same texts are shown again and again, and cleaning one takes longer than a query.
_prose = lru_cache(maxsize=4096)(as_html)


@register.filter
def prose(text: Any) -> SafeString:
    """A text written by people: paragraphs and links, nothing else."""
    return _prose(wording.bound(str(text or "")))


@register.filter
def bound(text: Any) -> str:
    """A short text whose numbers stay on the line of their «%»."""
    return wording.bound(str(text or ""))


@register.filter
def promised(statement: Any) -> SafeString:
    """A promise with its figure set off from the sentence."""
    before, figure, after = wording.set_off(str(statement or ""))
    if not figure:
        return escape(before)
    kind = "figure" if len(figure) <= ONE_LINE else "figure loose"
    return format_html('{}<b class="{}">{}</b>{}', before, kind, figure, after)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside words that already say the same; a name that does not exist fails."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        icons()[name],
    )


@register.simple_tag
def rosette(digest: str, number: int | str = "") -> SafeString:
    """The seal of a version, drawn from its hash, with its number in the middle."""
    return _rosette(digest, str(number))


@register.simple_tag
def emblem() -> SafeString:
    """The rosette of the site itself, drawn from its name."""
    return _rosette(sha256(b"Cartas de servicios").hexdigest(), "«»")


@lru_cache(maxsize=1024)
def _rosette(digest: str, number: str) -> SafeString:
    rings = [
        format_html_join(
            "",
            '<ellipse rx="{}" ry="{}" transform="rotate({})"/>',
            ((ring.long, ring.short, turn) for turn in ring.turns),
        )
        for ring in rosettes.rings(digest)
    ]
    core = format_html('<circle class="core" r="15"/><text y="7">{}</text>', number)
    return format_html(
        '<svg class="rosette" viewBox="-60 -60 120 120" aria-hidden="true"><circle r="58"/>'
        "<g>{}</g><g>{}</g>{}</svg>",
        *rings,
        core if number else "",
    )


@register.simple_tag
def phone(text: str) -> SafeString:
    """A telephone number that a telephone can dial, as the entity wrote it."""
    if number := wording.dialled(text):
        return format_html('<a href="tel:{}">{}</a>', number, text)
    return escape(text)


@register.filter
def day(value: Any) -> str:
    """«3 de marzo de 2026»."""
    return wording.day(value)


@register.filter
def number(value: Any) -> str:
    """«35,5»."""
    return wording.number(value)


@register.filter
def size(value: Any) -> str:
    """«120,5 KB»."""
    return filesizeformat(value)


@register.simple_tag
def stylesheets() -> tuple[str, ...]:
    """The look of the public site, in order."""
    return STYLESHEETS


@register.simple_tag
def public_url(name: str, *args: Any) -> str:
    """An address of ours; empty where the host has not mounted it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def home() -> str:
    """The front door, even where only an error page is left standing."""
    return public_url("wagtail_serve", "") or get_script_prefix()


@register.simple_tag
def furniture(template: str) -> SafeString:
    """A part that is the same on every page of the site, such as its masthead; made once.

    It is rendered without context: it may show addresses and settings, nothing of the page.
    """
    return _furniture(template, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF, demo())


@lru_cache(maxsize=32)
def _furniture(template: str, *depends_on: Any) -> SafeString:
    return SafeString(render_to_string(template))


@register.inclusion_tag("carta_pages/parts/offers.html")
def offers(reading: Any) -> dict[str, Any]:
    """What rooms above have for the page that is read, and ways to send it; none for a draft."""
    if reading.edition is None:
        return {"offers": []}
    return {
        "offers": [offer for offered in routes.offers for offer in offered(reading)],
        "shares": shares(reading),
    }


@register.simple_tag
def page_sections(reading: Any) -> SafeString:
    """What rooms above add to the page that is read; outside its body, which is made once."""
    return SafeString("".join(section(reading) for section in routes.page_sections))


@register.simple_tag
def demo() -> bool:
    """Whether everything shown is made up."""
    return bool(getattr(settings, "CARTA_DEMO", False))


@register.inclusion_tag("carta_pages/parts/file.html")
def file_link(file: dict[str, Any] | None, is_draft: bool = False) -> dict[str, Any]:
    """A file of a snapshot: a link once published, only its name before."""
    return {"file": file, "is_draft": is_draft}


@register.inclusion_tag("carta_pages/parts/province_map.html")
def province_map(
    back: str = "", chosen: str = "", differing: Collection[str] = (), is_mapped: bool = False
) -> dict[str, Any]:
    """The country as tiles, each a button that chooses its province and comes back.

    Args:
        back: the address to come back to.
        chosen: code of the reader's province.
        differing: codes of the provinces of which an annex says something.
        is_mapped: whether to explain the mark of those.
    """
    return {
        "action": public_url("carta_province"),
        "back": back,
        "tiles": tiles(known_provinces().values(), chosen, differing),
        "is_mapped": is_mapped,
    }
