"""The evidence proves itself: triggers refuse SQL, and without them every change is named.

DESIGN §3.13-3.14; T41, T42.
"""

import io
import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import ProtectedError
from wagtail.models import Page, Workflow

from entities.models import RoleAssignment
from tests.factories import workflows as make
from workflows import machine, triggers, verify
from workflows.errors import OutsideTheMachine
from workflows.models import (
    ChainHead,
    Decision,
    Edition,
    FrozenFile,
    IndexEdition,
    PinnedRevision,
    PublishedHead,
    TraceEntry,
)
from workflows.services import trace

pytestmark = pytest.mark.django_db

EDITION = Edition._meta.db_table
TRACE = TraceEntry._meta.db_table
INDEX = IndexEdition._meta.db_table
PIN = PinnedRevision._meta.db_table
DECISION = Decision._meta.db_table
HEAD = ChainHead._meta.db_table
REVISION = "wagtailcore_revision"


@pytest.fixture
def world():
    return make.published()[0]


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


REFUSED = [
    f"UPDATE {EDITION} SET title = title",
    f"UPDATE {EDITION} SET snapshot = 'otro'",
    f"DELETE FROM {EDITION}",
    f"UPDATE {TRACE} SET payload = '{{}}'",
    f"UPDATE {TRACE} SET payload = payload",
    f"DELETE FROM {TRACE} WHERE sequence = 1",
    f"UPDATE {INDEX} SET entries = '[]'",
    f"DELETE FROM {INDEX}",
    f"UPDATE {PIN} SET sha256 = 'x'",
    f"UPDATE {DECISION} SET reason = 'otra'",
    f"DELETE FROM {DECISION}",
    f"UPDATE {HEAD} SET count = count",
    f"UPDATE {HEAD} SET count = count - 1",
    f"UPDATE {HEAD} SET count = NULL",
    f"DELETE FROM {HEAD}",
    f"UPDATE {REVISION} SET content = '{{}}' WHERE id IN (SELECT revision_id FROM {PIN})",
    f"UPDATE {REVISION} SET object_str = object_str WHERE id IN (SELECT revision_id FROM {PIN})",
    f"DELETE FROM {REVISION} WHERE id IN (SELECT revision_id FROM {PIN})",
]
REFUSED_SQLITE = [
    f"REPLACE INTO {TRACE} SELECT * FROM {TRACE} WHERE sequence = 1",
    f"INSERT OR REPLACE INTO {EDITION} SELECT * FROM {EDITION}",
    f"REPLACE INTO {HEAD} SELECT * FROM {HEAD}",
    f"REPLACE INTO {REVISION} SELECT * FROM {REVISION}",
]
REFUSED_POSTGRESQL = [
    f"TRUNCATE {EDITION} CASCADE",
    f"TRUNCATE {TRACE}",
    f"TRUNCATE {HEAD}",
    f"TRUNCATE {REVISION} CASCADE",
    (
        f"INSERT INTO {TRACE} SELECT * FROM {TRACE} WHERE sequence = 1 "
        "ON CONFLICT (sequence) DO UPDATE SET payload = 'x'"
    ),
]


@pytest.mark.parametrize("sql", REFUSED)
def test_sql_against_the_evidence_is_refused(world, sql):
    with pytest.raises(DatabaseError), transaction.atomic():
        run(sql)
    assert list(verify.faults()) == []


def test_sql_of_one_database_is_refused_too(world):
    statements = REFUSED_SQLITE if connection.vendor == "sqlite" else REFUSED_POSTGRESQL
    for sql in statements:
        with pytest.raises(DatabaseError), transaction.atomic():
            run(sql)
    assert list(verify.faults()) == []


def test_wagtail_may_still_clear_the_two_free_columns_of_a_pinned_revision(world):
    run(f"UPDATE {REVISION} SET approved_go_live_at = NULL, user_id = NULL")
    assert list(verify.faults()) == []


TAMPERED = [
    (
        "edition text",
        (
            f"UPDATE {EDITION} SET snapshot = '{{\"schema_version\":1}}' WHERE id = "
            f"(SELECT max(id) FROM {EDITION})"
        ),
        "versión",
    ),
    ("edition note", f"UPDATE {EDITION} SET change_note = 'Nada.' WHERE number = 1", "versión"),
    ("edition date", f"UPDATE {EDITION} SET effective_date = '2020-01-01'", "versión"),
    (
        "edition code",
        f"UPDATE {EDITION} SET code = 'otro' WHERE id = (SELECT max(id) FROM {EDITION})",
        "versión",
    ),
    ("index", f"UPDATE {INDEX} SET entries = '[]'", "índice"),
    ("index removed", f"DELETE FROM {INDEX} WHERE id = (SELECT max(id) FROM {INDEX})", "índice"),
    ("trace payload", f"UPDATE {TRACE} SET payload = '{{}}' WHERE sequence = 2 ", "traza 2"),
    ("trace date", f"UPDATE {TRACE} SET at = '2020-01-01 00:00:00' WHERE sequence = 3", "traza 3"),
    ("trace actor", f"UPDATE {TRACE} SET actor = 'x' WHERE sequence = 1", "traza 1"),
    ("trace removed", f"DELETE FROM {TRACE} WHERE sequence = 2", "traza 2"),
    (
        "trace tail cut",
        f"DELETE FROM {TRACE} WHERE sequence = (SELECT max(sequence) FROM {TRACE})",
        "cabeza",
    ),
    (
        "decision reason",
        f"UPDATE {DECISION} SET reason = 'Otra cosa' WHERE id = (SELECT min(id) FROM {DECISION})",
        "decisión",
    ),
    (
        "decision actor",
        (
            f"UPDATE {DECISION} SET actor_id = (SELECT max(actor_id) FROM {DECISION}) "
            f"WHERE id = (SELECT min(id) FROM {DECISION})"
        ),
        "decisión",
    ),
    (
        "pinned revision",
        (
            f"UPDATE {REVISION} SET content = '{{\"pk\": 1}}' WHERE id = "
            f"(SELECT min(revision_id) FROM {PIN})"
        ),
        "revisión fijada",
    ),
    ("pin", f"UPDATE {PIN} SET sha256 = 'x'", "revisión fijada"),
]


@pytest.mark.parametrize(("what", "sql", "named"), TAMPERED, ids=[row[0] for row in TAMPERED])
def test_what_is_altered_without_the_guards_is_named(world, what, sql, named):
    with triggers.lifted():
        run(sql)
        first = next(verify.faults(), None)
    assert first is not None
    assert named in str(first)


def test_an_inserted_edition_and_an_inserted_entry_are_named(world):
    edition = Edition.objects.latest("pk")
    edition.pk, edition.number, edition.code = None, edition.number + 1, "inventado"
    edition.save(force_insert=True)
    assert "versión 2" in str(next(verify.faults()))
    head = ChainHead.objects.get()
    TraceEntry.objects.create(
        sequence=head.count + 1,
        at=edition.published_at,
        kind="x",
        subject="y",
        payload="{}",
        previous_hash=head.hash,
        hash="z",
    )
    assert str(next(verify.faults())).startswith(f"traza {head.count + 1}")


def test_two_entries_that_change_places_are_named(world):
    with triggers.lifted():
        run(f"UPDATE {TRACE} SET sequence = -1 WHERE sequence = 2")
        run(f"UPDATE {TRACE} SET sequence = 2 WHERE sequence = 3")
        run(f"UPDATE {TRACE} SET sequence = 3 WHERE sequence = -1")
        assert "traza 2" in str(next(verify.faults()))


def test_a_rewritten_tail_is_caught_from_the_published_head(world):
    trace.publish_head(make.clock.today())
    with triggers.lifted():
        last = TraceEntry.objects.latest("sequence")
        payload = trace.payload_text({**json.loads(last.payload), "number": "otro"})
        hash_ = trace.entry_hash(
            last.sequence,
            last.at,
            last.kind,
            last.entity_id,
            last.subject,
            last.actor,
            payload,
            last.previous_hash,
        )
        TraceEntry.objects.filter(pk=last.pk).update(payload=payload, hash=hash_)
        ChainHead.objects.update(hash=hash_)
        assert any("cabeza publicada" in str(fault) for fault in verify.faults())


def test_the_command_tells_whole_broken_and_unguarded_apart(world):
    call_command("verify_history", stderr=io.StringIO())
    with triggers.lifted():
        with pytest.raises(SystemExit) as unguarded:
            call_command("verify_history", stderr=io.StringIO())
        assert unguarded.value.code == 2
        run(f"UPDATE {TRACE} SET payload = '{{}}' WHERE sequence = 2")
        errors = io.StringIO()
        with pytest.raises(SystemExit) as broken:
            call_command("verify_history", stderr=errors)
        assert broken.value.code == 1
        assert "traza 2" in errors.getvalue()


def test_one_missing_guard_is_noticed(world):
    assert triggers.missing() == []
    name = f"{triggers.PREFIX}{EDITION}_update"
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
    else:
        name = f"{triggers.PREFIX}{EDITION}_change"
        run(f"DROP TRIGGER {name} ON {EDITION}")
    assert triggers.missing() == [name]
    triggers.install()
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_alters_the_tables_leaves_the_guards_standing():
    """SQLite remakes the table and drops its triggers; ``post_migrate`` puts them back."""
    old = ProjectState()
    old.add_model(ModelState.from_model(PublishedHead))
    model = old.apps.get_model("workflows", "PublishedHead")
    field = models.CharField(max_length=70)
    field.set_attributes_from_name("hash")
    with connection.schema_editor() as editor:
        editor.alter_field(model, model._meta.get_field("hash"), field)
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_deleting_people_pages_or_workflows_never_removes_history(django_user_model):
    world, _dossier = make.published()
    before = (TraceEntry.objects.count(), Edition.objects.count(), Decision.objects.count())
    RoleAssignment.objects.all().delete()
    for user in django_user_model.objects.all():
        user.delete()
    assert not django_user_model.objects.exists()
    with pytest.raises((OutsideTheMachine, ProtectedError)):
        Page.objects.get(pk=world.commitment.pk).delete()
    with pytest.raises((OutsideTheMachine, ProtectedError)):
        Page.objects.filter(pk=world.carta.pk).delete()
    with pytest.raises(OutsideTheMachine), transaction.atomic():
        Workflow.objects.all().delete()
    with machine.at_work():  # as SQL would
        Workflow.objects.all().delete()
    call_command("purge_revisions", verbosity=0)
    after = (TraceEntry.objects.count(), Edition.objects.count(), Decision.objects.count())
    assert before == after
    assert list(verify.faults()) == []


def test_erasing_a_person_leaves_the_chain_whole(world):
    user = next(iter(world.people.values()))
    trace.actor_token(user.pk)
    assert trace.forget_actor(user.pk)
    assert list(verify.faults()) == []


def test_an_entry_refuses_floats_that_are_no_numbers():
    with pytest.raises(TypeError, match="many spellings"):
        trace.append("x", entity_id=None, subject="y", payload={"value": float("nan")})


def test_the_chain_head_has_one_row(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        ChainHead.objects.create(pk=2, count=0, hash=trace.GENESIS)
    assert FrozenFile.objects.count() == 0


@pytest.mark.parametrize("value", [1.5, float("nan"), [1, 2.0], {"a": {"b": 0.1}}, (3.0,)])
def test_a_float_never_enters_the_chain(value):
    with pytest.raises(TypeError):
        trace.payload_text({"measure": value})


def test_whole_numbers_texts_and_nothing_enter_the_chain_in_one_spelling():
    payload = {"b": None, "a": [1, "35,5", True]}
    assert trace.payload_text(payload) == '{"a":[1,"35,5",true],"b":null}'
