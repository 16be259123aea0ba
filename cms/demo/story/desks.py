"""What lies on somebody's desk at the end: cartas, drafts and points of service in the making."""

from __future__ import annotations

from collections.abc import Callable

from cms.demo import acts, content, people, plans, promises, registers
from cms.demo.calendar import first_of_next_month
from cms.demo.story import routes
from cms.demo.story.changes import change_carta, send_carta
from cms.demo.timeline import Script
from cms.demo.world import World
from workflows.stages import Stage

MACAS_DATA = (
    "Dieciocho meses observados: media 75,9 %; límites de control de 70,3 % a 81,5 %; ningún "
    "punto fuera desde que hay médico de reemplazo."
)
LONGER = "Lunes a viernes, de 07:30 a 17:30"
NEW = "02 000 9900"


def write(script: Script) -> None:
    """Add what is still on the desks to the story."""
    _cartas(script)
    _drafts(script)
    _points(script)
    _staff(script)


def _staff(script: Script) -> None:
    """In every entity somebody was invited and somebody's role is about to end."""
    for place, key in enumerate(content.entities()):
        script.on(
            -3,
            8 * 60 + 10 * place,
            f"{key}: subrogación",
            lambda world, key=key: _before_the_holidays(world, key),
        )
        script.on(
            -2,
            8 * 60 + 10 * place,
            f"{key}: invitación",
            lambda world, key=key: people.invite_newcomer(world, key),
        )


def _before_the_holidays(world: World, key: str) -> None:
    """The quality office brings its plan up to date, and somebody is covered meanwhile."""
    plans.follow(world, key)
    people.cover_holidays(world, key)


def _cartas(script: Script) -> None:
    """Texts of cartas: one returned to its authors, one waiting for quality, four begun."""
    for name, day in (("carta-iess", -9), ("carta-ant", -2)):
        script.on(day - 1, routes.DRAFTING, f"{name}: borrador", change_carta(name))
        script.on(day, routes.SENDING, f"{name}: envío", send_carta(name))
    script.on(
        -5,
        11 * 60,
        "carta-iess: devuelta",
        lambda world: acts.send_back(
            world,
            "iess",
            Stage.UNIT,
            reason="Diga quién recibe los mensajes y qué se hace con una calificación baja.",
        ),
    )
    for name, day in (
        ("carta-rc", -4),
        ("carta-trabajo", -3),
        ("carta-edu", -2),
        ("carta-sri-2", -1),
    ):
        script.on(day, 14 * 60, f"{name}: borrador", change_carta(name))


def _drafts(script: Script) -> None:
    """Texts that somebody began and still has to finish."""
    routes.draft_later(script, "rc/cedula", "brigada-en-15-dias", -4)
    routes.draft_later(script, "trabajo/sut", "finiquito-visible-en-1-dia", -5)
    routes.draft_later(script, "iess/citas", "recordatorio-de-cita", -4)
    routes.draft_later(script, "ant/licencia", "examen-el-mismo-dia", -6)
    routes.change(script, "defuncion-partida", -3, by="rc-unidad2")
    routes.change(script, "iva-replanteado", -7, by="sri-unidad")
    script.on(
        -1,
        15 * 60,
        "iess: anexo en corrección",
        lambda world: promises.update_control_data(
            world, "iess/citas", MACAS_DATA, by="iess-territorio"
        ),
    )
    for number, (place, text) in enumerate(content.annex_drafts().values()):
        author = f"{place.split('/')[0]}-territorio"
        script.on(
            -6 + number,
            15 * 60,
            f"{place}: anexo en borrador",
            lambda world, place=place, text=text, author=author: promises.write_annex(
                world,
                place,
                text,
                starts=first_of_next_month(world.calendar.end),
                by=author,
            ),
        )


def _points(script: Script) -> None:
    """Telephones and closures that the quality office has to confirm."""
    for day, key, name, note, values in (
        (-6, "rc", "Agencia Macas", "Nueva central telefónica.", {"phone": "07 000 1199"}),
        (-5, "sri", "Centro de atención Macas", "Se amplía el horario.", {"hours": LONGER}),
        (-4, "iess", "Línea 140", "Se amplía el horario.", {"hours": LONGER}),
        (-4, "trabajo", "Inspectoría de Trabajo de Loja", "Nuevo teléfono.", {"phone": NEW}),
        (-3, "ant", "Agencia Manta", "Nuevo teléfono.", {"phone": NEW}),
        (-2, "edu", "Ventanilla Loja", "Se amplía el horario.", {"hours": LONGER}),
    ):
        script.on(
            day,
            13 * 60,
            f"{key}: {name}",
            lambda world, key=key, name=name, note=note, values=values: registers.propose_change(
                world, key, name, note, **values
            ),
        )
    script.on(-7, 10 * 60, "rc: cierre", _closure("rc", "Agencia Cuenca", 3, 2))
    script.on(-6, 15 * 60, "rc: cierre confirmado", _confirmed("rc", "Agencia Cuenca"))
    script.on(-3, 10 * 60, "iess: cierre", _closure("iess", "Centro de salud Macas", 8, 1))

    script.on(
        -1,
        10 * 60,
        "ant: cambio rechazado",
        lambda world: registers.reject_change(
            world, "ant", "Agencia Manta", "Falta el oficio de la empresa de telefonía."
        ),
    )


def _closure(key: str, name: str, starts: int, days: int) -> Callable[[World], None]:
    return lambda world: registers.propose_closing(
        world, key, name, starts=starts, days=days, reason="Mantenimiento del sistema eléctrico"
    )


def _confirmed(key: str, name: str) -> Callable[[World], None]:
    return lambda world: registers.confirm_closing(world, key, name)
