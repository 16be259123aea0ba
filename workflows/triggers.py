"""Database triggers that keep the evidence as it was written (DESIGN §3.14).

Editions, trace and their kin accept INSERT only, two of them also one last change; pinned
revisions are guarded column by column, because Wagtail itself clears two of them. A room above
adds its own table with :func:`protect`; its rows are only added, and go once they are old
enough, if ever. ``install`` is idempotent and runs after every ``migrate``: SQLite drops triggers
without a word when a table is altered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from workflows.trigger_sql import PREFIX, Expiry, definitions, revision_model

APPEND_ONLY = (
    "Edition",
    "EditionFile",
    "IndexEdition",
    "FrozenFile",
    "FrozenBacking",
    "TraceEntry",
    "PinnedRevision",
    "Decision",
    "ItemDecision",
    "Contribution",
    "TraceActor",
    "PublishedHead",
)

_protected: dict[str, Expiry | None] = {}


def protect(label: str, expiry: Expiry | None = None) -> None:
    """Guard a table of a room above: nothing is changed, and only old rows are deleted.

    Args:
        label: the model, «app.Model»; called from its ``AppConfig.ready``.
        expiry: when a row has been kept long enough, by the database's own clock; ``None`` is
            never.
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
        for statement in definitions(connection.vendor, _guarded(tables)).values():
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
    meta = revision_model()._meta
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
    wanted = definitions(connection.vendor, _guarded())
    return sorted(set(wanted) - _in_force(connection, wanted))


def is_supported(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database is one we can guard (SQLite, PostgreSQL)."""
    return connection.vendor in {"sqlite", "postgresql"}


def _guarded(tables: Collection[str] | None = None) -> list[tuple[Any, Expiry | None]]:
    """Models whose rows are only added, with when they expire; ``None`` tables mean all exist."""
    own: list[tuple[Any, Expiry | None]] = [
        (apps.get_model("workflows", name), None) for name in APPEND_ONLY
    ]
    above = [(apps.get_model(label), expiry) for label, expiry in _protected.items()]
    return own + [row for row in above if tables is None or row[0]._meta.db_table in tables]


# -- what is there ---------------------------------------------------------------------------


def _in_force(connection: BaseDatabaseWrapper, wanted: dict[str, str]) -> set[str]:
    """Names of the guards whose definition in the database is the one wanted."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
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
    wanted = {name: _spelled(sql) for name, sql in wanted.items()}
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
