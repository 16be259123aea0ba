"""The search in a real browser, as a person with an everyday word and no script (DESIGN §7)."""

import pytest

from carta_pages.services import discovery, search_index
from tests.carta_pages.public import world as making
from tests.factories.workflows import tree_root

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
