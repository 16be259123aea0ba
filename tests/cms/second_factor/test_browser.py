"""In a real browser: three widths, both themes, keyboard, axe, and without JavaScript."""

import re
import time

import pytest

from cms.second_factor import codes, holders, sealing
from entities.vocabulary import Role
from tests.cms.second_factor.conftest import Phone
from tests.factories.entities import PASSWORD, EntityFactory, person_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Now:
    """A phone's clock that runs."""

    @property
    def now(self):
        return time.time()


@pytest.fixture
def decider(transactional_db, settings):
    settings.CARTA_SECOND_FACTOR = "required"
    return person_with(Role.PLAN, EntityFactory())


@pytest.fixture
def tab_of(chromium, live_server):
    contexts = []

    def opening(**options):
        context = chromium.new_context(locale="es-EC", **options)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        tab.goto(live_server.url + "/admin/")
        return tab

    yield opening
    for context in contexts:
        context.close()


def _looks_right(tab, axe_module, name):
    tab.wait_for_load_state("networkidle")
    assert tab.evaluate(BEYOND) <= 0, name
    assert tab.locator("main h1").count() == 1, name
    found = axe_module.Axe().run(tab, context="main", options={"runOnly": WCAG})
    problems = [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found.response["violations"]
    ]
    assert problems == [], name


def _sign_in(tab, user):
    tab.locator("#id_username").fill(user.username)
    tab.locator("#id_password").fill(PASSWORD)
    tab.locator("#id_password").press("Enter")


def _key_on(tab, user):
    secret = sealing.open_offer(user, tab.locator("[name=offer]").get_attribute("value")).secret
    shown = "".join(tab.locator(".carta-factor__key code").all_inner_texts())
    assert shown == codes.in_letters(secret)
    return Phone(secret, Now())


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light")])
def test_from_the_password_to_the_codes_and_back(decider, tab_of, width, scheme):
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab = tab_of(viewport={"width": width, "height": 900}, color_scheme=scheme)
    _sign_in(tab, decider)
    tab.get_by_role("heading", name="Active su segundo factor").wait_for()
    _looks_right(tab, axe_module, f"{width}-activar")
    phone = _key_on(tab, decider)
    tab.locator("#id_code").fill(phone.wrong())
    tab.get_by_role("button", name="Activar").click()
    tab.get_by_text("El código no es correcto").wait_for()
    _looks_right(tab, axe_module, f"{width}-activar-error")
    assert _key_on(tab, decider).secret == phone.secret
    # By the keyboard alone: the field, then Enter.
    tab.locator("#id_code").focus()
    tab.keyboard.type(phone.code())
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Guarde sus códigos de recuperación").wait_for()
    _looks_right(tab, axe_module, f"{width}-codigos")
    shown = tab.locator(".carta-factor__codes code").all_inner_texts()
    assert len(shown) == 10
    with tab.expect_download() as download:
        tab.get_by_text("Descargar en un archivo").click()
    text = download.value.path().read_text()
    assert re.findall(r"^[a-z2-7-]{19}$", text, re.MULTILINE) == shown
    tab.get_by_text("Ya los guardé").click()
    assert tab.locator("h1").first.inner_text().startswith("Hola")
    tab.goto(tab.url.split("/admin/")[0] + "/admin/segundo-factor/")
    _looks_right(tab, axe_module, f"{width}-estado")
    tab.get_by_role("link", name="Nuevos códigos").click()
    _looks_right(tab, axe_module, f"{width}-confirmar")

    again = tab_of(viewport={"width": width, "height": 900}, color_scheme=scheme)
    _sign_in(again, decider)
    again.get_by_role("heading", name="Escriba su código").wait_for()
    field = again.locator("#id_code")
    assert field.get_attribute("autocomplete") == "one-time-code"
    assert field.get_attribute("inputmode") == "numeric"
    _looks_right(again, axe_module, f"{width}-codigo")
    field.fill(phone.wrong())
    again.get_by_role("button", name="Entrar").click()
    again.get_by_text("El código no es correcto o ya se usó").wait_for()
    _looks_right(again, axe_module, f"{width}-codigo-error")
    again.get_by_role("link", name="No tengo el teléfono").click()
    _looks_right(again, axe_module, f"{width}-recuperacion")
    again.locator("#id_code").fill(shown[0])
    again.get_by_role("button", name="Entrar").click()
    assert again.locator("h1").first.inner_text().startswith("Hola")


def test_it_works_without_javascript(decider, tab_of):
    tab = tab_of(java_script_enabled=False)
    tab.locator("#id_username").fill(decider.username)
    tab.locator("#id_password").fill(PASSWORD)
    tab.locator("form.login-form button[type=submit]").click()
    phone = _key_on(tab, decider)
    tab.locator("#id_code").fill(phone.code())
    tab.get_by_role("button", name="Activar").click()
    assert tab.locator(".carta-factor__codes code").count() == 10
    tab.get_by_text("Ya los guardé").click()
    assert tab.locator("h1").first.inner_text().startswith("Hola")
    assert holders.codes_left(decider) == 10
