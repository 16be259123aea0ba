"""A backup restored beside the installation, which goes on working and is never touched.

The restore is the real one, in a process whose settings name a database and a folder made for it
and taken away afterwards.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from cms.backups import archive, database, installation

SETTINGS = "cms.settings.rehearsal"
BASE_DIR = Path(__file__).resolve().parents[2]


def rehearse(source: Path, beside: Path) -> tuple[int, str]:
    """Restore ``source`` in a place of its own and prove what came out.

    Args:
        source: a backup.
        beside: existing folder in which the files are restored for a while.

    Returns:
        exit code of the process that did it (0: whole) and everything that it said.

    Raises:
        BackupError: there is no database to restore into.
    """
    with (
        tempfile.TemporaryDirectory(dir=beside, prefix=".ensayo-") as folder,
        database.beside(Path(folder)) as name,
    ):
        told = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "CARTA_REHEARSED_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
            "CARTA_REHEARSAL_DIR": str(Path(folder).resolve()),
            "CARTA_REHEARSAL_DATABASE": name,
            "PYTHONPATH": os.pathsep.join([str(BASE_DIR), *filter(None, sys.path)]),
        }
        words = ["-m", "django", "rehearse_backup", str(source.resolve()), "--here"]
        done = subprocess.run(  # noqa: S603  (our own words, no shell)
            [sys.executable, *words],
            env=os.environ | told,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return done.returncode, done.stdout


def is_rehearsal() -> bool:
    """Whether this process may replace what its settings name."""
    return os.environ.get("DJANGO_SETTINGS_MODULE") == SETTINGS


def wrong_files(source: Path) -> Iterator[str]:
    """What of a backup is not, byte for byte, where its restore must have put it."""
    for name, about in archive.manifest_of(source)["files"].items():
        place = installation.place_of(name)
        if place is None:
            continue
        if not place.is_file():
            yield f"falta {name}"
        elif _digest(place) != about["sha256"]:
            yield f"no coincide con su huella: {name}"


def rows_without_file() -> Iterator[str]:
    """Documents and images that the restored database names and the restored files lack.

    What a dossier or an edition names is proved, with its hash, by ``verify_history``.
    """
    for model in (get_document_model(), get_image_model()):
        for row in model.objects.iterator():
            if not row.file.storage.exists(row.file.name):
                yield f"«{row.title}» no tiene su archivo: {row.file.name}"
            elif row.file_hash and row.file_hash != _sha1(row):
                yield f"«{row.title}» tiene otro archivo: {row.file.name}"


def integrity() -> str:
    """What SQLite finds in the restored file; empty when it is whole."""
    if connection.vendor != "sqlite":
        return ""
    with connection.cursor() as cursor:
        verdict: str = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    return "" if verdict == "ok" else verdict


def people() -> int:
    """How many accounts came back."""
    return int(get_user_model()._default_manager.count())


def _sha1(row: Any) -> str:
    with row.file.storage.open(row.file.name, "rb") as file:
        return str(hash_filelike(file))


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
