"""In a real browser: what is typed into a date stays, and the explorer shows whole titles."""

import os

import pytest
from django.urls import reverse

from tests.workflows.gate import world as small_country
from tests.workflows.gate.test_browser_autosave import assert_accessible, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Cédula de identidad: primera vez, renovación y duplicado para ecuatorianos residentes"


def shot(tab, name):
    if shots := os.environ.get("SHOTS"):
        tab.screenshot(path=f"{shots}/{name}.png", full_page=True)


def test_the_editor_leaves_typed_dates_alone_and_the_explorer_shows_whole_titles(
    chromium, live_server
):
    world = small_country.build()
    page, writer = world.own.draft, world.own.people["uni"]
    context, tab = signed_in(chromium, live_server, writer)
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[page.pk]))
    tab.get_by_role("tab", name="Dónde rige").click()
    for name, typed in {"valid_from": "31/02/2027", "review_on": "ayer"}.items():
        field = tab.locator(f"input[name={name}]")
        field.click()
        field.press_sequentially(typed, delay=10)
        field.press("Tab")
        tab.wait_for_timeout(300)
        assert field.input_value() == typed
    with tab.expect_navigation(wait_until="load", timeout=30_000):
        tab.click("button.action-save")
    tab.get_by_role("tab", name="Dónde rige").click()
    assert tab.locator("input[name=valid_from]").input_value() == "31/02/2027"
    assert tab.locator("input[name=review_on]").input_value() == "ayer"
    assert tab.get_by_text("Escriba una fecha que exista").count() == 2
    shot(tab, "dates")

    parent = page.get_parent()
    type(parent).objects.filter(pk=parent.pk).update(title=LONG, draft_title=LONG)
    tab.goto(live_server.url + reverse("wagtailadmin_explore", args=[parent.pk]))
    last = tab.locator(".w-slim-header .w-breadcrumbs li").last
    assert " ".join(last.inner_text().split()) == LONG
    shot(tab, "explorer")
    fits = last.evaluate(
        "e => { const a = e.getBoundingClientRect(),"
        " b = document.getElementById('w-slim-header-buttons').getBoundingClientRect(),"
        " h = e.closest('header').getBoundingClientRect();"
        " return [a.right <= b.left || a.bottom <= b.top,"
        " e.scrollWidth <= e.clientWidth, a.bottom <= h.bottom] }"
    )
    assert fits == [True, True, True]
    assert_accessible(tab)
    context.close()
