"""Database triggers that keep the evidence as it was written (DESIGN §3.14).

Editions, trace and their kin accept INSERT only; pinned revisions are guarded column by
column, because Wagtail itself clears two of them. A room above adds its own table with
:func:`protect`; its rows are only added, and go once they are old enough. ``install`` is
idempotent and runs after every ``migrate``: SQLite drops triggers without a word when a table
is altered.
"""

# ruff: noqa: S608  (every name in these statements comes from our own models)

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "carta_guard_"
MESSAGE = "carta: evidence is append-only"
#: Columns of a pinned revision that Wagtail may still change.
FREE_REVISION_COLUMNS = frozenset({"approved_go_live_at", "user_id"})
APPEND_ONLY = (
    "Edition",
    "EditionFile",
    "IndexEdition",
    "FrozenFile",
    "TraceEntry",
    "PinnedRevision",
    "Decision",
    "PublishedHead",
)


@dataclass(frozen=True)
class Expiry:
    """From when on a guarded row may be deleted: ``days`` after the moment in ``column``."""

    column: str
    days: int


_protected: dict[str, Expiry] = {}


def protect(label: str, expiry: Expiry) -> None:
    """Guard a table of a room above: nothing is changed, and only old rows are deleted.

    Args:
        label: the model, «app.Model»; called from its ``AppConfig.ready``.
        expiry: when a row has been kept long enough; the database's own clock decides.
    """
    _protected[label] = expiry


def install(using: str = "default") -> None:
    """Create or replace every guard on a database.

    The table of a room above that was not migrated yet is left for the migrate that makes it.
    """
    connection = connections[using]
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for statement in _drop_statements(connection):
            cursor.execute(statement)
        for statement in _definitions(connection, tables).values():
            cursor.execute(statement)


def make_way(app_labels: Collection[str], using: str = "default") -> None:
    """Drop the one guard that would make a coming migration fail; ``install`` puts it back.

    PostgreSQL alters no type of a column that a trigger names. Ours names columns of Wagtail's
    revisions, so only a migration of that app is made way for.

    Args:
        app_labels: apps whose migrations are about to run.
        using: alias of the database.
    """
    connection = connections[using]
    meta = _revision()._meta
    if connection.vendor != "postgresql" or meta.app_label not in app_labels:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f'DROP TRIGGER IF EXISTS {PREFIX}{meta.db_table}_update ON "{meta.db_table}"'
        )


def remove(using: str = "default") -> None:
    """Drop every guard; only for tests and for the flush of a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in _drop_statements(connection):
            cursor.execute(statement)


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Without guards inside, with them again afterwards. Tests only."""
    remove(using)
    try:
        yield
    finally:
        install(using)


def missing(using: str = "default") -> list[str]:
    """Names of guards that are not in force as we define them, sorted.

    A guard that was replaced, disabled or given another function is missing like one dropped.
    """
    connection = connections[using]
    expected = _definitions(connection)
    return sorted(set(expected) - _present(connection))


def is_supported(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database is one we can guard (SQLite, PostgreSQL)."""
    return connection.vendor in {"sqlite", "postgresql"}


def _definitions(
    connection: BaseDatabaseWrapper, tables: Collection[str] | None = None
) -> dict[str, str]:
    if connection.vendor == "sqlite":
        return _sqlite(tables)
    if connection.vendor == "postgresql":
        return _postgresql(tables)
    raise NotImplementedError(f"no evidence guards for {connection.vendor}")


def _model(name: str) -> Any:
    return apps.get_model("workflows", name)


def _table(name: str) -> str:
    return _model(name)._meta.db_table


def _guarded(tables: Collection[str] | None) -> Iterator[tuple[Any, Expiry | None]]:
    """Models whose rows are only added, with when they expire; ``None`` tables mean all exist."""
    for name in APPEND_ONLY:
        yield _model(name), None
    for label, expiry in _protected.items():
        model: Any = apps.get_model(label)
        if tables is None or model._meta.db_table in tables:
            yield model, expiry


def _revision() -> Any:
    return apps.get_model("wagtailcore", "Revision")


def _guarded_revision_columns() -> list[str]:
    columns = [field.column for field in _revision()._meta.concrete_fields]
    return [column for column in columns if column not in FREE_REVISION_COLUMNS]


def _unique_keys(model: Any) -> list[tuple[str, ...]]:
    """Columns of every unique key: REPLACE over any of them would delete a row silently."""
    meta = model._meta
    keys: list[tuple[str, ...]] = [
        (field.column,) for field in meta.concrete_fields if field.unique or field.primary_key
    ]
    keys.extend(
        tuple(meta.get_field(name).column for name in constraint.fields)
        for constraint in meta.total_unique_constraints
    )
    return keys


# -- SQLite ----------------------------------------------------------------------------------


def _sqlite(tables: Collection[str] | None = None) -> dict[str, str]:
    guards: dict[str, str] = {}
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for model, expiry in _guarded(tables):
        table = model._meta.db_table
        young = (
            f"WHEN OLD.\"{expiry.column}\" > datetime('now', '-{expiry.days} days') "
            if expiry
            else ""
        )
        for verb, when in (("update", ""), ("delete", young)):
            name = f"{PREFIX}{table}_{verb}"
            guards[name] = (
                f'CREATE TRIGGER {name} BEFORE {verb.upper()} ON "{table}" {when}{refuse}'
            )
        name = f"{PREFIX}{table}_insert"
        clash = " OR ".join(
            "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
            for key in _unique_keys(model)
        )
        guards[name] = (
            f'CREATE TRIGGER {name} BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {clash}) {refuse}'
        )
    guards.update(_sqlite_revision(refuse))
    guards.update(_sqlite_head(refuse))
    return guards


def _sqlite_revision(refuse: str) -> dict[str, str]:
    table, pins = _revision()._meta.db_table, _table("PinnedRevision")
    columns = ", ".join(f'"{column}"' for column in _guarded_revision_columns())
    # NEW.id too: «UPDATE OR REPLACE … SET id» removes the row that held the number.
    events = {
        "update": (f"UPDATE OF {columns}", "OLD.id, NEW.id"),
        "delete": ("DELETE", "OLD.id"),
        "insert": ("INSERT", "NEW.id"),
    }
    guards = {}
    for verb, (event, ids) in events.items():
        name = f"{PREFIX}{table}_{verb}"
        guards[name] = (
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{pins}" WHERE revision_id IN ({ids})) {refuse}'
        )
    return guards


def _sqlite_head(refuse: str) -> dict[str, str]:
    table = _table("ChainHead")
    return {
        f"{PREFIX}{table}_update": (
            f'CREATE TRIGGER {PREFIX}{table}_update BEFORE UPDATE ON "{table}" '
            f'WHEN NEW."count" IS NOT OLD."count" + 1 OR NEW.id IS NOT OLD.id {refuse}'
        ),
        f"{PREFIX}{table}_delete": (
            f'CREATE TRIGGER {PREFIX}{table}_delete BEFORE DELETE ON "{table}" {refuse}'
        ),
        f"{PREFIX}{table}_insert": (
            f'CREATE TRIGGER {PREFIX}{table}_insert BEFORE INSERT ON "{table}" '
            f'WHEN EXISTS (SELECT 1 FROM "{table}") {refuse}'
        ),
    }


# -- PostgreSQL ------------------------------------------------------------------------------

_FUNCTIONS = {
    f"{PREFIX}refuse": (
        f"CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ),
    f"{PREFIX}revision": (
        f"CREATE OR REPLACE FUNCTION {PREFIX}revision() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM {pins} WHERE revision_id = OLD.id) THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    ),
    f"{PREFIX}head": (
        f"CREATE OR REPLACE FUNCTION {PREFIX}head() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.count IS DISTINCT FROM OLD.count + 1 OR NEW.id <> OLD.id THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    ),
    f"{PREFIX}only_one": (
        f"CREATE OR REPLACE FUNCTION {PREFIX}only_one() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF EXISTS (SELECT 1 FROM {head}) THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    ),
}


def _postgresql(tables: Collection[str] | None = None) -> dict[str, str]:
    pins = f'"{_table("PinnedRevision")}"'
    head = _table("ChainHead")
    guards = {
        name: sql.replace("{pins}", pins).replace("{head}", f'"{head}"')
        for name, sql in _FUNCTIONS.items()
    }
    for model, expiry in _guarded(tables):
        table = model._meta.db_table
        if expiry is None:
            guards.update(_pg_trigger(table, "change", "DELETE OR UPDATE", "ROW", "refuse"))
        else:
            # Spelled as PostgreSQL spells it back, for ``missing``.
            young = f"old.{expiry.column} > (now() - '{expiry.days} days'::interval)"
            guards.update(_pg_trigger(table, "update", "UPDATE", "ROW", "refuse"))
            guards.update(_pg_trigger(table, "delete", "DELETE", "ROW", "refuse", when=young))
        guards.update(_pg_trigger(table, "truncate", "TRUNCATE", "STATEMENT", "refuse"))
    revision = _revision()._meta.db_table
    columns = ", ".join(f'"{column}"' for column in _guarded_revision_columns())
    guards.update(_pg_trigger(revision, "update", f"UPDATE OF {columns}", "ROW", "revision"))
    guards.update(_pg_trigger(revision, "delete", "DELETE", "ROW", "revision"))
    guards.update(_pg_trigger(head, "insert", "INSERT", "ROW", "only_one"))
    guards.update(_pg_trigger(head, "update", "UPDATE", "ROW", "head"))
    guards.update(_pg_trigger(head, "delete", "DELETE", "ROW", "refuse"))
    guards.update(_pg_trigger(head, "truncate", "TRUNCATE", "STATEMENT", "refuse"))
    return guards


def _pg_trigger(
    table: str, verb: str, event: str, level: str, function: str, *, when: str = ""
) -> dict[str, str]:
    name = f"{PREFIX}{table}_{verb}"
    condition = f"WHEN ({when}) " if when else ""
    return {
        name: (
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" '
            f"FOR EACH {level} {condition}EXECUTE FUNCTION {PREFIX}{function}()"
        )
    }


# -- what is there ---------------------------------------------------------------------------


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of the guards whose definition in the database is ours."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            wanted = _sqlite()
            return {name for name, sql in cursor.fetchall() if wanted.get(name) == sql}
        cursor.execute(
            "SELECT t.tgname, pg_get_triggerdef(t.oid, true), t.tgenabled IN ('O', 'A') "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND t.tgname LIKE %s",
            [f"{PREFIX}%"],
        )
        triggers = cursor.fetchall()
        cursor.execute(
            "SELECT p.proname, replace(pg_get_functiondef(p.oid), "
            "quote_ident(n.nspname) || '.' || quote_ident(p.proname), quote_ident(p.proname)) "
            "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "WHERE n.nspname = current_schema() AND p.prokind = 'f' AND p.proname LIKE %s",
            [f"{PREFIX}%"],
        )
        functions = cursor.fetchall()
    wanted = {name: _spelled(sql) for name, sql in _postgresql().items()}
    found = {
        name for name, sql, enabled in triggers if enabled and wanted.get(name) == _spelled(sql)
    }
    return found | {name for name, sql in functions if wanted.get(name) == _spelled(sql)}


def _spelled(sql: str) -> str:
    """One spelling for ours and PostgreSQL's own: its quotes and white space left out."""
    return " ".join(sql.replace("$function$", "$$").replace('"', "").split())


def _drop_statements(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{PREFIX}%"],
            )
            return [f'DROP TRIGGER IF EXISTS "{row[0]}"' for row in cursor.fetchall()]
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = current_schema() AND t.tgname LIKE %s",
            [f"{PREFIX}%"],
        )
        return [
            f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"' for name, table in cursor.fetchall()
        ]
