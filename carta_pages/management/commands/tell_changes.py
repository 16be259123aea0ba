"""Puts every published change into words again, after the wording of the sentences changed."""

from typing import Any

from django.core.management.base import BaseCommand

from carta_pages.services.tell_changes import tell
from workflows.models import Edition


class Command(BaseCommand):
    help = "Vuelve a poner en palabras los cambios publicados; puede repetirse."

    def handle(self, *args: Any, **options: Any) -> None:
        editions = Edition.objects.all()
        total = editions.count()

        def report(done: int) -> None:
            self.stderr.write(f"  {done} de {total}")

        self.stdout.write(f"Cambios puestos en palabras: {tell(editions, report)}.")
