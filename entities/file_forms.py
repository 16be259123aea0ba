"""Forms of images and documents without labels: Wagtail's labels belong to the whole
installation, so one entity would read the words of another in filters and suggestions (T30).
"""

from __future__ import annotations

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class _Unlabelled:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)  # type: ignore[attr-defined]


class UnlabelledImageForm(_Unlabelled, BaseImageForm):
    """An image of an entity; ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""


class UnlabelledDocumentForm(_Unlabelled, BaseDocumentForm):
    """A document of an entity; ``WAGTAILDOCS_DOCUMENT_FORM_BASE``."""
