"""What citizens come for, counted in clicks from the front door: an old telephone, no script."""

from urllib.parse import urlsplit

import pytest

from carta_pages.services import search_index
from tests.carta_pages.public import everything
from tests.carta_pages.public.everything import COMMITMENT
from tests.factories.entities import PointFactory, ProvinceFactory
from tests.factories.workflows import tree_root
from tests.reports import pdf

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def country(transactional_db, settings, tmp_path):
    settings.CARTA_PAPER_DIR = tmp_path / "papel"
    tree_root()
    everything.usual()
    island = ProvinceFactory(code="20")
    entity = PointFactory._meta.model.objects.first().entity
    PointFactory(entity=entity, name="Ventanilla San Cristóbal", province=island)
    search_index.rebuild()


class Person:
    """Somebody at the front door whose clicks are counted; typing is no click."""

    def __init__(self, chromium, live_server):
        telephone = {"width": 320, "height": 640}
        context = chromium.new_context(
            locale="es-EC", java_script_enabled=False, viewport=telephone
        )
        self.tab = context.new_page()
        self.site = live_server.url
        self.clicks = 0
        self.tab.goto(self.site + "/")

    def on(self, role, name):
        found = self.tab.locator("main").get_by_role(role, name=name)
        found.first.click()
        self.clicks += 1

    def reads(self, words):
        """Whether the words are seen on the page, as they are read."""
        return words in " ".join(self.tab.locator("main").inner_text().split())


def test_five_errands_take_few_clicks(chromium, live_server, country):
    """Issue: misspelt word ≤ 2, my province ≤ 3, what it said ≤ 3, the PDF ≤ 2, a proof 1."""
    person = Person(chromium, live_server)
    person.tab.get_by_role("searchbox").fill("sedula")
    person.on("button", "Buscar")
    person.on("link", "Cédula en 35 minutos")
    assert person.clicks == 2
    assert urlsplit(person.tab.url).path == COMMITMENT
    assert person.reads("Le entregamos su cédula en 30 minutos o menos.")
    person.on("link", "Comparar con la versión anterior")
    assert person.clicks == 3
    assert person.tab.locator("del").filter(has_text="35").first.is_visible()

    person = Person(chromium, live_server)
    person.on("button", "Galápagos")
    person.on("link", "Registro Civil de Prueba")
    assert person.reads("como máximo 60 minutos")
    person.on("link", "Le entregamos su cédula en 30 minutos o menos.")
    assert person.clicks == 3
    assert person.reads("En Galápagos")
    assert person.reads("como máximo 60 minutos")
    assert person.reads("Ventanilla San Cristóbal")

    person = Person(chromium, live_server)
    person.on("link", "Registro Civil de Prueba")
    person.tab.route("**/*.pdf", lambda route: route.abort())  # no viewer: its bytes are enough
    with person.tab.expect_request("**/*.pdf") as asked:
        person.on("link", "La carta completa (PDF)")
    assert person.clicks == 2
    printed = person.tab.context.request.get(asked.value.url).body()
    assert printed.startswith(b"%PDF")

    (code,) = pdf.codes(printed)
    person.tab.goto(code)
    assert code.startswith(f"{person.site}/verificar/")
    assert person.reads("Está en vigor.")
    assert person.reads("Coincide.")
