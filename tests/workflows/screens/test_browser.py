"""In a real browser: keyboard, dragging, 320 px, dark theme and axe on the machine's screens."""

from itertools import pairwise

import pytest
from django.conf import settings
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import UnitFactory, UserFactory
from workflows.models import Dossier
from workflows.stages import Kind, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Wagtail's main hides what runs over its edge, so the document's own width tells nothing: every
# element is asked, but for what scrolls inside a box of its own. The minimap waits outside folded.
BEYOND = """() => {
  const edge = document.documentElement.clientWidth + 1;
  const lost = (e) => {
    const box = e.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1 || box.right <= edge) return false;
    if (e.closest(".w-sr-only, .w-minimap")) return false;
    if (!e.checkVisibility({ visibilityProperty: true })) return false;
    for (let up = e.parentElement; up && up.tagName !== "MAIN"; up = up.parentElement)
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return false;
    return true;
  };
  return [...document.querySelectorAll("main *")].filter(lost).map(
    (e) => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right)
  );
}"""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def office(transactional_db):
    """A quality office with three dossiers of one page, one of them an update of a public one."""
    make.tree_root()
    world, _first = make.published()
    writer = world.people[Role.UNI]
    make.edit(world.commitment, writer, statement="Usted recibe su cédula en 30 minutos o menos.")
    dossiers = [make.submit(world, world.commitment, kind=Kind.UPDATE)]
    for title in ("Turno sin fila", "Respuesta a reclamos"):
        page = make.add_commitment(world.service, writer, title=title)
        dossiers.append(make.submit(world, page, kind=Kind.UPDATE))
    return world, dossiers


@pytest.fixture
def open_as(chromium, live_server, client):
    """Opens a screen as a person, without the door."""
    contexts = []

    def opening(person, path, **options):
        client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        options = {"locale": "es-EC", "viewport": {"width": 1280, "height": 900}, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        answer = tab.goto(live_server.url + path)
        assert answer.status == 200
        tab.wait_for_load_state("networkidle")
        return tab

    yield opening
    for context in contexts:
        context.close()


def url(name, *args):
    return reverse(f"carta_workflows:{name}", args=args)


def test_a_decision_is_taken_with_the_keyboard_alone(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("dossier", dossiers[0].pk))
    tab.locator("summary", has_text="Devolver con observaciones").focus()
    tab.keyboard.press("Enter")
    tab.locator("#id_return_reason").wait_for()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Falta decir de qué sistema sale el dato.")
    tab.locator("summary", has_text="Dar por revisado").focus()
    tab.keyboard.press("Enter")
    assert not tab.locator("#id_return_reason").is_visible(), "one choice at a time"
    tab.locator("summary", has_text="Devolver con observaciones").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("#id_return_reason").input_value().startswith("Falta decir")
    tab.locator("details[open] button[type=submit]").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    dossier = Dossier.objects.get(pk=dossiers[0].pk)
    assert dossier.stage == Stage.UNIT
    assert dossier.observations.get().text == "Falta decir de qué sistema sale el dato."


def test_what_does_not_change_is_shown_when_asked(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("dossier", dossiers[0].pk))
    equal = tab.locator(".carta-diff .is-equal").first
    assert not equal.is_visible()
    tab.get_by_label("Mostrar también lo que no cambia").check()
    equal.wait_for()


def test_the_frame_is_as_tall_as_its_text_and_runs_no_script(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("dossier", dossiers[0].pk))
    frame = tab.locator("iframe[data-carta-preview]").first
    frame.scroll_into_view_if_needed()
    assert frame.get_attribute("sandbox") == "allow-same-origin"
    tab.wait_for_timeout(1500)
    assert frame.bounding_box()["height"] > 320


def test_a_refused_decision_takes_the_focus_to_its_reason(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("dossier", dossiers[0].pk))
    tab.locator("summary", has_text="Devolver con observaciones").click()
    with tab.expect_navigation():
        tab.locator("details[open] button[type=submit]").click()
    assert tab.title().startswith("Error: ")
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert "No se registró" in tab.evaluate("document.activeElement.innerText")


def drag(tab, source, target):
    tab.locator(source).drag_to(tab.locator(target))
    tab.wait_for_load_state("networkidle")


def test_a_dossier_dragged_onto_another_travels_with_it(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("board"))
    tab.on("dialog", lambda dialog: dialog.accept())
    one, two = dossiers[0].pk, dossiers[1].pk
    drag(tab, f"[data-carta-card='{two}']", f"[data-carta-card='{one}']")
    tab.wait_for_selector("text=Quedaron juntas")
    assert Dossier.objects.get(pk=two).status == Dossier.Status.MERGED
    item = Dossier.objects.get(pk=one).items.last()
    page = tab.locator(f"[data-carta-page='{item.pk}']")
    page.hover()
    tab.mouse.down()
    tab.locator("[data-carta-drop]").evaluate("e => e.scrollIntoView()")
    box = page.bounding_box()
    tab.mouse.move(box["x"] + 5, box["y"] + 12, steps=3)
    drop = tab.locator("[data-carta-drop]")
    drop.wait_for(state="visible")
    place = drop.bounding_box()
    tab.mouse.move(place["x"] + 20, place["y"] + 10, steps=6)
    tab.mouse.up()
    tab.get_by_role("button", name="Separar", exact=True).click()
    tab.wait_for_selector("text=con lo que separó")
    item.refresh_from_db()
    assert item.dossier_id != one


def test_dragging_that_is_not_confirmed_changes_nothing(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("board"))
    tab.on("dialog", lambda dialog: dialog.dismiss())
    one, two = dossiers[0].pk, dossiers[1].pk
    drag(tab, f"[data-carta-card='{two}']", f"[data-carta-card='{one}']")
    assert Dossier.objects.get(pk=two).status == Dossier.Status.OPEN


def test_without_script_the_ticks_do_the_same_and_parting_asks_first(office, open_as):
    world, dossiers = office
    tab = open_as(world.people[Role.CAL], url("board"), java_script_enabled=False)
    for dossier in dossiers[:2]:
        tab.locator(f"input[name=dossier][value='{dossier.pk}']").check()
    tab.get_by_role("button", name="Agrupar los expedientes marcados").click()
    assert Dossier.objects.get(pk=dossiers[1].pk).status == Dossier.Status.MERGED
    item = dossiers[0].items.last()
    tab.locator(f"[data-carta-page='{item.pk}'] input").check()
    tab.get_by_role("button", name="Separar las páginas marcadas").click()
    item.refresh_from_db()
    assert item.dossier_id == dossiers[0].pk
    tab.get_by_role("button", name="Separar", exact=True).click()
    item.refresh_from_db()
    assert item.dossier_id != dossiers[0].pk


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light")])
def test_every_screen_reads_at_any_width_and_has_no_barrier(office, open_as, width, scheme):
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    world, dossiers = office
    cal, uni = world.people[Role.CAL], world.people[Role.UNI]
    returned = make.return_to(world, dossiers[2], Stage.UNIT, "Explique la fuente del dato.")
    draft = make.add_commitment(world.service, uni, title="Por enviar")
    for person, path in [
        (cal, url("dossier", dossiers[0].pk)),
        (world.people[Role.AUD], url("dossier", dossiers[0].pk)),
        (cal, reverse("wagtailadmin_home")),
        (uni, reverse("wagtailadmin_home")),
        (cal, url("index")),
        (cal, url("board")),
        (cal, url("notices")),
        (world.people[Role.AUD], url("trace")),
        (uni, url("submit", draft.pk)),
        (uni, url("discard", draft.pk)),
        (uni, url("resubmit", returned.pk)),
    ]:
        tab = open_as(person, path, viewport={"width": width, "height": 900}, color_scheme=scheme)
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(beyond) <= 0, path
        assert tab.evaluate(BEYOND) == [], path
        levels = tab.evaluate(
            "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => +h.tagName[1])"
        )
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path, levels)
        for summary in tab.locator("summary").all():
            summary.click()
        found = axe_module.Axe().run(tab, context="main", options={"runOnly": WCAG})
        problems = [
            (each["id"], [node["html"][:200] for node in each["nodes"]])
            for each in found.response["violations"]
        ]
        assert problems == [], path
        tab.context.close()


def test_what_runs_over_the_edge_is_seen_though_the_page_hides_it(office, open_as):
    world, _dossiers = office
    tab = open_as(world.people[Role.CAL], url("index"), viewport={"width": 320, "height": 900})
    assert tab.evaluate(BEYOND) == []
    tab.evaluate(
        "document.querySelector('main .content').insertAdjacentHTML("
        "'beforeend', '<p id=wide style=\"width: 500px\">x</p>')"
    )
    assert len(tab.evaluate(BEYOND)) == 1


def register(name, action="index"):
    return reverse(f"{name}_modeladmin_{action}")


@pytest.mark.parametrize("width", [320, 768])
def test_registers_forms_and_editors_fit_a_narrow_window(office, open_as, width):
    world, _dossiers = office
    cal, uni, adm = world.people[Role.CAL], world.people[Role.UNI], UserFactory(superuser=True)
    long = (
        "Dirección Nacional de Servicios Desconcentrados de Identificación y Cedulación de Morona"
    )
    UnitFactory(entity=world.entity, name=long)
    for person, path in [
        (cal, reverse("carta_portfolio")),
        (uni, reverse("carta_import")),
        (cal, register("entities_pointofservice")),
        (cal, register("entities_pointchange")),
        (cal, register("entities_temporaryclosure")),
        (cal, register("entities_organizationalunit")),
        (adm, register("entities_roleassignment")),
        (adm, register("entities_entity")),
        (adm, reverse("wagtailusers_users:index")),
        (adm, register("entities_roleassignment", "create")),
        (cal, register("entities_pointofservice", "create")),
        (cal, register("entities_temporaryclosure", "create")),
        (uni, reverse("wagtailadmin_explore", args=[world.service.pk])),
        (uni, reverse("wagtailadmin_pages:edit", args=[world.service.pk])),
        (
            uni,
            reverse(
                "wagtailadmin_pages:edit",
                args=[make.add_commitment(world.service, uni, title=f"Por enviar {width}").pk],
            ),
        ),
    ]:
        tab = open_as(person, path, viewport={"width": width, "height": 900})
        tabs = tab.locator("main [role=tab]").all() or [None]
        for each in tabs:
            if each is not None:
                each.click()
            assert tab.evaluate(BEYOND) == [], (path, each and each.inner_text())
        tab.context.close()


def test_filters_fold_above_a_narrow_list_and_stand_beside_a_wide_one(office, open_as):
    world, _dossiers = office
    path = register("entities_organizationalunit")
    cal = world.people[Role.CAL]
    wide = open_as(cal, path)
    assert wide.get_by_role("link", name="Vigentes").is_visible()
    narrow = open_as(cal, path, viewport={"width": 320, "height": 900})
    assert not narrow.get_by_role("link", name="Vigentes").is_visible()
    narrow.locator("summary", has_text="Filtros").click()
    narrow.get_by_role("link", name="Vigentes").click()
    narrow.wait_for_load_state()
    assert narrow.locator("li.selected", has_text="Vigentes").is_visible(), "open while in use"
