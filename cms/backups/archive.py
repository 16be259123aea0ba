"""One ``.tar.gz`` whose last member, ``manifest.json``, lists every other with size and SHA-256.

It is written under another name and takes its own only when it is whole, so that a backup cut
short by a full disk is never taken for one.
"""

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cms.backups.errors import BackupError
from cms.durable import bring_to_disk

MANIFEST = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024
COMPRESSION = 3


class _Hashing:
    """A file that is read once and remembers what went through."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


@dataclass
class Writer:
    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, path: Path, name: str) -> None:
        """Add one file. Raises ``BackupError`` when it shrinks while it is read."""
        try:
            with path.open("rb") as file:
                info = self.tar.gettarinfo(arcname=name, fileobj=file)
                info.uname = info.gname = ""
                hashing = _Hashing(file)
                self.tar.addfile(info, hashing)
        except FileNotFoundError:
            return  # removed since it was listed: nothing points to it any more
        except (OSError, tarfile.TarError) as error:
            raise BackupError(f"No se pudo copiar {path}: {error}") from error
        self.members[name] = {"size": info.size, "sha256": hashing.digest.hexdigest()}

    def close_with(self, about: dict[str, Any]) -> None:
        manifest = {"format": FORMAT, **about, "files": self.members}
        data = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(data)
        self.tar.addfile(info, io.BytesIO(data))


@contextmanager
def writing(target: Path) -> Iterator[Writer]:
    """Give a ``Writer``; ``target`` exists afterwards only if the block ended well."""
    unfinished = target.with_name(f".incompleto-{target.name}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=COMPRESSION) as tar,
        ):
            yield Writer(tar)
        bring_to_disk(unfinished)
        os.replace(unfinished, target)
        bring_to_disk(target.parent)
    except OSError as error:
        raise BackupError(f"No se pudo escribir {target}: {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)


def unpack(source: Path, into: Path) -> dict[str, Any]:
    """Unpack ``source`` and return its manifest, having compared every file with it.

    Raises ``BackupError`` when anything is missing, altered, or there that the manifest does not
    name; nothing outside ``into`` is touched.
    """
    try:
        with tarfile.open(source, "r:gz") as tar:
            digests = {info.name: _unpack_one(tar, info, into) for info in tar}
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"No se pudo leer el respaldo {source}: {error}") from error
    if digests.pop(MANIFEST, None) is None:
        raise BackupError("El respaldo no trae manifest.json: está incompleto o no es de Carta.")
    manifest: dict[str, Any] = json.loads((into / MANIFEST).read_text())
    if manifest.get("format") != FORMAT:
        raise BackupError(f"No se conoce el formato {manifest.get('format')} de este respaldo.")
    listed = {name: about["sha256"] for name, about in manifest["files"].items()}
    if missing := sorted(set(listed) - set(digests)):
        raise BackupError(f"Faltan en el respaldo: {', '.join(missing[:5])}")
    if altered := sorted(name for name in digests if listed.get(name) != digests[name]):
        raise BackupError(f"No coinciden con su huella: {', '.join(altered[:5])}")
    return manifest


def manifest_of(source: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises ``BackupError``."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            content = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(content) if content else {}
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError, zlib.error) as error:
        raise BackupError(f"No se pudo leer el respaldo {source}: {error}") from error
    return manifest


def _unpack_one(tar: tarfile.TarFile, info: tarfile.TarInfo, into: Path) -> str:
    """Write one member below ``into`` and return its SHA-256. Only plain files are accepted."""
    place = (into / info.name).resolve()
    content = tar.extractfile(info) if info.isfile() else None
    if content is None or not place.is_relative_to(into.resolve()):
        raise BackupError(f"El respaldo trae una entrada que no es de Carta: {info.name}")
    place.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with place.open("wb") as file:
        while data := content.read(CHUNK):
            digest.update(data)
            file.write(data)
    place.chmod(info.mode & 0o777)
    return digest.hexdigest()
