"""Headings of the portfolio, each the way to its order."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

ARROWS = {"ascending": "▲", "descending": "▼", "none": ""}


@register.simple_tag
def sorted_heading(orders: dict[str, dict[str, str]], name: str, label: str) -> SafeString:
    """A column heading that orders the rows, and says how they are ordered now.

    Args:
        orders: by column, its query and how it is sorted (``views.portfolio``).
        name: of the column.
        label: what people read.
    """
    order = orders[name]
    link = '<a href="?{}">{} <span aria-hidden="true">{}</span></a>'
    return format_html(
        '<th scope="col" aria-sort="{}">' + link + "</th>",
        order["sort"],
        order["query"],
        label,
        ARROWS[order["sort"]],
    )
