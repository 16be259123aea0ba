"""In a real browser: accessible, self-contained, readable at 320 px, without script (DESIGN §7)."""

from urllib.parse import urlsplit

import pytest

from carta_pages.services import search_index
from tests.carta_pages.public import everything
from tests.carta_pages.public.everything import BASE, COMMITMENT, SERVICE
from tests.factories.workflows import tree_root

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


SOME = [
    "/", BASE, SERVICE, COMMITMENT, COMMITMENT + "historial/", COMMITMENT + "comparar/1/2/",
    SERVICE + "?fecha=2020-02-02", "/buscar/?q=sedula", "/metodo/", "/verificar/", "/no-existe/",
]  # fmt: skip
WIDTHS = (320, 768, 1280)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LARGE_LETTERS = "document.documentElement.style.fontSize = '200%'"
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"


@pytest.fixture
def everywhere(transactional_db):
    """One of each kind of public page, refusals included, with the status it answers."""
    tree_root()
    return everything.build()


@pytest.fixture
def addresses(transactional_db):
    """Some pages of one carta."""
    tree_root()
    everything.usual()
    search_index.rebuild()
    return SOME


def test_every_template_is_accessible_in_light_and_dark_and_fits_any_screen(
    chromium, live_server, everywhere
):
    """Each page is visited once: axe, widths, letters twice as large, then its dark colours."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = chromium.new_context(locale="es-EC", bypass_csp=True).new_page()
    refusals = everything.refusals()
    tab.route(
        "**/refusal/*",
        lambda route: route.fulfill(
            body=refusals[route.request.url.rpartition("/")[2]], content_type="text/html"
        ),
    )
    broken, wide = {}, {}
    for path in [*everywhere, *(f"/refusal/{name}" for name in refusals)]:
        tab.emulate_media(color_scheme="light")
        tab.set_viewport_size({"width": WIDTHS[-1], "height": 800})
        answer = tab.goto(live_server.url + path)
        assert answer.status == everywhere.get(path, 200), path
        tab.evaluate(OPEN)
        found = axe.run(tab).response["violations"]
        tab.emulate_media(color_scheme="dark")
        only = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        found += axe.run(tab, options=only).response["violations"]
        if found:
            broken[path] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            if tab.evaluate(WIDER) > 0:
                wide[path, width] = tab.evaluate(WIDER)
        tab.evaluate(LARGE_LETTERS)
        if tab.evaluate(WIDER) > 0:
            wide[path, "200 %"] = tab.evaluate(WIDER)
    assert broken == {}
    assert wide == {}


def test_no_page_asks_another_host_or_breaks_the_content_policy(chromium, live_server, addresses):
    own = urlsplit(live_server.url).netloc
    context = chromium.new_context(locale="es-EC")
    tab = context.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    for path in addresses:
        asked.clear()
        tab.goto(live_server.url + path)
        assert {urlsplit(url).netloc for url in asked} == {own}, (path, asked)
        assert len(asked) <= 4, (path, asked)
    refused = [text for text in said if "status of 40" not in text]
    assert refused == []


def test_a_person_reads_compares_and_verifies_by_clicking(chromium, live_server, addresses):
    context = chromium.new_context(locale="es-EC", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(live_server.url + "/")
    tab.click("text=Registro Civil de Prueba")
    tab.click("h3 >> text=Cédula de identidad")
    tab.click("h3 >> text=Cédula en 35 minutos")
    assert tab.locator(".statement").inner_text().startswith("Le entregamos su cédula en 30")
    tab.click("text=Comparar con la versión anterior")
    tab.locator("ins").first.wait_for()
    tab.click("text=Texto completo")
    assert "todo=1" in tab.url
    tab.click("nav >> text=Cédula en 35 minutos")
    tab.click("text=Verificar esta versión")
    tab.locator("text=Está en vigor.").wait_for()
    tab.click("text=Todo el historial")
    tab.fill("#fecha", "2026-03-15")
    tab.click("text=Ver ese día")
    tab.locator("text=Así se leía el 15 de marzo de 2026.").wait_for()


SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    name: one.innerText.trim() || one.id,
    tag: one.tagName,
    seen: box.width > 0 && box.height > 0 && box.left >= 0 && box.right <= innerWidth,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}"""


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(
    chromium, live_server, addresses
):
    tab = chromium.new_context(locale="es-EC").new_page()
    for path in (COMMITMENT, "/buscar/?q=sedula", "/mi-provincia/"):
        tab.goto(live_server.url + path)
        pressable = "a[href], button, input:not([type=hidden]), summary"
        expected = tab.locator(pressable).evaluate_all(
            "all => all.filter(one => one.checkVisibility()).length"
        )
        stops = []
        for _turn in range(expected):
            tab.keyboard.press("Tab")
            stops.append(tab.evaluate(SEEN))
        assert stops[0]["name"] == "Saltar al contenido"
        assert "Buscar" in [stop["name"] for stop in stops[:4]]
        assert [stop for stop in stops if not (stop["seen"] and stop["ring"])] == [], path
        assert "BODY" not in {stop["tag"] for stop in stops}, path
    tab.goto(live_server.url + COMMITMENT)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "contenido"
    tab.locator("summary").first.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("details").first.get_attribute("open") is None
