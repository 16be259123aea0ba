"""Nine months of first publications: eighteen services, one of them refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cms.demo import acts, people, promises
from cms.demo.story import routes
from cms.demo.timeline import Script
from cms.demo.world import World
from entities.vocabulary import Role
from workflows.stages import Stage

#: Day on which each service is sent for the first time; published 19 business days later.
FIRST_SENT = {
    "sri/ruc": -206,
    "rc/pasaporte": -201,
    "edu/titulos-extranjeros": -197,
    "iess/citas": -191,
    "trabajo/denuncias": -184,
    "ant/licencia": -178,
    "sri/certificado": -171,
    "iess/afiliacion": -166,
    "edu/consulta": -159,
    "rc/defuncion": -148,
    "iess/fondos-de-reserva": -140,
    "ant/duplicado": -132,
    "edu/certificado": -124,
    "rc/actas": -115,
    "trabajo/sut": -107,
}
IVA_REASON = (
    "El estándar propuesto (85 % en 45 días laborables) no se sostiene en una historia estable: "
    "la media de los doce últimos meses es 71,2 % y cuatro puntos están fuera de los límites de "
    "control. Presente resultados de al menos seis meses después de la mejora."
)


def write(script: Script) -> None:
    """Add the first publications to the story."""
    for place, sent in FIRST_SENT.items():
        routes.first_service(script, place, sent)
    _cedula(script)
    _impedimento(script)
    _iva(script)


def _cedula(script: Script) -> None:
    """The first of all: returned by quality with a remark, corrected, sent again."""
    place = "rc/cedula"
    routes.draft_service(script, place, -224, starts=-191)
    script.on(-221, 11 * 60 + 30, f"{place}: plan", lambda world: acts.plan(world, place))
    routes.send_first(script, place, -218)
    script.on(-215, 11 * 60, f"{place}: devuelto", _return_cedula)
    script.on(-213, routes.DRAFTING, f"{place}: corregido", _correct_cedula)
    routes.travel(script, place, -213)


def _return_cedula(world: World) -> None:
    acts.send_back(
        world,
        "rc/cedula",
        Stage.UNIT,
        reason="La medida de subsanación del tiempo de espera no dice desde cuándo se cuenta.",
        remarks={
            "rc/cedula/en-35-minutos": "Aclare si los 35 minutos corren desde la hora del turno "
            "o desde la llegada, y separe el plazo del código y el de la disculpa."
        },
    )


def _correct_cedula(world: World) -> None:
    promises.change_commitment(world, "cedula-corregida", by="rc-unidad")
    acts.resubmit(
        world,
        "rc/cedula",
        by="rc-unidad",
        answer="Corregido: se cuenta desde la hora del turno y cada plazo va por separado.",
        note=routes.FIRST_NOTE,
    )


def _impedimento(script: Script) -> None:
    """A remission that was incomplete: reception returns it to the authority, once."""
    place = "trabajo/impedimento"
    day = routes.first_service(script, place, -154, until=Stage.RECEPTION)
    script.on(day + 1, 9 * 60, f"{place}: remisión incompleta", _incomplete(place))
    script.on(day + 3, 15 * 60, f"{place}: nueva remisión", _approval(place))
    routes.travel(script, place, day + 3, start=Stage.RECEPTION)


def _incomplete(place: str) -> Callable[[World], None]:
    return lambda world: acts.send_back(
        world,
        place,
        Stage.AUTHORITY,
        reason="El oficio de remisión no cita el número del informe aprobado.",
    )


def _approval(place: str) -> Callable[[World], None]:
    return lambda world: acts.approve(world, place)


def _iva(script: Script) -> None:
    """The control is unfavourable: the service stays «No Publicado»."""
    place = "sri/devolucion-iva"
    day = routes.first_service(script, place, -100, until=Stage.CONTROL)
    script.on(day + 6, 12 * 60, f"{place}: control desfavorable", _refusal(place))


def _refusal(place: str) -> Callable[[World], None]:
    return lambda world: acts.refuse(world, place, reason=IVA_REASON)


def substitute(world: World) -> None:
    """The subdirector acts for the authority of the IESS while it is on leave."""
    people.appoint_substitute(
        world,
        "iess",
        "autoridad2",
        Role.MAX,
        until=world.calendar.end + timedelta(days=10),
        document="Acción de personal IESS-DNTH-0457",
    )
