"""The past: a text on a day, any version, any two compared (R170, R215; DESIGN §3.12)."""

from datetime import date, timedelta

import pytest

from carta_pages.models import CartaPage, CommitmentPage, ServicePage, TerritorialAnnexPage
from entities import clock
from tests.carta_pages.public import world as making
from tests.carta_pages.public.crawling import said
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
ANNEX = SERVICE + "anexo/"
NOINDEX = 'name="robots" content="noindex"'


def html(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return said(response.content.decode())


def update(page, statement=None, value=None, on=date(2026, 5, 1), note="Cambia."):
    page = CommitmentPage.objects.get(pk=page.pk)
    if statement:
        page.statement = statement
    if value:
        sheet = page.indicators.all()[0]
        sheet.value = value
        page.indicators.set([sheet])
    making.publish(page, on=on, note=note, kind=Kind.UPDATE)


@pytest.fixture
def twice(world):
    """A commitment with a second version from the first of May."""
    update(
        world.commitment,
        "Le entregamos su cédula en 30 minutos o menos.",
        "30",
        note="Mejora el estándar.",
    )
    return world


def test_a_day_shows_what_ruled_then_with_a_clear_banner(client, twice):
    shown = html(client, COMMITMENT + "?fecha=2026-03-15")
    assert "35 minutos o menos" in shown
    assert "30 minutos o menos" not in shown
    assert "Así se leía el 15 de marzo de 2026." in shown
    assert "Es la versión 1." in shown
    assert NOINDEX in shown
    assert f'<link rel="canonical" href="http://testserver{COMMITMENT}">' in shown


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (COMMITMENT + "?fecha=2026-03-15", "Cédula en 35 minutos, al 15 de marzo de 2026"),
        (COMMITMENT + "versiones/1/", "Cédula en 35 minutos, versión 1"),
        (COMMITMENT, "Cédula en 35 minutos"),
    ],
)
def test_the_title_of_the_window_tells_an_old_text_from_todays(client, twice, address, words):
    shown = html(client, address)
    assert f"<title>{words} · " in shown
    assert f'<li aria-current="page">{words}</li>' in shown


def test_the_edges_of_a_day(client, twice):
    assert "35 minutos o menos" in html(client, COMMITMENT + "?fecha=2026-04-30")
    assert "30 minutos o menos" in html(client, COMMITMENT + "?fecha=2026-05-01")
    today = clock.today().isoformat()
    assert "Es la misma que rige hoy." in html(client, COMMITMENT + f"?fecha={today}")


def test_walking_in_the_past_stays_in_the_past(client, twice):
    shown = html(client, SERVICE + "?fecha=2026-03-15")
    assert f"{COMMITMENT}?fecha=2026-03-15" in shown
    assert f"{BASE}?fecha=2026-03-15" in shown
    assert "Le entregamos su cédula en 35 minutos" in shown


def test_before_the_first_version_there_was_nothing(client, twice):
    shown = html(client, COMMITMENT + "?fecha=2025-12-31", 404)
    assert "Ese día todavía no estaba publicada" in shown
    assert "15 de enero de 2026" in shown
    assert "35 minutos o menos" not in shown


@pytest.mark.parametrize(
    "text",
    ["ayer", "2026-13-01", "2026-02-30", "20260301", "01/03/2026", "2026-3-1", "0001-01-01",
     "２０２６-03-01", "2026-03-01T00:00", "-1"],
)  # fmt: skip
def test_a_bad_day_is_explained(client, twice, text):
    response = client.get(COMMITMENT, {"fecha": text})
    assert response.status_code == 400
    assert "No entendimos la fecha" in response.content.decode()


def test_a_day_to_come_is_refused_because_nothing_is_scheduled(client, twice):
    tomorrow = clock.today() + timedelta(days=1)
    shown = html(client, COMMITMENT + f"?fecha={tomorrow.isoformat()}", 400)
    assert "Ese día todavía no llega" in shown


def test_an_empty_day_goes_to_the_page(client, twice):
    response = client.get(COMMITMENT + "?fecha=")
    assert response.status_code == 302
    assert response["Location"] == COMMITMENT


def test_today_in_ecuador_decides_and_not_in_london(client, twice):
    from datetime import UTC, datetime

    with clock.frozen(datetime(2026, 6, 2, 3, 0, tzinfo=UTC)):  # the evening of June 1 in Quito
        assert client.get(COMMITMENT + "?fecha=2026-06-02").status_code == 400
        assert client.get(COMMITMENT + "?fecha=2026-06-01").status_code == 200


def test_an_old_version_says_when_it_ruled_and_that_there_is_a_newer_one(client, twice):
    shown = html(client, COMMITMENT + "versiones/1/")
    assert "Versión 1, vigente del 15 de enero de 2026 al 30 de abril de 2026" in shown
    assert "hay una más reciente" in shown
    assert f"{COMMITMENT}comparar/1/2/" in shown
    assert NOINDEX in shown
    newest = html(client, COMMITMENT + "versiones/2/")
    assert "Es la que rige hoy." in newest
    assert NOINDEX in newest


def test_two_versions_of_one_day(client, twice):
    update(twice.commitment, "Le entregamos su cédula en 29 minutos.", on=date(2026, 5, 1))
    assert "vigente el 1 de mayo de 2026" in html(client, COMMITMENT + "versiones/2/")
    assert "29 minutos" in html(client, COMMITMENT + "?fecha=2026-05-01")


def test_the_history_has_the_four_columns_of_the_guide(client, twice):
    shown = html(client, COMMITMENT + "historial/")
    for heading in (
        "Fecha de actualización",
        "Descripción del cambio",
        "Responsable del cambio",
        "Versión",
    ):
        assert f'<th scope="col">{heading}</th>' in shown
    assert shown.index("Mejora el estándar.") < shown.index("Primera versión.")
    assert "Dirección de Servicios" in shown
    assert NOINDEX not in shown


def test_the_history_of_a_service_tells_what_changed_below(client, twice):
    shown = html(client, SERVICE + "historial/")
    below = shown[shown.index("Cambios en sus compromisos") :]
    assert "Mejora el estándar." in below
    assert "Cambios en sus servicios" in html(client, BASE + "historial/")


def test_a_comparison_shows_words_added_and_taken_away_with_labels(client, twice):
    shown = html(client, COMMITMENT + "comparar/1/2/")
    assert '<del><span class="vh">[quitado: </span>35<span class="vh">]</span></del>' in shown
    assert '<ins><span class="vh">[añadido: </span>30<span class="vh">]</span></ins>' in shown
    assert '<span class="tag">Cambiado</span>' in shown
    assert NOINDEX in shown
    assert str(twice.commitment.indicators.all()[0].uuid) not in shown


def test_a_comparison_shows_only_changes_or_the_whole_text(client, twice):
    assert "Sistema de turnos" not in html(client, COMMITMENT + "comparar/1/2/")
    assert "Sistema de turnos" in html(client, COMMITMENT + "comparar/1/2/?todo=1")


def test_a_comparison_is_always_from_the_older_to_the_newer(client, twice):
    response = client.get(COMMITMENT + "comparar/2/1/")
    assert response.status_code == 301
    assert response["Location"] == COMMITMENT + "comparar/1/2/"


def test_a_service_compares_also_what_hangs_below(client, twice):
    added = making.add_commitment(twice.service, "Turno en línea", "turno-en-linea")
    making.publish(added, on=date(2026, 5, 2))
    service = ServicePage.objects.get(pk=twice.service.pk)
    making.publish(service, on=date(2026, 5, 3), note="Revisión.", kind=Kind.UPDATE)
    shown = html(client, SERVICE + "comparar/1/2/")
    below = shown[shown.index("Compromisos y anexo") :]
    assert "Añadido" in below
    assert "Turno en línea" in below
    assert "Cambiado" in below


def test_the_carta_compares_its_services(client, twice):
    gone = ServicePage.objects.get(pk=twice.service.pk)
    commitment = CommitmentPage.objects.get(pk=twice.commitment.pk)
    making.publish(gone, commitment, on=date(2026, 6, 1), kind=Kind.EXCLUSION, note="Cambio.")
    carta = CartaPage.objects.get(pk=twice.carta.pk)
    making.publish(carta, on=date(2026, 6, 2), kind=Kind.UPDATE, note="Revisión.")
    shown = html(client, BASE + "comparar/1/2/")
    below = shown[shown.index("Servicios y compromisos") :]
    assert "Quitado" in below
    assert "Cédula de identidad" in below


def test_a_past_service_shows_what_hung_from_it_then(client, twice):
    added = making.add_commitment(twice.service, "Turno en línea", "turno-en-linea")
    making.publish(added, on=date(2026, 5, 2))
    assert "Turno en línea" in html(client, SERVICE)
    assert "Turno en línea" not in html(client, SERVICE + "?fecha=2026-05-01")
    assert "Turno en línea" not in html(client, SERVICE + "versiones/1/")


def test_a_past_annex_is_compared_with_the_national_standard_of_then(client, twice):
    assert "30 minutos más que" in html(client, ANNEX)
    assert "25 minutos más que" in html(client, ANNEX + "?fecha=2026-03-15")


def test_a_later_change_of_a_register_does_not_change_an_old_text(client, twice):
    unit = twice.units["galapagos"]
    unit.name = "Agencia con otro nombre"
    unit.save()
    assert "Agencia Puerto Baquerizo" in html(client, ANNEX)
    assert "otro nombre" not in html(client, ANNEX)


def test_crumbs_and_titles_say_where_one_is(client, twice):
    shown = html(client, COMMITMENT + "historial/")
    assert "<title>" in shown
    assert "Historial de cambios: Cédula en 35 minutos" in shown
    crumbs = shown[shown.index("Ruta de navegación") : shown.index("</nav>", shown.index("Ruta"))]
    for path in ("/", BASE, SERVICE, COMMITMENT):
        assert f'href="{path}"' in crumbs
    assert "Historial" in crumbs


def test_annex_history_exists_too(client, twice):
    page = TerritorialAnnexPage.objects.get(pk=twice.annex.pk)
    making.publish(page, on=date(2026, 5, 5), kind=Kind.UPDATE, note="Se revisa.")
    assert "Se revisa." in html(client, ANNEX + "historial/")
    assert client.get(ANNEX + "comparar/1/2/").status_code == 200


def test_a_number_changes_whole_and_not_figure_by_figure(client, twice):
    update(
        twice.commitment, "Le entregamos su cédula en 29,5 minutos o menos.", "29.5",
        on=date(2026, 6, 1),
    )  # fmt: skip
    update(
        twice.commitment, "Le entregamos su cédula en 28,5 minutos o menos.", "28.5",
        on=date(2026, 7, 1),
    )  # fmt: skip
    shown = html(client, COMMITMENT + "comparar/3/4/")
    assert shown.count("[quitado: </span>29,5<") == 2
    assert shown.count("[añadido: </span>28,5<") == 2


def test_the_annex_shows_the_limit_of_each_place(client, twice):
    annex = TerritorialAnnexPage.objects.get(pk=twice.annex.pk)
    row = annex.rows.all()[0]
    row.parameter = "5 días laborables"
    annex.rows.set([row])
    making.publish(annex, on=date(2026, 6, 1), kind=Kind.UPDATE, note="Límite.")
    assert "Límite: 5 días laborables" in html(client, ANNEX)
    assert "5 días laborables" in html(client, COMMITMENT)
