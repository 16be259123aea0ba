"""The last weeks: a dossier waits at every stage, in every entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cms.demo import acts, backing, content, promises
from cms.demo.story import publications, routes
from cms.demo.timeline import Script
from cms.demo.world import World
from workflows.stages import Kind, Stage

CLARIFICATION = (
    "La serie presentada no distingue los títulos corregidos a pedido de la universidad. Aclare "
    "si se cuentan como error institucional y envíe la serie separada."
)


def write(script: Script) -> None:
    """Add the last weeks to the story."""
    _not_eligible(script)
    _first_postulations(script)
    _updates(script)
    _merged(script)
    _returned(script)
    _withdrawn(script)


def _not_eligible(script: Script) -> None:
    place = "ant/digital"
    routes.draft_service(script, place, -72, starts=0)
    script.on(
        -70,
        11 * 60,
        f"{place}: no postulable",
        lambda world: backing.verify(world, place),
    )


def _first_postulations(script: Script) -> None:
    """Services that have never been public, each left at another stage."""
    routes.first_service(script, "rc/nacimiento", -32, until=Stage.CONTROL, starts=0)
    script.on(-12, 9 * 60, "iess: subrogación", publications.substitute)
    routes.first_service(
        script,
        "iess/pension",
        -18,
        until=Stage.RECEPTION,
        starts=0,
        by={Stage.AUTHORITY: "iess-autoridad2"},
    )
    routes.first_service(script, "sri/reclamo", -15, until=Stage.AUTHORITY, starts=0)


def _updates(script: Script) -> None:
    """Changes of what is public, one or two of each entity."""
    for name, sent, until in (
        ("pasaporte-quejas", -14, Stage.AUTHORITY),
        ("pasaporte-turnos", -2, Stage.QUALITY),
        ("certificado-sin-errores", -26, Stage.PUBLICATION),
        ("ruc-orientacion", -9, Stage.PLANNING),
        ("fondos-facilidad", -12, Stage.AUTHORITY),
        ("citas-puntualidad", -10, Stage.PLANNING),
        ("afiliacion-dato", -3, Stage.QUALITY),
        ("impedimento-facilidad", -13, Stage.AUTHORITY),
        ("denuncias-estado", -8, Stage.PLANNING),
        ("licencia-turnos", -17, Stage.RECEPTION),
        ("duplicado-entrega", -11, Stage.AUTHORITY),
        ("licencia-satisfaccion", -7, Stage.PLANNING),
        ("duplicado-retiro", -4, Stage.QUALITY),
        ("certificado-verificable", -14, Stage.AUTHORITY),
        ("consulta-titulo-nuevo", -6, Stage.PLANNING),
        ("certificado-consultas", -5, Stage.QUALITY),
    ):
        routes.update(script, name, sent, until=until)
    day = routes.update(script, "consulta-datos", -24, until=Stage.CONTROL)
    place = content.changes()["consulta-datos"]["page"]
    script.on(
        day + 8,
        12 * 60,
        "consulta-datos: aclaración",
        lambda world: acts.ask(world, place, question=CLARIFICATION, days=20),
    )
    routes.draft_later(script, "sri/ruc", "cambios-en-24-horas", -5)
    script.on(
        -3,
        routes.SENDING,
        "sri/ruc: compromiso nuevo",
        lambda world: acts.submit(
            world,
            ["sri/ruc/cambios-en-24-horas"],
            by="sri-unidad",
            kind=Kind.UPDATE,
            note="Compromiso nuevo sobre los cambios de dirección y de actividad.",
            cause="Análisis de requerimientos ciudadanos del semestre.",
        ),
    )


def _merged(script: Script) -> None:
    """Two units send on two days; the quality office makes one dossier of it."""
    change = content.changes()
    own, other = change["cedula-satisfaccion"], change["defuncion-acompanamiento"]
    new = "rc/actas/acta-verificable"
    routes.change(script, "cedula-satisfaccion", -14, by="rc-unidad")
    routes.change(script, "defuncion-acompanamiento", -14, by="rc-unidad2")
    routes.draft_later(script, "rc/actas", "acta-verificable", -13)
    script.on(-12, routes.SENDING, "cedula-satisfaccion: envío", _update("rc-unidad", own))
    script.on(-11, routes.SENDING, "defuncion: envío", _update("rc-unidad2", other, new))
    script.on(
        -9,
        11 * 60,
        "rc: agrupación",
        lambda world: acts.merge(world, [own["page"], other["page"]], by="rc-calidad"),
    )
    routes.travel(script, new, -9, until=Stage.PLANNING)


def _update(by: str, change: dict[str, Any], *more: str) -> Callable[[World], None]:
    return lambda world: acts.submit(
        world,
        [change["page"], *more],
        by=by,
        kind=Kind.UPDATE,
        note=change["note"],
        cause=change["cause"],
    )


def _returned(script: Script) -> None:
    """Two wait to be corrected; another was corrected, answered and sent again."""
    routes.update(script, "cedula-errores", -5, until=Stage.QUALITY)
    script.on(-2, 12 * 60, "cedula-errores: devuelto", _return_cedula)
    place = "ant/canje"
    routes.first_service(script, place, -8, until=Stage.QUALITY, starts=0)
    script.on(-3, 11 * 60, f"{place}: devuelto", _return_canje)
    place = "trabajo/visto-bueno"
    routes.first_service(script, place, -16, until=Stage.QUALITY, starts=0)
    script.on(-12, 11 * 60, f"{place}: devuelto", _return_visto_bueno)
    script.on(-6, routes.DRAFTING, f"{place}: corregido", _correct_visto_bueno)


def _return_cedula(world: World) -> None:
    acts.send_back(
        world,
        "rc/cedula/sin-errores",
        Stage.UNIT,
        reason="Seis meses no bastan para subir el estándar: falta explicar el mes más bajo.",
        remarks={
            "rc/cedula/sin-errores": "Diga en las variables si se cuentan las reimpresiones que "
            "se piden después de 30 días."
        },
    )


def _return_canje(world: World) -> None:
    acts.send_back(
        world,
        "ant/canje",
        Stage.UNIT,
        reason="El tiempo de canje depende de los consulados: diga desde cuándo se cuenta.",
        remarks={
            "ant/canje/en-8-dias": "Indique si el plazo se suspende mientras responde el "
            "consulado y póngalo en las variables del indicador.",
            "ant/canje/requisitos-claros": "Anexe la lista de requisitos por país que se "
            "entrega a la persona.",
        },
    )


def _return_visto_bueno(world: World) -> None:
    acts.send_back(
        world,
        "trabajo/visto-bueno",
        Stage.UNIT,
        reason="La fórmula no descuenta los días en que el plazo está suspendido.",
        remarks={
            "trabajo/visto-bueno/en-el-termino-legal": "Diga en las variables cómo se cuentan "
            "las suspensiones ordenadas por una autoridad."
        },
    )


def _correct_visto_bueno(world: World) -> None:
    promises.change_commitment(world, "visto-bueno-corregido", by="trabajo-unidad")
    acts.resubmit(
        world,
        "trabajo/visto-bueno",
        by="trabajo-unidad",
        answer="Corregido: las variables descuentan los días de suspensión.",
    )


def _withdrawn(script: Script) -> None:
    place = "edu/becas"
    routes.first_service(script, place, -23, until=Stage.QUALITY, starts=0)
    script.on(
        -22,
        16 * 60,
        f"{place}: retiro",
        lambda world: acts.withdraw(
            world,
            f"{place}/respuesta-en-5-dias",
            by="edu-unidad",
            reason="Se retira para incluir las consultas que llegan por los consulados.",
        ),
    )
    routes.change(script, "becas-corregida", -6, by="edu-unidad")
