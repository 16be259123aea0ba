"""A body that is found again is the one that would be made (docs/rendimiento.md)."""

import pytest
from django.test import Client

from carta_pages.public import bodies, places
from carta_pages.public.provinces import forget_provinces, known_provinces
from tests.cms.page_cache.acts import ACTS
from tests.cms.page_cache.conftest import CARTA, COMMITMENT, SERVICE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembered(settings):
    """A megabyte of bodies, nothing in it."""
    settings.CARTA_BODIES_MB = 1
    forget_provinces()
    bodies.kept.forget()
    yield bodies.kept
    bodies.kept.forget()


@pytest.fixture
def anew(settings):
    """Reads a page as if nothing were remembered."""

    def read(path):
        settings.CARTA_BODIES_MB = 0
        response = Client().get(path)
        settings.CARTA_BODIES_MB = 1
        return response.status_code, response.content

    return read


@pytest.fixture
def made(monkeypatch):
    """Templates of bodies that were rendered."""
    from carta_pages.public import rendering

    seen, real = [], rendering.render
    monkeypatch.setattr(
        rendering,
        "render",
        lambda template, context: seen.append(template) or real(template, context),
    )
    return seen


def test_the_same_edition_is_made_once(world, client, made):
    first = client.get(COMMITMENT).content
    assert len(made) == 1
    assert client.get(COMMITMENT).content == first
    assert len(made) == 1


def test_each_day_version_host_and_province_is_its_own(world, client, made, settings):
    settings.ALLOWED_HOSTS = ["testserver", "otro.testserver"]
    code = next(iter(known_provinces()))
    asked = [
        (COMMITMENT, {}),
        (f"{COMMITMENT}versiones/1/", {}),
        (f"{COMMITMENT}?fecha=2026-07-01", {}),
        (COMMITMENT, {"host": "otro.testserver"}),
        (f"{COMMITMENT}?provincia={code}", {}),
    ]
    answers = [client.get(path, headers=headers).content for path, headers in asked]
    assert len(made) == len(asked) == len(set(answers))


def test_what_shows_a_register_is_made_each_time(world, client, made):
    for _n in range(2):
        client.get(SERVICE)
    assert len(made) == 2


def test_after_every_act_it_says_what_is_in_force(world, client, anew):
    code = next(iter(known_provinces()))
    paths = [
        SERVICE,
        COMMITMENT,
        f"{COMMITMENT}?provincia={code}",
        f"{COMMITMENT}versiones/1/",
    ]
    for act in (None, *ACTS):
        if act:
            act(world)
        for path in paths:
            for _again in range(2):
                response = client.get(path)
            assert (response.status_code, response.content) == anew(path), (act, path)


def test_it_is_bounded(remembered):
    for number in range(10):
        remembered.put(number, "á" * 20, 100)
    assert len(remembered._kept) == 2
    assert remembered._bytes == 80
    assert remembered.get(9) == "á" * 20
    assert remembered.get(0) is None
    remembered.put("too large", "x" * 101, 100)
    assert remembered.get("too large") is None


def test_a_page_that_moved_is_not_found_where_it_stood(world, client, monkeypatch):
    monkeypatch.setattr(places, "_stood", {})
    page = world.commitment
    assert client.get(COMMITMENT).status_code == 200
    type(page).objects.filter(pk=page.pk).update(slug="otra-direccion")
    assert client.get(COMMITMENT).status_code == 404
    assert client.get(f"{SERVICE}otra-direccion/").status_code == 200
    type(page).objects.filter(pk=page.pk).update(slug=page.slug)
    assert client.get(COMMITMENT).status_code == 200


def test_where_pages_stood_is_not_noted_without_end(world, client, monkeypatch):
    monkeypatch.setattr(places, "_stood", {})
    monkeypatch.setattr(places, "MOST_REMEMBERED", 2)
    for path in (CARTA, SERVICE, COMMITMENT):
        client.get(path)
    assert len(places._stood) <= 2
