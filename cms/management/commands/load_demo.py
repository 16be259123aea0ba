"""Load the demonstration: through the services people use, once, in any number of runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.demo import loader, moments


class Command(BaseCommand):
    help = "Carga los datos de demostración (solo en modo de demostración; puede repetirse)."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per month of the story."""
        try:
            if loader.is_loaded():
                self.stdout.write("Demostración: ya estaba cargada.")
            else:
                self._load()
                self.stdout.write(self.style.SUCCESS("Demostración cargada."))
            moments.arrange()
        except loader.DemoRefusedError as error:
            raise CommandError(str(error)) from error

    def _load(self) -> None:
        self.stdout.write("Cargando la demostración: doce meses de trabajo de seis entidades…")
        for progress in loader.load():
            self.stdout.write(
                f"  [{progress.done:>3}/{progress.total}] {progress.month}: "
                f"{progress.new} pasos; {progress.dossiers} expedientes, "
                f"{progress.editions} versiones publicadas."
            )
            self.stdout.flush()
