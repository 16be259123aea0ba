"""Where the machine keeps files: private uploads, and content-addressed frozen copies."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Storage that no web server may serve; ``carta_private`` in ``STORAGES``, or default."""
    return _storage("carta_private")


def frozen_storage() -> Storage:
    """Content-addressed copies (sha256); ``carta_frozen`` in ``STORAGES``, or default."""
    return _storage("carta_frozen")


def _storage(alias: str) -> Storage:
    return storages[alias if alias in storages.backends else "default"]


def frozen_path(sha256: str) -> str:
    """Path of a frozen file: two levels of its hash, then the hash itself."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
