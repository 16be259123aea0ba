"""Creates the workflows and tasks that Wagtail shows of the dossiers; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from workflows.services import projection


class Command(BaseCommand):
    help = "Crea los flujos y etapas que Wagtail muestra de los expedientes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing; remove what Wagtail brings and nobody uses."""
        workflows = projection.setup_workflows()
        self.stdout.write(f"Flujos listos: {len(workflows)}.")
        if projection.remove_stock_workflow():
            self.stdout.write("Se quitó el flujo de moderación con que viene Wagtail, sin uso.")
