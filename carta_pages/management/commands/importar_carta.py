"""``manage.py importar_carta``: the drafts of a spreadsheet, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from carta_pages.importing.files import BrokenFileError
from carta_pages.importing.files.tables import MAX_BYTES
from carta_pages.importing.matching import remembered_of
from carta_pages.importing.reading import FileRead, choices_by_heading, read_file
from carta_pages.importing.reporting import Outcome, Report
from carta_pages.services.import_file import import_file, preview_file
from entities.models import Entity
from workflows.errors import Refused

NAMES = {
    Outcome.CREATES.value: "crean",
    Outcome.UPDATES.value: "actualizan",
    Outcome.SAME.value: "sin cambios",
    Outcome.REFUSED.value: "no se pueden",
    "avisos": "con avisos",
}


class Command(BaseCommand):
    """Import a file as the person named, whose roles decide row by row."""

    help = "Importa una hoja de cálculo (CSV, XLSX u ODS) como borradores de una entidad."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="archivo .csv, .xlsx u .ods")
        parser.add_argument("--entidad", required=True, help="dirección corta de la entidad")
        parser.add_argument(
            "--persona", required=True, help="cuenta que importa: sus roles deciden cada fila"
        )
        parser.add_argument(
            "--mapa",
            action="append",
            default=[],
            metavar="ENCABEZADO=COLUMNA",
            help="qué es una columna, o un archivo .json con {encabezado: columna}",
        )
        parser.add_argument(
            "--previa", action="store_true", help="dice qué haría con cada fila y no guarda nada"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        entity = Entity.objects.filter(slug=options["entidad"]).first()
        if entity is None:
            raise CommandError(f"No hay una entidad «{options['entidad']}».")
        user = get_user_model()._default_manager.filter(username=options["persona"]).first()
        if user is None:
            raise CommandError(f"No hay una cuenta «{options['persona']}».")
        try:
            read = self._read(entity, options)
            if options["previa"]:
                report = preview_file(entity, user, read)
            else:
                report = import_file(entity, user, read, self._progress)
        except (BrokenFileError, Refused) as error:
            raise CommandError(str(error)) from error
        self._tell(report, options["verbosity"])
        if options["previa"]:
            self.stdout.write("Es una previa: no se guardó nada.")

    def _read(self, entity: Entity, options: dict[str, Any]) -> FileRead:
        file: Path = options["file"]
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(f"El archivo pesa más de {MAX_BYTES // 1024**2} MB.")
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"No se puede abrir {file}.") from error
        read = read_file(content, file.name, remembered_of(entity))
        said = _said(options["mapa"])
        if said:
            read = read.mapped(choices_by_heading(read, said))
        return read

    def _progress(self, done: int, total: int) -> None:
        if done == total or done % 50 == 0:
            self.stdout.write(f"{done} de {total} páginas…")

    def _tell(self, report: Report, verbosity: int) -> None:
        for note in report.notes:
            self.stdout.write(note)
        for row in report.rows:
            refused = row.outcome == Outcome.REFUSED
            if verbosity < 2 and not refused and not row.warnings:
                continue
            where = f"{row.sheet}, fila {row.number}" if row.sheet else f"Fila {row.number}"
            self.stdout.write(f"{where}: {row.outcome_label} — {row.what}")
            for line in ([row.why] if row.why else []) + list(row.warnings):
                self.stdout.write(f"    {line}")
        counts = report.counts
        self.stdout.write(
            f"{len(report.rows)} filas: "
            + ", ".join(f"{counts[name]} {said}" for name, said in NAMES.items())
            + "."
        )


def _said(given: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        if one.endswith(".json"):
            try:
                found.update(json.loads(Path(one).read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError) as error:
                raise CommandError(f"No se puede leer el mapa {one}.") from error
        elif "=" in one:
            heading, _equals, column = one.rpartition("=")
            found[heading] = column.strip()
        else:
            raise CommandError(f"«{one}» no dice ENCABEZADO=COLUMNA.")
    return found
