"""Whose audit reads a row: of a person with roles in two entities, each only what is its own."""

from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse

from agreements.models import Evidence
from cms.models import SecurityEvent
from cms.security.concerns import concerned
from cms.security.scope import visible_events
from entities import clock
from entities.vocabulary import Role
from tests.factories.carta_pages import CartaPageFactory
from tests.factories.entities import EntityFactory, PointFactory, RoleAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


class House:
    """Two entities with somebody who works in both, a third, and the auditor of each."""

    def __init__(self):
        self.one, self.two, self.third = (
            EntityFactory(short_name=name) for name in ("UNO", "DOS", "TRES")
        )
        self.both = UserFactory()
        for entity in (self.one, self.two):
            RoleAssignmentFactory(user=self.both, role=Role.CAL, entity=entity)

    def readers(self, **which):
        """The entities whose audit sees something of this."""
        found = set()
        for entity in (self.one, self.two, self.third):
            auditor = RoleAssignmentFactory(role=Role.AUD, entity=entity).user
            if visible_events(auditor).filter(**which).exists():
                found.add(entity.pk)
        return found


@pytest.fixture
def house():
    return House()


def asked(address, **query):
    request = RequestFactory().get(address, query)
    request.resolver_match = resolve(request.path_info)
    return request


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def point(row):
    return reverse("entities_pointofservice_modeladmin_edit", args=[row.pk])


def evidence(entity):
    row = Evidence.objects.create(
        entity=entity, subject=uuid4(), dated_on=clock.today(), title="Encuesta", size=1
    )
    return reverse("agreements_evidence_file", args=[row.pk])


THINGS = {
    "evidence": evidence,
    "a page": lambda entity: edit(entity.root_page or CartaPageFactory(entity=entity)),
    "a point of service": lambda entity: point(PointFactory(entity=entity)),
    "a role": lambda entity: reverse(
        "carta_staff:finish", args=[RoleAssignmentFactory(entity=entity).pk]
    ),
}


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("name", ["entidad", "entity"])
def test_nobody_chooses_whose_audit_reads_what_they_opened(house, thing, name):
    address = THINGS[thing](house.one)
    for said in (house.two.pk, house.third.pk, 10**9, "x"):
        request = asked(address, **{name: said})
        for kind in (Kind.REFUSED, Kind.EXPORTED, Kind.CONFIDENTIAL_READ):
            assert concerned(request, kind, house.both.pk, None) == [house.one.pk]


@pytest.mark.parametrize("thing", THINGS)
def test_what_was_asked_for_belongs_where_it_lies(house, thing):
    for entity, expected in ((house.one, house.one.pk), (house.third, None)):
        request = asked(THINGS[thing](entity))
        for kind in (Kind.REFUSED, Kind.EXPORTED, Kind.CONFIDENTIAL_READ):
            assert concerned(request, kind, house.both.pk, None) == [expected]


def test_of_somebody_of_one_entity_everything_is_theirs(house):
    clerk = RoleAssignmentFactory(role=Role.UNI, entity=house.one).user
    for entity in (house.one, house.third):
        request = asked(THINGS["a point of service"](entity))
        assert concerned(request, Kind.REFUSED, clerk.pk, None) == [house.one.pk]


def test_what_is_of_the_account_concerns_each_of_its_entities(house):
    request = asked(reverse("wagtailadmin_login"))
    both, platform = sorted([house.one.pk, house.two.pk]), UserFactory(superuser=True)
    for kind in (Kind.SIGNED_IN, Kind.SIGN_IN_FAILED, Kind.PASSWORD_CHANGED, Kind.FACTOR_RESET):
        assert concerned(request, kind, house.both.pk, None) == both
        assert concerned(request, kind, platform.pk, house.both.pk) == both
        assert concerned(request, kind, platform.pk, None) == [None]
        assert concerned(request, kind, None, None) == [None]


def test_a_list_that_names_an_entity_concerns_that_one(house):
    listing = reverse("carta_workflows:index")
    both = sorted([house.one.pk, house.two.pk])
    assert concerned(asked(listing), Kind.EXPORTED, house.both.pk, None) == both
    for name in ("entidad", "entity"):
        request = asked(listing, **{name: house.two.pk})
        assert concerned(request, Kind.EXPORTED, house.both.pk, None) == [house.two.pk]
    for strange in (house.third.pk, "mdt", "x", 10**30):
        request = asked(listing, entidad=strange)
        assert concerned(request, Kind.EXPORTED, house.both.pk, None) == [None]


def test_what_nobody_can_place_is_left_to_the_platform(house):
    request = asked(edit(CartaPageFactory(entity=house.one)).replace("/edit/", "0000/edit/"))
    assert concerned(request, Kind.REFUSED, house.both.pk, None) == [None]
    ended = RoleAssignmentFactory(ends_on=clock.today().replace(year=2020), starts_on="2019-01-01")
    assert concerned(asked("/admin/"), Kind.REFUSED, ended.user_id, None) == [None]


def test_an_officer_of_the_ministry_is_followed_only_into_the_entity(house):
    """What they do for the Ministry on others is not the entity's where they also have a role."""
    officer = RoleAssignmentFactory(role=Role.MDT_CONTROL, entity=None).user
    RoleAssignmentFactory(user=officer, role=Role.COM, entity=house.one)
    here, there = (asked(THINGS["a role"](entity)) for entity in (house.one, house.two))
    assert concerned(here, Kind.REFUSED, officer.pk, None) == [house.one.pk]
    assert concerned(there, Kind.REFUSED, officer.pk, None) == [None]


def test_each_audit_reads_its_own_of_a_person_of_both(house, client):
    """By the screens: a refusal about a thing of one, and the entrance, which is of both."""
    client.force_login(house.both)
    people = reverse("carta_staff:index")
    assert client.get(people, {"entidad": house.one.pk}).status_code == 403
    client.post(reverse("wagtailadmin_logout"))
    of_both = {"user_id": house.both.pk}
    assert house.readers(kind=Kind.REFUSED, **of_both) == {house.one.pk}
    assert house.readers(kind=Kind.SIGNED_OUT, **of_both) == {house.one.pk, house.two.pk}
