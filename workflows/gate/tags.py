"""Tags are words of one list for every entity: Wagtail's «popular tags» would show them to all.

It reads them for the filters of images and documents and for the chooser of images, each through
its own name of one function; no setting turns them off.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from taggit.models import Tag
from wagtail.admin import filters
from wagtail.images.views import chooser


def no_popular_tags(model: Any, count: int = 0) -> QuerySet[Tag]:
    """Nobody is shown what other entities call their files."""
    return Tag.objects.none()


def hide_popular() -> None:
    """Leave the popular tags out of every list of files; safe to repeat."""
    filters.popular_tags_for_model = no_popular_tags
    chooser.popular_tags_for_model = no_popular_tags
