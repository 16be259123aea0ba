"""The evidence proves itself: triggers refuse SQL, and without them every change is named.

DESIGN §3.13-3.14; T41, T42.
"""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.migrations import Migration
from django.db.models import ProtectedError
from django.db.models.signals import pre_migrate
from wagtail.models import Page, Workflow

from entities.models import RoleAssignment
from tests.factories import workflows as make
from workflows import machine, trigger_sql, triggers, verify
from workflows.errors import OutsideTheMachine
from workflows.models import (
    ChainHead,
    Contribution,
    Decision,
    Edition,
    FrozenFile,
    IndexEdition,
    ItemDecision,
    PinnedRevision,
    TraceActor,
    TraceEntry,
)
from workflows.services import trace

pytestmark = pytest.mark.django_db

EDITION = Edition._meta.db_table
TRACE = TraceEntry._meta.db_table
INDEX = IndexEdition._meta.db_table
PIN = PinnedRevision._meta.db_table
DECISION = Decision._meta.db_table
ITEM_DECISION = ItemDecision._meta.db_table
WROTE = Contribution._meta.db_table
ACTOR = TraceActor._meta.db_table
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
    f"UPDATE {ITEM_DECISION} SET approves = approves",
    f"UPDATE {ITEM_DECISION} SET actor_id = 1",
    f"UPDATE {ITEM_DECISION} SET void = FALSE",
    f"UPDATE {ITEM_DECISION} SET void = TRUE, snapshot_hash = 'x'",
    f"DELETE FROM {ITEM_DECISION}",
    f"UPDATE {WROTE} SET first_at = first_at",
    f"UPDATE {WROTE} SET user_id = user_id + 1000",
    f"UPDATE {WROTE} SET since = 9",
    f"DELETE FROM {WROTE}",
    f"UPDATE {ACTOR} SET name = name",
    f"UPDATE {ACTOR} SET name = 'Otra persona'",
    f"UPDATE {ACTOR} SET user_id = NULL",
    f"UPDATE {ACTOR} SET token = 'x', name = '', salt = '', user_id = NULL",
    f"DELETE FROM {ACTOR}",
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
    f"REPLACE INTO {ITEM_DECISION} SELECT * FROM {ITEM_DECISION}",
    f"REPLACE INTO {WROTE} SELECT * FROM {WROTE}",
    (
        f"REPLACE INTO {WROTE} (page_id, since, user_id, first_at) "
        f"SELECT page_id, since, user_id, first_at FROM {WROTE}"
    ),
    (
        f"REPLACE INTO {ACTOR} (token, user_id, name, salt) "
        f"SELECT token || 'x', user_id, name, salt FROM {ACTOR}"
    ),
    f"REPLACE INTO {HEAD} SELECT * FROM {HEAD}",
    f"REPLACE INTO {REVISION} SELECT * FROM {REVISION}",
]
REFUSED_POSTGRESQL = [
    f"TRUNCATE {EDITION} CASCADE",
    f"TRUNCATE {TRACE}",
    f"TRUNCATE {ITEM_DECISION}",
    f"TRUNCATE {WROTE}",
    f"TRUNCATE {ACTOR}",
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


def test_no_other_revision_takes_the_number_of_a_pinned_one(world):
    other = Page.objects.get(pk=world.commitment.pk).specific.save_revision(clean=False)
    replace = "OR REPLACE" if connection.vendor == "sqlite" else ""
    with pytest.raises(DatabaseError), transaction.atomic():
        run(
            f"UPDATE {replace} {REVISION} SET id = (SELECT MAX(revision_id) FROM {PIN}) "
            f"WHERE id = {other.pk}"
        )
    assert list(verify.faults()) == []


def test_wagtail_may_still_clear_the_two_free_columns_of_a_pinned_revision(world):
    run(f"UPDATE {REVISION} SET approved_go_live_at = NULL, user_id = NULL")
    assert list(verify.faults()) == []


def _first_guard():
    verb = "update" if connection.vendor == "sqlite" else "change"
    return f"{triggers.PREFIX}{EDITION}_{verb}"


HOLLOW = "BEGIN RETURN NEW; END"
#: What somebody may do to a guard, for each database: statements, and the guard that is missed.
WEAKENED = {
    "sqlite": {
        "dropped": (["DROP TRIGGER {name}"], None),
        "never fires": (
            [
                "DROP TRIGGER {name}",
                (
                    f'CREATE TRIGGER {{name}} BEFORE UPDATE ON "{EDITION}" WHEN 0 '
                    f"BEGIN SELECT RAISE(ABORT, '{trigger_sql.MESSAGE}'); END"
                ),
            ],
            None,
        ),
        "on another table": (
            [
                "DROP TRIGGER {name}",
                (
                    'CREATE TRIGGER {name} BEFORE UPDATE ON "workflows_notice" '
                    f"BEGIN SELECT RAISE(ABORT, '{trigger_sql.MESSAGE}'); END"
                ),
            ],
            None,
        ),
    },
    "postgresql": {
        "dropped": ([f"DROP TRIGGER {{name}} ON {EDITION}"], None),
        "never fires": (
            [
                f"DROP TRIGGER {{name}} ON {EDITION}",
                (
                    f"CREATE TRIGGER {{name}} BEFORE UPDATE OR DELETE ON {EDITION} "
                    f"FOR EACH ROW WHEN (false) EXECUTE FUNCTION {triggers.PREFIX}refuse()"
                ),
            ],
            None,
        ),
        "only updates": (
            [
                f"DROP TRIGGER {{name}} ON {EDITION}",
                (
                    f"CREATE TRIGGER {{name}} BEFORE UPDATE ON {EDITION} "
                    f"FOR EACH ROW EXECUTE FUNCTION {triggers.PREFIX}refuse()"
                ),
            ],
            None,
        ),
        "disabled": ([f"ALTER TABLE {EDITION} DISABLE TRIGGER {{name}}"], None),
        "only in a replica": ([f"ALTER TABLE {EDITION} ENABLE REPLICA TRIGGER {{name}}"], None),
        "another function": (
            [
                f"CREATE FUNCTION hollow() RETURNS trigger LANGUAGE plpgsql AS '{HOLLOW}'",
                f"DROP TRIGGER {{name}} ON {EDITION}",
                (
                    f"CREATE TRIGGER {{name}} BEFORE DELETE OR UPDATE ON {EDITION} "
                    "FOR EACH ROW EXECUTE FUNCTION hollow()"
                ),
            ],
            None,
        ),
        "the function replaced": (
            [
                (
                    f"CREATE OR REPLACE FUNCTION {triggers.PREFIX}refuse() RETURNS trigger "
                    f"LANGUAGE plpgsql AS '{HOLLOW}'"
                )
            ],
            f"{triggers.PREFIX}refuse",
        ),
        "a part of the function": (
            [
                (
                    f"CREATE OR REPLACE FUNCTION {triggers.PREFIX}refuse() RETURNS trigger "
                    "LANGUAGE plpgsql AS ' BEGIN RAISE EXCEPTION ''carta''; END '"
                )
            ],
            f"{triggers.PREFIX}refuse",
        ),
    },
}


def test_an_approval_is_voided_once_and_a_person_forgotten_once(world):
    one = ItemDecision.objects.filter(approves=True).earliest("pk")
    person = TraceActor.objects.earliest("token")
    void = f"UPDATE {ITEM_DECISION} SET void = TRUE WHERE id = {one.pk}"
    empty = (
        f"UPDATE {ACTOR} SET name = '', salt = '', user_id = NULL WHERE token = '{person.token}'"
    )
    for change in (void, empty):
        run(change)
        with pytest.raises(DatabaseError), transaction.atomic():
            run(change)
    one.refresh_from_db()
    person.refresh_from_db()
    assert one.void
    assert (person.name, person.salt, person.user_id) == ("", "", None)


@pytest.mark.parametrize("how", WEAKENED[connection.vendor])
def test_a_guard_that_is_not_ours_any_more_is_noticed(db, how):
    assert triggers.missing() == []
    statements, missed = WEAKENED[connection.vendor][how]
    for sql in statements:
        run(sql.format(name=_first_guard()))
    assert triggers.missing() == [missed or _first_guard()]
    triggers.install()
    assert triggers.missing() == []


def _before_a_migration_of(app):
    """What ``migrate`` says before it runs a migration of an app."""
    config = apps.get_app_config("workflows")
    plan = [(Migration("9999_longer", app), False)]
    pre_migrate.send(config, app_config=config, using=connection.alias, plan=plan)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("app", "name", "column", "longer"),
    [
        ("workflows", "PublishedHead", "hash", models.CharField(max_length=70)),
        ("workflows", "Edition", "title", models.CharField(max_length=300)),
        ("workflows", "TraceEntry", "subject", models.CharField(max_length=150)),
        ("workflows", "EditionFile", None, models.CharField(max_length=9, default="x")),
        ("workflows", "ItemDecision", "void", models.BooleanField(null=True)),
        ("workflows", "TraceActor", "name", models.CharField(max_length=300)),
        ("workflows", "Contribution", "since", models.PositiveBigIntegerField(default=0)),
        ("wagtailcore", "Revision", "object_id", models.CharField(max_length=300)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_migration_that_alters_the_tables_leaves_the_guards_standing(app, name, column, longer):
    """SQLite remakes the table and drops its triggers; ``post_migrate`` puts them back."""
    model = apps.get_model(app, name)
    old = model._meta.get_field(column) if column else None
    longer.set_attributes_from_name(column or "passing")
    longer.model = model
    _before_a_migration_of(app)
    with connection.schema_editor() as editor:
        if old is None:
            editor.add_field(model, longer)
        else:
            editor.alter_field(model, old, longer)
    altered = triggers.missing()
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    _before_a_migration_of(app)
    with connection.schema_editor() as editor:
        if old is None:
            editor.remove_field(model, longer)
        else:
            editor.alter_field(model, longer, old)
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert altered or connection.vendor == "postgresql" or old is None


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


def test_a_migration_of_another_app_lifts_no_guard(db):
    _before_a_migration_of("carta_pages")
    assert triggers.missing() == []
