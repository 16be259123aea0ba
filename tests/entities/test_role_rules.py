"""R1, R11: what an assignment must be before it is given."""

from datetime import date

import pytest

from entities import services
from entities.errors import RuleViolation
from entities.models import RoleAssignment
from entities.rules import Period
from entities.vocabulary import Capacity, Role
from tests.factories.entities import (
    EntityFactory,
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    person_with,
)

pytestmark = pytest.mark.django_db

START, END = date(2026, 1, 5), date(2026, 6, 30)


def refused(user, role, entity=None, **values):
    """The fields with problems; nothing may have been written."""
    before = RoleAssignment.objects.count()
    with pytest.raises(RuleViolation) as violation:
        services.assign_role(user, role, entity, **{"post": "Cargo", "starts_on": START, **values})
    assert RoleAssignment.objects.count() == before
    return {problem.field for problem in violation.value.problems}


@pytest.mark.parametrize(
    "role", [Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION, Role.ADM]
)
def test_a_cross_entity_role_has_no_entity_and_no_units(role):
    entity = EntityFactory()
    assert "entity" in refused(UserFactory(), role, entity)
    assert "units" in refused(UserFactory(), role, units=[UnitFactory(entity=entity)])
    assert services.assign_role(UserFactory(), role, post="Analista", starts_on=START).pk


@pytest.mark.parametrize(
    "role", [Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.AUD]
)
def test_an_entity_role_has_an_entity(role):
    assert "entity" in refused(UserFactory(), role)
    assert services.assign_role(
        UserFactory(), role, EntityFactory(), post="Cargo", starts_on=START
    ).pk


def test_units_are_of_the_same_entity():
    assert "units" in refused(UserFactory(), Role.UNI, EntityFactory(), units=[UnitFactory()])


def test_it_ends_after_it_starts():
    assert "ends_on" in refused(UserFactory(), Role.UNI, EntityFactory(), ends_on=date(2026, 1, 4))
    one_day = services.assign_role(
        UserFactory(), Role.UNI, EntityFactory(), post="Cargo", starts_on=START, ends_on=START
    )
    assert one_day.ends_on == START


@pytest.mark.parametrize("post", ["", "   ", "\u200b", "\u202e"])
def test_the_post_is_mandatory(post):
    assert "post" in refused(UserFactory(), Role.UNI, EntityFactory(), post=post)


@pytest.mark.parametrize(
    ("capacity", "fields"),
    [
        (Capacity.TITULAR, set()),
        (Capacity.ENCARGADO, {"document"}),
        (Capacity.SUBROGANTE, {"document", "ends_on"}),
        (Capacity.DELEGADO, {"document", "ends_on"}),
    ],
)
def test_who_acts_for_another_shows_the_document_and_until_when(capacity, fields):
    entity, user = EntityFactory(), UserFactory()
    if fields:
        assert refused(user, Role.MAX, entity, capacity=capacity) == fields
    assert services.assign_role(
        user,
        Role.MAX,
        entity,
        post="Cargo",
        starts_on=START,
        capacity=capacity,
        document="Acción de personal 0123" if fields else "",
        ends_on=END if "ends_on" in fields else None,
    ).pk


def test_the_same_role_twice_at_once_is_refused():
    held = RoleAssignmentFactory(role=Role.UNI, starts_on=START, ends_on=END)
    assert "starts_on" in refused(held.user, Role.UNI, held.entity, starts_on=END)
    assert "starts_on" in refused(held.user, Role.UNI, held.entity, starts_on=date(2025, 1, 1))
    later = services.assign_role(
        held.user, Role.UNI, held.entity, post="Cargo", starts_on=date(2026, 7, 1)
    )
    assert later.pk
    elsewhere = services.assign_role(
        held.user, Role.UNI, EntityFactory(), post="Cargo", starts_on=START
    )
    assert elsewhere.pk


@pytest.mark.parametrize("role", [Role.MAX, Role.PLAN, Role.CAL])
def test_one_titular_a_day(role):
    held = RoleAssignmentFactory(role=role, starts_on=START, ends_on=END)
    assert refused(UserFactory(), role, held.entity) == {"capacity"}
    acting = services.assign_role(
        UserFactory(),
        role,
        held.entity,
        post="Cargo",
        capacity=Capacity.SUBROGANTE,
        document="Acción de personal 0123",
        starts_on=START,
        ends_on=END,
    )
    assert acting.pk
    assert services.assign_role(
        UserFactory(), role, held.entity, post="Cargo", starts_on=date(2026, 7, 1)
    ).pk


@pytest.mark.parametrize("role", [Role.UNI, Role.TER, Role.COM, Role.AUD])
def test_other_roles_are_held_by_several(role):
    held = RoleAssignmentFactory(role=role)
    assert services.assign_role(UserFactory(), role, held.entity, post="Cargo", starts_on=START).pk


def test_the_ministrys_people_may_belong_to_an_entity_too():
    """The conflict is decided dossier by dossier, where it matters."""
    user = person_with(Role.MDT_CONTROL)
    assert services.assign_role(user, Role.CAL, EntityFactory(), post="Cargo", starts_on=START).pk


def test_no_role_outlives_its_entity_nor_starts_for_a_closed_account():
    closed = EntityFactory(closed_on=END)
    assert "ends_on" in refused(UserFactory(), Role.UNI, closed)
    assert "user" in refused(UserFactory(inactive=True), Role.UNI, EntityFactory())


def test_ending_a_role_needs_a_reason_and_keeps_the_row():
    held = RoleAssignmentFactory(role=Role.CAL, starts_on=START)
    with pytest.raises(RuleViolation):
        services.end_role(held, ends_on=END, actor_id=None, reason="   ")
    services.end_role(held, ends_on=END, actor_id=7, reason="Cesación de funciones")
    held.refresh_from_db()
    assert held.ends_on == END
    record = held.history.first()
    assert (record.history_user_id, record.history_change_reason) == (7, "Cesación de funciones")


def test_reopening_a_role_over_its_successor_is_refused():
    first = RoleAssignmentFactory(role=Role.CAL, starts_on=START, ends_on=END)
    RoleAssignmentFactory(role=Role.CAL, entity=first.entity, starts_on=date(2026, 7, 1))
    with pytest.raises(RuleViolation):
        services.update_role(first, actor_id=None, reason="Ampliación", ends_on=None)


def test_what_an_assignment_is_does_not_change():
    held = RoleAssignmentFactory()
    with pytest.raises(TypeError):
        services.update_role(held, actor_id=None, reason="Otro motivo", role=Role.MAX)


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        (Period(START, END), Period(END, None), True),
        (Period(START, END), Period(date(2026, 7, 1), None), False),
        (Period(START), Period(END, END), True),
        (Period(START), Period(date(2020, 1, 1), date(2026, 1, 4)), False),
        (Period(START), Period(date(2020, 1, 1), START), True),
    ],
)
def test_periods_meet_with_both_ends_included(first, second, meet):
    assert first.overlaps(second) is meet
    assert second.overlaps(first) is meet
