"""Proves the evidence: 0 whole, 1 broken (names the first bad link), 2 a guard is missing."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from workflows import triggers, verify


class Command(BaseCommand):
    help = "Comprueba la traza, las versiones publicadas, las revisiones fijadas y sus archivos."

    def add_arguments(self, parser: Any) -> None:
        """One option: name every fault instead of the first."""
        parser.add_argument("--todos", action="store_true", help="Nombra todos los fallos.")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Silent about what is whole, loud about what is not."""
        broken = False
        for fault in verify.faults():
            broken = True
            self.stderr.write(self.style.ERROR(str(fault)))
            if not options["todos"]:
                break
        missing = triggers.missing(options["database"])
        for name in missing:
            self.stderr.write(self.style.WARNING(f"falta la guarda {name}"))
        if broken:
            sys.exit(1)
        if missing:
            sys.exit(2)
        counted = ", ".join(f"{number} {what}" for what, number in verify.summary().items())
        if options["verbosity"] > 1:
            self.stdout.write(f"Historia íntegra: {counted}.")
