"""Gives the registers of plain language what they begin with; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages.services.writing import ensure_writing


class Command(BaseCommand):
    help = "Carga las expresiones vagas y los umbrales de redacción iniciales; puede repetirse."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Lenguaje claro: {ensure_writing()} filas añadidas.")
