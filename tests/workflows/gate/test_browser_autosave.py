"""In a real browser: autosave, then "Guardar", is one author; a second tab is told (T21)."""

import os

import pytest
from django.urls import reverse

from tests.factories.entities import PASSWORD
from tests.workflows.gate import world as small_country
from workflows.models import KeptDraft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATEMENT = "textarea[name=statement]"


def signed_in(chromium, live_server, person):
    context = chromium.new_context(locale="es-EC")
    tab = context.new_page()
    tab.goto(live_server.url + reverse("wagtailadmin_login"))
    tab.fill("input[name=username]", person.get_username())
    tab.fill("input[name=password]", PASSWORD)
    tab.click("button[type=submit]")
    tab.wait_for_url("**" + reverse("wagtailadmin_home"))
    return context, tab


def assert_accessible(tab):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(tab, context="main").response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def newest(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object().statement


def is_autosave(response):
    return response.request.method == "POST" and "/edit/" in response.url


def type_and_wait(tab, words):
    with tab.expect_response(is_autosave, timeout=60_000) as saved:
        tab.click(STATEMENT)
        tab.keyboard.press("ControlOrMeta+a")
        tab.keyboard.type(words, delay=15)
    return saved.value.status


def test_what_is_written_as_soon_as_the_page_opens_is_saved_too(chromium, live_server):
    """Wagtail begins to compare two seconds after the page came."""
    world = small_country.build()
    page, writer = world.own.draft, world.own.people["uni"]
    context, tab = signed_in(chromium, live_server, writer)
    tab.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    with tab.expect_response(is_autosave, timeout=20_000) as saved:
        tab.fill(STATEMENT, "Escrito enseguida.")
    assert saved.value.status == 200
    assert newest(page) == "Escrito enseguida."
    context.close()


def test_autosave_and_save_by_hand_in_two_tabs(chromium, live_server):
    world = small_country.build()
    page, writer = world.own.draft, world.own.people["uni"]
    context, first = signed_in(chromium, live_server, writer)
    edit = live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk])
    first.goto(edit)
    second = context.new_page()
    second.goto(edit)

    assert type_and_wait(first, "Primero, solo.") == 200
    assert type_and_wait(first, "Primero, otra vez.") == 200
    assert newest(page) == "Primero, otra vez."
    first.fill(STATEMENT, "Primero, guardado a mano.")
    first.click("button.action-save")
    first.wait_for_load_state("networkidle")
    assert newest(page) == "Primero, guardado a mano."
    assert KeptDraft.objects.count() == 0

    assert type_and_wait(second, "Segundo, tarde.") == 409
    second.click("button.action-save")
    dialog = second.locator("#w-save-confirmation-dialog")
    dialog.get_by_text("Usted guardó otra versión en otra ventana").wait_for()
    dialog.get_by_role("button", name="Guardar borrador").click()
    second.get_by_text("En qué se diferencian").wait_for()
    assert_accessible(second)
    assert newest(page) == "Primero, guardado a mano."
    assert KeptDraft.objects.count() == 1
    if shots := os.environ.get("SHOTS"):
        second.screenshot(path=f"{shots}/conflict.png", full_page=True)
    second.click("text=Conservar mi texto")
    second.wait_for_load_state("networkidle")
    assert newest(page) == "Segundo, tarde."
    assert KeptDraft.objects.filter(resolved_at=None).count() == 0
    context.close()


ROUNDS = int(os.environ.get("CARTA_TORTURE_ROUNDS", "4"))


def test_saving_by_hand_while_an_autosave_is_on_its_way_is_one_author(chromium, live_server):
    """Before, on and after the moment the autosave leaves: one text, nothing to decide."""
    world = small_country.build()
    page, writer = world.own.draft, world.own.people["uni"]
    context, tab = signed_in(chromium, live_server, writer)
    edit = live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk])
    for number in range(ROUNDS):
        tab.goto(edit)
        # Wagtail compares with the form as it was two seconds after it opened.
        tab.wait_for_timeout(2100)
        words = f"Atendemos en {number} minutos."
        tab.fill(STATEMENT, words)
        if number % 4 == 0:
            tab.wait_for_timeout(1500)  # the autosave still waits for its turn
        else:
            with tab.expect_request(
                lambda r: r.method == "POST" and r.headers.get("accept") == "application/json",
                timeout=30_000,
            ):
                pass
            if number % 4 == 3:
                tab.keyboard.type(" ")
        with (
            tab.expect_navigation(wait_until="load", timeout=30_000),
            tab.expect_response(
                lambda r: r.request.method == "POST" and r.request.is_navigation_request(),
                timeout=30_000,
            ) as answer,
        ):
            tab.click("button.action-save")
        assert answer.value.status == 302, number
        assert not tab.get_by_text("conservado").is_visible(), number
        assert newest(page).strip() == words
        assert KeptDraft.objects.count() == 0, number
    context.close()
