"""Papers already set, kept in a folder under the name of what they hold.

A name is a digest of the data and the look, so a kept paper can be missing but never stale.
Losing the folder costs time and nothing else; a full disk is no reason to refuse a reader.
"""

from __future__ import annotations

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)

MOST_BYTES = 512 * 1024 * 1024
CHECK_EVERY = 64
_kept_since_check = 0


def folder() -> Path | None:
    """Where papers are kept; without ``CARTA_PAPER_DIR`` they are set again each time."""
    own = getattr(settings, "CARTA_PAPER_DIR", "")
    return Path(own) if own else None


def recall(key: str) -> bytes | None:
    """The kept paper; ``None`` when there is none."""
    place = folder()
    if place is None:
        return None
    try:
        found = (place / key).read_bytes()
    except OSError:
        return None
    with suppress(OSError):
        os.utime(place / key)
    return found


def keep(key: str, content: bytes) -> None:
    """Keep a paper; whole or not at all."""
    global _kept_since_check  # noqa: PLW0603  (how long since the folder was measured)
    place = folder()
    if place is None:
        return
    try:
        place.mkdir(mode=0o750, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(name, place / key)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise
        if _kept_since_check % CHECK_EVERY == 0:
            trim(place)
        _kept_since_check += 1
    except OSError as error:
        logger.warning("a paper was set but could not be kept: %s", error.strerror)


def trim(place: Path, most: int = MOST_BYTES) -> None:
    """Drop those read longest ago until the folder is within its bound."""
    sizes = []
    for path in place.iterdir():
        with suppress(OSError):
            state = path.stat()
            sizes.append((state.st_mtime, state.st_size, path))
    total = sum(size for _when, size, _path in sizes)
    for _when, size, path in sorted(sizes, key=lambda row: row[0]):
        if total <= most:
            return
        with suppress(OSError):
            path.unlink()
        total -= size
