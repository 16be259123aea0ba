"""What every test starts from."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_migrate

from carta_pages import writing
from carta_pages.public.provinces import forget_provinces
from tests import database_template
from tests.asked_once import ONCE
from workflows import triggers


def pytest_configure():
    """Database file and uploads of a run lie in one temporary folder, that goes with the run."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)


def pytest_unconfigure():
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def pytest_collection_modifyitems(config, items):
    """Skip what needs a server that is not named, and say so; begin with the long files.

    With PostgreSQL only what asks a database is asked again: rules, texts, styles and commands in
    processes of their own cannot answer otherwise than they did with SQLite.
    """
    for item in items:
        if item.get_closest_marker("redis") and not settings.REDIS_URL:
            item.add_marker(pytest.mark.skip(reason="REDIS_URL names no server"))
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="DATABASE_URL names no PostgreSQL"))
    if connection.vendor == "postgresql":
        again = [item for item in items if _asks_the_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
        items[:] = again
    # A long file begun last keeps one worker waiting for the other.
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def _asks_the_database(item):
    if item.nodeid.partition("::")[0] in ONCE:
        return False
    asked = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(
        item.get_closest_marker("django_db")
        or item.get_closest_marker("postgresql")
        or asked & set(item.fixturenames)
    )


def pytest_collection_finish():
    """What was imported stays: the collector of cycles need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def _migrated_before(request):
    """Where the migrated database of an earlier run with the same migrations lies (SQLite)."""
    folder = request.config.cache.mkdir("carta-database")
    template = folder / f"{database_template.fingerprint()}.sqlite3"
    database_template.start_from(template)
    return template


@pytest.fixture(scope="session")
def django_db_setup(_migrated_before, django_db_setup):
    """pytest-django's own, begun from there and kept for the next run."""
    # A run that asks no database has none to keep: its name is still the ``:memory:`` of commands.
    made = Path(connection.settings_dict["NAME"]).is_file()
    if connection.vendor == "sqlite" and made and not _migrated_before.exists():
        database_template.keep(connection.settings_dict["NAME"], _migrated_before)


@pytest.fixture(scope="session")
def live_server(django_db_setup, live_server):
    """pytest-django's own, begun once the test database is a file.

    Begun earlier it sees ``:memory:``, lends one connection to all its threads, and a thread that
    closes it while another reads from it ends the process.
    """
    return live_server


@pytest.fixture(scope="session")
def _running_chromium():
    """A real browser, started once; skipped where none is installed."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        pytest.skip("no Chromium on this machine")
    with pytest.MonkeyPatch.context() as patch, sync_api.sync_playwright() as playwright:
        # Playwright keeps an event loop in the test's thread, where Django would refuse the ORM.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def chromium(_running_chromium):
    """The browser, without anything that a test before left open."""
    yield _running_chromium
    for context in _running_chromium.contexts:
        context.close()


@pytest.fixture(autouse=True)
def _media_of_one_test(settings, tmp_path):
    """A file uploaded by one test is not there for the next, nor is its thumbnail remembered.

    Nor are the provinces of a country whose making was undone. What is asked of plain language is
    what it is without a row: no test pays for reading it first.
    """
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    forget_provinces()
    writing.remember_rules(writing.initial_rules())


@pytest.fixture(autouse=True, scope="session")
def _trees_stand_after_a_flush():
    """What Wagtail's migrations wrote is there for the next test, whichever it is."""
    from tests.factories.workflows import tree_root

    def stand(using, **kwargs):
        tree_root()

    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    post_migrate.connect(stand, sender=last, dispatch_uid="tests.trees")
    yield
    post_migrate.disconnect(sender=last, dispatch_uid="tests.trees")


@pytest.fixture(autouse=True, scope="session")
def _guards_are_lifted_only_around_flush():
    """Evidence refuses the DELETE and TRUNCATE by which a transactional test cleans up.

    PostgreSQL deletes the rows instead of truncating: a file for each of 150 tables and their
    indexes, most of them empty, was half of the time of its suite.
    """
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self, sql_list):
        with triggers.lifted(self.connection.alias):
            if self.connection.vendor == "postgresql":
                _delete_rows(self.connection)
            else:
                original(self, sql_list)
                _begin_keys_anew(self.connection)

    BaseDatabaseOperations.execute_sql_flush = flush
    yield
    BaseDatabaseOperations.execute_sql_flush = original


def _begin_keys_anew(connection):
    """Every flushed SQLite stands as the one before: ``tests.factories.remembered`` asks for it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence")


def _delete_rows(connection):
    """Empty every table that Django would truncate, in one transaction: its foreign keys wait."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(table) for table in tables]
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in quoted
    )
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(asked)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")
