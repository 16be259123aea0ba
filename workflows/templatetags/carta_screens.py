"""Small words of the machine's screens: officers' texts, hashes, deadlines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from entities.sanitize import as_html

register = template.Library()

HASH_SHOWN = 12


@register.filter
def officer_text(text: str | None) -> SafeString:
    """An officer's free text: escaped, in paragraphs, through the one sanitising module."""
    return as_html(text)


@register.filter
def short_hash(value: str | None) -> str:
    """The beginning of a hash, enough to compare by eye."""
    return (value or "")[:HASH_SHOWN]


@register.filter
def is_radio(field: Any) -> bool:
    """Whether a bound field is a group of radio buttons or ticks, which needs a fieldset."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    return kind == "radio" or (kind == "checkbox" and hasattr(widget, "choices"))


@register.filter
def is_file(field: Any) -> bool:
    """Whether a bound field takes a file, which a refused form cannot keep."""
    return getattr(field.field.widget, "input_type", "") == "file"
