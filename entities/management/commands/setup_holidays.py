"""Load Ecuador's national holidays; repeatable, never overwriting what people corrected."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from entities.models import Holiday
from entities.national_calendar import national_rest_days
from entities.services import set_holiday

DEFAULT_YEARS = (2025, 2026, 2027)


class Command(BaseCommand):
    """The yearly decree wins: after loading, rows are edited in the holiday register."""

    help = "Carga los feriados nacionales del Ecuador (se puede repetir sin duplicar)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("years", nargs="*", type=int, help="Años; por defecto 2025 a 2027.")

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(Holiday.objects.filter(entity__isnull=True).values_list("date", flat=True))
        added = 0
        for year in options["years"] or DEFAULT_YEARS:
            for rest in national_rest_days(year):
                if rest.day not in known:
                    set_holiday(rest.day, rest.label)
                    known.add(rest.day)
                    added += 1
        self.stdout.write(f"Feriados nacionales: {added} nuevos.")
