"""Campaign notices, one ended, one in force, one waiting; and the services that go first."""

from __future__ import annotations

from datetime import timedelta

from cms.demo import campaigns
from cms.demo.timeline import Script
from entities import clock

ENDED = "Brigada de cedulación en Sucúa"
IN_FORCE = "Pasaporte: nuevos turnos en Guayaquil"
WAITING = "Charla abierta sobre el RUC en Loja"


def write(script: Script) -> None:
    """Add what the communications teams say to the story."""
    script.on(
        -60,
        10 * 60,
        "rc: aviso de la brigada",
        lambda world: campaigns.propose(
            world,
            "rc",
            ENDED,
            "Una unidad móvil estará en el coliseo municipal de Sucúa, de 08:00 a 16:00. "
            "Lleve su partida de nacimiento si es la primera vez.",
            ends_on=clock.today() + timedelta(days=12),
        ),
    )
    script.on(
        -59,
        11 * 60,
        "rc: aviso de la brigada confirmado",
        lambda world: campaigns.confirm(world, "rc", ENDED),
    )
    script.on(
        -6,
        10 * 60,
        "rc: aviso de pasaportes",
        lambda world: campaigns.propose(
            world,
            "rc",
            IN_FORCE,
            "Se abrieron turnos para la tarde en la agencia Guayaquil Centro. Se reservan en "
            "línea o por teléfono, como siempre.",
            ends_on=world.calendar.end + timedelta(days=21),
            service="rc/pasaporte",
        ),
    )
    script.on(
        -5,
        11 * 60,
        "rc: aviso de pasaportes confirmado",
        lambda world: campaigns.confirm(world, "rc", IN_FORCE),
    )
    script.on(
        -1,
        12 * 60,
        "sri: aviso por confirmar",
        lambda world: campaigns.propose(
            world,
            "sri",
            WAITING,
            "El jueves a las 10:00, en el auditorio del centro de atención Loja. Entrada libre.",
            ends_on=world.calendar.end + timedelta(days=10),
        ),
    )
    _features(script, "rc", -30, "rc/cedula", "rc/pasaporte", "rc/nacimiento")
    _features(script, "sri", -28, "sri/ruc", "sri/certificado")


def _features(script: Script, key: str, day: int, *places: str) -> None:
    script.on(
        day,
        9 * 60,
        f"{key}: destacados",
        lambda world: campaigns.feature(world, key, *places),
    )
    script.on(
        day + 1,
        9 * 60,
        f"{key}: destacados confirmados",
        lambda world: campaigns.confirm_features(world, key),
    )
