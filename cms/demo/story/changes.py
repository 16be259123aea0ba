"""What changed after a publication: raised standards, an annex, a renewal, an exclusion."""

from __future__ import annotations

from collections.abc import Callable

from carta_pages.models.carta import CartaParticipation
from cms.demo import acts, content, pages, promises
from cms.demo.story import routes
from cms.demo.timeline import Script
from cms.demo.world import World
from workflows.stages import Kind, Route, Stage

RENEWAL = (
    "Doce meses con todos los períodos cumplidos, sin puntos fuera de los límites de control, y "
    "nivel de capacidad 4 ratificado."
)
EXCLUSION = (
    "Cambio institucional justificado: el reconocimiento de títulos extranjeros pasa a otro "
    "proceso después de la fusión de agosto de 2025 y sus condiciones de operación cambian."
)
QUESTION = (
    "El informe dice que la impresión central trabaja hasta las 18:00, pero los datos de febrero "
    "se cortan a las 17:00. Aclare con qué horario se midió."
)
ANSWER = (
    "Los datos de febrero son anteriores al segundo turno. Desde marzo se mide hasta las 18:00; "
    "se adjunta la serie completa por hora de solicitud."
)


def write(script: Script) -> None:
    """Add the changes to the story."""
    _passport(script)
    routes.update(script, "licencia-60", -80)
    _carta_update(script, "carta-sri", -90)
    _annex(script, "iess/citas", -87, by="iess-territorio")
    _exclude(script)
    _renew(script)


def _passport(script: Script) -> None:
    """Two updates, so three editions; the first brings the annex of two provinces."""
    place = "rc/pasaporte"
    name = "pasaporte-90"
    text = content.changes()[name]
    routes.change(script, name, -132, by="rc-unidad")
    _draft_annex(script, place, -131, sent=-130, by="rc-unidad")
    annex = f"{place}/{content.service_of(place).annex.slug}"
    script.on(
        -130,
        routes.SENDING,
        f"{name}: envío",
        lambda world: acts.submit(
            world,
            [text["page"], annex],
            by="rc-unidad",
            kind=Kind.UPDATE,
            note=text["note"],
            cause=text["cause"],
        ),
    )
    routes.travel(script, text["page"], -130)
    day = routes.update(script, "pasaporte-92", -68, until=Stage.CONTROL)
    script.on(
        day + 2,
        12 * 60,
        "pasaporte-92: aclaración",
        lambda world: acts.ask(world, text["page"], question=QUESTION, days=10),
    )
    script.on(
        day + 4,
        10 * 60,
        "pasaporte-92: respuesta",
        lambda world: acts.answer(world, text["page"], by="rc-calidad", text=ANSWER),
    )
    routes.travel(script, text["page"], day, start=Stage.CONTROL)


def _draft_annex(script: Script, place: str, day: int, *, sent: int, by: str) -> None:
    annex = content.service_of(place).annex
    script.on(
        day,
        routes.DRAFTING + 30,
        f"{place}: anexo",
        lambda world: promises.write_annex(
            world, place, annex, starts=world.calendar.day(sent + routes.TRAVEL), by=by
        ),
    )


def _annex(script: Script, place: str, sent: int, *, by: str) -> None:
    """An annex alone: a new version of the carta, and no new state of the service (R21)."""
    _draft_annex(script, place, sent - 2, sent=sent, by=by)
    annex = f"{place}/{content.service_of(place).annex.slug}"
    script.on(
        sent,
        routes.SENDING,
        f"{place}: envío del anexo",
        lambda world: acts.submit(
            world,
            [annex],
            by=by,
            kind=Kind.UPDATE,
            note="Anexo para dos centros de salud con un solo médico general.",
            cause="Diferencias de capacidad y de demanda en territorio.",
        ),
    )
    routes.travel(script, annex, sent)


def change_carta(name: str) -> Callable[[World], None]:
    """Communications adds a way to take part to the draft of its carta."""

    def deed(world: World) -> None:
        text = content.changes()[name]
        carta = world.draft(text["page"])
        added = [
            CartaParticipation(title=title, text=line, url=url)
            for title, line, url in text["participation"]
        ]
        carta.participation = pages.rows([*carta.participation.get_object_list(), *added])
        pages.save(carta, world.user(f"{text['page']}-comunicacion"))

    return deed


def send_carta(name: str) -> Callable[[World], None]:
    """Communications sends the change of its carta."""
    text = content.changes()[name]
    return lambda world: acts.submit(
        world,
        [text["page"]],
        by=f"{text['page']}-comunicacion",
        kind=Kind.UPDATE,
        note=text["note"],
        cause=text["cause"],
    )


def _carta_update(script: Script, name: str, sent: int) -> None:
    script.on(sent - 1, routes.DRAFTING, f"{name}: borrador", change_carta(name))
    script.on(sent, routes.SENDING, f"{name}: envío", send_carta(name))
    routes.travel(script, content.changes()[name]["page"], sent, route=Route.INSTITUTIONAL)


def _exclude(script: Script) -> None:
    """The recognition of foreign degrees leaves the carta and stays readable."""
    place = "edu/titulos-extranjeros"
    script.on(
        -58,
        routes.SENDING,
        f"{place}: exclusión",
        lambda world: acts.submit_service(
            world,
            place,
            by="edu-unidad",
            kind=Kind.EXCLUSION,
            note="Cambio institucional justificado: el reconocimiento pasa a otro proceso después "
            "de la fusión de agosto de 2025.",
            cause=EXCLUSION,
        ),
    )
    routes.travel(script, place, -58)


def _renew(script: Script) -> None:
    """The cédula is renewed with the same promise and new dates."""
    place = "rc/cedula"
    script.on(
        -48,
        routes.DRAFTING,
        f"{place}: vigencia",
        lambda world: promises.extend_validity(world, place, by="rc-unidad"),
    )
    script.on(
        -46,
        routes.SENDING,
        f"{place}: renovación",
        lambda world: acts.submit_service(
            world,
            place,
            by="rc-unidad",
            kind=Kind.RENEWAL,
            note="Renovación con los mismos compromisos: todos los períodos se cumplieron.",
            cause=RENEWAL,
        ),
    )
    routes.travel(script, place, -46)
