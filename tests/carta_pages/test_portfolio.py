"""Services with state and step side by side, and planning by the quality office (R23, R33)."""

import pytest
from django.urls import reverse

from carta_pages.selectors import portfolio, state_of
from carta_pages.states import State
from entities.vocabulary import ENTITY_ROLES, MDT_ROLES, Role
from tests.factories import workflows as make
from tests.factories.carta_pages import CartaPageFactory, ServicePageFactory, plan
from tests.factories.entities import UserFactory, person_with
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def service():
    return ServicePageFactory(title="Emisión de cédula")


def enter(client, role, entity):
    user = person_with(role, entity)
    client.force_login(user, backend=BACKEND)
    return user


def state_url(service):
    return reverse("carta_service_state", args=[service.pk])


@pytest.mark.parametrize("role", ENTITY_ROLES)
def test_everybody_of_the_entity_sees_its_portfolio_and_nobody_elses(client, service, role):
    other = ServicePageFactory(title="Servicio ajeno")
    enter(client, role, service.entity)
    text = client.get(reverse("carta_portfolio")).content.decode()
    assert "Emisión de cédula" in text
    assert "Aún no planificado" in text
    assert "Servicio ajeno" not in text
    assert client.get(state_url(service)).status_code == 200
    assert client.get(state_url(other)).status_code == 404
    assert client.get(reverse("carta_service_state", args=[999_999])).status_code == 404


@pytest.mark.parametrize("role", MDT_ROLES)
def test_the_ministry_has_no_portfolio_of_drafts(client, service, role):
    client.force_login(person_with(role), backend=BACKEND)
    assert client.get(reverse("carta_portfolio")).status_code == 403
    assert client.get(state_url(service)).status_code == 404


def test_the_platform_administrator_sees_all_and_plans_none(client, service):
    client.force_login(UserFactory(superuser=True), backend=BACKEND)
    assert "Emisión de cédula" in client.get(reverse("carta_portfolio")).content.decode()
    response = client.post(
        state_url(service), {"target": State.PLANNED, "reason": "x", "support": "x"}
    )
    assert response.status_code == 403
    assert state_of(service.pk) == State.EMPTY


def test_the_quality_office_plans_a_service_with_reason_and_support(client, service):
    user = enter(client, Role.CAL, service.entity)
    response = client.post(
        state_url(service),
        {"target": "planificado", "reason": "Entra en el plan.", "support": "Plan 2026"},
    )
    assert response.status_code == 302
    service.refresh_from_db()
    row = service.state
    assert (row.value, row.actor_id, row.capacity) == (State.PLANNED, user.pk, "titular")
    assert "Entra en el plan." in client.get(state_url(service)).content.decode()


def test_a_planned_service_is_taken_out_of_the_plan_with_a_reason(client, service):
    plan(service)
    enter(client, Role.CAL, service.entity)
    data = {"target": "ninguno", "reason": "Se aplaza.", "support": ""}
    assert client.post(state_url(service), data).status_code == 302
    assert state_of(service.pk) == State.EMPTY


@pytest.mark.parametrize(
    "data",
    [
        {"target": "planificado", "reason": "", "support": "Plan"},
        {"target": "planificado", "reason": "\u200b", "support": "Plan"},
        {"target": "planificado", "reason": "Sí", "support": ""},
        {"target": "publicado", "reason": "Sí", "support": "Plan"},
        {"target": "", "reason": "Sí", "support": "Plan"},
    ],
)
def test_a_bad_request_is_explained_and_changes_nothing(client, service, data):
    enter(client, Role.CAL, service.entity)
    response = client.post(state_url(service), data)
    assert response.status_code == 400
    assert state_of(service.pk) == State.EMPTY


@pytest.mark.parametrize("role", [role for role in ENTITY_ROLES if role != Role.CAL])
def test_nobody_else_of_the_entity_plans(client, service, role):
    enter(client, role, service.entity)
    data = {"target": "planificado", "reason": "Sí", "support": "Plan"}
    assert client.post(state_url(service), data).status_code == 403
    assert state_of(service.pk) == State.EMPTY


def test_state_and_step_stand_side_by_side():
    world, dossier = make.dossier_at(Stage.CONTROL)
    (row,) = portfolio(world.entity.pk)
    assert row.state == State.PLANNED
    assert [open_.stage for open_ in row.dossiers] == [Stage.CONTROL]
    assert row.dossiers[0].pk == dossier.pk


def test_the_portfolio_costs_the_same_whatever_the_number_of_services(django_assert_num_queries):
    carta = CartaPageFactory()
    for _number in range(6):
        plan(ServicePageFactory(parent=carta))
    with django_assert_num_queries(3):
        assert len(portfolio(carta.entity_id)) == 6
