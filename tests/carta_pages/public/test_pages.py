"""What the pages of a carta say (R59, R97-R98, R174-R175)."""

from datetime import date

import pytest
from django.core.cache import cache

from carta_pages.models import CommitmentPage, ServicePage, ServiceState
from carta_pages.states import State
from tests.carta_pages.public import world as making
from tests.carta_pages.public.crawling import said
from tests.factories.entities import (
    ClosureFactory,
    PointFactory,
    ProvinceFactory,
    UnitFactory,
    provision_entity,
)
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
ANNEX = SERVICE + "anexo/"


def html(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return said(response.content.decode())


@pytest.mark.parametrize(
    "path",
    ["/", BASE, SERVICE, COMMITMENT, ANNEX, COMMITMENT + "historial/",
     COMMITMENT + "versiones/1/", "/metodo/", "/verificar/"],
)  # fmt: skip
def test_every_page_says_that_it_is_a_demo_and_in_which_language(client, world, path, settings):
    shown = html(client, path)
    assert "Datos de demostración" in shown
    assert '<html lang="es-EC">' in shown
    settings.CARTA_DEMO = False
    assert "Datos de demostración" not in html(client, path)


def test_error_pages_share_the_shell_and_its_warning(client, world):
    shown = html(client, "/nada/", 404)
    assert "Datos de demostración" in shown
    assert 'name="robots" content="noindex"' in shown


def test_a_commitment_answers_in_the_order_in_which_people_ask(client, world):
    shown = html(client, COMMITMENT)
    answers = [
        "Le entregamos su cédula en 35 minutos o menos.",
        "Todo el país",
        "Los resultados se publicarán aquí cuando se midan.",
        "Atención preferente en su próxima visita.",
        "Call center",
        "suma de minutos / personas",
        "Primera versión.",
        "MDT-2026-",
    ]
    body = shown[: shown.index('<aside class="seal"')] + shown[shown.index("</aside>") :]
    places = [body.index(answer) for answer in answers]
    assert places == sorted(places)
    assert "/verificar/codigo-" in shown


def test_the_commitment_says_where_the_standard_is_another(client, world):
    shown = html(client, COMMITMENT)
    assert "Agencia Puerto Baquerizo (San Cristóbal, Galápagos)" in shown
    assert "25 minutos más que el estándar nacional" in shown


def test_the_annex_shows_the_national_standard_beside_the_local_one(client, world):
    shown = html(client, ANNEX)
    assert "como máximo 60 minutos" in shown
    assert "como máximo 35 minutos" in shown
    assert "25 minutos más que el estándar nacional (menos exigente)" in shown


def test_the_service_shows_its_chain_from_factor_to_scope(client, world):
    shown = html(client, SERVICE)
    row = shown[shown.index("<tbody>") : shown.index("</tbody>")]
    for cell in (
        "El tiempo total en la agencia.",
        "Capacidad de respuesta",
        "Tiempo en la agencia",
        "como máximo 35 minutos",
        "Cédula en 35 minutos",
        "Atención preferente",
        "Todo el país",
    ):
        assert cell in row


def test_prices_are_words_and_numbers(client, world):
    shown = html(client, SERVICE)
    assert "16 dólares" in shown
    assert "Gratuito" in shown


@pytest.mark.parametrize("state", list(State))
def test_only_public_states_are_shown(client, world, state):
    ServiceState.objects.update_or_create(service=world.service, defaults={"value": state})
    shown = html(client, SERVICE) + html(client, BASE)
    public = {State.PUBLISHED, State.RENEWED, State.UPDATED, State.EXCLUDED}
    assert (f">{State(state).label}</" in shown) == (state in public)
    assert "Aún no planificado" not in shown
    assert "Postulable" not in shown


def test_a_telephone_can_be_called_from_the_page(client, world):
    assert '<a href="tel:+59320000000">02 000 0000</a>' in html(client, SERVICE)
    assert '<a href="tel:1800000000">1800 000 000</a>' in html(client, BASE)


def test_points_of_service_show_closures_and_the_clock_of_galapagos(client, world):
    island = PointFactory(
        entity=world.entity,
        name="Punto Baltra",
        province=ProvinceFactory(code="20", name="Galápagos"),
        timezone="Pacific/Galapagos",
        unit=world.units["galapagos"],
    )
    closed = PointFactory(entity=world.entity, name="Agencia Norte")
    PointFactory(entity=world.entity, name="Otra unidad", unit=UnitFactory(entity=world.entity))
    ClosureFactory(point=closed, confirmed=True, reason="Pintura del local")
    ClosureFactory(point=island, reason="Sin confirmar todavía")
    shown = html(client, SERVICE)
    assert "Punto Baltra" in shown
    assert "hora de Galápagos" in shown
    assert "Cerrado hasta nuevo aviso: Pintura del local" in shown
    assert shown.count("· 1 cierre") == 1
    assert "Sin confirmar todavía" not in shown
    assert "Otra unidad" not in shown


def test_the_portal_counts_what_is_published(client, world):
    provision_entity(name="Entidad sin carta publicada", short_name="ESC", slug="sin-carta")
    shown = html(client, "/")
    assert "Registro Civil de Prueba" in shown
    assert "1 servicio" in shown
    assert "1 compromiso" in shown
    assert "Entidad sin carta publicada" not in shown


def test_the_portal_lists_entities_by_name_and_not_by_title(client, world):
    for name, slug in (("Ágora Pública", "agora"), ("Zoología Nacional", "zoo")):
        entity = provision_entity(name=name, short_name=slug.upper(), slug=slug)
        entity.refresh_from_db()
        making.publish(making._carta(entity))
    shown = html(client, "/")
    places = [shown.index(n) for n in ("Ágora Pública", "Registro Civil", "Zoología Nacional")]
    assert places == sorted(places)


@pytest.fixture
def excluded(world):
    """A second commitment, published and then excluded."""
    other = making.add_commitment(
        world.service, "Sin turno", "sin-turno", statement="Le atendemos sin turno."
    )
    making.publish(other, on=date(2026, 2, 1))
    other = CommitmentPage.objects.get(pk=other.pk)
    making.publish(
        other, on=date(2026, 3, 1), kind=Kind.EXCLUSION, note="El proceso dejó de existir."
    )
    return other


def test_an_excluded_commitment_stays_readable_with_its_cause_and_date(client, world, excluded):
    shown = html(client, SERVICE + "sin-turno/")
    assert "Compromiso excluido" in shown
    assert "1 de marzo de 2026" in shown
    assert "El proceso dejó de existir." in shown
    assert "Le atendemos sin turno." in shown
    assert 'name="robots" content="noindex"' in shown
    service = html(client, SERVICE)
    promises = service[service.index("A qué se compromete") : service.index("Compromiso excluido")]
    assert "Sin turno" not in promises
    assert "sin-turno" not in html(client, BASE).split("Últimos cambios")[0]
    assert "sin-turno" not in client.get("/sitemap.xml").content.decode()
    assert "1 compromiso" in html(client, "/")


def test_below_an_excluded_service_everything_is_marked_and_out_of_lists(client, world):
    pages = [
        ServicePage.objects.get(pk=world.service.pk),
        CommitmentPage.objects.get(pk=world.commitment.pk),
    ]
    making.publish(*pages, on=date(2026, 6, 1), kind=Kind.EXCLUSION, note="Cambio institucional.")
    for path in (SERVICE, COMMITMENT, ANNEX):
        shown = html(client, path)
        assert "Cambio institucional." in shown
        assert 'name="robots" content="noindex"' in shown
    listed = html(client, BASE).split("Últimos cambios")[0]
    assert SERVICE not in listed
    assert "/cedula/" not in client.get("/sitemap.xml").content.decode()


def test_text_written_by_people_is_never_markup(client, world):
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    page.statement = "<script>alert(1)</script> 35 minutos"
    remedy = page.remedies.all()[0]
    remedy.description = "<img src=x onerror=alert(1)> vea www.ejemplo.gob.ec"
    page.remedies.set([remedy])
    making.publish(page, on=date(2026, 5, 1), kind=Kind.UPDATE, note="<b>cambio</b>")
    for path in (COMMITMENT, SERVICE, BASE, COMMITMENT + "historial/",
                 COMMITMENT + "comparar/1/2/"):  # fmt: skip
        shown = html(client, path)
        assert "<script" not in shown
        assert "<img src=x" not in shown
        assert "<b>" not in shown


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_only_answer_readers(client, world, method):
    for path in (BASE, "/metodo/", "/verificar/", "/sitemap.xml"):
        assert getattr(client, method)(path).status_code == 405


def test_a_page_is_found_where_the_carta_is_the_root_of_a_site(client, world):
    from wagtail.models import Site

    Site.objects.update(root_page=world.carta.page_ptr)
    cache.clear()
    assert "Registro Civil de Prueba" in html(client, "/")
    assert "Todo el país" in html(client, "/cedula/cedula-en-35-minutos/")
    assert "Versión 1" in html(client, "/cedula/historial/")
    assert client.get("/historial/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/historial/", BASE + "nada/", COMMITMENT + "nada/", BASE + "historial/mas/",
     BASE + "versiones/", BASE + "versiones/01/", BASE + "versiones/0/", BASE + "versiones/-1/",
     BASE + "versiones/99999999999999999999/", BASE + "versiones/2/", BASE + "versiones/uno/",
     BASE + "comparar/1/", BASE + "comparar/1/1/", BASE + "comparar/1/2/",
     BASE + "comparar/1/2/3/", BASE + "versiones/١/", BASE + "historial/?pagina=2",
     BASE + "historial/?pagina=cero", "/?pagina=2"],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client, world, path):
    assert client.get(path).status_code == 404
