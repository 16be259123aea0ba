from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from cms.backups.errors import BackupError
from cms.backups.installation import default_folder, make_backup, prune


class Command(BaseCommand):
    help = "Respalda la base de datos, los archivos y la carpeta var/ en un solo archivo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="Carpeta de destino (var/respaldos).")
        parser.add_argument(
            "--keep-days",
            type=int,
            help="Después borra los respaldos de esa carpeta que tengan más días que estos.",
        )

    def handle(self, *args: Any, to: Path | None, keep_days: int | None, **options: Any) -> None:
        folder = to or default_folder()
        try:
            made = make_backup(folder)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = made.stat().st_size / 1024 / 1024
        self.stdout.write(f"Respaldo guardado en {made} ({size:.1f} MB).")
        if keep_days is not None:
            for path in prune(folder, keep_days):
                self.stdout.write(f"Respaldo antiguo borrado: {path.name}")
