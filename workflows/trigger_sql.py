"""The statements that make the guards of the evidence, in the SQL of each database.

What is guarded and when they are installed is told in :mod:`workflows.triggers`.
"""

# ruff: noqa: S608  (every name in these statements comes from our own models)

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

PREFIX = "carta_guard_"
MESSAGE = "carta: evidence is append-only"
#: Columns of a pinned revision that Wagtail may still change.
FREE_REVISION_COLUMNS = frozenset({"approved_go_live_at", "user_id"})
#: The one change that a row may still see, once: an approval is voided, a person is forgotten.
LAST_CHANGE: dict[str, dict[str, bool | str | None]] = {
    "workflows.ItemDecision": {"void": True},
    "workflows.TraceActor": {"name": "", "salt": "", "user_id": None},
}


@dataclass(frozen=True)
class Expiry:
    """From when on a guarded row may be deleted: ``days`` after the moment in ``column``."""

    column: str
    days: int


#: A model whose rows are only added, with when they expire (``None``: never).
Guarded = Sequence[tuple[Any, Expiry | None]]


def definitions(vendor: str, guarded: Guarded) -> dict[str, str]:
    """By name of the guard, the statement that makes it.

    Args:
        vendor: of the database, as Django names it.
        guarded: what may only grow.

    Raises:
        NotImplementedError: a database that we cannot guard.
    """
    if vendor == "sqlite":
        return _sqlite(guarded)
    if vendor == "postgresql":
        return _postgresql(guarded)
    raise NotImplementedError(f"no evidence guards for {vendor}")


def _table(name: str) -> str:
    return apps.get_model("workflows", name)._meta.db_table


def revision_model() -> Any:
    """Wagtail's revisions, of which the pinned ones are guarded."""
    return apps.get_model("wagtailcore", "Revision")


def _guarded_revision_columns() -> list[str]:
    columns = [field.column for field in revision_model()._meta.concrete_fields]
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


def _sqlite(guarded: Guarded) -> dict[str, str]:
    guards: dict[str, str] = {}
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for model, expiry in guarded:
        table = model._meta.db_table
        young = (
            f"WHEN OLD.\"{expiry.column}\" > datetime('now', '-{expiry.days} days') "
            if expiry
            else ""
        )
        for verb, when in (("update", _sqlite_unless_last(model)), ("delete", young)):
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


def _sqlite_unless_last(model: Any) -> str:
    """When an UPDATE is refused: always, or unless it is the last change the row may see."""
    change = LAST_CHANGE.get(model._meta.label)
    if change is None:
        return ""
    literal = {True: "1", "": "''", None: "NULL"}
    done = [f'"{column}" IS {literal[value]}' for column, value in change.items()]
    kept = [
        f'NEW."{field.column}" IS OLD."{field.column}"'
        for field in model._meta.concrete_fields
        if field.column not in change
    ]
    wanted = " AND ".join([f"NEW.{condition}" for condition in done] + kept)
    before = " AND ".join(f"OLD.{condition}" for condition in done)
    return f"WHEN NOT ({wanted}) OR ({before}) "


def _sqlite_revision(refuse: str) -> dict[str, str]:
    table, pins = revision_model()._meta.db_table, _table("PinnedRevision")
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
    f"{PREFIX}last_change": (
        f"CREATE OR REPLACE FUNCTION {PREFIX}last_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF to_jsonb(NEW) = to_jsonb(OLD) OR "
        "to_jsonb(NEW) <> to_jsonb(OLD) || TG_ARGV[0]::jsonb THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
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


def _postgresql(guarded: Guarded) -> dict[str, str]:
    pins = f'"{_table("PinnedRevision")}"'
    head = _table("ChainHead")
    guards = {
        name: sql.replace("{pins}", pins).replace("{head}", f'"{head}"')
        for name, sql in _FUNCTIONS.items()
    }
    for model, expiry in guarded:
        table = model._meta.db_table
        change = LAST_CHANGE.get(model._meta.label)
        if change is not None:
            said = json.dumps(change)
            guards.update(_pg_trigger(table, "update", "UPDATE", "ROW", "last_change", said=said))
            guards.update(_pg_trigger(table, "delete", "DELETE", "ROW", "refuse"))
        elif expiry is None:
            guards.update(_pg_trigger(table, "change", "DELETE OR UPDATE", "ROW", "refuse"))
        else:
            # Spelled as PostgreSQL spells it back, for ``missing``.
            young = f"old.{expiry.column} > (now() - '{expiry.days} days'::interval)"
            guards.update(_pg_trigger(table, "update", "UPDATE", "ROW", "refuse"))
            guards.update(_pg_trigger(table, "delete", "DELETE", "ROW", "refuse", when=young))
        guards.update(_pg_trigger(table, "truncate", "TRUNCATE", "STATEMENT", "refuse"))
    revision = revision_model()._meta.db_table
    columns = ", ".join(f'"{column}"' for column in _guarded_revision_columns())
    guards.update(_pg_trigger(revision, "update", f"UPDATE OF {columns}", "ROW", "revision"))
    guards.update(_pg_trigger(revision, "delete", "DELETE", "ROW", "revision"))
    guards.update(_pg_trigger(head, "insert", "INSERT", "ROW", "only_one"))
    guards.update(_pg_trigger(head, "update", "UPDATE", "ROW", "head"))
    guards.update(_pg_trigger(head, "delete", "DELETE", "ROW", "refuse"))
    guards.update(_pg_trigger(head, "truncate", "TRUNCATE", "STATEMENT", "refuse"))
    return guards


def _pg_trigger(
    table: str, verb: str, event: str, level: str, function: str, *, when: str = "", said: str = ""
) -> dict[str, str]:
    name = f"{PREFIX}{table}_{verb}"
    condition = f"WHEN ({when}) " if when else ""
    argument = f"'{said}'" if said else ""
    return {
        name: (
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" '
            f"FOR EACH {level} {condition}EXECUTE FUNCTION {PREFIX}{function}({argument})"
        )
    }
