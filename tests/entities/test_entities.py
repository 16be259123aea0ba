"""Opening, correcting and closing an entity; its rooms come with it or not at all."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError
from wagtail.models import Collection, CollectionViewRestriction

from entities import journal, provisioning, services
from entities.errors import RuleViolation
from entities.models import Entity
from tests.factories.entities import EntityFactory, provision_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What the trace was told, in order."""
    entries = []

    def recorder(kind, **facts):
        entries.append(SimpleNamespace(kind=kind, **facts))

    previous = journal.set_recorder(recorder)
    yield entries
    journal.set_recorder(previous)


@pytest.fixture
def step(monkeypatch):
    """Register a provisioning step for one test, with none of the rooms above."""
    monkeypatch.setattr(provisioning, "_steps", [])
    return provisioning.register_provisioning_step


def problems_of(call):
    with pytest.raises(RuleViolation) as violation:
        call()
    return {problem.field for problem in violation.value.problems}


def test_an_entity_comes_with_two_private_collections():
    entity = provision_entity(short_name="SRI")
    for collection in (entity.image_collection, entity.document_collection):
        restriction = CollectionViewRestriction.objects.get(collection=collection)
        assert restriction.restriction_type == CollectionViewRestriction.LOGIN
        assert collection.path == Collection.objects.get(pk=collection.pk).path
    assert entity.image_collection != entity.document_collection
    assert entity.history.count() == 1


def test_a_failing_step_undoes_everything(step, told):
    collections = Collection.objects.count()

    def fail(entity, actor_id):
        assert Entity.objects.filter(pk=entity.pk).exists()
        raise RuntimeError("no page")

    step(fail)
    with pytest.raises(RuntimeError, match="no page"):
        provision_entity(slug="nueva")
    assert not Entity.objects.filter(slug="nueva").exists()
    assert Entity.history.filter(slug="nueva").count() == 0
    assert Collection.objects.count() == collections
    assert CollectionViewRestriction.objects.count() == 0
    assert told == []


def test_a_trace_that_fails_undoes_everything():
    def broken(kind, **facts):
        raise IntegrityError("the chain is closed")

    previous = journal.set_recorder(broken)
    try:
        with pytest.raises(IntegrityError):
            provision_entity(slug="nueva")
    finally:
        journal.set_recorder(previous)
    assert not Entity.objects.filter(slug="nueva").exists()


@pytest.mark.parametrize("saved", [True, False])
def test_a_step_sets_the_page_on_the_instance_or_in_the_row(step, saved):
    from wagtail.models import Page

    root = Page.get_first_root_node()

    def give_page(entity, actor_id):
        assert actor_id == 42
        if saved:
            Entity.objects.filter(pk=entity.pk).update(root_page=root)
        else:
            entity.root_page = root

    step(give_page)
    entity = provision_entity(actor_id=42)
    assert entity.root_page_id == root.pk
    entity.refresh_from_db()
    assert entity.root_page_id == root.pk
    assert entity.history.get().root_page_id == root.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "admin"}, "slug"),
        ({"slug": "Con Espacios"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "tomada"}, "slug"),
        ({"name": "\u200b"}, "name"),
        ({"short_name": " "}, "short_name"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"email": "nadie"}, "email"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_bad_data_is_refused_beside_its_field(values, field):
    EntityFactory(slug="tomada")
    assert problems_of(lambda: provision_entity(**values)) == {field}


def test_all_problems_are_named_at_once():
    found = problems_of(lambda: provision_entity(slug="admin", name="", email="x"))
    assert found == {"slug", "name", "email"}


def test_names_are_kept_clean():
    entity = provision_entity(name="  Servicio\u200b de\n Rentas  ")
    assert entity.name == "Servicio de Rentas"


def test_a_correction_needs_a_reason_and_leaves_old_and_new(told):
    entity = provision_entity(phone="1")
    told.clear()
    assert problems_of(
        lambda: services.update_entity(entity, actor_id=3, reason="no", phone="2")
    ) == {"reason"}
    services.update_entity(entity, actor_id=3, reason="Nueva central telefónica", phone="2")
    new, old = entity.history.all()
    assert (old.phone, new.phone) == ("1", "2")
    assert (new.history_user_id, new.history_change_reason) == (3, "Nueva central telefónica")
    assert [(entry.kind, entry.actor_id) for entry in told] == [("entity.changed", 3)]
    assert told[0].payload == {"phone": "2", "reason": "Nueva central telefónica"}


def test_saving_the_same_values_leaves_no_trace(told):
    entity = provision_entity(phone="1")
    told.clear()
    services.update_entity(entity, actor_id=3, reason="Sin cambios", phone=" 1 ")
    assert entity.history.count() == 1
    assert told == []


def test_the_address_of_an_entity_is_for_ever():
    entity = provision_entity(slug="sri")
    assert problems_of(
        lambda: services.update_entity(entity, actor_id=3, reason="Cambio de nombre", slug="srv")
    ) == {"slug"}


def test_rooms_are_not_set_by_hand():
    with pytest.raises(TypeError):
        services.update_entity(provision_entity(), actor_id=3, reason="Otra página", root_page=None)


def test_closing_keeps_the_row():
    entity = provision_entity(opened_on=date(2020, 1, 1))
    assert problems_of(
        lambda: services.close_entity(
            entity, closed_on=date(2019, 1, 1), actor_id=3, reason="Decreto Ejecutivo 60"
        )
    ) == {"closed_on"}
    services.close_entity(
        entity, closed_on=date(2025, 8, 15), actor_id=3, reason="Decreto Ejecutivo 60"
    )
    entity.refresh_from_db()
    assert entity.is_in_force(date(2025, 8, 15))
    assert not entity.is_in_force(date(2025, 8, 16))


def test_the_trace_holds_no_name_of_a_person(told):
    from entities.vocabulary import Role
    from tests.factories.entities import LONG_AGO, UserFactory

    user = UserFactory(first_name="Rosa", last_name="Quispe", email="rosa@ejemplo.ec")
    entity = provision_entity()
    services.assign_role(user, Role.CAL, entity, post="Directora", starts_on=LONG_AGO)
    written = str([vars(entry) for entry in told])
    assert "role.assigned" in written
    for personal in ("Rosa", "Quispe", "rosa@", user.username):
        assert personal not in written
