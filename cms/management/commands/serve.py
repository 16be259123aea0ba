"""``make run``: prepare everything, then become the web server (DESIGN §6)."""

import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from cms import serving
from cms.demo_password import DEMO_PASSWORD
from cms.running import AlreadyRunningError, hold_lock


class Command(BaseCommand):
    help = "Prepara la base de datos y los archivos, y sirve el sitio en esta máquina."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            hold_lock(settings.VAR_DIR)
        except AlreadyRunningError as error:
            raise CommandError(
                f"Ya hay un servidor en marcha con los datos de {settings.VAR_DIR}. "
                "Deténgalo antes de iniciar otro."
            ) from error
        _refuse_busy_port()
        self._migrate()
        for name in sorted(get_commands()):
            if name.startswith("setup_"):
                call_command(name)
        if settings.CARTA_DEMO and "load_demo" in get_commands():
            call_command("load_demo")
        self._catch_up()
        self.stdout.write("Reuniendo los archivos estáticos…")
        call_command("collectstatic", interactive=False, verbosity=0)
        self._announce()
        connections.close_all()
        self.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "--config", "python:cms.serving"]
        os.execv(sys.executable, command)  # noqa: S606  (fixed words, no shell wanted)

    def _migrate(self) -> None:
        """Back up before an existing database is changed (DESIGN §5)."""
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if pending and executor.loader.applied_migrations:
            self.stdout.write("La base de datos es de una versión anterior: se respalda primero.")
            call_command("backup")
        if pending:
            self.stdout.write(f"Preparando la base de datos ({len(pending)} cambios)…")
        call_command("migrate", interactive=False, verbosity=0)

    def _announce(self) -> None:
        address = f"http://{serving.host}:{serving.port}"
        self.stdout.write(
            f"\n  Sitio público        {address}/\n  Edición y revisión   {address}/admin/"
        )
        self.stdout.write(f"  Estado del sistema   {address}/salud/")
        if settings.CARTA_DEMO and (accounts := _demo_accounts()):
            self.stdout.write(f"\n  Cuentas de demostración (contraseña: {DEMO_PASSWORD})")
            for start in range(0, len(accounts), 4):
                row = accounts[start : start + 4]
                self.stdout.write("    " + "".join(f"{name:<22}" for name in row).rstrip())

    def _catch_up(self) -> None:
        """A machine that is not always on does its daily work when it starts."""
        if "diario" not in get_commands():
            return
        try:
            call_command("diario")
        except SystemExit:
            self.stderr.write("Alguna tarea diaria falló: la bitácora dice cuál.")


def _demo_accounts() -> list[str]:
    """Names of the active accounts that the public password opens, each hash tried once."""
    opens: dict[str, bool] = {}
    found = []
    people = get_user_model().objects.filter(is_active=True).order_by("username")
    for name, hashed in people.values_list("username", "password"):
        if hashed not in opens:
            opens[hashed] = check_password(DEMO_PASSWORD, hashed)
        if opens[hashed]:
            found.append(name)
    return found


def _refuse_busy_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((serving.host, serving.port))
        except OSError as error:
            raise CommandError(
                f"El puerto {serving.port} está ocupado. Elija otro: PORT=8001 make run"
            ) from error
