"""The search follows what people do, and finds by itself what it missed."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from carta_pages.models import SearchDocument, SearchPosting, SearchState, ServiceState
from carta_pages.search.asking import Asked
from carta_pages.search.results import search
from carta_pages.services import StateAct, change_state, follow_search, search_index
from carta_pages.state_rules import Actor
from carta_pages.states import State
from tests.factories import workflows as make
from workflows.services import daily
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


def pages(*words):
    return [hit.page_id for hit in search(Asked(words=words)).hits]


@pytest.fixture
def world(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        world, _dossier = make.published()
    return world


def test_what_is_published_through_the_dossiers_is_found(world):
    assert pages("cedula") == [world.service.pk, world.commitment.pk]


def test_a_publication_that_is_undone_is_not_found(django_capture_on_commit_callbacks):
    world = make.make_world()
    with django_capture_on_commit_callbacks(execute=False):
        make.published(world)
    assert pages("cedula") == []


def test_a_renamed_page_is_found_by_its_new_name(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make.edit(world.commitment, make_writer(world), title="Documento veloz")
        make.publish(world, make.submit(world, world.commitment, kind=Kind.UPDATE))
    assert pages("veloz") == [world.commitment.pk]


def make_writer(world):
    from entities.vocabulary import Role

    return world.people[Role.UNI]


def test_an_excluded_service_is_not_found(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dossier = make.submit(
            world, world.service, world.commitment, kind=Kind.EXCLUSION, cause="Ya no se presta."
        )
        make.publish(world, dossier)
    assert pages("cedula") == []
    assert not SearchDocument.objects.exists()


def test_a_state_that_changes_by_itself_is_followed(world, django_capture_on_commit_callbacks):
    act = StateAct(
        actor=Actor.MINISTRY, actor_id=None, reason="Perdió la capacidad.", support="INF-1"
    )
    with django_capture_on_commit_callbacks(execute=True):
        change_state(world.service, State.EXCLUDED, act)
    assert pages("cedula") == []


def test_a_new_name_of_the_entity_is_found_once_its_carta_says_it(
    world, django_capture_on_commit_callbacks
):
    from entities.vocabulary import Role

    world.entity.name = "Dirección de Identidad Renombrada"
    world.entity.save()
    assert pages("renombrada") == []
    with django_capture_on_commit_callbacks(execute=True):
        writer = world.people[Role.COM]
        make.edit(world.carta, writer, mission="Otra misión para que haya un cambio.")
        make.publish(world, make.submit(world, world.carta, kind=Kind.UPDATE, user=writer))
    assert pages("renombrada") == [world.service.pk, world.commitment.pk]


def test_the_daily_look_finds_nothing_to_correct_where_all_was_followed(world):
    search_index.rebuild()
    assert follow_search.different() == set()
    assert follow_search.look(TODAY).endswith("corregidas 0.")


@pytest.mark.parametrize(
    "harm",
    [
        lambda world: SearchDocument.objects.filter(pk=world.service.pk).update(
            edition_id=0, fingerprint="de otra"
        ),
        lambda world: SearchDocument.objects.filter(pk=world.commitment.pk).update(
            fingerprint="otra"
        ),
        lambda world: (
            SearchPosting.objects.filter(document=world.service.pk).delete(),
            SearchDocument.objects.filter(pk=world.service.pk).delete(),
        ),
        lambda world: ServiceState.objects.filter(service=world.service).update(
            value=State.RENEWED
        ),
    ],
    ids=["old edition", "other content", "missing page", "other state"],
)
def test_the_daily_look_repairs_what_was_missed(world, harm):
    search_index.rebuild()
    harm(world)
    assert not follow_search.look(TODAY).endswith("corregidas 0.")
    assert follow_search.look(TODAY).endswith("corregidas 0.")
    assert pages("cedula") == [world.service.pk, world.commitment.pk]


def test_an_index_of_other_rules_is_made_again_whole(world):
    search_index.rebuild()
    SearchState.objects.update(version="antigua")
    SearchPosting.objects.update(weight=F("weight") + 90)
    assert "índice rehecho" in follow_search.look(TODAY)
    assert not SearchPosting.objects.filter(weight__gt=50).exists()


def test_the_day_looks_at_the_search_and_every_service_has_its_turn(world, monkeypatch):
    search_index.rebuild()
    assert any(line.startswith("Buscador:") for line in daily.run().lines)
    monkeypatch.setattr(follow_search, "SAMPLE", 1)
    seen = set()
    for day in range(3):
        seen |= follow_search._sample(TODAY + timedelta(days=day))
    assert seen == {world.service.pk}


def test_the_command_rebuilds_with_progress_and_says_what_it_wrote(world, capsys):
    call_command("rebuild_search", "--desde-cero")
    told = capsys.readouterr().out
    assert "1 de 1 servicios" in told
    assert "2 páginas en el índice; 2 escritas, 0 retiradas." in told
    call_command("rebuild_search")
    assert "0 escritas, 0 retiradas." in capsys.readouterr().out


def test_the_first_setup_fills_the_registers_and_the_index_once(world, capsys):
    SearchState.objects.all().delete()
    call_command("setup_search")
    assert "índice hecho, 2 páginas" in capsys.readouterr().out
    call_command("setup_search")
    told = capsys.readouterr().out
    assert "0 grupos de sinónimos y 0 momentos" in told
    assert "índice hecho" not in told
