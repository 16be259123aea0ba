"""Uploaded files on this machine's disk: a file has its name once it is whole, and never before.

Django writes a file where it will stay: a full disk, or a process that dies, leaves half of it
there (T22, T24). Here it is written aside, brought to the disk and only then given its name.
"""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.durable import bring_to_disk

UNFINISHED = ".incompleto-"
NOBODY_WRITES_FOR_SECONDS = 24 * 60 * 60


class WholeFileStorage(FileSystemStorage):
    """Django's own, for which a file that could not be written does not exist."""

    def _save(self, name: str, content: Any) -> str:
        """Store the content under ``name``, or a name like it when that one is taken.

        Raises:
            OSError: there is no room, or nothing may be written; nothing is left behind.
        """
        self._make(Path(self.path(name)).parent)
        with _aside(Path(self.path(name)).parent, content) as whole:
            if self.file_permissions_mode is not None:
                whole.chmod(self.file_permissions_mode)
            while True:
                place = Path(self.path(name))
                try:
                    os.link(whole, place)
                except FileExistsError:
                    name = self.get_available_name(name)
                else:
                    break
        bring_to_disk(place.parent)
        self._ensure_location_group_id(str(place))
        return os.path.relpath(place, self.location)

    def _make(self, folder: Path) -> None:
        mode = self.directory_permissions_mode
        for one in [*reversed(folder.parents), folder]:
            if not one.exists():
                one.mkdir(exist_ok=True)
                if mode is not None:
                    one.chmod(mode)


@contextmanager
def _aside(folder: Path, content: Any) -> Iterator[Path]:
    """The content, whole and on the disk, under a name that goes away afterwards."""
    place = folder / f"{UNFINISHED}{uuid.uuid4().hex}"
    try:
        with place.open("xb") as file:
            for chunk in content.chunks():
                file.write(chunk if isinstance(chunk, bytes) else chunk.encode())
            file.flush()
            os.fsync(file.fileno())
        yield place
    finally:
        place.unlink(missing_ok=True)


def _is_older(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:  # whole by now: it has its name
        return False


def clear_unfinished(today: date) -> str:
    """Daily job: throw away what processes that died were writing, a day later."""
    limit = time.time() - NOBODY_WRITES_FOR_SECONDS
    unfinished = Path(settings.MEDIA_ROOT).rglob(f"{UNFINISHED}*")
    old = [path for path in unfinished if _is_older(path, limit)]
    for path in old:
        path.unlink(missing_ok=True)
    if not old:
        return _("Archivos a medias: ninguno.")
    return ngettext(
        "Archivos a medias: %(n)d borrado.", "Archivos a medias: %(n)d borrados.", len(old)
    ) % {"n": len(old)}
