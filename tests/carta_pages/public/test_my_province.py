"""«Mi provincia»: chosen once, answered on every page, never in the way (DESIGN §4)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from carta_pages.models import (
    AnnexRow,
    CommitmentPage,
    ServicePage,
    ServiceProvider,
    TerritorialAnnexPage,
)
from carta_pages.public.provinces import chosen_province, forget_provinces
from carta_pages.public.returning import safe_return
from entities import register_copy
from entities.models import TerritorialUnit
from tests.carta_pages.public import world as making
from tests.factories.entities import (
    ClosureFactory,
    PointFactory,
    ProvinceFactory,
    UnitFactory,
    ZoneFactory,
)
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
ANNEX = SERVICE + "anexo/"
PAGES = ["/", BASE, SERVICE, COMMITMENT, ANNEX]
CHOOSE = "/mi-provincia/"


@pytest.fixture(autouse=True)
def register(db):
    forget_provinces()
    ProvinceFactory(code="20", name="Galápagos")
    ProvinceFactory(code="17", name="Pichincha")
    ProvinceFactory(code="14", name="Morona Santiago")
    yield
    forget_provinces()


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode().replace("\xa0", " ")


def mine(html):
    """The words of «mi provincia» on a page."""
    part = html.partition('aria-labelledby="mi-provincia"')[2].partition("<details")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part).split()).replace(" .", ".").replace(" ,", ",")


# --- Which province is meant ------------------------------------------------------------------


def asked(query="", cookie=None):
    request = RequestFactory().get("/" + query)
    if cookie is not None:
        request.COOKIES["provincia"] = cookie
    return chosen_province(request)


@pytest.mark.parametrize(
    ("query", "cookie", "code"),
    [
        ("", None, ""),
        ("?provincia=14", None, "14"),
        ("", "14", "14"),
        ("?provincia=17", "14", "17"),
        ("?provincia=", "14", ""),
        ("?provincia=99", "14", ""),
        ("?provincia=14&provincia=17", None, ""),
        ("?otra=14", "17", "17"),
    ],
)
def test_the_parameter_comes_before_the_cookie(query, cookie, code):
    assert asked(query, cookie) == code


HOSTILE = [
    "99", "1", "014", "14 ", " 14", "14\n", "14\x00", "\x0014", "١٤", "１４", "1４", "-1", "1e",
    "0x", "14;17", "14,17", "Morona Santiago", "null", "'--", "<b>", "%31%34", "ñ4", "9" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_that_is_no_province_is_no_choice(value):
    request = RequestFactory().get("/", {"provincia": value})
    assert chosen_province(request) == ""
    assert asked("", value) == ""


@pytest.mark.parametrize("query", ["?provincia[]=14", "?provincia[0]=14", "?PROVINCIA=14"])
def test_another_name_is_another_parameter(query):
    assert asked(query) == ""


@pytest.mark.parametrize("value", ["", "abc", "9" * 40, "14x"])
def test_nothing_is_read_when_nothing_was_asked(value):
    with CaptureQueriesContext(connection) as captured:
        assert asked("", value or None) == ""
        assert asked("?provincia=" + value) == ""
    assert len(captured) == 0


def test_the_register_is_read_once_and_again_when_it_changes():
    with CaptureQueriesContext(connection) as captured:
        assert [asked("", "14") for _time in range(3)] == ["14"] * 3
    assert len(captured) == 1
    assert asked("", "22") == ""
    created = ProvinceFactory(code="22", name="Orellana")
    assert asked("", "22") == "22"
    created.closed_on = date(2020, 1, 1)
    created.save()
    assert asked("", "22") == ""


def test_a_change_that_passed_by_the_models_shows_within_a_minute(monkeypatch):
    assert asked("", "14") == "14"
    TerritorialUnit.objects.filter(code="14").update(code="13")
    assert asked("", "14") == "14"
    later = register_copy.time.monotonic() + register_copy.TRUSTED_SECONDS
    monkeypatch.setattr(register_copy.time, "monotonic", lambda: later)
    assert asked("", "14") == ""


# --- Choosing, changing, forgetting -----------------------------------------------------------


def test_choosing_keeps_two_digits_for_a_year_and_goes_back(client, world):
    response = client.get(CHOOSE, {"provincia": "14", "volver": COMMITMENT})
    assert response.status_code == 302
    assert response["Location"] == f"{COMMITMENT}?provincia=14#mi-provincia"
    assert "no-store" in response["Cache-Control"]
    assert list(response.cookies) == ["provincia"]
    cookie = response.cookies["provincia"]
    assert cookie.value == "14"
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Lax", True, "/")
    assert cookie["domain"] == ""
    assert "En Morona Santiago" in get(client, SERVICE)


@pytest.mark.parametrize(("secure", "setting", "marked"), [
    (False, False, False), (True, False, True), (False, True, True),
])  # fmt: skip
def test_the_cookie_is_secure_where_the_site_is(client, secure, setting, marked):
    with override_settings(SESSION_COOKIE_SECURE=setting):
        response = client.get(CHOOSE, {"provincia": "14"}, secure=secure)
    assert bool(response.cookies["provincia"]["secure"]) is marked


def test_changing_and_forgetting(client, world):
    client.get(CHOOSE, {"provincia": "14"})
    client.get(CHOOSE, {"provincia": "20"})
    assert "En Galápagos" in get(client, BASE)
    assert "Galápagos" in get(client, CHOOSE)
    response = client.get(CHOOSE, {"olvidar": "1", "volver": BASE + "?provincia=20"})
    assert response["Location"] == BASE + "#mi-provincia"
    assert response.cookies["provincia"].value == ""
    assert response.cookies["provincia"]["max-age"] == 0
    assert "En Galápagos" not in get(client, BASE)


@pytest.mark.parametrize("value", ["", *HOSTILE[:-1]])
def test_an_unknown_province_is_said_and_not_kept(client, value):
    client.cookies["provincia"] = "14"
    response = client.get(CHOOSE, {"provincia": value})
    assert response.status_code == 400
    assert "No conocemos esa provincia" in response.content.decode()
    assert "provincia" not in response.cookies
    assert "Set-Cookie" not in response.headers


def test_a_broken_cookie_breaks_nothing(client, world):
    for value in [*HOSTILE[:5], "<script>"]:
        client.cookies["provincia"] = value
        for path in (*PAGES, CHOOSE):
            assert "¿Y en mi provincia?" in (html := get(client, path)) or path == CHOOSE
            assert "<script>" not in html


def test_only_readers_are_answered(client):
    assert client.post(CHOOSE, {"provincia": "14"}).status_code == 405


@pytest.mark.parametrize(
    ("asked_back", "back"),
    [
        ("/", "/"),
        ("/registro-civil/cedula/", "/registro-civil/cedula/"),
        ("/a/?fecha=2026-02-03", "/a/?fecha=2026-02-03"),
        ("/a/?fecha=2026-02-03&provincia=14", "/a/?fecha=2026-02-03"),
        ("/a/versiones/2/", "/a/versiones/2/"),
        ("/buscar/?q=c%C3%A9dula+hoy&pagina=2", "/buscar/?q=c%C3%A9dula+hoy&pagina=2"),
    ],
)
def test_one_goes_back_to_addresses_of_this_site(asked_back, back):
    assert safe_return(asked_back) == back


ELSEWHERE = [
    "", "https://example.org/", "//example.org/", "///example.org/", "/\\example.org/", "\\\\x/",
    "/a//example.org/", "javascript:alert(1)", "example.org", "/../", "/a/../../b/", "/./", "/%2f/",
    "/%2F%2Fexample.org/", "/a/\r\nSet-Cookie: x=1", "/a/%0d%0aX/", "/a/?x=\r\nSet-Cookie:x",
    "/a/?x=1#//b", "/a/ ", " /a/", "/a\t/", "/\x00/", "/á/", "/a/?x=<b>", "/@example.org/",
    "http:/a/", "/a", "/" + "a" * 700 + "/", "/a/?" + "x=1&" * 30, "/．．/", "/a;b/",
]  # fmt: skip


@pytest.mark.parametrize("value", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client, world, value):
    assert safe_return(value) == ""
    response = client.get(CHOOSE, {"provincia": "14", "volver": value})
    assert response["Location"] == "/?provincia=14#mi-provincia"
    assert "x" not in response.cookies


def test_a_line_break_in_the_query_stays_escaped(client, world):
    response = client.get(CHOOSE, {"provincia": "14", "volver": "/a/?x=%0d%0aSet-Cookie:y"})
    assert response["Location"] == "/?provincia=14#mi-provincia"
    response = client.get(CHOOSE, {"provincia": "14", "volver": "/a/?x=%0d%0aSet-Cookie"})
    assert response["Location"] == "/a/?x=%0D%0ASet-Cookie&provincia=14#mi-provincia"


def test_choosing_does_not_lead_round_in_circles(client, world):
    for back in (CHOOSE, CHOOSE + "?olvidar=1"):
        response = client.get(CHOOSE, {"provincia": "14", "volver": back})
        assert response["Location"] == "/?provincia=14#mi-provincia"


# --- What pages say ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_without_a_province_nobody_is_answered(client, world, path):
    PointFactory(entity=world.entity, province=TerritorialUnit.objects.get(code="14"))
    plain = get(client, path)
    assert "¿Y en mi provincia?" in plain
    assert "No hay diferencia" not in plain
    assert 'aria-current="true"' not in plain
    client.cookies["provincia"] = "99"
    assert get(client, path) == plain
    client.cookies["provincia"] = "14"
    assert get(client, path) != plain
    assert get(client, path + "?provincia=") == plain


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_for_the_province_and_shows_the_way_to_the_whole_country(
    client, world, path
):
    client.cookies["provincia"] = "14"
    html = get(client, path)
    assert "En Morona Santiago" in mine(html)
    assert f'href="{path}?provincia="' in html
    assert html.count('aria-current="true"') == 1
    assert "su provincia" in html
    assert 'rel="canonical"' in html
    assert "provincia" not in re.search(r'rel="canonical" href="([^"]+)"', html)[1]


def test_where_nothing_differs_it_is_said_plainly(client, world):
    client.cookies["provincia"] = "17"
    says = "No hay diferencia: rige el estándar nacional, como máximo 35 minutos."
    assert says in mine(get(client, COMMITMENT))
    for path in (BASE, SERVICE):
        assert "No hay diferencia: en todos los compromisos rige el estándar nacional." in mine(
            get(client, path)
        )
    assert "Este anexo no fija nada distinto para su provincia" in mine(get(client, ANNEX))


def test_the_annex_of_the_province_with_its_distance_and_its_source(client, world):
    client.cookies["provincia"] = "20"
    for path in (BASE, SERVICE, COMMITMENT):
        html = get(client, path)
        words = mine(html)
        assert "Agencia Puerto Baquerizo, cantón San Cristóbal: como máximo 60 minutos." in words
        assert "25 minutos más que el estándar nacional (menos exigente)" in words
        assert "Estándar nacional: como máximo 35 minutos." in words
        assert "Por qué es distinto: Hay una sola ventanilla." in words
        assert "Fuente de la diferencia: Anexo territorial de la cédula, versión 1" in words
        assert f'href="{ANNEX}"' in html
        assert f'href="{ANNEX}versiones/1/"' in html


def test_the_annex_shows_the_readers_places_first(client, world):
    other = UnitFactory(entity=world.entity, name="Agencia Macas", canton="Morona",
                        province=TerritorialUnit.objects.get(code="14"))  # fmt: skip
    more_rows(world, other)
    assert places(client, ANNEX) == ["Agencia Puerto Baquerizo", "Agencia Macas"]
    client.cookies["provincia"] = "14"
    assert places(client, ANNEX) == ["Agencia Macas", "Agencia Puerto Baquerizo"]
    assert "está primero" in mine(get(client, ANNEX))


def places(client, path):
    return re.findall(r'<h2 id="lugar\d+">\s*([^<(]+?) \(', get(client, path))


def more_rows(world, unit=None, territory=None, value="50", on=date(2026, 5, 1)):
    """The annex in a second version, with one row more."""
    annex = TerritorialAnnexPage.objects.get(pk=world.annex.pk)
    row = annex.rows.all()[0]
    annex.rows.add(
        AnnexRow(
            sort_order=annex.rows.count(),
            unit=unit,
            territory=territory,
            indicator=row.indicator,
            commitment_title=row.commitment_title,
            indicator_name=row.indicator_name,
            indicator_unit=row.indicator_unit,
            operator=row.operator,
            value=value,
            justification="Llegan por río.",
        )
    )
    making.publish(annex, on=on, kind=Kind.UPDATE, note="Agrega un lugar.")


@pytest.fixture
def two_units(world):
    """Morona Santiago with two units, of which the annex speaks of one since May."""
    morona = TerritorialUnit.objects.get(code="14")
    macas, sucua = (
        UnitFactory(entity=world.entity, name=f"Agencia {name}", province=morona, canton=canton)
        for name, canton in (("Macas", "Morona"), ("Sucúa", "Sucúa"))
    )
    service = ServicePage.objects.get(pk=world.service.pk)
    service.providers.add(ServiceProvider(unit=macas), ServiceProvider(unit=sucua))
    making.publish(service, on=date(2026, 4, 1), kind=Kind.UPDATE, note="Dos unidades más.")
    more_rows(world, macas)
    return world


def test_where_both_standards_hold_the_units_are_listed_with_their_canton(client, two_units):
    client.cookies["provincia"] = "14"
    words = mine(get(client, COMMITMENT))
    assert "rigen dos estándares, según dónde le atiendan" in words
    assert "Agencia Macas, cantón Morona: como máximo 50 minutos." in words
    assert "Agencia Sucúa, cantón Sucúa: como máximo 35 minutos." in words
    assert "Es el estándar nacional." in words
    assert "Agencia Puerto Baquerizo" not in words


@pytest.mark.parametrize(
    ("cantons", "says"),
    [
        ("", "En toda la provincia rige un estándar propio: como máximo 50 minutos."),
        ("Morona, Sucúa", "En una parte de esta provincia el estándar es otro:"),
    ],
)
def test_the_edition_keeps_what_a_zone_covers(client, world, cantons, says):
    morona = TerritorialUnit.objects.get(code="14")
    zone = ZoneFactory(entity=world.entity, name="Zona 6", cantons=cantons)
    zone.provinces.set([morona])
    more_rows(world, territory=zone)
    zone.provinces.clear()
    client.cookies["provincia"] = "14"
    assert says in mine(get(client, COMMITMENT))
    client.cookies["provincia"] = "17"
    assert "No hay diferencia" in mine(get(client, COMMITMENT))


def test_a_day_is_answered_with_the_annex_of_that_day(client, two_units):
    client.cookies["provincia"] = "14"
    before = get(client, COMMITMENT + "?fecha=2026-04-15")
    assert "No hay diferencia: rige el estándar nacional, como máximo 35 minutos." in mine(before)
    assert f'href="{COMMITMENT}?fecha=2026-04-15&amp;provincia="' in before
    after = get(client, SERVICE + "?fecha=2026-05-15")
    assert "Agencia Macas, cantón Morona: como máximo 50 minutos." in mine(after)
    assert "versión 2" in mine(after)


def test_a_version_is_answered_as_it_was_when_it_began(client, two_units):
    page = CommitmentPage.objects.get(pk=two_units.commitment.pk)
    making.publish(page, on=date(2026, 6, 1), kind=Kind.UPDATE, note="Otra.")
    client.cookies["provincia"] = "14"
    assert "No hay diferencia" in mine(get(client, COMMITMENT + "versiones/1/"))
    assert "rigen dos estándares" in mine(get(client, COMMITMENT + "versiones/2/"))


def test_a_row_out_of_its_dates_does_not_hold(client, world):
    annex = TerritorialAnnexPage.objects.get(pk=world.annex.pk)
    row = annex.rows.all()[0]
    row.valid_from, row.valid_until = date(2026, 1, 1), date(2026, 2, 28)
    annex.rows.set([row])
    making.publish(annex, on=date(2026, 1, 20), kind=Kind.UPDATE, note="Hasta febrero.")
    client.cookies["provincia"] = "20"
    assert "60 minutos" in mine(get(client, COMMITMENT + "?fecha=2026-02-28"))
    assert "No hay diferencia" in mine(get(client, COMMITMENT + "?fecha=2026-03-01"))


def test_an_excluded_annex_rules_no_more(client, world):
    annex = TerritorialAnnexPage.objects.get(pk=world.annex.pk)
    making.publish(annex, on=date(2026, 5, 1), kind=Kind.EXCLUSION, note="Ya no hace falta.")
    client.cookies["provincia"] = "20"
    for path in (BASE, SERVICE, COMMITMENT):
        assert "No hay diferencia" in mine(get(client, path)), path
    assert "60 minutos" in mine(get(client, COMMITMENT + "?fecha=2026-04-01"))


def test_a_commitment_of_other_provinces_does_not_claim_to_hold_here(client, world):
    from carta_pages.models.remedies import ScopeTerritory

    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    page.scope_kinds = ("provincial",)
    page.scope_territories = [ScopeTerritory(territory=TerritorialUnit.objects.get(code="17"))]
    making.publish(page, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Solo en Pichincha.")
    client.cookies["provincia"] = "14"
    for path in (BASE, SERVICE, COMMITMENT):
        words = mine(get(client, path))
        assert "Este compromiso no vale en Morona Santiago." in words
        assert "Pichincha" in words
        assert "No hay diferencia" not in words
    client.cookies["provincia"] = "17"
    assert "No hay diferencia" in mine(get(client, COMMITMENT))


@pytest.fixture
def points(world):
    morona, pichincha = (TerritorialUnit.objects.get(code=code) for code in ("14", "17"))
    macas = PointFactory(entity=world.entity, name="Ventanilla Macas", province=morona,
                         canton="Morona", address="Amazonas y Bolívar")  # fmt: skip
    ClosureFactory(point=macas, confirmed=True)
    PointFactory(entity=world.entity, name="Ventanilla Quito", province=pichincha)
    PointFactory(entity=world.entity, name="Sitio web", province=None)
    return world


@pytest.mark.parametrize("path", [BASE, COMMITMENT])
def test_points_of_the_province_with_address_hours_and_closures(client, points, path):
    client.cookies["provincia"] = "14"
    words = mine_points(get(client, path))
    for part in ("Ventanilla Macas", "Amazonas y Bolívar", "de 08:00 a 17:00", "Cerrado"):
        assert part in words
    assert "Ventanilla Quito" not in words


def mine_points(html):
    section = html.partition('aria-labelledby="mi-provincia"')[2].partition('class="mine-map"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", section).split())


def test_the_service_unfolds_the_readers_province_first(client, points):
    client.cookies["provincia"] = "14"
    html = get(client, SERVICE)
    where = html[html.index('id="donde"') :]
    found = re.findall(r'<details class="province"( open)?>\s*<summary>\s*([^<]+?)\s*<', where)
    assert found == [
        (" open", "Morona Santiago"),
        ("", "Pichincha"),
        ("", "En línea y por teléfono"),
    ]
    assert "1 punto de atención en su provincia" in mine(html)


def test_a_province_without_points_is_told(client, points):
    client.cookies["provincia"] = "20"
    for path in (BASE, SERVICE, COMMITMENT):
        assert "No hay puntos de atención registrados en esta provincia." in mine(get(client, path))
    assert "Ninguna entidad con carta publicada" in mine(get(client, "/"))


def test_the_past_shows_no_points_of_today(client, points):
    client.cookies["provincia"] = "14"
    assert "Ventanilla Macas" not in get(client, COMMITMENT + "?fecha=2026-02-02")


def test_the_portal_says_who_attends_in_the_province(client, points):
    client.cookies["provincia"] = "14"
    words = mine(get(client, "/"))
    assert "Registro Civil de Prueba 1 punto de atención: Morona" in words


def test_the_map_marks_where_an_annex_differs_in_words_too(client, world):
    for path in (SERVICE, COMMITMENT, ANNEX):
        html = get(client, path)
        assert "En una provincia el estándar es otro: Galápagos." in mine(html), path
        tile = html[html.index('value="20"') : html.index("</button>", html.index('value="20"'))]
        assert "otro estándar" in tile
        assert html.count('class="tile-differs"') == 1
    assert "tile-differs" not in get(client, "/")


def test_the_map_leads_back_to_the_page_and_its_day(client, world):
    html = get(client, SERVICE + "?fecha=2026-02-02&otra=cosa")
    assert f'name="volver" value="{SERVICE}?fecha=2026-02-02"' in html
    assert "otra" not in html


def test_a_preview_is_the_same_for_every_reader(world):
    from carta_pages.public.rendering import render_content

    request = RequestFactory().get("/?provincia=20")
    body = render_content(world.commitment.build_snapshot(), page=world.commitment, request=request)
    assert "mi-provincia" not in body


def test_machines_are_not_sent_through_the_provinces(client, world):
    assert "Disallow: /mi-provincia/" in get(client, "/robots.txt")
    assert 'content="noindex"' in get(client, CHOOSE)


# --- What it costs ----------------------------------------------------------------------------


def count(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "more"), [("/", 1), (BASE, 2), (SERVICE, 0), (COMMITMENT, 1), (ANNEX, 0)]
)
def test_an_answer_costs_two_questions_at_most(client, points, path, more):
    plain = count(client, path)
    client.cookies["provincia"] = "14"
    assert count(client, path) - plain == more


def test_more_services_points_and_annexes_cost_the_same(client, points):
    client.cookies["provincia"] = "14"
    before = {path: count(client, path) for path in PAGES}
    pages = []
    for number in range(5):
        service = making.add_service(points.carta, f"S {number}", f"s-{number}", points.unit)
        commitment = making.add_commitment(service, "Compromiso", "compromiso")
        annex = making._annex(service, commitment, points.units["galapagos"])
        pages += [service, commitment, annex]
    making.publish(*pages, on=date(2026, 2, 1), light=True)
    for _point in range(5):
        PointFactory(entity=points.entity, province=TerritorialUnit.objects.get(code="14"))
    assert {path: count(client, path) for path in PAGES} == before
