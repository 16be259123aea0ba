"""`make run`: prepares, announces, becomes the server, and refuses to do harm (DESIGN §6)."""

import os
import socket
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.migrations.executor import MigrationExecutor

from cms import serving
from cms.demo_password import DEMO_PASSWORD
from cms.management.commands import serve
from cms.running import AlreadyRunningError, hold_lock, release_lock

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()


@pytest.fixture
def prepared(monkeypatch, settings, tmp_path):
    """The command, with what it would call and become written down instead."""
    settings.VAR_DIR = tmp_path / "var"
    called = []
    commands = ["setup_b", "setup_a", "load_demo", "diario", "migrate", "backup"]
    monkeypatch.setattr(serve, "get_commands", lambda: dict.fromkeys(commands, "x"))
    monkeypatch.setattr(serve, "call_command", lambda name, *args, **kwargs: called.append(name))
    monkeypatch.setattr(os, "execv", lambda path, words: called.append(words))
    monkeypatch.setattr(serve, "_refuse_busy_port", lambda: None)
    locks = []
    monkeypatch.setattr(serve, "hold_lock", lambda var: locks.append(hold_lock(var)))
    yield called
    for lock in locks:
        release_lock(lock)


def test_everything_is_prepared_in_order_and_then_served(prepared):
    call_command("serve")
    assert prepared == [
        "migrate",
        "setup_a",
        "setup_b",
        "load_demo",
        "diario",
        "collectstatic",
        [sys.executable, "-m", "gunicorn", "--config", "python:cms.serving"],
    ]


def test_without_the_demo_nothing_of_it_is_loaded_or_told(prepared, settings, capsys):
    settings.CARTA_DEMO = False
    User.objects.create_user("rc-unidad", password=DEMO_PASSWORD)
    call_command("serve")
    assert "load_demo" not in prepared
    assert DEMO_PASSWORD not in capsys.readouterr().out


def test_the_accounts_of_the_demo_are_told_and_no_others(prepared, capsys):
    User.objects.create_user("rc-unidad", password=DEMO_PASSWORD)
    User.objects.create_user("persona-real", password="otra frase larga")
    User.objects.create_user("rc-ido", password=DEMO_PASSWORD, is_active=False)
    call_command("serve")
    told = capsys.readouterr().out
    assert DEMO_PASSWORD in told
    assert "rc-unidad" in told
    assert "persona-real" not in told
    assert "rc-ido" not in told
    assert f"http://127.0.0.1:{serving.port}/admin/" in told


def test_an_existing_database_is_backed_up_before_it_is_changed(prepared, monkeypatch):
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, leaves: [1])
    call_command("serve")
    assert prepared[:2] == ["backup", "migrate"]


def test_daily_work_that_fails_does_not_keep_the_site_closed(prepared, monkeypatch, capsys):
    def run(name, *args, **kwargs):
        prepared.append(name)
        if name == "diario":
            raise SystemExit(1)

    monkeypatch.setattr(serve, "call_command", run)
    call_command("serve")
    assert prepared[-1][2] == "gunicorn"
    assert "Alguna tarea diaria falló" in capsys.readouterr().err


def test_two_servers_do_not_share_one_installation(prepared, settings):
    other = hold_lock(settings.VAR_DIR)
    try:
        with pytest.raises(CommandError, match="Ya hay un servidor en marcha"):
            call_command("serve")
    finally:
        release_lock(other)
    assert prepared == []


def test_a_busy_port_is_told_before_anything_is_done(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with socket.socket() as taken:
        taken.bind((serving.host, 0))
        taken.listen()
        monkeypatch.setattr(serving, "port", taken.getsockname()[1])
        with pytest.raises(CommandError, match="está ocupado"):
            serve._refuse_busy_port()
    serve._refuse_busy_port()


def test_the_lock_goes_with_whoever_held_it(tmp_path):
    first = hold_lock(tmp_path)
    with pytest.raises(AlreadyRunningError):
        hold_lock(tmp_path)
    release_lock(first)
    release_lock(hold_lock(tmp_path))
