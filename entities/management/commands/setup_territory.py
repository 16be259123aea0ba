"""Load the 24 provinces with their INEC codes; repeatable."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from entities.selectors import provinces
from entities.services import create_territory
from entities.vocabulary import TerritorialLevel

PROVINCES = (
    ("01", "Azuay"), ("02", "Bolívar"), ("03", "Cañar"), ("04", "Carchi"),
    ("05", "Cotopaxi"), ("06", "Chimborazo"), ("07", "El Oro"), ("08", "Esmeraldas"),
    ("09", "Guayas"), ("10", "Imbabura"), ("11", "Loja"), ("12", "Los Ríos"),
    ("13", "Manabí"), ("14", "Morona Santiago"), ("15", "Napo"), ("16", "Pastaza"),
    ("17", "Pichincha"), ("18", "Tungurahua"), ("19", "Zamora Chinchipe"),
    ("20", "Galápagos"), ("21", "Sucumbíos"), ("22", "Orellana"),
    ("23", "Santo Domingo de los Tsáchilas"), ("24", "Santa Elena"),
)  # fmt: skip

LAST_CREATED = date(2007, 11, 7)
"""The two youngest provinces date from 2007; older dates matter to no rule here."""


class Command(BaseCommand):
    help = "Carga las 24 provincias con su código INEC (se puede repetir sin duplicar)."

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(provinces().values_list("code", flat=True))
        missing = [(code, name) for code, name in PROVINCES if code not in known]
        for code, name in missing:
            create_territory(
                level=TerritorialLevel.PROVINCE, code=code, name=name, opened_on=LAST_CREATED
            )
        self.stdout.write(f"Provincias: {len(missing)} nuevas, {len(known)} ya estaban.")
