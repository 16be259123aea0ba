"""Proves that the evidence is whole: chain, editions, pinned revisions, files (DESIGN §3.13).

The trace says what must exist; this walks the trace once, then every table of evidence,
and names the first thing that does not agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workflows.models import (
    ChainHead,
    Decision,
    DossierItem,
    Edition,
    EditionFile,
    FrozenFile,
    IndexEdition,
    PinnedRevision,
    PublishedHead,
    TraceActor,
    TraceEntry,
)
from workflows.services import freezing, indexing, publication, stage_moves, trace
from workflows.snapshots import SnapshotError, file_digest, text_digest


@dataclass(frozen=True)
class Fault:
    """One broken link.

    Args:
        where: «traza 12», «versión 3 de la página 40».
        what: plain Spanish.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Told:
    """What the trace says must exist."""

    editions: dict[tuple[int, int], str] = field(default_factory=dict)
    indexes: dict[tuple[int, int], str] = field(default_factory=dict)
    pins: dict[int, str] = field(default_factory=dict)
    decisions: dict[int, tuple[str, str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    heads: dict[int, str] = field(default_factory=dict)


def faults() -> Iterator[Fault]:
    """Every broken link, the chain first, in the order in which it was written."""
    told = Told()
    yield from _chain(told)
    yield from _published_heads(told)
    yield from _decisions(told)
    yield from _pins(told)
    yield from _editions(told)
    yield from _indexes(told)
    yield from _items(told)
    yield from _files(told)


def _chain(told: Told) -> Iterator[Fault]:
    previous, expected = trace.GENESIS, 1
    days = set(PublishedHead.objects.values_list("count", flat=True))
    rows = TraceEntry.objects.order_by("sequence").values_list(
        "sequence",
        "at",
        "kind",
        "entity_id",
        "subject",
        "actor",
        "payload",
        "previous_hash",
        "hash",
    )
    for sequence, at, kind, entity_id, subject, actor, payload, before, hash_ in rows.iterator(
        5000
    ):
        where = f"traza {sequence}"
        if sequence != expected:
            yield Fault(f"traza {expected}", "falta el asiento")
        if before != previous:
            yield Fault(where, "no sigue al asiento anterior")
        if hash_ != trace.entry_hash(
            sequence, at, kind, entity_id, subject, actor, payload, before
        ):
            yield Fault(where, "fue alterado")
        previous, expected = hash_, sequence + 1
        if sequence in days:
            told.heads[sequence] = hash_
        _collect(told, kind, actor, payload)
    head = ChainHead.objects.filter(pk=trace.HEAD_ID).first()
    count, hash_ = (head.count, head.hash) if head else (0, trace.GENESIS)
    if (count, hash_) != (expected - 1, previous):
        yield Fault("cabeza de la traza", f"dice {count} asientos y hay {expected - 1}")


def _collect(told: Told, kind: str, actor: str, payload: str) -> None:
    if kind == "edition.published":
        data = json.loads(payload)
        for row in data["editions"]:
            told.editions[(row["page"], row["number"])] = row["record"]
        for row in data["indexes"]:
            told.indexes[(row["page"], row["number"])] = row["record"]
    elif kind.startswith("dossier."):
        data = json.loads(payload)
        told.decisions[data["decision"]] = (data["record"], actor)
        for row in data["pages"]:
            told.pins[row["pin"]] = row["pin_sha256"]
            told.files.update(row["files"])


def _published_heads(told: Told) -> Iterator[Fault]:
    for day, count, hash_ in PublishedHead.objects.values_list("day", "count", "hash"):
        if count and told.heads.get(count) != hash_:
            yield Fault(f"cabeza publicada el {day}", "la traza ya no es la que se publicó ese día")


def _decisions(told: Told) -> Iterator[Fault]:
    seen = set()
    tokens = dict(TraceActor.objects.values_list("user_id", "token"))
    for decision in Decision.objects.order_by("pk").iterator(1000):
        seen.add(decision.pk)
        where = f"decisión {decision.pk}"
        record, actor = told.decisions.get(decision.pk, ("", ""))
        if not record:
            yield Fault(where, "no consta en la traza")
        elif record != stage_moves.decision_record_hash(decision):
            yield Fault(where, "fue alterada")
        elif tokens.get(decision.actor_id, actor) != actor:
            yield Fault(where, "no es de quien consta en la traza")
    for missing in sorted(set(told.decisions) - seen):
        yield Fault(f"decisión {missing}", "consta en la traza y no existe")


def _pins(told: Told) -> Iterator[Fault]:
    seen = set()
    for pin in PinnedRevision.objects.select_related("revision").order_by("pk").iterator(500):
        seen.add(pin.pk)
        where = f"revisión fijada {pin.pk}"
        if told.pins.get(pin.pk) != pin.sha256:
            yield Fault(where, "no consta así en la traza")
        if freezing.revision_digest(pin.revision.content) != pin.sha256:
            yield Fault(where, "su texto fue alterado")
    for missing in sorted(set(told.pins) - seen):
        yield Fault(f"revisión fijada {missing}", "consta en la traza y no existe")


def _editions(told: Told) -> Iterator[Fault]:
    seen = set()
    named: dict[int, set[str]] = {}
    for edition in Edition.objects.order_by("page_id", "number").iterator(500):
        key = (edition.page_id, edition.number)
        seen.add(key)
        where = f"versión {edition.number} de la página {edition.page_id}"
        if text_digest(edition.snapshot) != edition.sha256:
            yield Fault(where, "su contenido fue alterado")
        if told.editions.get(key) != publication.edition_record_hash(edition):
            yield Fault(where, "no consta así en la traza")
        named[edition.pk] = freezing.named_files(edition.content)
    for page_id, number in sorted(set(told.editions) - seen):
        yield Fault(f"versión {number} de la página {page_id}", "consta en la traza y no existe")
    shown: dict[int, set[str]] = {}
    for edition_id, file_id in EditionFile.objects.values_list("edition_id", "file_id"):
        shown.setdefault(edition_id, set()).add(file_id)
    for edition_id, files in named.items():
        if files != shown.get(edition_id, set()):
            yield Fault(f"archivos de la versión {edition_id}", "no son los que dice su contenido")


def _indexes(told: Told) -> Iterator[Fault]:
    seen = set()
    for index in IndexEdition.objects.order_by("page_id", "number").iterator(500):
        key = (index.page_id, index.number)
        seen.add(key)
        where = f"índice {index.number} de la página {index.page_id}"
        if text_digest(index.entries) != index.sha256:
            yield Fault(where, "fue alterado")
        if told.indexes.get(key) != indexing.index_record_hash(index):
            yield Fault(where, "no consta así en la traza")
    for page_id, number in sorted(set(told.indexes) - seen):
        yield Fault(f"índice {number} de la página {page_id}", "consta en la traza y no existe")


def _items(told: Told) -> Iterator[Fault]:
    rows = DossierItem.objects.order_by("pk").values_list("pk", "snapshot", "snapshot_hash")
    for pk, snapshot, snapshot_hash in rows.iterator(500):
        if text_digest(snapshot) != snapshot_hash:
            yield Fault(f"página de expediente {pk}", "su contenido fijado fue alterado")


def _files(told: Told) -> Iterator[Fault]:
    seen = set()
    for file in FrozenFile.objects.order_by("pk").iterator(500):
        seen.add(file.pk)
        where = f"archivo {file.pk[:12]}"
        if file.pk not in told.files:
            yield Fault(where, "no consta en la traza")
        try:
            if file_digest(file.file) != file.pk:
                yield Fault(where, "fue alterado")
        except SnapshotError:
            yield Fault(where, "falta o no se puede leer")
    for missing in sorted(told.files - seen):
        yield Fault(f"archivo {missing[:12]}", "consta en la traza y no existe")


def summary() -> dict[str, Any]:
    """How much there is to prove, for people."""
    return {
        "asientos": TraceEntry.objects.count(),
        "versiones": Edition.objects.count(),
        "revisiones fijadas": PinnedRevision.objects.count(),
        "archivos": FrozenFile.objects.count(),
    }
