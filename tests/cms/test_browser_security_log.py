"""The security log in a real browser: three widths, both themes, axe."""

import pytest
from django.conf import settings
from django.urls import reverse

from cms.models import SecurityEvent
from tests.factories.entities import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LONG_ROUTE = "admin/expedientes/<int:pk>/aclaraciones/<int:clarification>/"


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (768, "dark"), (1280, "light"), (1280, "dark")]
)
def test_it_fits_and_is_accessible(chromium, live_server, client, width, scheme):
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    admin = UserFactory(superuser=True, first_name="María de los Ángeles")
    for number, kind in enumerate(SecurityEvent.Kind.values * 6):
        SecurityEvent.objects.create(
            kind=kind,
            user_id=admin.pk if number % 3 else None,
            about_id=admin.pk if kind == SecurityEvent.Kind.ROLE_CHANGED else None,
            address="2001:db8:aaaa:bbbb:cccc:dddd:eeee:7",
            method="POST",
            route=LONG_ROUTE,
            ids={"pk": 17, "clarification": 4},
            status=403,
        )
    client.force_login(admin)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    size = {"width": width, "height": 900}
    context = chromium.new_context(locale="es-EC", viewport=size, color_scheme=scheme)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    tab = context.new_page()
    for query in ("", "?kind=refused&p=1", "?address=203.0.113.7"):
        answer = tab.goto(live_server.url + reverse("carta_security:index") + query)
        assert answer.status == 200
        tab.wait_for_load_state("networkidle")
        beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(beyond) <= 0
        found = axe_module.Axe().run(tab, context="main", options={"runOnly": WCAG})
        problems = [
            (each["id"], [node["html"][:200] for node in each["nodes"]])
            for each in found.response["violations"]
        ]
        assert problems == []
    context.close()
