"""How public pages behave towards strangers, proxies and other hosts (R14, T60)."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.urls import reverse, set_script_prefix

from tests.carta_pages.public.crawling import crawl, links_of, said
from tests.factories.carta_pages import CommitmentPageFactory

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
PAGES = ["/", BASE, BASE + "cedula/", BASE + "cedula/cedula-en-35-minutos/", "/metodo/",
         BASE + "historial/", "/verificar/"]  # fmt: skip


def test_reading_leaves_no_cookie_and_differs_for_nobody(client, world, django_user_model):
    def shown():
        return {path: client.get(path) for path in PAGES}

    strange = shown()
    assert all(not response.cookies for response in strange.values())
    client.force_login(django_user_model.objects.create_superuser("root", "r@ejemplo.ec", "x"))
    for path, response in shown().items():
        assert response.content == strange[path].content, path


def test_reading_writes_nothing(client, world):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        for path in PAGES:
            client.get(path)
    writing = [
        query["sql"]
        for query in captured
        if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}
    ]
    assert writing == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_comes_from_another_host_and_nothing_is_inline(client, world, path):
    response = client.get(path)
    html = response.content.decode()
    assert "<script" not in html
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


def test_every_link_of_the_public_side_answers(client, world):
    broken = {
        address: response.status_code
        for address, response in crawl(client, "/", "/sitemap.xml").items()
        if response.status_code >= 400
    }
    assert broken == {}


def test_a_head_request_is_answered_without_a_body(client, world):
    response = client.head(BASE)
    assert response.status_code == 200
    assert response.content == b""


def test_everything_can_be_mounted_under_a_prefix(client, world, settings):
    settings.FORCE_SCRIPT_NAME = "/cartas"
    set_script_prefix("/cartas/")  # what the real handler does; the test client does not
    cache.clear()
    try:
        for path in PAGES:
            response = client.get(path)
            assert response.status_code == 200
            own = [
                link
                for link in links_of(response.content.decode())
                if not urlsplit(link).netloc and urlsplit(link).path
                and not urlsplit(link).path.startswith(("/static/", "?"))
                and urlsplit(link).scheme in {"", "http"}
            ]  # fmt: skip
            outside = [link for link in own if not link.startswith("/cartas/")]
            assert outside == [], path
        assert (
            "http://testserver/cartas/registro-civil/"
            in client.get("/sitemap.xml").content.decode()
        )
    finally:
        set_script_prefix("/")


def test_a_private_page_stays_private(client, world):
    from wagtail.models import PageViewRestriction

    # The machine refuses it; if it ever got there, reading would ask for it.
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page_id=world.service.pk, restriction_type=PageViewRestriction.LOGIN)]
    )
    assert client.get(BASE).status_code == 200
    response = client.get(BASE + "cedula/cedula-en-35-minutos/")
    assert response.status_code == 302
    assert "35 minutos o menos" not in said(response.content.decode())


def test_route_words_are_no_addresses_of_pages(world):
    from django.core.exceptions import ValidationError

    for word in ("historial", "versiones", "comparar"):
        with pytest.raises(ValidationError):
            CommitmentPageFactory(parent=world.service, title="X", slug=word)


def test_the_named_addresses(world):
    assert reverse("carta_verify", args=["abc"]) == "/verificar/abc/"
    assert reverse("carta_method") == "/metodo/"
    assert reverse("carta_sitemap") == "/sitemap.xml"
