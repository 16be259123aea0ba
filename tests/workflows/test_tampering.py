"""Whatever is altered behind the guards is named, and the first broken link is named first.

The world holds everything the proof looks at: chain, decisions, pins, editions, indexes, a file
that a page shows, and a document attached to a decision (DESIGN §3.13; T41).
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from wagtail.documents import get_document_model
from wagtail.models import Collection, Site

from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import selectors, triggers, verify
from workflows.models import (
    Attachment,
    ChainHead,
    Contribution,
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
from workflows.services import decide as deciding
from workflows.services import submission, trace
from workflows.snapshots import text_digest
from workflows.stages import Stage

PDF = b"%PDF-1.4 acta de la sesion\n%%EOF\n"
NAMES = {
    "edition": Edition._meta.db_table,
    "edition_file": EditionFile._meta.db_table,
    "index": IndexEdition._meta.db_table,
    "frozen": FrozenFile._meta.db_table,
    "trace": TraceEntry._meta.db_table,
    "head": ChainHead._meta.db_table,
    "pin": PinnedRevision._meta.db_table,
    "decision": Decision._meta.db_table,
    "item_decision": ItemDecision._meta.db_table,
    "wrote": Contribution._meta.db_table,
    "actor": TraceActor._meta.db_table,
    "item": DossierItem._meta.db_table,
    "attachment": Attachment._meta.db_table,
    "revision": "wagtailcore_revision",
    "page": "wagtailcore_page",
}


@dataclass
class Evidence:
    """What there is to tamper with, by the words that the rows of the table use."""

    media: Path
    words: dict[str, Any]

    def tell(self, text: str) -> str:
        return text.format(**NAMES, **self.words)

    @property
    def frozen(self) -> Path:
        return Path(FrozenFile.objects.get().file.path)

    @property
    def attached(self) -> Path:
        return Path(Attachment.objects.get().file.path)


def _a_file(text: str) -> Any:
    return get_document_model().objects.create(
        title="Ficha del servicio",
        file=ContentFile(text.encode(), name="ficha.txt"),
        collection=Collection.get_first_root_node(),
    )


def _build() -> dict[str, Any]:
    world = make.make_world()
    make.publish_carta(world)
    writer = world.people[Role.UNI]
    make.edit(world.service, writer, sheet_document=_a_file("Ficha de la cédula."))
    dossier = make.walk(world, make.submit(world), Stage.PLANNING)
    deciding.decide(
        dossier.pk,
        world.who(Stage.PLANNING),
        deciding.APPROVE,
        make.evidence(dossier),
        seen=selectors.seen_token(dossier),
        files={"attachment": SimpleUploadedFile("acta.pdf", PDF, "application/pdf")},
    )
    make.publish(world, dossier)
    decisions = list(Decision.objects.order_by("pk"))
    shown = EditionFile.objects.select_related("edition").get()
    pinned = PinnedRevision.objects.order_by("pk").first()
    last = TraceEntry.objects.latest("sequence")
    approval = ItemDecision.objects.filter(approves=True).earliest("pk")
    wrote = Contribution.objects.filter(page=world.commitment.pk).earliest("pk")
    person = TraceActor.objects.get(user_id=writer.pk)
    return {
        "approval": approval.pk,
        "approval_decision": approval.decision_id,
        "approval_page": approval.item.page_id,
        "other_person": world.people[Role.PLAN].pk,
        "wrote_row": wrote.pk,
        "wrote_page": wrote.page_id,
        "nobody": max(user.pk for user in world.people.values()) + 1,
        "person": person.pk,
        "person_short": person.pk[:12],
        "sha": FrozenFile.objects.get().pk,
        "short": FrozenFile.objects.get().pk[:12],
        "service_edition": shown.edition_id,
        "service_page": shown.edition.page_id,
        "other_edition": Edition.objects.exclude(pk=shown.edition_id).earliest("pk").pk,
        "carta_page": world.carta.pk,
        "first_edition": Edition.objects.earliest("page_id", "number").pk,
        "first_edition_page": Edition.objects.earliest("page_id", "number").page_id,
        "last_edition": Edition.objects.latest("page_id", "number").pk,
        "last_edition_page": Edition.objects.latest("page_id", "number").page_id,
        "first_index_page": IndexEdition.objects.earliest("page_id", "number").page_id,
        "last_index": IndexEdition.objects.latest("page_id", "number").pk,
        "last_index_page": IndexEdition.objects.latest("page_id", "number").page_id,
        "last_index_number": IndexEdition.objects.latest("page_id", "number").number,
        "pinned": pinned.pk,
        "next_pinned": PinnedRevision.objects.order_by("pk")[1].pk,
        "loose": make.edit(world.commitment, writer).pk,
        "one": decisions[1].pk,
        "two": decisions[2].pk,
        "last_decision": decisions[-1].pk,
        "beyond": decisions[-1].pk + 1,
        "item_id": DossierItem.objects.earliest("pk").pk,
        "other": text_digest("otro"),
        "attached": Attachment.objects.get().pk,
        "last": last.sequence,
        "before_last": last.sequence - 1,
        "next": last.sequence + 1,
    }


@pytest.fixture(scope="module")
def _evidence(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once; every row of the table is rolled back to here, its files are put back."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        with transaction.atomic():
            yield Evidence(media, _build())
            transaction.set_rollback(True)
        ContentType.objects.clear_cache()
        Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _media_of_one_test(_evidence, settings):
    settings.MEDIA_ROOT = _evidence.media


@pytest.fixture
def evidence(_evidence, db):
    """The evidence, its files as they were afterwards."""
    kept = {path: path.read_bytes() for path in _evidence.media.rglob("*") if path.is_file()}
    yield _evidence
    for path, content in kept.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.chmod(0o600) if path.exists() else None
        path.write_bytes(content)


@pytest.fixture
def unguarded(evidence):
    """Without the guards inside; they come back with the rest."""
    with transaction.atomic():
        triggers.remove()
        yield evidence
        transaction.set_rollback(True)


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def copy_of(table, model, **changes):
    """INSERT of a copy of a row with some columns changed."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    columns += [name for name in changes if name not in columns]
    values = [changes.get(column, f'"{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table}"


COPIED_TRACE = copy_of("{trace}", TraceEntry, sequence="{next}") + " WHERE sequence = {last}"
COPIED_EDITION = (
    copy_of("{edition}", Edition, number="7", code="'inventado'") + " WHERE id = {service_edition}"
)
COPIED_INDEX = copy_of("{index}", IndexEdition, number="70") + " WHERE id = {last_index}"
COPIED_DECISION = copy_of("{decision}", Decision, id="{beyond}") + " WHERE id = {last_decision}"
COPIED_APPROVAL = copy_of("{item_decision}", ItemDecision) + " WHERE id = {approval}"
COPIED_FILE = (
    copy_of("{frozen}", FrozenFile, sha256="'" + "a" * 64 + "'") + " WHERE sha256 = '{sha}'"
)
COPIED_ATTACHMENT = copy_of("{attachment}", Attachment) + " WHERE id = {attached}"

#: What somebody does behind the guards, in SQL, and how the first fault begins.
IN_THE_DATABASE = [
    # -- the chain
    ("entry: text", ["UPDATE {trace} SET payload = '{{}}' WHERE sequence = 2"], "traza 2: "),
    ("entry: kind", ["UPDATE {trace} SET kind = 'dossier.x' WHERE sequence = 2"], "traza 2: "),
    ("entry: day", ["UPDATE {trace} SET at = '2020-01-01 00:00:00' WHERE sequence = 3"], "traza 3"),
    ("entry: actor", ["UPDATE {trace} SET actor = 'x' WHERE sequence = 1"], "traza 1: "),
    ("entry: entity", ["UPDATE {trace} SET entity_id = 99 WHERE sequence = 4"], "traza 4: "),
    ("entry: subject", ["UPDATE {trace} SET subject = 'x' WHERE sequence = 4"], "traza 4: "),
    ("entry removed", ["DELETE FROM {trace} WHERE sequence = 2"], "traza 2: falta"),
    ("first entry removed", ["DELETE FROM {trace} WHERE sequence = 1"], "traza 1: falta"),
    (
        "two entries change places",
        [
            "UPDATE {trace} SET sequence = -1 WHERE sequence = 2",
            "UPDATE {trace} SET sequence = 2 WHERE sequence = 3",
            "UPDATE {trace} SET sequence = 3 WHERE sequence = -1",
        ],
        "traza 2: no sigue",
    ),
    ("entry inserted", [COPIED_TRACE], "traza {next}: no sigue"),
    ("last entry removed", ["DELETE FROM {trace} WHERE sequence = {last}"], "cabeza de la traza"),
    ("tail removed", ["DELETE FROM {trace} WHERE sequence > 3"], "cabeza de la traza"),
    ("head removed", ["DELETE FROM {head}"], "cabeza de la traza"),
    ("head altered", ["UPDATE {head} SET hash = 'x'"], "cabeza de la traza"),
    # -- decisions
    ("decision: reason", ["UPDATE {decision} SET reason = 'x' WHERE id = {one}"], "decisión {one}"),
    ("decision: stage", ["UPDATE {decision} SET stage = 'x' WHERE id = {one}"], "decisión {one}"),
    (
        "decision: content",
        ["UPDATE {decision} SET content_hash = 'x' WHERE id = {two}"],
        "decisión {two}",
    ),
    (
        "decision: actor",
        [
            (
                "UPDATE {decision} SET actor_id = "
                "(SELECT actor_id FROM {decision} WHERE id = {last_decision}) WHERE id = {one}"
            )
        ],
        "decisión {one}: no es de quien",
    ),
    (
        "decision removed",
        ["DELETE FROM {decision} WHERE id = {one}"],
        "decisión {one}: consta en la traza y no existe",
    ),
    ("decision inserted", [COPIED_DECISION], "decisión {beyond}: no consta"),
    (
        "two decisions change places",
        [
            "UPDATE {decision} SET id = -1 WHERE id = {one}",
            "UPDATE {decision} SET id = {one} WHERE id = {two}",
            "UPDATE {decision} SET id = {two} WHERE id = -1",
        ],
        "decisión {one}: fue alterada",
    ),
    # -- pinned revisions
    ("pin: hash", ["UPDATE {pin} SET sha256 = 'x'"], "revisión fijada {pinned}: no consta así"),
    (
        "pin deleted",
        ["DELETE FROM {pin} WHERE revision_id = {pinned}"],
        "revisión fijada {pinned}: consta en la traza y no existe",
    ),
    (
        "pin inserted",
        ["INSERT INTO {pin} SELECT {loose}, sha256, pinned_at FROM {pin} LIMIT 1"],
        "revisión fijada {loose}: no consta así",
    ),
    (
        "pinned revision: text",
        ["UPDATE {revision} SET content = '{{\"pk\": 1}}' WHERE id = {pinned}"],
        "revisión fijada {pinned}: su texto fue alterado",
    ),
    (
        "pinned revision deleted",
        ["DELETE FROM {revision} WHERE id = {pinned}"],
        "revisión fijada {pinned}: ",
    ),
    # -- pages
    (
        "published page removed",
        ["DELETE FROM {page} WHERE id = {service_page}"],
        "versión 1 de la página {service_page}: su página falta",
    ),
    (
        "published page: a type that no dossier governs",
        [
            (
                "UPDATE {page} SET content_type_id = (SELECT id FROM django_content_type WHERE "
                "app_label = 'wagtailcore' AND model = 'page') WHERE id = {service_page}"
            )
        ],
        "versión 1 de la página {service_page}: su página falta",
    ),
    # -- editions
    (
        "edition: text",
        ["UPDATE {edition} SET snapshot = '{{}}' WHERE id = {last_edition}"],
        "versión 1 de la página {last_edition_page}: su contenido",
    ),
    (
        "edition: text and hash",
        ["UPDATE {edition} SET snapshot = 'otro', sha256 = '{other}' WHERE id = {last_edition}"],
        "versión 1 de la página {last_edition_page}: no consta así",
    ),
    (
        "edition: note",
        ["UPDATE {edition} SET change_note = 'Nada.'"],
        "versión 1 de la página {first_edition_page}: ",
    ),
    (
        "edition: day",
        ["UPDATE {edition} SET effective_date = '2020-01-01' WHERE id = {last_edition}"],
        "versión 1 de la página {last_edition_page}: ",
    ),
    (
        "edition: code",
        ["UPDATE {edition} SET code = 'otro' WHERE id = {last_edition}"],
        "versión 1 de la página {last_edition_page}: ",
    ),
    (
        "edition removed",
        [
            "DELETE FROM {edition_file} WHERE edition_id = {service_edition}",
            "DELETE FROM {edition} WHERE id = {service_edition}",
        ],
        "versión 1 de la página {service_page}: consta en la traza y no existe",
    ),
    ("edition inserted", [COPIED_EDITION], "versión 7 de la página {service_page}: no consta así"),
    # -- indexes
    (
        "index: entries",
        ["UPDATE {index} SET entries = '[]'"],
        "índice 1 de la página {first_index_page}: fue alterado",
    ),
    (
        "index: day",
        ["UPDATE {index} SET effective_date = '2020-01-01' WHERE id = {last_index}"],
        "índice {last_index_number} de la página {last_index_page}: no consta así",
    ),
    (
        "index removed",
        ["DELETE FROM {index} WHERE id = {last_index}"],
        "índice {last_index_number} de la página {last_index_page}: consta en la traza y no existe",
    ),
    ("index inserted", [COPIED_INDEX], "índice 70 de la página {last_index_page}: no consta así"),
    # -- pages of dossiers
    (
        "item: text",
        ["UPDATE {item} SET snapshot = '{{}}' WHERE id = {item_id}"],
        "página de expediente {item_id}: su contenido fijado fue alterado",
    ),
    (
        "item: text and hash",
        ["UPDATE {item} SET snapshot = 'otro', snapshot_hash = '{other}' WHERE id = {item_id}"],
        "página de expediente {item_id}: no consta así",
    ),
    (
        "item: another pin",
        ["UPDATE {item} SET pin_id = {next_pinned} WHERE id = {item_id}"],
        "página de expediente {item_id}: no consta así",
    ),
    # -- decisions on pages
    (
        "approval: stage",
        ["UPDATE {item_decision} SET stage = 'control' WHERE id = {approval}"],
        "decisión sobre una página {approval}: no consta así",
    ),
    (
        "approval: actor",
        ["UPDATE {item_decision} SET actor_id = {other_person} WHERE id = {approval}"],
        "decisión sobre una página {approval}: no dice lo mismo que su decisión",
    ),
    (
        "approval: no approval",
        ["UPDATE {item_decision} SET approves = FALSE WHERE id = {approval}"],
        "decisión sobre una página {approval}: no dice lo mismo que su decisión",
    ),
    (
        "approval: voided",
        ["UPDATE {item_decision} SET void = TRUE WHERE id = {approval}"],
        "decisión sobre una página {approval}: la traza no dice lo mismo de su anulación",
    ),
    (
        "approval removed",
        ["DELETE FROM {item_decision} WHERE id = {approval}"],
        "decisión {approval_decision} sobre la página {approval_page}: consta en la traza y no",
    ),
    ("approval inserted", [COPIED_APPROVAL], "decisión sobre una página "),
    # -- who wrote
    (
        "contribution: author",
        ["UPDATE {wrote} SET user_id = {other_person} WHERE id = {wrote_row}"],
        "contribución {wrote_row} a la página {wrote_page}: no es de quien consta",
    ),
    (
        "contribution: edition",
        ["UPDATE {wrote} SET since = 7 WHERE id = {wrote_row}"],
        "contribución {wrote_row} a la página {wrote_page}: fue alterada",
    ),
    (
        "contribution: page",
        ["UPDATE {wrote} SET page_id = {carta_page} WHERE id = {wrote_row}"],
        "contribución {wrote_row} a la página {carta_page}: fue alterada",
    ),
    (
        "contribution removed",
        ["DELETE FROM {wrote} WHERE id = {wrote_row}"],
        "contribución {wrote_row}: consta en la traza y no existe",
    ),
    (
        "contribution inserted",
        ["UPDATE {wrote} SET id = -1 WHERE id = {wrote_row}"],
        "contribución -1 a la página {wrote_page}: no consta en la traza",
    ),
    # -- people of the trace
    (
        "person: another",
        ["UPDATE {actor} SET user_id = {nobody} WHERE token = '{person}'"],
        "persona {person_short}: fue alterada",
    ),
    (
        "person: emptied by hand",
        ["UPDATE {actor} SET user_id = NULL, name = '', salt = '' WHERE token = '{person}'"],
        "persona {person_short}: la traza no dice lo mismo de su supresión",
    ),
    (
        "person removed",
        ["DELETE FROM {actor} WHERE token = '{person}'"],
        "persona {person_short}: consta en la traza y no existe",
    ),
    (
        "person inserted",
        ["INSERT INTO {actor} (token, user_id, name, salt) VALUES ('otra', {nobody}, '', 'x')"],
        "persona otra: no consta",
    ),
    # -- files
    ("file: name", ["UPDATE {frozen} SET name = 'otro.pdf'"], "archivo {short}: sus datos"),
    ("file: type", ["UPDATE {frozen} SET content_type = 'text/html'"], "archivo {short}: sus"),
    ("file: size", ["UPDATE {frozen} SET size = 1"], "archivo {short}: sus datos"),
    ("file: path", ["UPDATE {frozen} SET file = 'otra/parte'"], "archivo {short}: "),
    (
        "file removed",
        ["DELETE FROM {edition_file}", "DELETE FROM {frozen}"],
        "archivos de la versión 1 de la página {service_page}: ",
    ),
    ("file inserted", [COPIED_FILE], "archivo aaaaaaaaaaaa: no consta"),
    (
        "file of an edition removed",
        ["DELETE FROM {edition_file}"],
        "archivos de la versión 1 de la página {service_page}: ",
    ),
    (
        "file of an edition altered",
        [COPIED_FILE, "UPDATE {edition_file} SET file_id = '" + "a" * 64 + "'"],
        "archivos de la versión 1 de la página {service_page}: ",
    ),
    (
        "file of an edition moved to another",
        ["UPDATE {edition_file} SET edition_id = {first_edition}"],
        "archivos de la versión 1 de la página {first_edition_page}: ",
    ),
    (
        "file of an edition inserted",
        [
            (
                "INSERT INTO {edition_file} (edition_id, file_id) "
                "SELECT {first_edition}, file_id FROM {edition_file}"
            )
        ],
        "archivos de la versión 1 de la página {first_edition_page}: ",
    ),
    # -- attachments
    (
        "attachment: hash",
        ["UPDATE {attachment} SET sha256 = 'x'"],
        "adjunto {attached}: no consta así",
    ),
    (
        "attachment of another decision",
        ["UPDATE {attachment} SET decision_id = {one}"],
        "adjunto {attached}: no consta así",
    ),
    (
        "attachment removed",
        ["DELETE FROM {attachment}"],
        "adjunto {attached}: consta en la traza y no existe",
    ),
    ("attachment inserted", [COPIED_ATTACHMENT], "adjunto "),
]

#: What somebody does to a file on the disk.
ON_THE_DISK = {
    "altered": lambda path: path.write_bytes(b"x" + path.read_bytes()[1:]),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "emptied": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "removed": lambda path: path.unlink(),
}


def test_what_was_not_touched_is_whole(evidence):
    assert list(verify.faults()) == []
    assert triggers.missing() == []
    assert evidence.frozen.is_file()
    assert evidence.attached.read_bytes() == PDF


@pytest.mark.parametrize(
    ("statements", "first"),
    [row[1:] for row in IN_THE_DATABASE],
    ids=[row[0] for row in IN_THE_DATABASE],
)
def test_what_is_altered_in_the_database_is_named(unguarded, statements, first):
    for sql in statements:
        run(unguarded.tell(sql))
    found = [str(fault) for fault in verify.faults()]
    assert found
    assert found[0].startswith(unguarded.tell(first))


@pytest.mark.parametrize("how", ON_THE_DISK)
@pytest.mark.parametrize("what", ["frozen", "attached"])
def test_what_is_altered_on_the_disk_is_named(evidence, what, how):
    path = getattr(evidence, what)
    path.chmod(0o600)
    ON_THE_DISK[how](path)
    named = {"frozen": "archivo {short}: ", "attached": "adjunto {attached}: "}[what]
    found = [str(fault) for fault in verify.faults()]
    assert len(found) == 1
    assert found[0].startswith(evidence.tell(named))
    assert found[0].endswith("falta o no se puede leer" if how == "removed" else "fue alterado")


def test_an_entry_with_a_good_hash_that_says_nothing_readable_is_named(unguarded):
    last = TraceEntry.objects.latest("sequence")
    _rewrite(last, kind="dossier.approved", payload='{"decision":')
    assert "no se puede leer" in str(next(verify.faults()))


def test_a_rewritten_tail_is_caught_from_the_published_head(unguarded):
    trace.publish_head(make.clock.today())
    last = TraceEntry.objects.latest("sequence")
    data = {**json.loads(last.payload), "number": "otro"}
    _rewrite(last, payload=trace.payload_text(data))
    assert any(str(fault).startswith("cabeza publicada") for fault in verify.faults())
    assert not any(str(fault).startswith("traza") for fault in verify.faults())


def test_a_cut_tail_with_its_head_is_caught_from_the_published_head(unguarded):
    trace.publish_head(make.clock.today())
    last = TraceEntry.objects.latest("sequence")
    before = TraceEntry.objects.get(sequence=last.sequence - 1)
    assert PublishedHead.objects.get().count == last.sequence
    last.delete()
    ChainHead.objects.update(count=before.sequence, hash=before.hash)
    assert str(next(verify.faults())).startswith("cabeza publicada")


def test_an_entry_written_before_attachments_and_writers_were_told_stays_valid(unguarded):
    """The chain of an installation that is older than this proof."""
    _tell_as_before()
    assert list(verify.faults()) == []


def test_an_approval_that_an_older_machine_left_standing_under_a_changed_text_is_no_fault(
    unguarded,
):
    world, dossier = make.dossier_at(Stage.PLANNING)
    make.return_to(world, dossier, Stage.UNIT)
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 20 minutos.")
    answers = {one.pk: "Corregido." for one in dossier.observations.all()}
    submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)
    voided = ItemDecision.objects.filter(item__dossier=dossier, void=True)
    assert voided.update(void=False) == 1
    assert "anulación" in str(next(verify.faults()))
    _tell_as_before()
    assert list(verify.faults()) == []


def _tell_as_before():
    """Write the whole chain again without what entries tell only now."""
    previous = None
    for entry in TraceEntry.objects.order_by("sequence"):
        data = entry.data
        data.pop("attachments", None)
        for page in data.get("pages", []):
            page.pop("file_records")
            page.pop("writers", None)
        if previous is not None:
            entry.previous_hash = previous
        previous = _rewrite(entry, payload=trace.payload_text(data))


def _rewrite(entry, **changes):
    """Write an entry again as its own author would have, the head with it."""
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.hash = trace.entry_hash(
        entry.sequence,
        entry.at,
        entry.kind,
        entry.entity_id,
        entry.subject,
        entry.actor,
        entry.payload,
        entry.previous_hash,
    )
    entry.save()
    ChainHead.objects.update(hash=entry.hash)
    return entry.hash


def test_the_command_tells_whole_broken_and_unguarded_apart(evidence):
    call_command("verify_history", stderr=io.StringIO())
    with transaction.atomic():
        triggers.remove()
        with pytest.raises(SystemExit) as unguarded:
            call_command("verify_history", stderr=io.StringIO())
        assert unguarded.value.code == 2
        run(evidence.tell("UPDATE {trace} SET payload = '{{}}' WHERE sequence = 2"))
        errors = io.StringIO()
        with pytest.raises(SystemExit) as broken:
            call_command("verify_history", "--todos", stderr=errors)
        assert broken.value.code == 1
        assert errors.getvalue().startswith("traza 2: ")
        transaction.set_rollback(True)
