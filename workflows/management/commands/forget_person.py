"""Lawful erasure: the trace keeps what was done and forgets who did it (DESIGN §3.13)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from workflows.errors import Refused
from workflows.services import trace


class Command(BaseCommand):
    help = "Suprime de la traza el nombre de una persona; la cadena queda íntegra."

    def add_arguments(self, parser: Any) -> None:
        """Whose data, who does it and why."""
        parser.add_argument("person", type=int, help="Número de la persona (id de su cuenta).")
        parser.add_argument("--by", required=True, help="Cuenta de quien administra la plataforma.")
        parser.add_argument(
            "--reason", required=True, help="Motivo, sin datos personales: queda en la traza."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, or say in one line why not."""
        model = get_user_model()
        by = model._default_manager.filter(**{model.USERNAME_FIELD: options["by"]}).first()
        if by is None:
            raise CommandError("No existe la cuenta indicada en --by.")
        try:
            entry = trace.forget_actor(options["person"], by=by, reason=options["reason"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Datos suprimidos; consta en el asiento {entry.sequence} de la traza.")
