"""What public templates need: words for numbers and days, safe text, the demo's mark."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from carta_pages.public import wording
from carta_pages.public.rendering import STYLESHEETS
from entities.sanitize import as_html

register = template.Library()

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
def demo() -> bool:
    """Whether everything shown is made up."""
    return bool(getattr(settings, "CARTA_DEMO", False))


@register.inclusion_tag("carta_pages/parts/file.html")
def file_link(file: dict[str, Any] | None, is_draft: bool = False) -> dict[str, Any]:
    """A file of a snapshot: a link once published, only its name before."""
    return {"file": file, "is_draft": is_draft}
