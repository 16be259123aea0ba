"""Proves that the evidence is whole: chain, editions, pinned revisions, files (DESIGN §3.13).

The trace says what must exist; this walks the trace once, then every table of evidence,
and names the first thing that does not agree. Everything is read at one moment: on a site at
work, what is committed meanwhile would otherwise look invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from wagtail.models import Page

from workflows.models import (
    Attachment,
    Contribution,
    Decision,
    DossierItem,
    Edition,
    EditionFile,
    FrozenFile,
    IndexEdition,
    ItemDecision,
    PinnedRevision,
    TraceActor,
    TraceEntry,
)
from workflows.one_moment import one_moment
from workflows.services import drafts, freezing, indexing, stage_moves, trace
from workflows.services.edition_writing import edition_record_hash
from workflows.snapshots import SnapshotError, file_digest, text_digest
from workflows.stages import Stage, decision_stages
from workflows.told import APPROVING, PREFIX
from workflows.verify_backing import backings
from workflows.verify_chain import Fault, Told, chain, published_heads


def faults(using: str = DEFAULT_DB_ALIAS) -> Iterator[Fault]:
    """Every broken link, the chain first, in the order in which it was written.

    Args:
        using: alias of the database that is proved.
    """
    told = Told()
    with one_moment(using):
        yield from chain(told, using)
        yield from published_heads(told, using)
        yield from _actors(told, using)
        yield from _decisions(told, using)
        yield from _pins(told, using)
        yield from _editions(told, using)
        yield from _indexes(told, using)
        yield from _items(told, using)
        yield from _item_decisions(told, using)
        yield from backings(told, using)
        yield from _contributions(told, using)
        yield from _files(told, using)
        yield from _attachments(told, using)


def _actors(told: Told, using: str) -> Iterator[Fault]:
    """Who stands behind each token, until they are lawfully forgotten."""
    seen = set()
    for actor in TraceActor.objects.using(using).order_by("pk").iterator(1000):
        seen.add(actor.pk)
        where = f"persona {actor.pk[:12]}"
        emptied = actor.user_id is None
        if actor.pk not in told.actors:
            yield Fault(where, "no consta en la traza")
        elif emptied != (actor.pk in told.forgotten):
            yield Fault(where, "la traza no dice lo mismo de su supresión")
        elif not emptied and trace.token_of(actor.salt, actor.user_id) != actor.pk:
            yield Fault(where, "fue alterada")
    for missing in sorted(told.actors - seen):
        yield Fault(f"persona {missing[:12]}", "consta en la traza y no existe")


def _people(using: str) -> dict[str, int | None]:
    """By token, who; ``None`` for whoever was lawfully forgotten."""
    return dict(TraceActor.objects.using(using).values_list("token", "user_id"))


def _decisions(told: Told, using: str) -> Iterator[Fault]:
    seen = set()
    people = _people(using)
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
        if told.editions.get(key) != edition_record_hash(edition):
            yield Fault(where, "no consta así en la traza")
        approved, stages = told.approved.get(key, ("", frozenset()))
        asked = routes.get(edition.page_id)
        if asked is None:
            yield Fault(where, "su página falta o no es de un tipo conocido")
        elif approved != edition.sha256 or not asked <= stages:
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
    """By published page: the stages that its type asks for, whatever its dossier says.

    A page that is gone, or whose type was changed to one that no dossier governs, has none.
    """
    ids = Edition.objects.using(using).order_by().values("page")
    found = {}
    types = ContentType.objects.db_manager(using)
    for page in Page.objects.using(using).filter(pk__in=ids).only("content_type"):
        kind = types.get_for_id(page.content_type_id).model_class()
        route = getattr(kind, "approval_route", None)
        if route is not None:
            found[page.pk] = frozenset(decision_stages(route))
    return found


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
    told_columns = ("decision_id", "stage", "item__page_id", "snapshot_hash")
    own = ("actor_id", "approves", "void", "decision__actor_id", "decision__outcome")
    left = set(told.decided)
    for pk, *values in rows.values_list("pk", *told_columns, *own).iterator(2000):
        where = f"decisión sobre una página {pk}"
        key, (actor_id, approves, void, decided_by, outcome) = tuple(values[:4]), values[4:]
        if key not in left:
            yield Fault(where, "no consta así en la traza")
            continue
        left.remove(key)
        if (actor_id, approves) != (decided_by, f"{PREFIX}{outcome}" in APPROVING):
            yield Fault(where, "no dice lo mismo que su decisión")
        elif (key[0], key[2]) in told.replay.left_standing:
            continue
        elif void != ((key[0], key[2]) in told.replay.voided):
            yield Fault(where, "la traza no dice lo mismo de su anulación")
    for decision_id, _stage, page_id, _hash in sorted(left):
        where = f"decisión {decision_id} sobre la página {page_id}"
        yield Fault(where, "consta en la traza y no existe")


def _contributions(told: Told, using: str) -> Iterator[Fault]:
    """Who wrote what was sent: a row taken away would free somebody to approve their own text."""
    seen = set()
    people = _people(using)
    for row in Contribution.objects.using(using).order_by("pk").iterator(2000):
        seen.add(row.pk)
        where = f"contribución {row.pk} a la página {row.page_id}"
        since, last = told.until.get(row.page_id, (0, 0))
        if row.pk in told.wrote:
            who, record = told.wrote[row.pk]
            if record != drafts.contribution_record_hash(row):
                yield Fault(where, "fue alterada")
            elif people.get(who) not in (None, row.user_id):
                yield Fault(where, "no es de quien consta en la traza")
        elif row.since >= since and row.pk <= last:
            yield Fault(where, "no consta en la traza")
    for missing in sorted(set(told.wrote) - seen):
        yield Fault(f"contribución {missing}", "consta en la traza y no existe")


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
