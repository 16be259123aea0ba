"""Where uploaded files are kept, from one environment variable. Pure, so that it has its tests.

Every address that a storage gives is one of the site's own guarded views: nothing is read from
the bucket by a browser, signed or not (``cms.object_storage``).
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKEND = "cms.object_storage.GuardedObjectStorage"
FILE_SYSTEM = {"default": {"BACKEND": "cms.file_storage.WholeFileStorage"}}
#: Alias of each storage, its folder in the bucket, and whether the same name is the same content.
FOLDERS = (("default", "archivos", False), ("carta_private", "privado", False))
CONTENT_ADDRESSED = ("carta_frozen", "fijado", True)


def storages(url: str) -> dict[str, dict[str, Any]]:
    """The ``STORAGES`` of uploaded files.

    Args:
        url: «s3://LLAVE:CLAVE@servidor:puerto/balde?region=…»; empty keeps files on this machine.
            Without key the machine's own credentials count; ``tls=0`` speaks plain http.

    Raises:
        ImproperlyConfigured: the address is not one of these.
    """
    if not url:
        return {alias: dict(options) for alias, options in FILE_SYSTEM.items()}
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    words = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or not bucket or "/" in bucket:
        raise ImproperlyConfigured(
            "CARTA_STORAGE_URL debe tener la forma s3://LLAVE:CLAVE@servidor/balde?region=REGION."
        )
    if unknown := set(words) - {"region", "tls"}:
        raise ImproperlyConfigured(f"CARTA_STORAGE_URL no admite: {', '.join(sorted(unknown))}.")
    host = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    common = {
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if words.get('tls') == '0' else 'https'}://{host}",
        "region_name": words.get("region"),
        "access_key": unquote(parts.username) if parts.username else None,
        "secret_key": unquote(parts.password) if parts.password else None,
        "default_acl": None,
        "signature_version": "s3v4",
    }
    return {
        alias: {
            "BACKEND": BACKEND,
            "OPTIONS": {**common, "location": folder, "file_overwrite": overwrite},
        }
        for alias, folder, overwrite in (*FOLDERS, CONTENT_ADDRESSED)
    }
