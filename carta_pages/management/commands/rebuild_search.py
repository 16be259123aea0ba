"""Makes the index of the public search again from what is published; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from carta_pages.services import search_index


class Command(BaseCommand):
    help = "Rehace el índice del buscador público desde lo publicado; puede repetirse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--desde-cero",
            action="store_true",
            help="Vacía el índice antes: mientras dura, el buscador encuentra menos.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(done: int, of: int) -> None:
            self.stdout.write(f"  {done} de {of} servicios", ending="\r" if done < of else "\n")
            self.stdout.flush()

        written = search_index.rebuild(tell, empty=options["desde_cero"])
        self.stdout.write(
            f"Buscador: {written.documents} páginas en el índice; {written.changed} escritas, "
            f"{written.removed} retiradas."
        )
