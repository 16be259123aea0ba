"""Notices and featured services as citizens read them: today, beside what is in force."""

from datetime import date, timedelta

import pytest

from entities import clock, published
from entities.models import FeaturedServices
from tests.carta_pages.public import world as making
from tests.carta_pages.public.world import START
from tests.factories.entities import FeaturedFactory, NoticeFactory
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
DAY = date(2026, 11, 20)


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def say(world, title="Brigada en Sucúa", **values):
    values = {"starts_on": DAY, "ends_on": DAY + timedelta(days=3), "confirmed": True, **values}
    return NoticeFactory(entity=world.entity, title=title, **values)


def test_a_notice_stands_above_the_carta_on_its_days_and_only_there(client, world):
    say(world)
    for shift, is_there in ((-1, False), (0, True), (3, True), (4, False)):
        with clock.frozen(DAY + timedelta(days=shift)):
            assert ("Brigada en Sucúa" in text(client, BASE)) is is_there, shift
    with clock.frozen(DAY):
        shown = text(client, BASE)
        assert "hasta el 23 de noviembre de 2026" in shown
        assert "No cambia ningún compromiso" in shown
        for path in (SERVICE, COMMITMENT, "/", BASE + "versiones/1/", BASE + f"?fecha={START}"):
            assert "Brigada en Sucúa" not in text(client, path), path


def test_a_notice_of_a_service_stands_in_both(client, world):
    say(world, service_id=world.service.pk)
    say(world, "Otro aviso")
    with clock.frozen(DAY):
        assert "Brigada en Sucúa" in text(client, BASE)
        shown = text(client, SERVICE)
        assert "Brigada en Sucúa" in shown
        assert "Otro aviso" not in shown


@pytest.mark.parametrize("values", [{"confirmed": False}, {"withdrawn_at": True}])
def test_what_is_not_confirmed_or_was_withdrawn_is_not_read(client, world, values):
    if "withdrawn_at" in values:
        values = {"withdrawn_at": clock.now()}
    say(world, **values)
    with clock.frozen(DAY):
        assert "Brigada en Sucúa" not in text(client, BASE)


def test_what_was_written_is_never_markup(client, world):
    say(world, "<b>a</b>", text="<script>1</script> javascript:alert(1)")
    with clock.frozen(DAY):
        shown = text(client, BASE)
    assert "&lt;b&gt;a&lt;/b&gt;" in shown
    assert "<script>1" not in shown


def test_an_excluded_service_says_nothing_aloud(client, world):
    say(world, service_id=world.service.pk)
    making.publish(world.service, kind=Kind.EXCLUSION, note="Ya no se presta.")
    with clock.frozen(DAY):
        assert "Brigada en Sucúa" not in text(client, SERVICE)


def test_featured_services_go_first_in_the_chosen_order_also_in_the_portal(client, world):
    other = making.add_service(world.carta, "Actas", "actas", world.unit)
    making.publish(other, on=date(2026, 2, 1))
    FeaturedFactory(entity=world.entity, services=[other.pk, world.service.pk], confirmed=True)
    FeaturedFactory(entity=world.entity, services=[])  # only proposed
    shown = text(client, BASE)
    block = shown[shown.index('id="destacados"') : shown.index('id="servicios"')]
    assert block.index(BASE + "actas/") < block.index(SERVICE)
    portal = text(client, "/")
    assert portal.index(BASE + "actas/") < portal.index(SERVICE)


def test_what_is_excluded_leaves_the_featured_ones_without_a_word(client, world):
    FeaturedFactory(entity=world.entity, services=[world.service.pk, 999_999], confirmed=True)
    assert 'id="destacados"' in text(client, BASE)
    making.publish(world.service, kind=Kind.EXCLUSION, note="Ya no se presta.")
    assert 'id="destacados"' not in text(client, BASE)
    portal = text(client, "/")
    assert SERVICE not in portal[portal.index('id="entidades"') : portal.index('id="cambios"')]


def test_the_registers_below_know_what_is_published(world):
    found = published.published_of(world.entity.pk)
    assert found.services == {world.service.pk: world.service.title}
    making.publish(world.service, kind=Kind.EXCLUSION, note="Ya no se presta.")
    assert published.published_of(world.entity.pk).services == {}
    assert published.published_of(0) == published.Published()


def test_titles_of_many_cartas_are_read_at_once_and_without_texts(world, django_assert_num_queries):
    with django_assert_num_queries(3) as queries:
        found = published.services_by_entity([world.entity.pk, 0])
    assert found == {world.entity.pk: {world.service.pk: world.service.title}}
    assert not any('"snapshot"' in query["sql"] for query in queries)


def test_none_is_featured_until_somebody_chooses(client, world):
    assert not FeaturedServices.objects.exists()
    assert 'id="destacados"' not in text(client, BASE)
