"""Gives the public search what it begins with, and its index; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages.services import search_index
from carta_pages.services.discovery import ensure_discovery


class Command(BaseCommand):
    help = (
        "Carga los sinónimos y los momentos de la vida iniciales del buscador, y hace su "
        "índice si falta; puede repetirse."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = ensure_discovery()
        self.stdout.write(
            f"Buscador: {loaded.synonyms} grupos de sinónimos y {loaded.events} momentos de la "
            "vida añadidos."
        )
        if search_index.is_outdated():
            written = search_index.rebuild()
            self.stdout.write(f"Buscador: índice hecho, {written.documents} páginas.")
