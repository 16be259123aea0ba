"""One of each kind of public page, refusals included, with short, long and empty content."""

from __future__ import annotations

from datetime import date

from django.test import RequestFactory

from carta_pages.models import CommitmentPage
from carta_pages.services import discovery, search_index, tell_changes
from cms import errors
from tests.carta_pages.public import world as making
from tests.factories.entities import (
    ClosureFactory,
    PointFactory,
    ProvinceFactory,
    UnitFactory,
    provision_entity,
)
from tests.factories.remembered import remembered
from workflows.models import Edition
from workflows.services import trace
from workflows.stages import Kind

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
GONE = SERVICE + "sin-turno/"
EMPTY = "/entidad-sin-nada/"
LONG = "/entidad-larga/"
LONG_SERVICE = LONG + "largo/"
LONG_COMMITMENT = LONG_SERVICE + "largo/"
UNBROKEN = "Electroencefalografista" * 4
LONG_NAME = f"Dirección Nacional de {UNBROKEN} y de Interculturalidad, Cuidado y Reparación"[:190]
PROMISE = (
    "Le entregamos su certificado en un máximo de 1.234,5 días laborables, contados desde que "
    f"usted presenta la solicitud completa en {UNBROKEN}, y le avisamos en cada paso. " * 6
)[:900]

PROVINCES = {
    "01": "Azuay", "02": "Bolívar", "03": "Cañar", "04": "Carchi", "05": "Cotopaxi",
    "06": "Chimborazo", "07": "El Oro", "08": "Esmeraldas", "09": "Guayas", "10": "Imbabura",
    "11": "Loja", "12": "Los Ríos", "13": "Manabí", "14": "Morona Santiago", "15": "Napo",
    "16": "Pastaza", "17": "Pichincha", "18": "Tungurahua", "19": "Zamora Chinchipe",
    "20": "Galápagos", "21": "Sucumbíos", "22": "Orellana",
    "23": "Santo Domingo de los Tsáchilas", "24": "Santa Elena",
}  # fmt: skip


@remembered
def build() -> dict[str, int]:
    """Publish it all.

    Returns:
        The status that each address answers.
    """
    code = usual()
    _empty()
    _long()
    search_index.rebuild()
    tell_changes.tell(Edition.objects.all())
    return _addresses(code)


@remembered
def usual() -> str:
    """One carta that has changed, with an annex, an exclusion and points of service.

    Returns:
        The code of a version, to verify it.
    """
    world = making.build()
    sheet = world.commitment.indicators.first()
    world.commitment.indicators.update(value=sheet.value - 5)
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    page.statement = "Le entregamos su cédula en 30 minutos o menos."
    making.publish(page, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Mejora el estándar.")
    other = making.add_commitment(world.service, "Sin turno", "sin-turno")
    making.publish(other, on=date(2026, 2, 1))
    other = CommitmentPage.objects.get(pk=other.pk)
    making.publish(other, on=date(2026, 6, 1), kind=Kind.EXCLUSION, note="Dejó de existir.")
    ClosureFactory(point=PointFactory(entity=world.entity), confirmed=True)
    country = {code: ProvinceFactory(code=code, name=name) for code, name in PROVINCES.items()}
    PointFactory(entity=world.entity, province=country["20"], timezone="Pacific/Galapagos")
    trace.publish_head(date(2026, 11, 1))
    discovery.save_event(None, name="Identificarse", slug="identificarse", services=[world.service])
    return Edition.objects.filter(page_id=page.pk).first().code


def _empty() -> None:
    entity = provision_entity(
        name="Entidad sin nada", short_name="ESN", slug="entidad-sin-nada", phone=""
    )
    entity.refresh_from_db()
    making.publish(entity.root_page.specific)


def _long() -> None:
    entity = provision_entity(name=LONG_NAME, short_name="X" * 40, slug="entidad-larga", phone="")
    entity.refresh_from_db()
    carta = entity.root_page.specific
    carta.presentation = PROMISE
    carta.mission = f"{UNBROKEN}\n\nhttps://www.ejemplo.gob.ec/{'a' * 180}"
    carta.contact_office = LONG_NAME
    carta.contact_email = f"{'a' * 60}@{'b' * 60}.gob.ec"
    carta.save_revision(clean=False)
    unit = UnitFactory(entity=entity, name=LONG_NAME)
    service = making.add_service(carta, LONG_NAME, "largo", unit)
    promise = making.add_commitment(service, UNBROKEN, "largo", statement=PROMISE)
    making.publish(carta, service, promise, note=PROMISE)


def _addresses(code: str) -> dict[str, int]:
    return {
        "/": 200,
        "/?provincia=20": 200,
        BASE: 200,
        BASE + "?provincia=20": 200,
        SERVICE: 200,
        SERVICE + "?provincia=20": 200,
        COMMITMENT: 200,
        COMMITMENT + "?provincia=20": 200,
        SERVICE + "anexo/": 200,
        SERVICE + "anexo/?provincia=20": 200,
        COMMITMENT + "?provincia=14": 200,
        SERVICE + "anexo/?provincia=14": 200,
        GONE: 200,
        BASE + "historial/": 200,
        COMMITMENT + "historial/": 200,
        COMMITMENT + "versiones/1/": 200,
        COMMITMENT + "comparar/1/2/": 200,
        COMMITMENT + "comparar/1/2/?todo=1": 200,
        SERVICE + "?fecha=2026-02-02": 200,
        SERVICE + "?fecha=2020-02-02": 404,
        SERVICE + "?fecha=nunca": 400,
        "/cambios/": 200,
        BASE + "cambios/": 200,
        SERVICE + "cambios/": 200,
        COMMITMENT + "cambios/": 200,
        BASE + "incrustar/": 200,
        COMMITMENT + "incrustar/": 200,
        GONE + "incrustar/": 410,
        "/buscar/": 200,
        "/buscar/?q=sedula": 200,
        "/buscar/?q=sedula&literal=1": 200,
        "/buscar/?q=zzyzx": 200,
        "/buscar/?q=cedula&tipo=servicio&provincia=20": 200,
        "/buscar/?q=cedula&estado=renovado": 200,
        "/buscar/?evento=identificarse": 200,
        "/mi-provincia/": 200,
        "/mi-provincia/?provincia=99": 400,
        "/verificar/": 200,
        "/verificar/?codigo=no-existe": 404,
        f"/verificar/{code}/": 200,
        "/metodo/": 200,
        "/guia-visual/": 200,
        "/no-existe/": 404,
        EMPTY: 200,
        EMPTY + "historial/": 200,
        EMPTY + "cambios/": 200,
        LONG: 200,
        LONG_SERVICE: 200,
        LONG_COMMITMENT: 200,
        LONG_COMMITMENT + "historial/": 200,
        LONG_COMMITMENT + "cambios/": 200,
        LONG_COMMITMENT + "incrustar/": 200,
        f"/buscar/?q={UNBROKEN}": 200,
    }


def refusals() -> dict[str, str]:
    """The pages shown when something is refused or fails, which no address gives at will."""
    request = RequestFactory().post("/", {"texto": "Lo que escribí."})
    answers = {
        "400": errors.bad_request(request),
        "403": errors.permission_denied(request),
        "403-csrf": errors.csrf_failure(request),
        "429": errors.locked_out(request, None, None),
        "429-puerta": errors.too_many_tries(90),
        "500": errors.server_error(request),
        "503": errors._not_now("503.html", 503, request),
        "507": errors._not_now("507.html", 507, request),
    }
    return {name: answer.content.decode() for name, answer in answers.items()}
