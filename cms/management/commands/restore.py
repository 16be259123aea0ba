from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.backups.errors import BackupError
from cms.backups.installation import restore, would_overwrite
from cms.running import AlreadyRunningError, hold_lock, release_lock


class Command(BaseCommand):
    help = "Restaura un respaldo hecho con «backup» y comprueba la historia."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="El archivo del respaldo.")
        parser.add_argument(
            "--yes",
            action="store_true",
            help="Reemplaza los datos que haya; los anteriores quedan en var/anterior.",
        )

    def handle(self, *args: Any, source: Path, yes: bool, **options: Any) -> None:
        try:
            lock = hold_lock(settings.VAR_DIR)
        except AlreadyRunningError as error:
            raise CommandError(
                "El servidor está en marcha: deténgalo antes de restaurar."
            ) from error
        try:
            self._restore(source, replace=yes)
        finally:
            release_lock(lock)

    def _restore(self, source: Path, *, replace: bool) -> None:
        if not replace and would_overwrite():
            raise CommandError(
                "Aquí ya hay datos y la restauración los reemplazaría. Si eso es lo que quiere: "
                f"manage.py restore {source} --yes   (o make restore FROM={source} YES=1)"
            )
        try:
            aside = restore(source)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restaurado desde {source}.")
        if aside.exists():
            self.stdout.write(f"Lo que había antes quedó en {aside}.")
        self._verify()

    def _verify(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write(
                "El respaldo es de una versión anterior: ejecute «manage.py migrate» y después "
                "«manage.py verify_history»."
            )
        elif "verify_history" in get_commands():
            call_command("verify_history")
            self.stdout.write("La historia está entera.")
