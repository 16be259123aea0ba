"""The search in a real browser, as a person with an everyday word and no script (DESIGN §7)."""

import pytest

from carta_pages.services import discovery, search_index
from tests.carta_pages.public import world as making
from tests.factories.workflows import tree_root

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEARCHES = {
    "browse": "/buscar/",
    "corrected": "/buscar/?q=sedula",
    "literal": "/buscar/?q=sedula&literal=1",
    "nothing": "/buscar/?q=zzyzx",
    "filtered": "/buscar/?q=cedula&tipo=servicio&canal=oficina&provincia=20",
    "filtered out": "/buscar/?q=cedula&estado=renovado",
    "moment": "/buscar/?evento=identificarse",
    "long": "/buscar/?q=" + "cedulaidentidadpasaporte" * 12,
}


@pytest.fixture
def world(transactional_db):
    tree_root()
    world = making.build()
    services = [world.service]
    discovery.save_event(None, name="Identificarse", slug="identificarse", services=services)
    search_index.rebuild()
    return world


@pytest.fixture
def tab(chromium):
    context = chromium.new_context(locale="es-EC", java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("typed", ["sedula", "zedula", "cedulas"])
def test_a_promise_is_found_by_a_misspelt_word_in_two_clicks_from_the_portal(
    tab, live_server, world, typed
):
    tab.goto(live_server.url + "/")
    tab.get_by_role("searchbox").first.fill(typed)
    tab.locator("main").get_by_role("button", name="Buscar").first.click()
    tab.get_by_role("link", name="Cédula en 35 minutos").first.click()
    assert tab.url.endswith("/registro-civil/cedula/cedula-en-35-minutos/")
    assert "35 minutos" in tab.locator("main").inner_text()


def test_filters_are_put_on_and_taken_off_by_keyboard_alone(tab, live_server, world):
    tab.goto(live_server.url + "/buscar/?q=cedula")
    link = tab.get_by_role("link", name="Anexos territoriales")
    link.focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="1 resultado").wait_for()
    off = tab.get_by_role("link", name="Quitar el filtro")
    off.focus()
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="3 resultados").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_search_is_accessible(chromium, live_server, world, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(locale="es-EC", color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    broken = {}
    for name, path in SEARCHES.items():
        assert page.goto(live_server.url + path).status == 200
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if found := axe.run(page).response["violations"]:
            broken[name] = [(v["id"], v["nodes"][0]["html"]) for v in found]
    assert broken == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_runs_off_the_side(chromium, live_server, world, width):
    context = chromium.new_context(locale="es-EC", viewport={"width": width, "height": 900})
    page = context.new_page()
    for name, path in SEARCHES.items():
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
