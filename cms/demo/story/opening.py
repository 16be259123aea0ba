"""The first weeks: the platform, six entities, their people, their points, their cartas."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command, get_commands

from carta_pages.models import PortalPage, PortalStep
from cms.demo import acts, content, pages, people, registers
from cms.demo.story import routes
from cms.demo.timeline import Script
from cms.demo.world import ADMIN, World
from workflows.stages import Kind, Route

START = -244

STEPS = (
    ("La unidad escribe", "Quien presta el servicio dice a qué se compromete, con un número."),
    ("La entidad aprueba", "Calidad, planificación y la máxima autoridad revisan el mismo texto."),
    ("El Ministerio controla", "Recibe, controla criterio por criterio y publica."),
    ("Usted comprueba", "Lee lo vigente, compara versiones y verifica cada publicación."),
)


def write(script: Script) -> None:
    """Add the opening to the story."""
    script.on(START, 8 * 60, "plataforma", lambda world: _prepare())
    script.on(START, 9 * 60, "portal", _write_portal)
    script.on(START, 10 * 60, "ministerio", people.enrol_ministry)
    for place, key in enumerate(content.entities()):
        _open(script, key, START + 1 + place // 2, 60 * (place % 2))
        _points(script, key, START + 5 + place)
        _carta(script, key, START + 7 + place)


def _prepare() -> None:
    """What every installation has, and the account that runs it."""
    for name in sorted(name for name in get_commands() if name.startswith("setup_")):
        call_command(name, verbosity=0, stdout=_Silence())
    people.enrol_administrator()


class _Silence:
    """Where the words of the prepared commands go."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        """Nothing is kept."""


def _write_portal(world: World) -> None:
    """The platform's administrator writes the front door."""
    portal = PortalPage.objects.get().get_latest_revision_as_object()
    portal.introduction = (
        "Las entidades públicas dicen aquí qué servicios prestan, con qué calidad se "
        "comprometen y qué hacen cuando no cumplen."
    )
    portal.how_it_works = (
        "Cada compromiso pasa por seis decisiones de personas distintas antes de publicarse, y "
        "todo lo que cambia queda a la vista."
    )
    portal.contact_office = "Dirección de Mejora Continua e Innovación del Servicio Público"
    portal.contact_address = "República de El Salvador N34-183 y Suiza, Quito"
    portal.contact_phone = "02 000 4400"
    portal.contact_email = "cartas@example.org"
    portal.contact_hours = "Lunes a viernes, de 08:00 a 16:30"
    portal.steps = pages.rows(PortalStep(title=title, text=text) for title, text in STEPS)
    portal.save_revision(user=world.user(ADMIN), log_action=True).publish()


def _open(script: Script, key: str, day: int, later: int) -> None:
    script.on(
        day, 9 * 60 + later, f"{key}: entidad", lambda world: registers.open_entity(world, key)
    )
    script.on(
        day,
        11 * 60 + later,
        f"{key}: personas",
        lambda world: people.enrol_staff(world, key),
    )


def _points(script: Script, key: str, day: int) -> None:
    script.on(day, 10 * 60, f"{key}: puntos", lambda world: registers.propose_points(world, key))
    script.on(
        day + 1,
        15 * 60,
        f"{key}: puntos confirmados",
        lambda world: registers.confirm_points(world, key),
    )


def _carta(script: Script, key: str, day: int) -> None:
    script.on(day, routes.DRAFTING, f"{key}: textos", lambda world: pages.write_carta(world, key))
    script.on(day + 1, routes.SENDING, f"{key}: envío de la carta", _sending(key))
    routes.travel(script, key, day + 1, route=Route.INSTITUTIONAL)


def _sending(key: str) -> Callable[[World], None]:
    return lambda world: acts.submit(
        world,
        [key],
        by=f"{key}-comunicacion",
        kind=Kind.FIRST,
        note="Primera publicación de la carta.",
    )
