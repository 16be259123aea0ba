"""The daily command: reminders, chain head, outbox and what other rooms add. Idempotent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from workflows.services import daily


class Command(BaseCommand):
    help = "Tareas diarias: recordatorios, cabeza de la traza, correo pendiente."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every job; a failing one does not stop the rest, but the command fails."""
        report = daily.run()
        for line in report.lines:
            self.stdout.write(line)
        if report.failed:
            raise SystemExit(1)
