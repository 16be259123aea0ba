"""A disk on which no file could be given its name is named at start, not at the first upload."""

from __future__ import annotations

import errno
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, register
from django.core.files.storage import default_storage

from cms.file_storage import UNFINISHED, WholeFileStorage

#: What a system says of a disk that knows no second name for a file (FAT, some network disks).
UNKNOWN_THERE = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


def links_are_known(folder: Path) -> bool:
    """Whether a file of the folder can have a second name; yes where nobody can try it."""
    probe = folder / f"{UNFINISHED}{uuid.uuid4().hex}"
    twin = probe.with_name(f"{probe.name}-2")
    try:
        probe.touch(exist_ok=False)
    except OSError:  # no folder yet, full, or not this person's to write in
        return True
    try:
        os.link(probe, twin)
    except OSError as error:
        return error.errno not in UNKNOWN_THERE
    else:
        return True
    finally:
        for place in (twin, probe):
            with suppress(OSError):
                place.unlink(missing_ok=True)


@register(checks.Tags.files)
def uploads_can_be_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A file has its name once it is whole, by a hard link: the disk must know them."""
    storage: Any = default_storage
    if not isinstance(storage, WholeFileStorage) or links_are_known(Path(storage.location)):
        return []
    return [
        checks.Error(
            f"La carpeta de archivos subidos ({storage.location}) no admite enlaces duros: "
            "ningún archivo podría guardarse.",
            hint=(
                "Ponga CARTA_VAR_DIR en un disco que los admita (ext4, XFS, Btrfs, ZFS, NFS; no "
                "FAT, exFAT ni algunas carpetas compartidas de Windows), o use CARTA_STORAGE_URL."
            ),
            id="carta.E030",
        )
    ]
