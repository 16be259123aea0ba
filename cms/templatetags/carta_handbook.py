"""The guides, for the home screen."""

from __future__ import annotations

from django import template

from cms.handbook.documents import Guide, guides

register = template.Library()


@register.simple_tag
def handbook_guides() -> list[Guide]:
    """The guides that this installation has."""
    return guides()
