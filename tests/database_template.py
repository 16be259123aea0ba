"""The migrated database of one run, copied by the next: two hundred migrations are a long wait.

SQLite only. The copy is taken only while packages and migration files are the same, byte for byte,
and ``migrate`` runs over it all the same: what is installed after migrating (guards, permissions)
is always today's.
"""

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import distributions
from pathlib import Path

from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]


def fingerprint() -> str:
    """What a migrated database depends on."""
    digest = hashlib.sha256()
    for package in sorted(f"{one.name}=={one.version}" for one in distributions()):
        digest.update(package.encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def start_from(template: Path) -> None:
    """Let Django create its test database as a copy of ``template``, when there is one."""
    original = DatabaseCreation._create_test_db

    def create(self, *args, **kwargs):
        place = original(self, *args, **kwargs)
        if template.exists():
            shutil.copyfile(template, place)
        return place

    DatabaseCreation._create_test_db = create


def keep(database: str, template: Path) -> None:
    """Write ``database`` to ``template``, whole or not at all, in the place of older ones."""
    unfinished = template.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("VACUUM INTO ?", [str(unfinished)])
    for older in template.parent.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    os.replace(unfinished, template)
