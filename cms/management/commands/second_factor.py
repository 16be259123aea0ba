"""What only whoever has the machine does to second factors: no screen can, if nobody enters."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from cms.second_factor import services


class Command(BaseCommand):
    help = "Quita el segundo factor de una cuenta, o sella de nuevo las claves de todas."

    def add_arguments(self, parser: Any) -> None:
        """One of two acts."""
        act = parser.add_mutually_exclusive_group(required=True)
        act.add_argument("--reset", metavar="CUENTA", help="Cuenta que lo perdió; recibe un aviso.")
        act.add_argument(
            "--reseal",
            action="store_true",
            help="Sella las claves con la llave de hoy, antes de quitar la anterior del entorno.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what came of it."""
        if options["reseal"]:
            self._reseal()
        else:
            self._reset(options["reset"])

    def _reset(self, account: str) -> None:
        model = get_user_model()
        person = model._default_manager.filter(**{model.USERNAME_FIELD: account}).first()
        if person is None:
            raise CommandError("No existe esa cuenta.")
        if not person.has_second_factor:
            raise CommandError("Esa cuenta no tiene segundo factor.")
        services.FactorKeeper().reset(person.pk, actor_id=None)
        self.stdout.write("Segundo factor quitado; la persona recibe un aviso.")

    def _reseal(self) -> None:
        done, unreadable = services.seal_again()
        self.stdout.write(f"Claves selladas de nuevo: {done}.")
        if unreadable:
            raise CommandError(
                f"Ninguna llave del entorno abre {unreadable}: ponga la anterior en "
                "SECRET_KEY_FALLBACKS o CARTA_SECOND_FACTOR_KEYS y repita, o quite esos factores."
            )
