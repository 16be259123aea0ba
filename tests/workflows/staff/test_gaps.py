"""The home of whoever manages staff says what is lacking, and what that costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entities import clock
from entities.models import Invitation, RoleAssignment
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory
from tests.workflows.staff.conftest import enter, invite, url
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
HOME = "wagtailadmin_home"
HEADING = "Qué falta en el personal"


def text(response):
    return " ".join(response.content.decode().split())


def ends_in(entity, role, days):
    day = clock.today() + timedelta(days=days)
    RoleAssignment.objects.filter(entity=entity, role=role).update(ends_on=day)


def test_every_kind_of_gap_is_told_with_its_way(ours, ministry):
    ends_in(ours.entity, Role.PLAN, -1)
    ends_in(ours.entity, Role.COM, 3)
    RoleAssignment.objects.get(user=ours.people[Role.UNI]).units.set(ours.units[:1])
    assignment, _invitation = invite(ours.manager, ours.entity, Role.AUD)
    page = text(enter(ours.manager).get(reverse(HOME)))
    assert HEADING in page
    assert f"Hoy nadie puede actuar en: {Stage.PLANNING.label}" in page
    day = clock.today() + timedelta(days=3)
    assert f"Termina el {day:%d/%m/%Y}: Comunicación" in page
    assert ours.units[1].name in page.partition("Unidades sin responsable")[2]
    assert "Sin segundo factor, y debe tenerlo" in page
    assert "Invitación sin aceptar" in page
    assert f"{url('person', assignment.user_id)}?entidad={ours.entity.pk}" in page
    assert f"{url('index')}?entidad={ours.entity.pk}#etapas" in page
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    assert "Invitación vencida" in text(enter(ours.manager).get(reverse(HOME)))


def test_nobody_else_is_told(ours, theirs):
    for role, person in ours.people.items():
        if role != Role.STAFF:
            assert HEADING not in text(enter(person).get(reverse(HOME))), role
    page = text(enter(theirs.manager).get(reverse(HOME)))
    assert not any(unit.name in page for unit in ours.units)


def test_the_panel_costs_the_same_with_four_times_the_people(ours, ministry):
    def cost():
        client = enter(ours.manager)
        client.get(reverse(HOME))
        with CaptureQueriesContext(
            connection,
        ) as told:
            page = client.get(reverse(HOME))
        assert HEADING in text(page)
        return len(told)

    few = cost()
    for role in (Role.UNI, Role.AUD, Role.COM, Role.TER):
        for _each in range(5):
            soon = clock.today() + timedelta(days=2)
            RoleAssignmentFactory(role=role, entity=ours.entity, ends_on=soon)
            RoleAssignmentFactory(role=role, entity=ours.entity, user=UserFactory(inactive=True))
            UnitFactory(entity=ours.entity)
    assert cost() == few


def test_one_kind_does_not_hide_the_others(ours):
    for _each in range(9):
        soon = clock.today() + timedelta(days=2)
        RoleAssignmentFactory(role=Role.AUD, entity=ours.entity, ends_on=soon)
    page = text(enter(ours.manager).get(reverse(HOME)))
    assert page.count("<strong>Termina el ") == 5
    assert "Y otras 4 personas en el mismo caso" in page
