"""Proves the evidence: 0 whole, 1 broken (names the first bad link), 2 a guard is missing."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from workflows import triggers, verify
from workflows.one_moment import one_moment


class Command(BaseCommand):
    help = "Comprueba la traza, las versiones publicadas, las revisiones fijadas y sus archivos."

    def add_arguments(self, parser: Any) -> None:
        """Name every fault instead of the first; prove another database."""
        parser.add_argument("--todos", action="store_true", help="Nombra todos los fallos.")
        parser.add_argument(
            "--database", default=DEFAULT_DB_ALIAS, help="Base de datos que se comprueba."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Silent about what is whole, loud about what is not."""
        using, broken = options["database"], False
        with one_moment(using):
            for fault in verify.faults(using):
                broken = True
                self.stderr.write(self.style.ERROR(str(fault)))
                if not options["todos"]:
                    break
            missing = triggers.missing(using)
            summary = verify.summary(using)
        for name in missing:
            self.stderr.write(self.style.WARNING(f"falta la guarda {name} o no es la nuestra"))
        if broken:
            sys.exit(1)
        if missing:
            sys.exit(2)
        counted = ", ".join(f"{number} {what}" for what, number in summary.items())
        if options["verbosity"] > 1:
            self.stdout.write(f"Historia íntegra: {counted}.")
