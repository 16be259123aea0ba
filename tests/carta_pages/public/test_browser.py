"""In a real browser: accessible, self-contained, readable at 320 px, without script (DESIGN §7)."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from carta_pages.models import CommitmentPage
from tests.carta_pages.public import world as making
from tests.factories.entities import ClosureFactory, PointFactory, ProvinceFactory
from tests.factories.workflows import tree_root
from workflows.models import Edition
from workflows.services import trace
from workflows.stages import Kind

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"


@pytest.fixture
def addresses(transactional_db):
    """One of each kind of public page, refusals included, with the status it answers."""
    tree_root()
    world = making.build()
    page = CommitmentPage.objects.get(pk=world.commitment.pk)
    page.statement = "Le entregamos su cédula en 30 minutos o menos."
    making.publish(page, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Mejora el estándar.")
    other = making.add_commitment(world.service, "Sin turno", "sin-turno")
    making.publish(other, on=date(2026, 2, 1))
    other = CommitmentPage.objects.get(pk=other.pk)
    making.publish(other, on=date(2026, 6, 1), kind=Kind.EXCLUSION, note="Dejó de existir.")
    ClosureFactory(point=PointFactory(entity=world.entity), confirmed=True)
    PointFactory(
        entity=world.entity,
        province=ProvinceFactory(code="20", name="Galápagos"),
        timezone="Pacific/Galapagos",
    )
    trace.publish_head(date(2026, 11, 1))
    code = Edition.objects.filter(page_id=page.pk).first().code
    return {
        "/": 200,
        BASE: 200,
        SERVICE: 200,
        COMMITMENT: 200,
        SERVICE + "anexo/": 200,
        SERVICE + "sin-turno/": 200,
        BASE + "historial/": 200,
        COMMITMENT + "historial/": 200,
        COMMITMENT + "versiones/1/": 200,
        COMMITMENT + "comparar/1/2/": 200,
        COMMITMENT + "comparar/1/2/?todo=1": 200,
        SERVICE + "?fecha=2026-02-02": 200,
        SERVICE + "?fecha=2020-02-02": 404,
        SERVICE + "?fecha=nunca": 400,
        "/verificar/": 200,
        "/verificar/?codigo=no-existe": 404,
        f"/verificar/{code}/": 200,
        "/metodo/": 200,
        "/guia-visual/": 200,
        "/no-existe/": 404,
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_public_page_is_accessible(chromium, live_server, addresses, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(locale="es-EC", color_scheme=scheme, bypass_csp=True)
    tab = context.new_page()
    broken = {}
    for path in addresses:
        tab.goto(live_server.url + path)
        if tab.locator("details").count():
            tab.eval_on_selector_all("details", "all => all.forEach(d => d.open = true)")
        found = axe.run(tab).response["violations"]
        if found:
            broken[path] = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
    assert broken == {}


def test_no_page_asks_another_host_or_breaks_the_content_policy(chromium, live_server, addresses):
    own = urlsplit(live_server.url).netloc
    context = chromium.new_context(locale="es-EC")
    tab = context.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    for path, status in addresses.items():
        asked.clear()
        assert tab.goto(live_server.url + path).status == status, path
        assert {urlsplit(url).netloc for url in asked} == {own}, (path, asked)
        assert len(asked) <= 4, (path, asked)
    refused = [text for text in said if "status of 40" not in text]
    assert refused == []


def test_pages_need_no_script_and_no_wide_screen(chromium, live_server, addresses):
    context = chromium.new_context(
        locale="es-EC", java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    measuring = chromium.new_context(locale="es-EC", viewport={"width": 320, "height": 640})
    tab, ruler = context.new_page(), measuring.new_page()
    for path in addresses:
        tab.goto(live_server.url + path)
        assert tab.locator("script, [style], style").count() == 0, path
        assert tab.locator("h1").is_visible(), path
        ruler.goto(live_server.url + path)
        wider = ruler.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, (path, wider)


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


def test_the_keyboard_skips_to_the_content(chromium, live_server, addresses):
    tab = chromium.new_context(locale="es-EC").new_page()
    tab.goto(live_server.url + COMMITMENT)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "contenido"
