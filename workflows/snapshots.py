"""The allow-listed content of a page: what a reviewer approves and a citizen reads.

A page type declares a ``Schema``; nothing that is not in it can reach the public, a diff
or a hash (DESIGN §3.5, §3.12). The result is plain JSON whose canonical text is hashed.
Everything a reader sees is resolved here (labels, names, file hashes), so that a later
change in a register cannot alter what an old edition says.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django.utils.functional import Promise

Content = dict[str, Any]

#: Where the snapshot of an exclusion says why (R30, R166). It stands beside the allow-list, as
#: «page_type» does, and only in exclusions: a text frozen before it existed keeps its hash, and
#: no schema number changes, because the reader of any of them finds it or does not.
EXCLUSION_CAUSE = "exclusion_cause"


@dataclass(frozen=True)
class Field:
    """One public value of a page or of a row.

    Args:
        name: attribute or zero-argument method of the page or row; also the JSON key.
        label: what readers of a diff see.
        kind: one of ``ENCODERS``.
        choices: value → label pairs for ``choices`` (lists of values without a display).
    """

    name: str
    label: str | Promise
    kind: str = "text"
    choices: tuple[tuple[str, str | Promise], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in ENCODERS:
            raise ValueError(f"unknown snapshot kind {self.kind!r} of {self.name!r}")


@dataclass(frozen=True)
class Children:
    """Rows of a page (``ParentalKey`` relation), each with its own allow-list.

    Args:
        name: related name; also the JSON key.
        label: heading of the rows in a diff.
        fields: the allow-list of one row.
        title: name of the field that names a row to a reader.
        key: name of the field by which two versions of a row are the same row.
    """

    name: str
    label: str | Promise
    fields: tuple[Field, ...]
    title: str = ""
    key: str = "uuid"


@dataclass(frozen=True)
class Schema:
    """The allow-list of one page type; ``version`` names the reader of its JSON."""

    version: int
    fields: tuple[Field | Children, ...]


@dataclass
class Snapshot:
    """A built snapshot: its content, and the files it names by hash."""

    content: Content
    files: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Canonical JSON text."""
        return canonical(self.content)

    @property
    def sha256(self) -> str:
        """Hash of the canonical text, hexadecimal."""
        return digest(self.content)


def for_exclusion(snapshot: Snapshot, cause: str) -> Snapshot:
    """The same content, saying why it leaves the carta: the cause is approved with the text."""
    return Snapshot({**snapshot.content, EXCLUSION_CAUSE: cause}, snapshot.files)


class SnapshotError(Exception):
    """A page cannot be frozen, for example because a file it shows is gone."""


def build(page: Any, schema: Schema) -> Content:
    """Content of a page as JSON-safe values. See ``take`` for the files it names."""
    return take(page, schema).content


def take(page: Any, schema: Schema) -> Snapshot:
    """Build the snapshot of a page (an instance, or ``revision.as_object()``).

    Args:
        page: the specific page instance, draft or live.
        schema: its allow-list.

    Returns:
        the content and the file objects it refers to, by sha256.

    Raises:
        SnapshotError: when a referenced file cannot be read.
    """
    files: dict[str, Any] = {}
    content: Content = {
        "schema_version": schema.version,
        "page_type": page._meta.label_lower,
        **_encode_fields(page, schema.fields, files),
    }
    return Snapshot(content, files)


def canonical(content: Content) -> str:
    """The one text of a content: sorted keys, no white space, characters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: Content) -> str:
    """SHA-256 of the canonical text, hexadecimal."""
    return text_digest(canonical(content))


def text_digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def decimal_text(value: Decimal) -> str:
    """One spelling for one number: «35», «35.5», never «35.50» or «3.5E+1»."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _encode_fields(
    instance: Any, fields: Iterable[Field | Children], files: dict[str, Any]
) -> Content:
    content: Content = {}
    for member in fields:
        if isinstance(member, Children):
            rows = getattr(instance, member.name).all()
            content[member.name] = [_encode_fields(row, member.fields, files) for row in rows]
        else:
            value = getattr(instance, member.name)
            if callable(value) and not hasattr(value, "all"):
                value = value()
            content[member.name] = ENCODERS[member.kind](instance, member, value, files)
    return content


def encode(record: Any, fields: Iterable[Field]) -> Content:
    """Values of one record that is no page, from its allow-list; it names no file."""
    return _encode_fields(record, fields, {})


Encoder = Callable[[Any, Field, Any, dict[str, Any]], Any]


def _text(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> str:
    return "" if value is None else str(value)


def _number(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> str | None:
    return None if value is None or value == "" else decimal_text(Decimal(str(value)))


def _date(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> str | None:
    return value.isoformat() if isinstance(value, date | datetime) else None


def _boolean(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> bool | None:
    return None if value is None else bool(value)


def _choice(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> Content | None:
    if value in (None, ""):
        return None
    display = getattr(instance, f"get_{member.name}_display", None)
    label = display() if display else dict(member.choices).get(value, value)
    return {"value": str(value), "label": str(label)}


def _choices(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> list[Content]:
    labels = dict(member.choices)
    return [{"value": str(v), "label": str(labels.get(v, v))} for v in value or ()]


def _reference(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> Any:
    if value is None:
        return None
    if hasattr(value, "all"):
        return [reference_value(related) for related in value.all()]
    if isinstance(value, list | tuple):
        return [reference_value(related) for related in value]
    return reference_value(value)


def reference_value(related: Any) -> Content:
    """What is public of a record that a page refers to: id and label, or what it says itself."""
    if hasattr(related, "snapshot_value"):
        content: Content = related.snapshot_value()
        return content
    return {"id": str(getattr(related, "uuid", None) or related.pk), "label": str(related)}


def _file(instance: Any, member: Field, value: Any, files: dict[str, Any]) -> Content | None:
    if value is None:
        return None
    sha256 = file_digest(value.file)
    files[sha256] = value
    name = PurePosixPath(value.file.name).name
    return {
        "sha256": sha256,
        "name": name,
        "size": value.file.size,
        "type": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "title": value.title,
        "alt": getattr(value, "description", "") or "",
    }


def file_digest(stored: Any) -> str:
    """SHA-256 of a stored file, read in pieces.

    Raises:
        SnapshotError: when it cannot be read.
    """
    digest_ = hashlib.sha256()
    try:
        with stored.open("rb") as handle:
            for piece in iter(lambda: handle.read(1 << 20), b""):
                digest_.update(piece)
    except OSError as error:
        raise SnapshotError(f"file {stored.name} cannot be read") from error
    return digest_.hexdigest()


ENCODERS: dict[str, Encoder] = {
    "text": _text,
    "longtext": _text,
    "link": _text,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "reference": _reference,
    "file": _file,
}
