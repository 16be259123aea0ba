"""The staff rules as tables: who over whom, which roles, which days."""

from datetime import date, timedelta

import pytest

from entities.rules import Period
from entities.staff_rules import (
    MAX_DAYS_AHEAD,
    MAX_DAYS_LONG,
    Manager,
    end_problems,
    ending_problems,
    givable_roles,
    manage_problems,
    renewal_problems,
    same_mailbox,
    scope_problems,
    start_problems,
)
from entities.vocabulary import CROSS_ENTITY_ROLES, ENTITY_ROLES, MDT_ROLES, UNIT_ROLES, Role

TODAY = date(2026, 11, 20)
OURS, THEIRS = 1, 2
MANAGER = Manager(10, entity_ids=frozenset({OURS}))
PLATFORM = Manager(11, is_platform=True)
NOBODY = Manager(12)


def day(shift):
    return TODAY + timedelta(days=shift)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("entity_id", [OURS, THEIRS, None])
def test_which_roles_each_one_gives(role, entity_id):
    fits = role in (CROSS_ENTITY_ROLES if entity_id is None else ENTITY_ROLES)
    by_manager = entity_id == OURS and fits and role != Role.STAFF
    by_platform = fits and role != Role.ADM
    for actor, allowed in ((MANAGER, by_manager), (PLATFORM, by_platform), (NOBODY, False)):
        assert (role in givable_roles(actor, entity_id)) == allowed
        problems = manage_problems(actor, user_id=99, role=role, entity_id=entity_id)
        assert (problems == []) == allowed


@pytest.mark.parametrize("actor", [MANAGER, PLATFORM])
@pytest.mark.parametrize("role", list(Role))
def test_nobody_touches_their_own_roles(actor, role):
    entity_id = None if role in CROSS_ENTITY_ROLES else OURS
    assert manage_problems(actor, user_id=actor.user_id, role=role, entity_id=entity_id)


def test_the_platform_gives_the_ministrys_roles_but_makes_no_administrator():
    assert set(givable_roles(PLATFORM, None)) == set(MDT_ROLES)


@pytest.mark.parametrize("role", list(Role))
def test_only_unit_roles_are_limited_to_units(role):
    assert (scope_problems(role, frozenset({7})) == []) == (role in UNIT_ROLES)
    assert scope_problems(role, frozenset()) == []


@pytest.mark.parametrize(
    ("shift", "allowed"),
    [(-400, False), (-1, False), (0, True), (1, True), (MAX_DAYS_AHEAD, True),
     (MAX_DAYS_AHEAD + 1, False)],
)  # fmt: skip
def test_a_role_begins_today_or_within_a_year(shift, allowed):
    assert (start_problems(day(shift), TODAY) == []) == allowed


@pytest.mark.parametrize(
    ("shift", "allowed"),
    [(-1, False), (0, True), (MAX_DAYS_LONG, True), (MAX_DAYS_LONG + 1, False)],
)
def test_a_last_day_is_to_come_and_not_absurd(shift, allowed):
    assert (end_problems(day(shift), TODAY) == []) == allowed
    assert end_problems(None, TODAY) == []


@pytest.mark.parametrize(
    ("end", "until", "annulled", "allowed"),
    [
        (5, 6, False, True),
        (0, 30, False, True),
        (-1, 30, False, False),
        (None, 30, False, False),
        (5, 5, False, False),
        (5, 4, False, False),
        (5, None, False, True),
        (5, 30, True, False),
        (5, MAX_DAYS_LONG + 1, False, False),
    ],
)
def test_what_still_counts_is_made_longer(end, until, annulled, allowed):
    period = Period(day(-10), None if end is None else day(end))
    problems = renewal_problems(
        period, None if until is None else day(until), TODAY, annulled=annulled
    )
    assert (problems == []) == allowed


@pytest.mark.parametrize(
    ("end", "last", "annulled", "allowed"),
    [
        (None, -1, False, True),
        (None, 0, False, True),
        (None, 40, False, True),
        (None, -2, False, False),
        (5, 4, False, True),
        (5, 5, False, False),
        (5, 6, False, False),
        (-1, -1, False, False),
        (5, 0, True, False),
    ],
)
def test_a_role_ends_now_or_on_a_day_before_its_last(end, last, annulled, allowed):
    period = Period(day(-10), None if end is None else day(end))
    assert (ending_problems(period, day(last), TODAY, annulled=annulled) == []) == allowed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@x.ec", "A@X.EC", True),
        ("a+b@x.ec", "a@x.ec", True),
        (" a@x.ec ", "a@x.ec", True),
        ("a@x.ec", "b@x.ec", False),
        ("a@x.ec", "a@y.ec", False),
        ("", "", False),
    ],
)
def test_the_same_mailbox_is_recognised(one, other, same):
    assert same_mailbox(one, other) is same
