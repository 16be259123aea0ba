"""Tables of the admin that scroll sideways in a box of their own, reachable by keyboard."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def scrolling(content: SafeString, label: str) -> SafeString:
    """A box that scrolls when what it holds is wider than the screen.

    Args:
        content: what it holds.
        label: what it is, for whoever does not see it.
    """
    box = '<div class="carta-scroll" tabindex="0" role="group" aria-label="{}">{}</div>'
    return format_html(box, label, content)


@register.simple_block_tag
def scrolling_table(
    content: SafeString, label: str, caption: str = "", css: str = ""
) -> SafeString:
    """A listing in such a box.

    Args:
        content: head and body of the table.
        label: of the box.
        caption: of the table; the label where that says enough.
        css: classes besides «listing».
    """
    table = '<table class="{}"><caption class="w-sr-only">{}</caption>{}</table>'
    classes = f"listing {css}".strip()
    return scrolling(format_html(table, classes, caption or label, content), label)
