"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "docx": ZIP,
    "xlsx": ZIP,
    "odt": ZIP,
    "ods": ZIP,
    "zip": ZIP,
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "p7m": (b"\x30",),  # DER: a SEQUENCE
}
UNPACKED_LIMIT = 200 * 1024 * 1024  # bytes


def check_file_signature(upload: Any) -> None:
    """Refuse a file whose content contradicts its extension, or that unpacks without measure.

    Args:
        upload: an uploaded file with ``name``, ``seek`` and ``read``; left at its beginning.

    Raises:
        ValidationError: an HTML named .pdf, for example.
    """
    extension = upload.name.rsplit(".", 1)[-1].lower()
    expected = SIGNATURES.get(extension)
    if expected is None:
        return
    upload.seek(0)
    start = upload.read(16)
    upload.seek(0)
    if not start.startswith(expected):
        raise ValidationError(_("El contenido del archivo no corresponde a su extensión."))
    if expected is ZIP:
        _check_archive(upload)


def _check_archive(upload: Any) -> None:
    try:
        with zipfile.ZipFile(upload) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ValidationError(_("El archivo está dañado: vuelva a guardarlo y súbalo.")) from error
    finally:
        upload.seek(0)
    if size > UNPACKED_LIMIT:
        raise ValidationError(_("El archivo ocupa demasiado al abrirlo."))
