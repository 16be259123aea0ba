"""A small request that announces many rows, or repeats a number, keeps nobody busy (T51)."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories.entities import EntityFactory, RoleAssignmentFactory, UserFactory
from workflows.gate import middleware
from workflows.gate.editing import MAX_ROWS_OF_A_PAGE
from workflows.gate.rows import Target, Where

pytestmark = pytest.mark.django_db
FORMS = {
    "a unit": (Role.CAL, "entities_organizationalunit_modeladmin_create"),
    "a point of service": (Role.COM, "entities_pointofservice_modeladmin_create"),
    "a closure": (Role.COM, "entities_temporaryclosure_modeladmin_create"),
    "a deadline": (Role.CAL, "workflows_stagedeadline_modeladmin_create"),
    "an invitation": (Role.STAFF, "carta_staff:invite"),
    "the board": (Role.CAL, "carta_workflows:merge"),
    "notices": (Role.CAL, "carta_workflows:notice_read"),
    "a group of accounts": (None, "wagtailusers_groups:add"),
    "an account": (None, "wagtailusers_users:add"),
}
LISTS = ("dossier", "item", "notice", "units", "id", "groups", "page_permissions-0-permissions")


@pytest.fixture
def enter(client):
    entity = EntityFactory()

    def as_(role):
        person = (
            RoleAssignmentFactory(role=role, entity=entity).user
            if role
            else UserFactory(superuser=True)
        )
        client.force_login(person)
        return client

    return as_


def rows(number):
    lists = {"page_permissions": number // 2, "lo-que-sea": number - number // 2}
    return {f"{name}-TOTAL_FORMS": str(count) for name, count in lists.items()}


@pytest.mark.parametrize("form", FORMS)
def test_no_form_builds_more_rows_than_a_page_has(enter, form):
    role, name = FORMS[form]
    client = enter(role)
    answer = client.post(reverse(name), rows(MAX_ROWS_OF_A_PAGE + 1))
    assert answer.status_code == 400
    assert "demasiadas filas" in answer.content.decode()
    huge = client.post(reverse(name), {"x-TOTAL_FORMS": "9" * 300, "y-TOTAL_FORMS": "-1"})
    assert huge.status_code == 400
    fine = client.post(reverse(name), {"x-TOTAL_FORMS": str(MAX_ROWS_OF_A_PAGE)})
    assert "demasiadas filas" not in fine.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_a_number_repeated_hundreds_of_times_costs_what_it_costs_once(enter, form):
    role, name = FORMS[form]
    client = enter(role)
    costs = []
    for times in (1, 1, 800):
        with CaptureQueriesContext(connection) as queries:
            client.post(reverse(name), {one: ["1"] * times for one in LISTS})
        costs.append(len(queries))
    assert costs[2] <= costs[1]


def test_an_address_that_repeats_a_number_names_one_thing():
    request = RequestFactory().get("/", {"id": ["7"] * 300 + ["8"]})
    named = middleware._ids(request, Target("image", "id", Where.QUERY), {})
    assert named == [("7",), ("8",)]
