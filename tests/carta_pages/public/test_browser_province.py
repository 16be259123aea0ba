"""«Mi provincia» in a real browser: few clicks, no script, keyboard, touch."""

import pytest

from tests.carta_pages.public import world as making
from tests.carta_pages.public.everything import PROVINCES
from tests.factories.entities import PointFactory, ProvinceFactory
from tests.factories.workflows import tree_root

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def country(transactional_db):
    tree_root()
    world = making.build()
    for code, name in PROVINCES.items():
        ProvinceFactory(code=code, name=name)
    PointFactory(
        entity=world.entity,
        name="Ventanilla San Cristóbal",
        province=ProvinceFactory(code="20"),
        timezone="Pacific/Galapagos",
    )
    return world


def test_on_a_promise_that_differs_one_click_is_enough(chromium, live_server, country):
    tab = chromium.new_context(java_script_enabled=False).new_page()
    tab.goto(live_server.url + COMMITMENT)
    tab.click("button:has-text('Pichincha')")
    assert tab.locator("text=No hay diferencia: rige el estándar nacional").is_visible()
    tab.click("text=Ver todo el país")
    assert tab.locator("h2:has-text('¿Y en mi provincia?')").is_visible()
    tab.goto(live_server.url + SERVICE)
    tab.click("text=Cambiar o quitar mi provincia")
    tab.click("text=Quitar mi provincia")
    assert tab.url == f"{live_server.url}{SERVICE}#mi-provincia"
    assert tab.context.cookies() == []


def test_without_cookies_the_page_answers_all_the_same(chromium, live_server, country):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(live_server.url + COMMITMENT)
    tab.click("button:has-text('Galápagos')")
    context.clear_cookies()
    tab.reload()
    assert tab.locator("h2:has-text('En Galápagos')").is_visible()


def test_the_cookie_holds_two_digits_out_of_reach_of_scripts(chromium, live_server, country):
    context = chromium.new_context()
    tab = context.new_page()
    tab.goto(live_server.url + "/mi-provincia/?provincia=20")
    (cookie,) = context.cookies()
    assert (cookie["name"], cookie["value"]) == ("provincia", "20")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert tab.evaluate("document.cookie") == ""


def test_a_province_is_chosen_by_keyboard(chromium, live_server, country):
    tab = chromium.new_context().new_page()
    tab.goto(live_server.url + "/mi-provincia/")
    tab.locator("button:has-text('Azuay')").focus()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.innerText.trim()") == "Bolívar"
    outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in {"none", ""}
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/?provincia=02**")


def test_tiles_can_be_touched_and_stand_as_the_country_does(chromium, live_server, country):
    tab = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    tab.goto(live_server.url + "/mi-provincia/")

    def box(name):
        return tab.locator(f".tile:has-text('{name}')").bounding_box()

    assert box("Carchi")["y"] < box("Pichincha")["y"] < box("Loja")["y"]
    assert box("Manabí")["x"] < box("Pichincha")["x"] < box("Sucumbíos")["x"]
    tab.set_viewport_size(PHONE)
    for tile in tab.locator(".tile button").all():
        size = tile.bounding_box()
        assert size["height"] >= 44
        assert size["width"] >= 44
    names = tab.locator(".tile-name").all_inner_texts()
    assert names[:3] == ["Azuay", "Bolívar", "Cañar"]
    assert len(names) == 24


def test_the_chosen_and_the_differing_are_told_without_colour(chromium, live_server, country):
    tab = chromium.new_context(forced_colors="active").new_page()
    tab.goto(live_server.url + COMMITMENT + "?provincia=20")
    tab.click("summary:has-text('Las demás provincias')")
    words = tab.locator(".tile:has-text('Galápagos')").inner_text()
    assert "su provincia" in words
    assert "otro estándar" in words
    assert "otro estándar" not in tab.locator(".tile:has-text('Loja')").inner_text()
