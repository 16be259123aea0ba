"""Pins the exact text and files that a dossier approves (DESIGN §3.5, §3.12)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from entities import clock
from workflows.files import frozen_path, frozen_storage
from workflows.models import FrozenFile, PinnedRevision
from workflows.services.trace import stamp
from workflows.snapshots import Snapshot, SnapshotError, canonical, text_digest

#: Bytes read at a time, and of a copy kept in memory before it goes to a temporary file.
PIECE = 1 << 20
MAX_IN_MEMORY = 10 * PIECE


def revision_digest(content: Any) -> str:
    """SHA-256 of a revision's stored JSON, in one spelling."""
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return text_digest(text)


def pin(revision: Revision) -> PinnedRevision:
    """Pin a revision: from here on triggers guard its row."""
    pinned, _created = PinnedRevision.objects.get_or_create(
        revision=revision,
        defaults={"sha256": revision_digest(revision.content), "pinned_at": clock.now()},
    )
    return pinned


def freeze_files(snapshot: Snapshot) -> list[str]:
    """Copy every file that a snapshot names to content-addressed storage, once.

    Two people may send the same file at the same moment: both copies are the same bytes, and
    the row is written by whoever comes first.

    Returns:
        the hashes of the files, sorted.

    Raises:
        SnapshotError: a file cannot be read, or changed since its hash was taken.
    """
    storage = frozen_storage()
    for sha256, source in snapshot.files.items():
        if FrozenFile.objects.filter(pk=sha256).exists():
            continue
        path = frozen_path(sha256)
        if not _is_whole(storage, path, sha256):
            with _verified_copy(source.file, sha256) as copy:
                _put(storage, path, copy)
        name = source.file.name.rsplit("/", 1)[-1]
        described = next(_descriptions(snapshot.content, sha256))
        FrozenFile.objects.get_or_create(
            sha256=sha256,
            defaults={
                "file": path,
                "name": name[:255],
                "content_type": described["type"],
                "size": described["size"],
                "frozen_at": clock.now(),
            },
        )
    return sorted(snapshot.files)


def _is_whole(storage: Storage, path: str, sha256: str) -> bool:
    """Whether the storage already holds these very bytes; a name alone proves nothing."""
    if not storage.exists(path):
        return False
    with storage.open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest() == sha256


@contextmanager
def _verified_copy(stored: Any, sha256: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, hashed while they are copied: what is kept is what was hashed."""
    digest = hashlib.sha256()
    with SpooledTemporaryFile(max_size=MAX_IN_MEMORY) as copy:
        try:
            with stored.open("rb") as handle:
                for piece in iter(lambda: handle.read(PIECE), b""):
                    digest.update(piece)
                    copy.write(piece)
        except OSError as error:
            raise SnapshotError(f"file {stored.name} cannot be read") from error
        if digest.hexdigest() != sha256:
            raise SnapshotError(f"file {stored.name} changed while it was being sent")
        copy.seek(0)
        yield copy


def _put(storage: Storage, path: str, copy: IO[bytes]) -> None:
    """Keep the bytes under their own name, all or nothing.

    A file system shows a file while it is being written, so it is written aside and renamed;
    an object storage shows it when it is whole.
    """
    content = File(copy, name=path)
    if isinstance(storage, FileSystemStorage):
        aside = storage.save(f"{path}.{uuid.uuid4().hex}", content)
        Path(storage.path(aside)).replace(storage.path(path))
        return
    if storage.exists(path):
        storage.delete(path)
    storage.save(path, content)


def file_record_hash(file: FrozenFile) -> str:
    """Hash over everything a frozen file says of itself; the trace keeps it."""
    return text_digest(
        canonical(
            {
                "sha256": file.pk,
                "path": file.file.name,
                "name": file.name,
                "type": file.content_type,
                "size": file.size,
                "frozen_at": stamp(file.frozen_at),
            }
        )
    )


def file_records(sha256s: Iterable[str]) -> dict[str, str]:
    """Hash of the record of each frozen file, by its own hash.

    Args:
        sha256s: hashes of frozen files.
    """
    wanted = set(sha256s)
    if not wanted:
        return {}
    return {file.pk: file_record_hash(file) for file in FrozenFile.objects.filter(pk__in=wanted)}


def named_files(content: Any) -> set[str]:
    """Hashes of all files that a content names, wherever they stand in it."""
    return {described["sha256"] for described in _descriptions(content)}


def _descriptions(value: Any, sha256: str | None = None) -> Any:
    if isinstance(value, dict):
        if "sha256" in value and "type" in value and (sha256 in (None, value["sha256"])):
            yield value
        for member in value.values():
            yield from _descriptions(member, sha256)
    elif isinstance(value, list):
        for member in value:
            yield from _descriptions(member, sha256)
