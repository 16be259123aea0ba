"""In a real browser: keyboard, 320 to 1280 px, dark theme and axe on the staff screens."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings

from entities import clock
from entities.models import RoleAssignment
from entities.services import invitation_links
from entities.vocabulary import Capacity, Role
from tests.factories.entities import RoleAssignmentFactory
from tests.workflows.staff.conftest import NEW_PASSWORD, invite, side, url

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def office(transactional_db):
    """An entity with a gap, somebody who waits, somebody about to end and somebody who ended."""
    here = side("DIGERCIC")
    today = clock.today()
    RoleAssignment.objects.filter(pk=here.held[Role.MAX].pk).update(ends_on=today - timedelta(1))
    RoleAssignment.objects.filter(pk=here.held[Role.PLAN].pk).update(ends_on=today + timedelta(9))
    here.held[Role.UNI].units.set(here.units[:1])
    here.acting = RoleAssignmentFactory(
        role=Role.CAL, entity=here.entity, capacity=Capacity.SUBROGANTE,
        document="Acción de personal DIGERCIC-2026-0118", ends_on=today + timedelta(12),
    )  # fmt: skip
    here.waiting = invite(here.manager, here.entity, Role.TER, units=here.units)[1]
    return here


@pytest.fixture
def open_as(chromium, live_server, client):
    """Opens a screen as a person (None: nobody signed in)."""
    contexts = []

    def opening(person, path, **options):
        options = {"locale": "es-EC", "viewport": {"width": 1280, "height": 900}, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        if person is not None:
            client.force_login(person)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
            )
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        tab.goto(live_server.url + path)
        tab.wait_for_load_state("networkidle")
        return tab

    yield opening
    for context in contexts:
        context.close()


def joining(invitation):
    token = invitation_links.token_of(invitation)
    return f"/admin/invitacion/{invitation.uuid}/{token}/"


def screens(office):
    manager, dated = office.manager, office.acting
    return [
        ("lista", manager, url("index")),
        ("terminados", manager, url("index") + "?ver=terminados"),
        ("persona", manager, url("person", dated.user_id)),
        ("invitada", manager, url("person", office.waiting.user_id)),
        ("yo", manager, url("person", manager.pk)),
        ("invitar", manager, url("invite")),
        ("dar", manager, url("give", dated.user_id)),
        ("delimitar", manager, url("rescope", office.held[Role.UNI].pk)),
        ("renovar", manager, url("renew", dated.pk)),
        ("terminar", manager, url("finish", dated.pk)),
        ("reenviar", manager, url("send_again", office.waiting.pk)),
        ("anular", manager, url("cancel", office.waiting.pk)),
        ("aceptar", None, joining(office.waiting)),
        ("no vale", None, joining(office.waiting)[:-9] + "/"),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light")])
def test_every_screen_reads_at_any_width_and_has_no_barrier(office, open_as, width, scheme):
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    for _name, person, path in screens(office):
        tab = open_as(person, path, viewport={"width": width, "height": 900}, color_scheme=scheme)
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(beyond) <= 0, path
        levels = tab.evaluate(
            "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => +h.tagName[1])"
        )
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), (path, levels)
        found = axe_module.Axe().run(tab, context="main", options={"runOnly": WCAG})
        problems = [
            (each["id"], [node["html"][:200] for node in each["nodes"]])
            for each in found.response["violations"]
        ]
        assert problems == [], path
        tab.context.close()


def test_a_role_is_ended_with_the_keyboard_alone(office, open_as):
    tab = open_as(office.manager, url("finish", office.acting.pk))
    tab.locator("input[name=when]").first.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowUp")
    tab.locator("textarea[name=reason]").focus()
    tab.keyboard.type("Volvió de vacaciones quien es titular.")
    tab.keyboard.press("Tab")
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    office.acting.refresh_from_db()
    assert office.acting.ends_on == clock.today() - timedelta(days=1)
    tab.get_by_text("Se terminó el rol de").wait_for()


def test_an_invited_person_enters_without_script(office, open_as):
    tab = open_as(None, joining(office.waiting), java_script_enabled=False)
    tab.locator("#id_new_password1").fill(NEW_PASSWORD)
    tab.locator("#id_new_password2").fill(NEW_PASSWORD)
    tab.get_by_role("button", name="Guardar y activar mi cuenta").click()
    tab.get_by_text("Su cuenta está lista").wait_for()
    tab.locator("#id_username").fill(office.waiting.user.username)
    tab.locator("#id_password").fill(NEW_PASSWORD)
    tab.locator("form button[type=submit]").click()
    assert tab.locator("h1").inner_text().startswith("Hola")


def test_a_refused_form_says_what_is_wrong_beside_its_field(office, open_as):
    tab = open_as(office.manager, url("invite"))
    tab.locator("#id_email").fill("otra@ejemplo.gob.ec")
    tab.get_by_role("button", name="Enviar la invitación").click()
    tab.get_by_text("No se cambió nada").wait_for()
    assert tab.locator("#id_email").input_value() == "otra@ejemplo.gob.ec"
