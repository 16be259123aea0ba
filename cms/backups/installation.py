"""What belongs to a backup of this installation, and how it is put back.

The database is copied before the files. Files are only ever added (a used one cannot be deleted),
so every file that the copied rows name is there when its turn comes; a few newer ones may come
along and harm nobody.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cms.backups import archive, database
from cms.backups.errors import BackupError

MEDIA = "media"
VAR = "var"
# Made again by every start, or about this machine alone.
LEFT_OUT = frozenset({"static", "papel", "respaldos", "anterior", "servidor.lock"})
PREFIX = "carta-"
SUFFIX = ".tar.gz"
NAME_FORMAT = "%Y%m%d-%H%M%S-%f"


def default_folder() -> Path:
    return Path(settings.VAR_DIR) / "respaldos"


def make_backup(folder: Path) -> Path:
    """Write a backup into ``folder`` and return its path. Raises ``BackupError``."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = timezone.localtime()
    target = folder / f"{PREFIX}{now.strftime(NAME_FORMAT)}{SUFFIX}"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".base-") as temporary:
        dump = Path(temporary) / database.member_name()
        database.dump(dump)
        with archive.writing(target) as writer:
            writer.add(dump, dump.name)
            for path, name in _files():
                writer.add(path, name)
            writer.close_with(_about(now))
    return target


def prune(folder: Path, keep_days: int) -> list[Path]:
    """Delete the backups older than ``keep_days`` days, never the newest; return them."""
    whole = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"))
    limit = timezone.localtime() - timedelta(days=keep_days)
    old = [path for path in whole[:-1] if _made_at(path) < limit]
    for path in old:
        path.unlink()
    return old


def would_overwrite() -> bool:
    """Tell whether a restore would replace something: any table, any uploaded file."""
    return database.has_content() or any(_below(Path(settings.MEDIA_ROOT), MEDIA))


def restore(source: Path) -> Path:
    """Replace this installation's data by those of ``source``; return where the old ones went.

    Everything is unpacked and compared with the manifest first: a bad backup changes nothing.
    Raises ``BackupError``.
    """
    var = Path(settings.VAR_DIR)
    var.mkdir(parents=True, exist_ok=True)
    aside = var / "anterior" / timezone.localtime().strftime(NAME_FORMAT)
    with tempfile.TemporaryDirectory(dir=var, prefix=".restaurar-") as temporary:
        staged = Path(temporary)
        archive.unpack(source, staged)
        dump = staged / database.member_name()
        if not dump.exists():
            raise BackupError(
                "El respaldo es de otra base de datos: aquí se usa "
                f"{connection.display_name} y el respaldo no trae {dump.name}."
            )
        database.load(dump, aside)
        _swap(staged / MEDIA, Path(settings.MEDIA_ROOT), aside)
        for child in _children(staged / VAR):
            _swap(child, var / child.name, aside)
    return aside


def place_of(name: str) -> Path | None:
    """Where a restore puts a member of a backup; ``None`` for the database."""
    kind, _slash, rest = name.partition("/")
    if kind == MEDIA:
        return Path(settings.MEDIA_ROOT) / rest
    return Path(settings.VAR_DIR) / rest if kind == VAR else None


def _about(now: datetime) -> dict[str, Any]:
    applied = MigrationRecorder(connection).applied_migrations()
    return {
        "made_at": now.isoformat(),
        "database": connection.vendor,
        "migrations": sorted(f"{app}.{name}" for app, name in applied),
    }


def _files() -> Iterator[tuple[Path, str]]:
    media = Path(settings.MEDIA_ROOT).resolve()
    if isinstance(default_storage, FileSystemStorage):
        yield from _below(media, MEDIA)
    var = Path(settings.VAR_DIR).resolve()
    own = {media, Path(str(connection.settings_dict["NAME"])).resolve()}
    for child in _children(var):
        outside = child.name in LEFT_OUT or child.name.startswith(".") or child in own
        if not outside and not child.name.endswith((".sqlite3-wal", ".sqlite3-shm")):
            yield from _below(child, f"{VAR}/{child.name}")


def _below(path: Path, name: str) -> Iterator[tuple[Path, str]]:
    if path.is_file():
        yield path, name
    elif path.is_dir():
        for found in sorted(path.rglob("*")):
            if found.is_file():
                yield found, f"{name}/{found.relative_to(path)}"


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _swap(new: Path, place: Path, aside: Path) -> None:
    """Move ``place`` away and ``new`` into it; a part the backup does not have ends empty."""
    if place.exists():
        aside.mkdir(parents=True, exist_ok=True)
        shutil.move(place, aside / place.name)
    if new.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(new, place)


def _made_at(path: Path) -> datetime:
    text = path.name.removeprefix(PREFIX).removesuffix(SUFFIX)
    try:
        naive = datetime.strptime(text, NAME_FORMAT)  # noqa: DTZ007  (the name is local time)
    except ValueError:
        return timezone.localtime()  # not named by us: not ours to delete
    return timezone.make_aware(naive)
