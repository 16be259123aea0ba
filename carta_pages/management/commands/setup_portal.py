"""Makes the portal page under which every carta hangs; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from carta_pages.models import PortalPage
from carta_pages.services.portal import ensure_portal, name_the_root


class Command(BaseCommand):
    help = "Crea la página del portal de cartas de servicios; puede repetirse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bajo",
            type=int,
            metavar="ID",
            help="Página existente bajo la que se coloca el portal; sin ella, la raíz del árbol.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        parent = None
        if options["bajo"] is not None:
            parent = Page.objects.filter(pk=options["bajo"]).first()
            if parent is None:
                raise CommandError(f"No existe la página {options['bajo']}.")
        existed = PortalPage.objects.exists()
        portal = ensure_portal(parent)
        if parent is None:
            name_the_root()
        self.stdout.write(f"Portal {'ya existía' if existed else 'creado'}: {portal.pk}.")
