"""Small words of the machine's screens: officers' texts, hashes, deadlines."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
def due_words(row: Any) -> str:
    """«vence en 3 días», «vence hoy», «2 días de atraso»; empty without a deadline."""
    if row.is_late:
        return ngettext("%(n)s día de atraso", "%(n)s días de atraso", row.days_late) % {
            "n": row.days_late
        }
    left = row.days_left
    if left is None:
        return ""
    if left == 0:
        return _("vence hoy")
    return ngettext("vence en %(n)s día", "vence en %(n)s días", left) % {"n": left}


@register.filter
def is_radio(field: Any) -> bool:
    """Whether a bound field is a group of radio buttons, which needs a fieldset."""
    return getattr(field.field.widget, "input_type", "") == "radio"


@register.filter
def is_file(field: Any) -> bool:
    """Whether a bound field takes a file, which a refused form cannot keep."""
    return getattr(field.field.widget, "input_type", "") == "file"
