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
TEXT = frozenset({"csv", "txt"})
#: What no text begins with; UTF-16, the only text that holds NUL, begins with its mark.
NO_TEXT = (b"%PDF-", b"MZ", b"\x7fELF", b"GIF8", b"RIFF", *ZIP, b"\x89PNG", b"\xff\xd8\xff")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 65_536  # bytes
UNPACKED_LIMIT = 200 * 1024 * 1024  # bytes


def check_file_signature(upload: Any) -> None:
    """Refuse a file whose content contradicts its extension, or that unpacks without measure.

    Args:
        upload: an uploaded file with ``name``, ``seek`` and ``read``; left at its beginning.

    Raises:
        ValidationError: an HTML named .pdf, for example.
    """
    extension = upload.name.rsplit(".", 1)[-1].lower()
    upload.seek(0)
    start = upload.read(LOOKED_AT)
    upload.seek(0)
    expected = SIGNATURES.get(extension)
    agrees = _is_text(start) if extension in TEXT else start.startswith(expected or b"")
    if not agrees:
        raise ValidationError(_("El contenido del archivo no corresponde a su extensión."))
    if expected is ZIP:
        _check_archive(upload)


def _is_text(start: bytes) -> bool:
    if start.startswith(UTF_16):
        return True
    return b"\x00" not in start and not start.startswith(NO_TEXT)


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
