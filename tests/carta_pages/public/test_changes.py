"""``cambios/``: what was published lately, for people, feed readers and programs (R174)."""

import json
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.models import ChangeStory
from carta_pages.public.views.changes import NEWS_IN_A_FEED, NEWS_PER_PAGE
from carta_pages.services import tell_changes
from tests.carta_pages.public import world as making
from workflows.models import Edition
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
COMMITMENT = BASE + "cedula/cedula-en-35-minutos/"
LATER = date(2026, 3, 1)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def changed(world):
    """The commitment with a stricter standard, told."""
    sheet = world.commitment.indicators.first()
    world.commitment.indicators.update(value=sheet.value - 5)
    making.publish(
        type(world.commitment).objects.get(pk=world.commitment.pk),
        on=LATER,
        note="Hay dos ventanillas más.",
        kind=Kind.UPDATE,
    )
    tell_changes.tell(Edition.objects.all())
    return world


def text(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


@pytest.mark.parametrize("place", ["/", BASE, BASE + "cedula/", COMMITMENT])
def test_each_place_tells_what_changed_there_and_why(client, changed, place):
    page = text(client, place + "cambios/")
    assert "Se actualizó «" in page
    assert "El estándar de «" in page
    assert "es más exigente" in page
    assert "Hay dos ventanillas más." in page
    assert f'href="{COMMITMENT}comparar/1/2/"' in page


def test_the_history_tells_each_change(client, changed):
    page = text(client, COMMITMENT + "historial/")
    assert "es más exigente" in page
    assert "Hay dos ventanillas más." in page


def test_a_place_tells_nothing_of_its_neighbours(client, changed):
    other = making.build(short="SRI", slug="sri-de-prueba")
    tell_changes.tell(Edition.objects.all())
    assert "Hay dos ventanillas más." not in text(client, "/sri-de-prueba/cambios/")
    country = text(client, "/cambios/")
    assert "/sri-de-prueba/" in country
    assert other.entity.short_name in country


def test_an_exclusion_stays_told(client, changed):
    (edition,) = making.publish(changed.annex, on=LATER, note="Ya no se usa.", kind=Kind.EXCLUSION)
    assert "Se excluyó «" in text(client, "/cambios/")
    ChangeStory.objects.create(edition=edition, lines=["Motivo: Ya no se usa."])
    assert text(client, "/cambios/").count("Ya no se usa.") == 1


def test_a_text_new_to_readers_was_published_whatever_was_asked(client, world):
    fresh = making.add_commitment(world.service, "Sin filas", "sin-filas")
    making.publish(fresh, on=LATER, kind=Kind.UPDATE)
    assert "Se publicó «Sin filas»" in text(client, "/cambios/")


@pytest.mark.parametrize("place", ["/", BASE, COMMITMENT])
def test_the_feeds_say_the_same(client, changed, place):
    response = client.get(f"{place}cambios/atom/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")
    first = entries[0]
    assert first.find(f"{ATOM}title").text.startswith("Se actualizó «")
    assert "Hay dos ventanillas más." in first.find(f"{ATOM}summary").text
    link = first.find(f"{ATOM}link").get("href")
    assert link == f"http://testserver{COMMITMENT}versiones/2/"
    assert client.get(link).status_code == 200
    response = client.get(f"{place}cambios/json/")
    assert response["Content-Type"].startswith("application/feed+json")
    items = json.loads(response.content)["items"]
    assert [item["url"] for item in items] == [
        entry.find(f"{ATOM}link").get("href") for entry in entries
    ]
    assert len({item["id"] for item in items}) == len(items)


@pytest.mark.parametrize(
    "path",
    [
        "/cambios/otra/",
        "/cambios/atom/json/",
        f"{BASE}cambios/1/",
        "/historial/",
        "/versiones/1/",
        "/comparar/1/2/",
        "/cambios/?pagina=0",
        "/cambios/?pagina=99",
        "/cambios/?pagina=%00",
        "/cambios/?pagina=" + "9" * 400,
    ],
)
def test_what_nobody_wrote_is_not_there(client, world, path):
    assert client.get(path, follow=True).status_code == 404


def test_a_draft_is_never_news(client, world):
    draft = making.add_commitment(world.service, "Borrador secreto", "borrador-secreto")
    assert draft.pk
    for path in ("/cambios/", "/cambios/atom/", "/cambios/json/", f"{BASE}cambios/"):
        assert "ecreto" not in text(client, path)


@pytest.mark.parametrize("path", ["cambios/", "cambios/atom/", "cambios/json/"])
@pytest.mark.parametrize("place", ["/", COMMITMENT])
def test_a_long_list_costs_what_a_short_one_costs(client, world, place, path):
    def asked():
        client.get(place + path)
        with CaptureQueriesContext(connection) as captured:
            client.get(place + path)
        return len(captured)

    few = asked()
    making.more_editions(world.commitment, 3 * max(NEWS_PER_PAGE, NEWS_IN_A_FEED))
    tell_changes.tell(Edition.objects.all())
    assert asked() <= few <= 9


def test_words_are_written_once_for_each_change_and_again_when_asked(world):
    ChangeStory.objects.all().delete()
    editions = Edition.objects.count()
    assert tell_changes.tell_untold(LATER).startswith(f"{editions} cambios")
    assert tell_changes.tell_untold(LATER).startswith("0 cambios")
    ChangeStory.objects.update(lines=["viejo"])
    assert tell_changes.tell(Edition.objects.all()) == editions
    assert ChangeStory.objects.count() == editions
    assert not ChangeStory.objects.filter(lines=["viejo"]).exists()


def test_a_publication_is_told_by_the_machine(django_capture_on_commit_callbacks):
    from tests.factories import workflows as make

    with django_capture_on_commit_callbacks(execute=True):
        _world, dossier = make.published()
    editions = Edition.objects.filter(dossier=dossier)
    assert editions.filter(story=None).count() == 0 < editions.count()
