import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command

from cms.backups import rehearsal
from cms.backups.errors import BackupError
from cms.backups.installation import default_folder, make_backup
from workflows import verify


class Command(BaseCommand):
    help = (
        "Ensaya un respaldo: lo restaura aparte, comprueba la historia y las huellas, y lo borra. "
        "No toca la instalación. Termina con 0 si todo está entero y con 1 si no."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "source", type=Path, nargs="?", help="Un respaldo; si no se indica, hace uno nuevo."
        )
        parser.add_argument(
            "--in", type=Path, dest="beside", help="Carpeta con espacio para restaurar aparte."
        )
        parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)

    def handle(
        self, *args: Any, source: Path | None, beside: Path | None, here: bool, **options: Any
    ) -> None:
        if here:
            self._prove(source)
            return
        folder = beside or default_folder()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".ensayado-") as made:
                code, said = rehearsal.rehearse(source or make_backup(Path(made)), folder)
        except (BackupError, OSError) as error:
            raise CommandError(f"No se pudo ensayar: {error}") from error
        self.stdout.write(said.rstrip())
        if code != 0:
            self.stderr.write(self.style.ERROR("El respaldo NO sirve para volver a empezar."))
            sys.exit(1)
        self.stdout.write("El respaldo sirve. La instalación quedó como estaba.")

    def _prove(self, source: Path | None) -> None:
        """In the process of the rehearsal: restore, then look for whatever is wrong."""
        if source is None or not rehearsal.is_rehearsal():
            raise CommandError("--here es de uso interno: ejecute la orden sin esa opción.")
        call_command("restore", str(source), yes=True, stdout=self.stdout, stderr=self.stderr)
        counted = ", ".join(f"{number} {what}" for what, number in verify.summary().items())
        self.stdout.write(f"Volvieron {rehearsal.people()} cuentas; {counted}.")
        wrong = [*rehearsal.wrong_files(source), *rehearsal.rows_without_file()]
        if damage := rehearsal.integrity():
            wrong.append(f"la base de datos no está íntegra: {damage}")
        for line in wrong:
            self.stderr.write(self.style.ERROR(line))
        if wrong:
            sys.exit(1)
        self.stdout.write("Los archivos coinciden con sus huellas.")
