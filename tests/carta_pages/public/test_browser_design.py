"""In a real browser: nothing moves when the font arrives, targets are large, paper is enough."""

import time

import pytest

from carta_pages import sheet
from tests.carta_pages.public.test_browser import BASE, COMMITMENT, SERVICE, addresses

__all__ = ["addresses"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOME = ["/", BASE, SERVICE, COMMITMENT, COMMITMENT + "historial/", "/guia-visual/"]
SHIFTS = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) moved += shift.value;
  }).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(moved), 300);
})"""
SMALL = """() => [...document.querySelectorAll("a, button, input, summary, select")]
  .filter(one => !one.closest("p, dd, td, li li, .crumbs, .vh") && !one.matches(".skip"))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 24 || box.width < 24))
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.mark.parametrize("width", [320, 1280])
def test_a_font_that_comes_late_moves_nothing(chromium, live_server, addresses, width):
    """Good is 0.1 (Core Web Vitals); a stand-in of the same measure stays far below."""
    moved = {}
    for path in SOME[:4]:
        context = chromium.new_context(locale="es-EC", viewport={"width": width, "height": 800})
        tab = context.new_page()

        def late(route):
            time.sleep(0.4)
            route.continue_()

        tab.route("**/*.woff2", late)
        tab.goto(live_server.url + path)
        assert tab.evaluate("document.fonts.load('20px Petrona').then(found => found.length)")
        moved[path] = tab.evaluate(SHIFTS)
        context.close()
    assert max(moved.values()) <= 0.02, moved


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_measures_at_least_24_pixels(chromium, live_server, addresses, width):
    tab = chromium.new_context(viewport={"width": width, "height": 800}).new_page()
    small = {}
    for path in SOME:
        tab.goto(live_server.url + path)
        if found := tab.evaluate(SMALL):
            small[path] = found
    assert small == {}


def test_four_requests_draw_a_page(chromium, live_server, addresses):
    context = chromium.new_context(locale="es-EC")
    for path in SOME:
        tab, asked = context.new_page(), []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.goto(live_server.url + path)
        assert len(asked) <= 4, (path, asked)
        tab.close()


def test_paper_shows_the_promise_and_its_seal_and_no_buttons(chromium, live_server, addresses):
    tab = chromium.new_context(locale="es-EC").new_page()
    tab.goto(live_server.url + COMMITMENT)
    tab.emulate_media(media="print")
    assert tab.locator(".statement").is_visible()
    assert tab.locator(".promise .rosette").is_visible()
    assert not tab.locator(".foot").is_visible()
    assert not tab.locator(".crumbs").is_visible()
    assert tab.locator(".ways:visible").count() == 0
    colour = tab.locator(".figure").first.evaluate("one => getComputedStyle(one).color")
    assert colour == "rgb(0, 0, 0)"


def test_a_body_of_ours_changes_nothing_around_it(chromium):
    tab = chromium.new_context().new_page()
    outside = '<h1 id="h">a</h1><a href="#" id="a">b</a><table id="t"><tr><td>c</td></tr></table>'
    measure = """() => ["h", "a", "t"].map(id => {
      const style = getComputedStyle(document.getElementById(id));
      return [style.color, style.font, style.margin, style.borderCollapse].join();
    })"""
    tab.set_content(outside)
    before = tab.evaluate(measure)
    tab.add_style_tag(content=sheet.joined())
    tab.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<div class=carta><h1>d</h1></div>')"
    )
    assert tab.evaluate(measure) == before
    inside = tab.locator(".carta h1").evaluate("one => getComputedStyle(one).fontFamily")
    assert "Petrona" in inside
