"""The database as one file, whole even while others write.

SQLite: its backup API. Copying the file of a WAL database while somebody writes gave a corrupt
copy (RELIABILITY V32). PostgreSQL: ``pg_dump`` in its custom format, which is one snapshot.
"""

import os
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections

from cms.backups.errors import BackupError

SQLITE_MEMBER = "base.sqlite3"
POSTGRESQL_MEMBER = "base.pgdump"

# A table of a newer version must not outlive the return to an older dump.
EMPTY_THE_SCHEMA = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP TABLE IF EXISTS %I CASCADE', one.tablename);
    END LOOP;
END $$;
"""


def member_name() -> str:
    """Name, inside a backup, of the dump that this installation's database makes and reads."""
    return SQLITE_MEMBER if connection.vendor == "sqlite" else POSTGRESQL_MEMBER


def has_content() -> bool:
    """Tell whether the configured database holds any table."""
    try:
        return bool(connection.introspection.table_names())
    finally:
        connections.close_all()


def dump(target: Path) -> None:
    """Write the database to ``target``. Raises ``BackupError`` when the copy is not whole."""
    if connection.vendor == "sqlite":
        _dump_sqlite(target)
    else:
        options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        _run("pg_dump", *options, *_server())


def load(source: Path, aside: Path) -> None:
    """Put the dump in ``source`` in the database's place; a file it replaces goes to ``aside``."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _load_sqlite(source, aside)
    else:
        _load_postgresql(source)


@contextmanager
def beside(folder: Path) -> Iterator[str]:
    """Name of an empty database that exists only inside the block.

    Args:
        folder: of an SQLite file; a PostgreSQL database is made on the same server.

    Raises:
        BackupError: the server does not let this account make one.
    """
    if connection.vendor == "sqlite":
        yield str(folder / SQLITE_MEMBER)
        return
    name = f"carta_ensayo_{secrets.token_hex(6)}"
    words = [f"--maintenance-db={connection.settings_dict['NAME']}", *_where(), name]
    try:
        _run("createdb", *words)
    except BackupError as error:
        raise BackupError(
            f"{error} (el ensayo necesita que esta cuenta pueda crear bases de datos: CREATEDB)"
        ) from error
    try:
        yield name
    finally:
        _run("dropdb", "--if-exists", *words)


def _dump_sqlite(target: Path) -> None:
    """Copy in one step: a reader of a WAL database sees one moment and stops no writer.

    Its own connection: the copy must not be part of a transaction of the caller.
    """
    place = _sqlite_file()
    if not place.exists():
        raise BackupError(f"No hay base de datos en {place}.")
    with (
        closing(sqlite3.connect(place, timeout=20)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise BackupError(f"La copia de la base de datos no está íntegra: {verdict}")


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"])).resolve()


def _load_sqlite(source: Path, aside: Path) -> None:
    place = _sqlite_file()
    place.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        old = place.with_name(place.name + suffix)
        if old.exists():
            aside.mkdir(parents=True, exist_ok=True)
            os.replace(old, aside / old.name)
    shutil.move(source, place)


def _load_postgresql(source: Path) -> None:
    """Replace everything in one transaction: a dump that fails half way changes nothing."""
    empty, script = source.with_suffix(".empty.sql"), source.with_suffix(".sql")
    empty.write_text(EMPTY_THE_SCHEMA)
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--no-comments")
    _run("pg_restore", *options, f"--file={script}", str(source))
    files = (f"--file={empty}", f"--file={script}")
    _run("psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *files, *_server())


def _server() -> list[str]:
    return [f"--dbname={connection.settings_dict['NAME']}", *_where()]


def _where() -> list[str]:
    given = connection.settings_dict
    words = []
    for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
        if given[key]:
            words.append(f"{option}={given[key]}")
    return words


def _run(program: str, *words: str) -> None:
    if shutil.which(program) is None:
        raise BackupError(f"Falta {program} (Debian: sudo apt install postgresql-client).")
    # The password goes by the environment: the command line is visible to everybody.
    password = str(connection.settings_dict["PASSWORD"] or "")
    environment = {
        **os.environ,
        "PGPASSWORD": password,
        "PGOPTIONS": "-c client_min_messages=error",
    }
    done = subprocess.run(  # noqa: S603  (our own words, no shell)
        [program, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupError(f"{program} terminó con error: {done.stderr.strip()}")
