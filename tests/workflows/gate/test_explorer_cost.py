"""The explorer costs the same however many pages it lists (P15), for whoever writes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carta_pages.models import ServicePage, TerritorialAnnexPage
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import ServicePageFactory, TerritorialAnnexPageFactory

MOST_QUERIES = 30
FEW, MANY = 2, 25

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Open the explorer as somebody, once with a warm process; its answer and its queries."""

    def open_(user, page):
        client.force_login(user)
        url = reverse("wagtailadmin_explore", args=[page.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200
        return response, len(captured)

    return open_


def _service(world):
    return ServicePageFactory(parent=world.carta, responsible_unit=world.unit)


@pytest.mark.parametrize("role", [Role.UNI, Role.TER, Role.CAL, Role.COM])
def test_many_services_cost_what_few_cost(role, read):
    world, _published = make.published()
    person = world.people[role]
    for _n in range(FEW):
        _service(world)
    read(person, world.carta)
    few = read(person, world.carta)[1]
    for _n in range(MANY):
        TerritorialAnnexPageFactory(parent=_service(world))
    response, many = read(person, world.carta)
    assert len(response.context["object_list"]) == ServicePage.objects.count() > MANY
    assert many <= min(few, MOST_QUERIES)


def test_a_service_with_its_annex_offers_no_second_one(read):
    world, _published = make.published()
    bare, full = _service(world), _service(world)
    TerritorialAnnexPageFactory(parent=full)
    response, _queries = read(world.people[Role.TER], world.carta)
    rows = {page.pk: page for page in response.context["object_list"]}
    assert TerritorialAnnexPage.can_create_at(rows[bare.pk])
    assert not TerritorialAnnexPage.can_create_at(rows[full.pk])
    assert not TerritorialAnnexPage.can_create_at(ServicePage.objects.get(pk=full.pk))
