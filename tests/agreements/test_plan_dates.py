"""Which services are planned, and for when: what the portfolio reads of the plans (R89-R90)."""

from datetime import date

import pytest

from agreements.selectors.plan import is_planned, planned_of
from entities import clock
from tests.factories.carta_pages import ServicePageFactory
from tests.factories.plan import listed, plan_of

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _in_2026():
    with clock.frozen(date(2026, 5, 4)):
        yield


@pytest.fixture
def service():
    return ServicePageFactory()


def test_an_approved_day_speaks_before_a_proposed_one(service):
    listed(service, publish_on=JULY, approved_publish_on=JUNE, original_publish_on=JUNE)
    found = planned_of([service.pk])[service.pk]
    assert (found.publish_on, found.proposed_on, found.is_approved) == (JUNE, JULY, True)
    assert not found.was_moved


def test_a_day_that_was_moved_keeps_the_original_one(service):
    listed(service, publish_on=JULY, original_publish_on=JUNE)
    found = planned_of([service.pk])[service.pk]
    assert (found.publish_on, found.original_publish_on, found.was_moved) == (JULY, JUNE, True)


def test_what_is_only_being_drawn_up_says_so(service):
    listed(service, since=None, publish_on=JUNE)
    found = planned_of([service.pk])[service.pk]
    assert (found.publish_on, found.is_approved, found.original_publish_on) == (JUNE, False, None)
    assert not is_planned(service.pk, 2026)


@pytest.mark.parametrize(
    ("values", "there"),
    [
        ({"until_version": 2, "in_force": False}, False),
        ({"in_force": False}, True),
        ({"in_force": False, "since": None}, False),
    ],
)
def test_a_dropped_service_is_planned_until_a_version_without_it(service, values, there):
    listed(service, **values)
    assert (service.pk in planned_of([service.pk])) is there
    assert is_planned(service.pk, 2026) is there


def test_the_newest_plan_is_the_one_told(service):
    listed(service, publish_on=JUNE)
    later = plan_of(service.entity, 2027, version=1)
    listed(service, plan=later, publish_on=date(2027, 3, 1))
    assert planned_of([service.pk])[service.pk].year == 2027
    assert not is_planned(service.pk, 2028)


def test_many_services_cost_one_query(service, django_assert_num_queries):
    listed(service)
    other = ServicePageFactory()
    with django_assert_num_queries(1):
        found = planned_of([service.pk, other.pk])
    assert set(found) == {service.pk}
