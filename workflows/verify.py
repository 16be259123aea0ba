"""Proves that the evidence is whole: chain, editions, pinned revisions, files (DESIGN §3.13).

The trace says what must exist; this walks the trace once, then every table of evidence,
and names the first thing that does not agree. Everything is read at one moment: on a site at
work, what is committed meanwhile would otherwise look invented.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.models import Page

from workflows.models import (
    Attachment,
    ChainHead,
    Decision,
    DossierItem,
    Edition,
    EditionFile,
    FrozenFile,
    IndexEdition,
    ItemDecision,
    PinnedRevision,
    PublishedHead,
    TraceActor,
    TraceEntry,
)
from workflows.services import freezing, indexing, publication, stage_moves, trace
from workflows.snapshots import SnapshotError, file_digest, text_digest
from workflows.stages import Stage, decision_stages
from workflows.told import PageTold, Replay


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
    """What the trace says must exist.

    ``decided`` is each decision on each page; ``approved``, by edition, the text on its way when
    it was published and the stages whose approval of it stood.
    ``pages`` are the texts ever sent, as page, pin and hash. ``records`` are frozen files as
    they were written down, ``attached`` the hashes of a decision's attachments; entries written
    before either was told have none, and prove nothing about them.
    """

    editions: dict[tuple[int, int], str] = field(default_factory=dict)
    indexes: dict[tuple[int, int], str] = field(default_factory=dict)
    pins: dict[int, str] = field(default_factory=dict)
    pages: set[tuple[int, int, str]] = field(default_factory=set)
    decided: set[tuple[int, str, int, str]] = field(default_factory=set)
    decisions: dict[int, tuple[str, str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    records: dict[str, str] = field(default_factory=dict)
    attached: dict[int, dict[int, str]] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    replay: Replay = field(default_factory=Replay)
    approved: dict[tuple[int, int], tuple[str, frozenset[Stage]]] = field(default_factory=dict)


@contextmanager
def one_moment(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Everything read inside is what was committed when it began; nobody waits for it.

    PostgreSQL: REPEATABLE READ, read only. SQLite: a deferred transaction, which takes no
    writer's lock. Inside a transaction already begun it is that transaction's moment.

    Args:
        using: alias of the database.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
        return
    with ExitStack() as stack:
        with _deferred(connection):
            stack.enter_context(transaction.atomic(using=using))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _deferred(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Our SQLite transactions begin IMMEDIATE, as writers; this one is no writer."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode


def faults(using: str = DEFAULT_DB_ALIAS) -> Iterator[Fault]:
    """Every broken link, the chain first, in the order in which it was written.

    Args:
        using: alias of the database that is proved.
    """
    told = Told()
    with one_moment(using):
        yield from _chain(told, using)
        yield from _published_heads(told, using)
        yield from _decisions(told, using)
        yield from _pins(told, using)
        yield from _editions(told, using)
        yield from _indexes(told, using)
        yield from _items(told, using)
        yield from _item_decisions(told, using)
        yield from _files(told, using)
        yield from _attachments(told, using)


def _chain(told: Told, using: str) -> Iterator[Fault]:
    previous, expected = trace.GENESIS, 1
    days = set(PublishedHead.objects.using(using).values_list("count", flat=True))
    rows = (
        TraceEntry.objects.using(using)
        .order_by("sequence")
        .values_list(
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
        if not _collect(told, kind, actor, payload):
            yield Fault(where, "no se puede leer")
    head = ChainHead.objects.using(using).filter(pk=trace.HEAD_ID).first()
    count, hash_ = (head.count, head.hash) if head else (0, trace.GENESIS)
    if (count, hash_) != (expected - 1, previous):
        yield Fault("cabeza de la traza", f"dice {count} asientos y hay {expected - 1}")


def _collect(told: Told, kind: str, actor: str, payload: str) -> bool:
    """Remember what an entry tells; whether it could be read."""
    try:
        if kind == "edition.published":
            _collect_publication(told, json.loads(payload))
        elif kind.startswith("dossier."):
            _collect_decision(told, actor, data := json.loads(payload))
            told.replay.take(kind, actor, data)
    except (KeyError, TypeError, ValueError):
        return False
    return True


def _collect_publication(told: Told, data: dict[str, Any]) -> None:
    for row in data["editions"]:
        told.editions[(row["page"], row["number"])] = row["record"]
        page = told.replay.pages.get(row["page"], PageTold())
        told.approved[(row["page"], row["number"])] = (page.sha256, frozenset(page.standing()))
    for row in data["indexes"]:
        told.indexes[(row["page"], row["number"])] = row["record"]


def _collect_decision(told: Told, actor: str, data: dict[str, Any]) -> None:
    told.decisions[data["decision"]] = (data["record"], actor)
    for row in data["pages"]:
        told.pins[row["pin"]] = row["pin_sha256"]
        told.pages.add((row["page"], row["pin"], row["sha256"]))
        told.decided.add((data["decision"], data["stage"], row["page"], row["sha256"]))
        told.files.update(row["files"])
        told.records.update(row.get("file_records", {}))
    if "attachments" in data:
        told.attached[data["decision"]] = {
            row["attachment"]: row["sha256"] for row in data["attachments"]
        }


def _published_heads(told: Told, using: str) -> Iterator[Fault]:
    for day, count, hash_ in PublishedHead.objects.using(using).values_list("day", "count", "hash"):
        if count and told.heads.get(count) != hash_:
            yield Fault(f"cabeza publicada el {day}", "la traza ya no es la que se publicó ese día")


def _decisions(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    people = dict(TraceActor.objects.using(using).values_list("token", "user_id"))
    for decision in Decision.objects.using(using).order_by("pk").iterator(1000):
        seen.add(decision.pk)
        where = f"decisión {decision.pk}"
        record, actor = told.decisions.get(decision.pk, ("", ""))
        if not record:
            yield Fault(where, "no consta en la traza")
        elif record != stage_moves.decision_record_hash(decision):
            yield Fault(where, "fue alterada")
        elif people.get(actor) not in (None, decision.actor_id):  # None: lawfully forgotten
            yield Fault(where, "no es de quien consta en la traza")
    for missing in sorted(set(told.decisions) - seen):
        yield Fault(f"decisión {missing}", "consta en la traza y no existe")


def _pins(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    for pin in (
        PinnedRevision.objects.using(using).select_related("revision").order_by("pk").iterator(500)
    ):
        seen.add(pin.pk)
        where = f"revisión fijada {pin.pk}"
        if told.pins.get(pin.pk) != pin.sha256:
            yield Fault(where, "no consta así en la traza")
        if freezing.revision_digest(pin.revision.content) != pin.sha256:
            yield Fault(where, "su texto fue alterado")
    for missing in sorted(set(told.pins) - seen):
        yield Fault(f"revisión fijada {missing}", "consta en la traza y no existe")


def _editions(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    named: dict[int, tuple[str, set[str]]] = {}
    routes = _stages_of_pages(using)
    for edition in Edition.objects.using(using).order_by("page_id", "number").iterator(500):
        key = (edition.page_id, edition.number)
        seen.add(key)
        where = f"versión {edition.number} de la página {edition.page_id}"
        if text_digest(edition.snapshot) != edition.sha256:
            yield Fault(where, "su contenido fue alterado")
        if told.editions.get(key) != publication.edition_record_hash(edition):
            yield Fault(where, "no consta así en la traza")
        approved, stages = told.approved.get(key, ("", frozenset()))
        if approved != edition.sha256 or not routes[edition.page_id] <= stages:
            yield Fault(where, "la traza no dice que todas las etapas aprobaran este texto")
        named[edition.pk] = (where, _files_named_by(edition))
    for page_id, number in sorted(set(told.editions) - seen):
        yield Fault(f"versión {number} de la página {page_id}", "consta en la traza y no existe")
    shown: dict[int, set[str]] = {}
    rows = EditionFile.objects.using(using).values_list("edition_id", "file_id")
    for edition_id, file_id in rows:
        shown.setdefault(edition_id, set()).add(file_id)
    for edition_id, (where, files) in named.items():
        if files != shown.get(edition_id, set()):
            yield Fault(f"archivos de la {where}", "no son los que dice su contenido")


def _stages_of_pages(using: str) -> dict[int, frozenset[Stage]]:
    """By published page: the stages that its type asks for, whatever its dossier says."""
    ids = Edition.objects.using(using).order_by().values("page")
    return {
        page.pk: frozenset(decision_stages(page.specific_class.approval_route))
        for page in Page.objects.using(using).filter(pk__in=ids).only("content_type")
    }


def _files_named_by(edition: Edition) -> set[str]:
    try:
        return freezing.named_files(edition.content)
    except ValueError:
        return set()


def _indexes(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    for index in IndexEdition.objects.using(using).order_by("page_id", "number").iterator(500):
        key = (index.page_id, index.number)
        seen.add(key)
        where = f"índice {index.number} de la página {index.page_id}"
        if text_digest(index.entries) != index.sha256:
            yield Fault(where, "fue alterado")
        if told.indexes.get(key) != indexing.index_record_hash(index):
            yield Fault(where, "no consta así en la traza")
    for page_id, number in sorted(set(told.indexes) - seen):
        yield Fault(f"índice {number} de la página {page_id}", "consta en la traza y no existe")


def _items(told: Told, using: str) -> Iterator[Fault]:
    rows = DossierItem.objects.using(using).order_by("pk")
    columns = rows.values_list("pk", "page_id", "pin_id", "snapshot", "snapshot_hash")
    for pk, page_id, pin_id, snapshot, snapshot_hash in columns.iterator(500):
        where = f"página de expediente {pk}"
        if text_digest(snapshot) != snapshot_hash:
            yield Fault(where, "su contenido fijado fue alterado")
        if (page_id, pin_id, snapshot_hash) not in told.pages:
            yield Fault(where, "no consta así en la traza")


def _item_decisions(told: Told, using: str) -> Iterator[Fault]:
    """What a decision means for a page is what the trace says of that page and decision."""
    rows = ItemDecision.objects.using(using).order_by("pk")
    columns = ("pk", "decision_id", "stage", "item__page_id", "snapshot_hash")
    for pk, *said in rows.values_list(*columns).iterator(2000):
        if tuple(said) not in told.decided:
            yield Fault(f"decisión sobre una página {pk}", "no consta así en la traza")


def _files(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    for file in FrozenFile.objects.using(using).order_by("pk").iterator(500):
        seen.add(file.pk)
        where = f"archivo {file.pk[:12]}"
        if file.pk not in told.files:
            yield Fault(where, "no consta en la traza")
        elif told.records.get(file.pk, record := freezing.file_record_hash(file)) != record:
            yield Fault(where, "sus datos fueron alterados")
        yield from _content(where, file.file, file.pk)
    for missing in sorted(told.files - seen):
        yield Fault(f"archivo {missing[:12]}", "consta en la traza y no existe")


def _content(where: str, stored: Any, sha256: str) -> Iterator[Fault]:
    try:
        if file_digest(stored) != sha256:
            yield Fault(where, "fue alterado")
    except SnapshotError:
        yield Fault(where, "falta o no se puede leer")


def _attachments(told: Told, using: str) -> Iterator[Fault]:
    seen: dict[int, set[int]] = {}
    for attachment in Attachment.objects.using(using).order_by("pk").iterator(500):
        where = f"adjunto {attachment.pk}"
        expected = told.attached.get(attachment.decision_id or 0)
        if expected is not None:
            seen.setdefault(attachment.decision_id, set()).add(attachment.pk)
            if expected.get(attachment.pk) != attachment.sha256:
                yield Fault(where, "no consta así en la traza")
        yield from _content(where, attachment.file, attachment.sha256)
    for decision_id, expected in sorted(told.attached.items()):
        for missing in sorted(set(expected) - seen.get(decision_id, set())):
            yield Fault(f"adjunto {missing}", "consta en la traza y no existe")


def summary(using: str = DEFAULT_DB_ALIAS) -> dict[str, Any]:
    """How much there is to prove, for people."""
    return {
        "asientos": TraceEntry.objects.using(using).count(),
        "versiones": Edition.objects.using(using).count(),
        "revisiones fijadas": PinnedRevision.objects.using(using).count(),
        "archivos": FrozenFile.objects.using(using).count(),
        "adjuntos": Attachment.objects.using(using).count(),
    }
