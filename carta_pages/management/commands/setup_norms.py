"""Loads the norms that the sources name; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages.services.norms import ensure_norms


class Command(BaseCommand):
    help = "Carga las normas citables que constan en las fuentes; puede repetirse."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = ensure_norms()
        self.stdout.write(
            f"Normas añadidas: {loaded.added}; ya estaban: {loaded.present}; "
            f"con su título puesto al día: {loaded.named}."
        )
