"""What the chained trace tells, and whether the chain itself is whole (DESIGN §3.13)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workflows.models import ChainHead, PublishedHead, TraceEntry
from workflows.services import trace
from workflows.stages import Stage
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
    they were written down, ``backings``, by decision and page,
    what stood behind it; ``attached`` the hashes of a decision's attachments. ``wrote`` is each
    contribution to a text that was sent, as token and hash, and ``until``, by page, since which
    edition and up to which row they are all told. Entries written before any of these was told
    have none, and prove nothing about them. ``actors`` are the tokens named, ``forgotten`` those
    of people who were lawfully forgotten.
    """

    editions: dict[tuple[int, int], str] = field(default_factory=dict)
    indexes: dict[tuple[int, int], str] = field(default_factory=dict)
    pins: dict[int, str] = field(default_factory=dict)
    pages: set[tuple[int, int, str]] = field(default_factory=set)
    decided: set[tuple[int, str, int, str]] = field(default_factory=set)
    decisions: dict[int, tuple[str, str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    records: dict[str, str] = field(default_factory=dict)
    backings: dict[tuple[int, int], str] = field(default_factory=dict)
    attached: dict[int, dict[int, str]] = field(default_factory=dict)
    heads: dict[int, str] = field(default_factory=dict)
    wrote: dict[int, tuple[str, str]] = field(default_factory=dict)
    until: dict[int, tuple[int, int]] = field(default_factory=dict)
    actors: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    replay: Replay = field(default_factory=Replay)
    approved: dict[tuple[int, int], tuple[str, frozenset[Stage]]] = field(default_factory=dict)


def chain(told: Told, using: str) -> Iterator[Fault]:
    """Walk the chain once, remembering in ``told`` what it tells."""
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
        if actor:
            told.actors.add(actor)
        if kind == "actor.forgotten":
            told.forgotten.add(subject.removeprefix("actor:"))
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
        if "backing" in row:
            _collect_backing(told, data["decision"], row)
        if "writers" in row:
            _collect_writers(told, row)
    if "attachments" in data:
        told.attached[data["decision"]] = {
            row["attachment"]: row["sha256"] for row in data["attachments"]
        }


def _collect_backing(told: Told, decision: int, row: dict[str, Any]) -> None:
    backing = row["backing"]
    told.backings[(decision, row["page"])] = backing["sha256"]
    told.files.update(backing["files"])
    told.records.update(backing["file_records"])


def _collect_writers(told: Told, row: dict[str, Any]) -> None:
    for writer in row["writers"]:
        told.wrote[writer["row"]] = (writer["who"], writer["record"])
        if writer["who"]:
            told.actors.add(writer["who"])
    last = max((writer["row"] for writer in row["writers"]), default=0)
    told.until[row["page"]] = (row["since"], last)


def published_heads(told: Told, using: str) -> Iterator[Fault]:
    """The chain against the heads that were shown to the outside."""
    for day, count, hash_ in PublishedHead.objects.using(using).values_list("day", "count", "hash"):
        if count and told.heads.get(count) != hash_:
            yield Fault(f"cabeza publicada el {day}", "la traza ya no es la que se publicó ese día")
