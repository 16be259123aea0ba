"""Which pages the gate protects: governed ones and everything they hang from."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from workflows.governed import GovernedPage


def governed_models() -> list[type[GovernedPage]]:
    """Every concrete page type whose public life belongs to a dossier."""
    return [model for model in apps.get_models() if issubclass(model, GovernedPage)]


def is_governed(page: Page) -> bool:
    """Whether this page is approved in a dossier."""
    model = page.cached_content_type.model_class()
    return model is not None and issubclass(model, GovernedPage)


def governed_below(path: str) -> Any:
    """Governed pages in the tree below a path, the page at the path included."""
    types = ContentType.objects.get_for_models(*governed_models()).values()
    return Page.objects.filter(
        path__startswith=path, content_type_id__in=[found.pk for found in types]
    )


def is_above_governed(page: Page) -> bool:
    """Whether governed pages hang below this one (or it is one itself)."""
    return is_governed(page) or governed_below(page.path).exists()
