"""«Nuevo compromiso» is said in words wherever a unit looks, and only to whoever may write one."""

import pytest
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories.carta_pages import CartaPageFactory, ServicePageFactory
from tests.factories.entities import UnitFactory, person_with

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def add_url(service):
    return reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", service.pk])


@pytest.fixture
def services(db):
    """A service of the person's own unit, and one of another unit of the same entity."""
    carta = CartaPageFactory()
    own, other = (
        ServicePageFactory(
            parent=carta, title=title, responsible_unit=UnitFactory(entity=carta.entity)
        )
        for title in ("Emisión de cédula", "Inscripciones")
    )
    return own, other


SCREENS = {
    "home": lambda own: reverse("wagtailadmin_home"),
    "services": lambda own: reverse("carta_portfolio"),
    "service editor": lambda own: reverse("wagtailadmin_pages:edit", args=[own.pk]),
    "explorer": lambda own: reverse("wagtailadmin_explore", args=[own.pk]),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_unit_starts_a_commitment_of_its_own_service(client, services, screen):
    own, other = services
    user = person_with(Role.UNI, own.entity)
    user.role_assignments.get().units.add(own.responsible_unit)
    client.force_login(user, backend=BACKEND)
    body = client.get(SCREENS[screen](own)).content.decode()
    assert "Nuevo compromiso" in body
    assert f'href="{add_url(own)}"' in body
    assert add_url(other) not in body
    assert client.get(add_url(own)).status_code == 200
    if screen == "service editor":  # in sight, not only in the «…» menu
        assert body.count(f'href="{add_url(own)}"') == 2


@pytest.mark.parametrize("role", [Role.CAL, Role.COM, Role.AUD])
def test_whoever_writes_no_commitment_is_not_offered_one(client, services, role):
    own, _other = services
    client.force_login(person_with(role, own.entity), backend=BACKEND)
    for screen in ("home", "services"):
        assert "Nuevo compromiso" not in client.get(SCREENS[screen](own)).content.decode()


def test_many_services_cost_the_home_screen_no_query_each(
    client, services, django_assert_max_num_queries
):
    from carta_pages.editor.starting import starts_of

    own, _other = services
    carta = own.get_parent().specific
    for number in range(10):
        ServicePageFactory(parent=carta, title=f"Servicio {number}")
    user = person_with(Role.UNI, own.entity)
    with django_assert_max_num_queries(3):
        assert len(starts_of(user)) == 12
