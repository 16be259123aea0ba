"""Forms of images and documents without labels: Wagtail's labels belong to the whole
installation, so one entity would read the words of another in filters and suggestions (T30).
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import UnidentifiedImageError
from PIL.Image import DecompressionBombError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from entities.file_signatures import check_file_signature
from entities.picture_files import redrawn


class _Unlabelled:
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)  # type: ignore[attr-defined]


class UnlabelledImageForm(_Unlabelled, BaseImageForm):
    """An image of an entity; ``WAGTAILIMAGES_IMAGE_FORM_BASE``."""

    def full_clean(self) -> None:
        """A picture whose header promises what its body does not hold is refused, not a fault."""
        try:
            super().full_clean()
        except (UnidentifiedImageError, DecompressionBombError, OSError, SyntaxError):
            self.cleaned_data.pop("file", None)
            self.add_error("file", _("No es una imagen que pueda abrirse: guárdela de nuevo."))

    def clean_file(self) -> Any:
        """The picture drawn again: without place, device or anything behind it."""
        file = self.cleaned_data["file"]
        return redrawn(file) if isinstance(file, UploadedFile) else file


class UnlabelledDocumentForm(_Unlabelled, BaseDocumentForm):
    """A document of an entity; ``WAGTAILDOCS_DOCUMENT_FORM_BASE``."""

    def clean_file(self) -> Any:
        """The file, when it is what its name says.

        Raises:
            ValidationError: it is something else.
        """
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_file_signature(file)
        return file
