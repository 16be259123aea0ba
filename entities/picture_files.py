"""Pictures as we keep them: drawn again, so that only what is seen is stored (T55).

A photograph says where and with which telephone it was taken; a file may carry a program
behind its last pixel. Neither outlives being decoded and encoded.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from PIL import Image, ImageCms, ImageOps

#: Of what Pillow knows of a picture, all that belongs to how it looks.
LOOKS = frozenset({"transparency"})
QUALITY = 90
#: Kinds that throw detail away; the others keep every pixel as it is.
LOSSY = frozenset({"JPEG", "WEBP", "AVIF"})


def redrawn(upload: UploadedFile) -> UploadedFile:
    """The same picture in the same kind of file, upright, without anything else in it.

    Of a moving picture the first image stays.

    Args:
        upload: a picture that the form has accepted.

    Raises:
        OSError: its header promises what its body does not hold.
    """
    upload.seek(0)
    with Image.open(upload) as opened:
        kind = opened.format
        picture = _in_common_colours(ImageOps.exif_transpose(opened), opened.info)
    picture.info = {name: value for name, value in picture.info.items() if name in LOOKS}
    content = io.BytesIO()
    options = {"quality": QUALITY} if kind in LOSSY else {"optimize": True}
    picture.save(content, kind, **options)
    return InMemoryUploadedFile(
        content,
        upload.field_name if isinstance(upload, InMemoryUploadedFile) else None,
        upload.name,
        upload.content_type,
        content.tell(),
        None,
    )


def _in_common_colours(picture: Image.Image, info: dict[Any, Any]) -> Image.Image:
    """In sRGB, which needs no profile; a profile that cannot be read is left out."""
    profile = info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA"}:
        return picture
    try:
        written_in = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        seen_in = ImageCms.createProfile("sRGB")
        found = ImageCms.profileToProfile(picture, written_in, seen_in)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return found if found is not None else picture
