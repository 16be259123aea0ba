"""Who may act: dates, scope and capacity of role assignments, and what asking costs."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.functional import SimpleLazyObject

from entities import clock, roles
from entities.models import RoleAssignment
from entities.vocabulary import Capacity, Role
from tests.factories.entities import (
    LONG_AGO,
    EntityFactory,
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    person_with,
)

pytestmark = pytest.mark.django_db


def fresh(user):
    """The same person on the next request."""
    return get_user_model().objects.get(pk=user.pk)


def test_the_lazy_user_of_a_request_and_the_person_behind_share_one_answer(
    django_assert_num_queries,
):
    """``request.user`` is a wrapper; code that unwraps it must not ask again, nor stay behind."""
    person = RoleAssignmentFactory(role=Role.CAL, entity=EntityFactory()).user
    request_user = SimpleLazyObject(lambda: person)
    bool(request_user.pk)
    with django_assert_num_queries(1):
        assert roles.active_assignments(request_user)
        assert roles.active_assignments(person)
    for forgotten, other in ((request_user, person), (person, request_user)):
        roles.active_assignments(forgotten)
        roles.forget(forgotten)
        with django_assert_num_queries(1):
            roles.active_assignments(other)
            roles.active_assignments(forgotten)


def test_active_assignments_cost_one_query_units_included(django_assert_num_queries):
    entity = EntityFactory()
    user = UserFactory()
    units = UnitFactory.create_batch(3, entity=entity)
    RoleAssignmentFactory(user=user, entity=entity, units=units)
    RoleAssignmentFactory(user=user, entity=entity, role=Role.CAL)
    RoleAssignmentFactory(user=user, role=Role.MDT_CONTROL)
    with django_assert_num_queries(1):
        active = roles.active_assignments(user)
        assert len(active) == 3
        assert roles.has_role(user, Role.UNI, entity.pk, units[0].pk)
        assert roles.own_entity_ids(user) == {entity.pk}
        assert (
            roles.assignment_for(user, Role.CAL, entity.pk, unit=roles.ANY_UNIT).entity.name
            == entity.name
        )
        assert not roles.is_platform_admin(user)
    assert active[0].unit_ids == {unit.pk for unit in units}


def test_both_days_are_included_and_no_other():
    user = person_with(Role.CAL, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 6))
    held = [
        day
        for day in range(1, 10)
        if roles.has_role_somewhere(user, Role.CAL, on=date(2026, 3, day))
    ]
    assert held == [2, 3, 4, 5, 6]


def test_the_memory_of_a_request_is_per_day_and_can_be_dropped():
    user = person_with(Role.CAL, ends_on=date(2026, 3, 6))
    with clock.frozen(date(2026, 3, 6)):
        assert roles.has_role_somewhere(user, Role.CAL)
    with clock.frozen(date(2026, 3, 7)):
        assert not roles.has_role_somewhere(user, Role.CAL)
        RoleAssignmentFactory(user=user, role=Role.COM)
        assert not roles.has_role_somewhere(user, Role.COM)
        roles.forget(user)
        assert roles.has_role_somewhere(user, Role.COM)
        assert roles.has_role_somewhere(fresh(user), Role.COM)


@pytest.mark.parametrize("kind", ["expired", "future"])
def test_an_assignment_out_of_its_days_gives_nothing(kind):
    user = RoleAssignmentFactory(role=Role.CAL, **{kind: True}).user
    assert roles.active_assignments(user) == ()
    assert not user.has_perm("wagtailadmin.access_admin")


def test_an_inactive_person_and_a_stranger_have_none():
    user = person_with(Role.ADM)
    user.is_active = False
    user.save()
    assert roles.active_assignments(user) == ()
    assert not roles.is_platform_admin(user)
    assert roles.active_assignments(AnonymousUser()) == ()
    assert not roles.is_platform_admin(AnonymousUser())
    assert user not in roles.holders(Role.ADM, None)


def test_a_role_counts_in_its_entity_only():
    entity, other = EntityFactory.create_batch(2)
    user = person_with(Role.CAL, entity)
    assert roles.has_role_somewhere(user, Role.CAL)
    assert roles.has_role(user, Role.CAL, entity.pk)
    assert not roles.has_role(user, Role.CAL, other.pk)
    assert not roles.has_role(user, Role.CAL, None), "no entity is nowhere, not anywhere"
    assert roles.assignment_for(user, Role.CAL, None, unit=roles.ANY_UNIT) is None
    assert user not in roles.holders(Role.CAL, None)
    assert user in roles.holders_somewhere([Role.CAL])
    assert not roles.has_role(user, Role.UNI, entity.pk)


def test_a_role_limited_to_units_covers_exactly_those():
    entity = EntityFactory()
    unit, other = UnitFactory.create_batch(2, entity=entity)
    below = UnitFactory(entity=entity, parent=unit)
    user = person_with(Role.TER, entity, units=[unit])
    assert roles.has_role(user, Role.TER, entity.pk, roles.ANY_UNIT)
    assert not roles.has_role(user, Role.TER, entity.pk), "left out, it is the whole entity"
    assert roles.has_role(user, Role.TER, entity.pk, unit.pk)
    assert not roles.has_role(user, Role.TER, entity.pk, other.pk)
    assert not roles.has_role(user, Role.TER, entity.pk, below.pk)


def test_a_cross_entity_role_counts_everywhere():
    entity = EntityFactory()
    user = person_with(Role.MDT_CONTROL)
    assert roles.has_role(user, Role.MDT_CONTROL, entity.pk)
    assert roles.own_entity_ids(user) == frozenset()


def test_a_superuser_is_platform_administrator_and_nothing_else():
    user = UserFactory(superuser=True)
    entity = EntityFactory()
    assert roles.is_platform_admin(user)
    assert not any(roles.has_role(user, role, entity.pk) for role in Role)
    assert user not in roles.holders(Role.MAX, entity.pk)


def test_holders_agree_with_has_role_for_everybody():
    """One question asked from both ends, over people in every kind of situation."""
    entity, other = EntityFactory.create_batch(2)
    unit, unit_b = UnitFactory.create_batch(2, entity=entity)
    for role in Role:
        for scope in (entity, other):
            values = {} if role in roles.CROSS_ENTITY_ROLES else {"entity": scope}
            RoleAssignmentFactory(role=role, **values)
            RoleAssignmentFactory(role=role, expired=True, **values)
            RoleAssignmentFactory(role=role, user__is_active=False, **values)
    RoleAssignmentFactory(role=Role.UNI, entity=entity, units=[unit, unit_b])
    RoleAssignmentFactory(role=Role.UNI, entity=entity, units=[unit_b])
    people = list(get_user_model().objects.all())
    for role in Role:
        for scope in (None, entity.pk, other.pk):
            expected = {p.pk for p in people if roles.has_role(p, role, scope, roles.ANY_UNIT)}
            found = list(roles.holders(role, scope).values_list("pk", flat=True))
            assert sorted(found) == sorted(expected), (role, scope)
        expected = {p.pk for p in people if roles.has_role_somewhere(p, role)}
        found = list(roles.holders_somewhere([role]).values_list("pk", flat=True))
        assert sorted(found) == sorted(expected), role


def test_people_act_as_titular_before_any_other_capacity():
    entity = EntityFactory()
    user = UserFactory()
    RoleAssignmentFactory(user=user, role=Role.MAX, entity=entity, acting=True)
    RoleAssignmentFactory(
        user=user, role=Role.MAX, entity=entity, starts_on=date(2021, 1, 1), post="Director"
    )
    assert roles.assignment_for(user, Role.MAX, entity.pk, unit=None).capacity == Capacity.TITULAR
    assert roles.assignment_for(user, Role.PLAN, entity.pk, unit=roles.ANY_UNIT) is None


def test_a_person_with_an_assignment_cannot_be_deleted():
    user = person_with(Role.UNI)
    with pytest.raises(ProtectedError):
        user.delete()


@pytest.mark.parametrize(
    "values",
    [
        {"role": Role.CAL, "entity": None},
        {"role": Role.MDT_CONTROL, "entity": "one"},
        {"role": Role.ADM, "entity": "one"},
        {"role": Role.CAL, "entity": "one", "ends_on": date(2019, 1, 1)},
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(values):
    user = UserFactory()
    entity = EntityFactory() if values.pop("entity") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAssignment.objects.create(
            user=user, entity=entity, post="x", starts_on=LONG_AGO, **values
        )


ENTER = "wagtailadmin.access_admin"


@pytest.mark.parametrize("role", list(Role))
def test_anybody_with_an_active_role_enters_the_admin(role):
    assert person_with(role).has_perm(ENTER)


def test_without_a_role_nobody_enters():
    assert not UserFactory().has_perm(ENTER)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_gives_deletion_or_anything_of_wagtails(role):
    user = person_with(role)
    for perm in (
        "entities.delete_entity", "entities.delete_pointofservice", "wagtailcore.publish_page",
        "wagtailcore.lock_page", "wagtailcore.unlock_page", "wagtailcore.bulk_delete_page",
        "wagtailcore.change_workflow", "wagtailcore.change_task", "wagtailcore.change_site",
        "wagtailcore.change_collection", "auth.change_group", "entities.add_nothing",
        "entities.change_historicalentity", "wagtailimages.delete_image",
    ):  # fmt: skip
        assert not user.has_perm(perm), perm
