"""Pins the exact text and files that a dossier approves (DESIGN §3.5, §3.12)."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.base import File
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from entities import clock
from workflows.files import frozen_path, frozen_storage
from workflows.models import FrozenFile, PinnedRevision
from workflows.snapshots import Snapshot, text_digest


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

    Returns:
        the hashes of the files, sorted.
    """
    storage = frozen_storage()
    for sha256, source in snapshot.files.items():
        if FrozenFile.objects.filter(pk=sha256).exists():
            continue
        path = frozen_path(sha256)
        if not storage.exists(path):
            with source.file.open("rb") as handle:
                path = storage.save(path, File(handle, name=sha256))
        name = source.file.name.rsplit("/", 1)[-1]
        described = next(_descriptions(snapshot.content, sha256))
        FrozenFile.objects.create(
            sha256=sha256,
            file=path,
            name=name[:255],
            content_type=described["type"],
            size=described["size"],
            frozen_at=clock.now(),
        )
    return sorted(snapshot.files)


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
