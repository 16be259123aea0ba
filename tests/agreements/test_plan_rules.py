"""State, lateness and fulfilment of the plan, and what it lacks: pure (R80, R83-R84, R87)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.rules.plan import (
    Fulfilment,
    StageDates,
    StageState,
    bar,
    days_late,
    fulfilment,
    in_year,
    is_due,
    is_on_time,
    offered_dates,
    state,
)
from agreements.rules.plan_parts import ActivityFacts, ListedFacts, PlanFacts, missing, year_problem

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 20)
DAY = timedelta(days=1)


def planned(start=None, end=None):
    return StageDates(FIRST, LAST, start, end)


@pytest.mark.parametrize(
    ("dates", "on", "expected", "late"),
    [
        (planned(), FIRST - DAY, StageState.PENDING, 0),
        (planned(), FIRST, StageState.PENDING, 0),
        (planned(), FIRST + DAY, StageState.LATE, 1),
        (planned(FIRST), LAST, StageState.UNDER_WAY, 0),
        (planned(FIRST), LAST + DAY, StageState.LATE, 1),
        (planned(FIRST - DAY), FIRST - DAY, StageState.UNDER_WAY, 0),
        (planned(FIRST, LAST), LAST + 30 * DAY, StageState.DONE, 0),
        (planned(FIRST, LAST + 4 * DAY), LAST + 30 * DAY, StageState.DONE, 4),
    ],
)
def test_the_state_is_computed_from_the_dates(dates, on, expected, late):
    assert (state(dates, on), days_late(dates, on)) == (expected, late)


@pytest.mark.parametrize(
    ("dates", "on", "due", "on_time"),
    [
        (planned(FIRST), LAST, False, False),
        (planned(FIRST, LAST), LAST, True, True),
        (planned(FIRST), LAST + DAY, True, False),
        (planned(FIRST, LAST + DAY), LAST + DAY, True, False),
        (planned(FIRST, FIRST), LAST - DAY, False, True),
    ],
)
def test_an_activity_is_due_once_its_last_day_has_passed(dates, on, due, on_time):
    assert (is_due(dates, on), is_on_time(dates)) == (due, on_time)


def test_nothing_due_has_no_number():
    assert fulfilment([], LAST).percentage is None
    assert fulfilment([planned()], FIRST).percentage is None


@pytest.mark.parametrize(
    ("on_time", "due", "expected"),
    [
        (0, 3, "0.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 8, "12.50"),
        (1, 16, "6.25"),
        (7, 7, "100.00"),
    ],
)
def test_the_percentage_is_exact_to_the_hundredth(on_time, due, expected):
    assert str(Fulfilment(on_time, due).percentage) == expected


def test_reprogramming_does_not_hide_what_was_promised_at_first():
    moved = StageDates(FIRST, LAST + 10 * DAY, FIRST, LAST + 5 * DAY, original_end=LAST)
    on = LAST + 30 * DAY
    assert fulfilment([moved], on).percentage == 100
    assert fulfilment([moved.as_first_approved()], on).percentage == 0


steady = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def stages(draw):
    start, end = sorted([draw(days), draw(days)])
    real_start = draw(st.none() | days)
    real_end = draw(st.none() | st.dates(real_start, date(2028, 12, 31))) if real_start else None
    return StageDates(start, end, real_start, real_end)


@steady
@given(stages(), days)
def test_an_activity_is_late_exactly_while_days_count_against_it(dates, on):
    found = state(dates, on)
    assert (found is StageState.LATE) == (dates.real_end is None and days_late(dates, on) > 0)
    assert (found is StageState.DONE) == (dates.real_end is not None)


@steady
@given(stages(), days)
def test_without_news_a_late_activity_only_gets_later(dates, on):
    if dates.real_end is None and days_late(dates, on):
        assert days_late(dates, on + DAY) == days_late(dates, on) + 1
    if is_due(dates, on):
        assert is_due(dates, on + DAY)


@steady
@given(st.lists(stages(), max_size=12), days)
def test_the_indicator_lies_between_0_and_100_and_equals_the_fraction(dates, on):
    found = fulfilment(dates, on)
    assert found.on_time <= found.due <= len(dates)
    if found.percentage is None:
        assert found.due == 0
        return
    assert 0 <= found.percentage <= 100
    exact = Fraction(found.on_time * 100, found.due)
    assert abs(Fraction(found.percentage) - exact) <= Fraction(1, 200)


@steady
@given(st.lists(stages(), max_size=8), days)
def test_the_order_of_activities_does_not_matter(dates, on):
    assert fulfilment(dates, on) == fulfilment(dates[::-1], on)


@steady
@given(days, st.integers(0, 1))
def test_the_offered_schedule_lies_in_the_year_and_in_order(today, later):
    year = today.year + later
    offered = offered_dates(year, today)
    assert len(offered) == 7
    for start, end in offered:
        assert start <= end
        assert start.year == end.year == year
        assert start >= today or year > today.year


@steady
@given(days, days, days, days)
def test_a_bar_never_leaves_its_scale(a, b, c, d):
    start, end = sorted([a, b])
    first, last = sorted([c, d])
    found = bar(start, end, first, last)
    assert 0 <= found.start < 100
    assert found.width > 0
    assert found.start + found.width <= 100


def test_a_bar_of_the_whole_scale_fills_it():
    found = bar(FIRST, LAST, FIRST, LAST)
    assert (found.start, found.width) == (Decimal(0), Decimal(100))


def test_a_leap_day_of_another_year():
    assert in_year(date(2028, 2, 29), 2029) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("year", "may"), [(2025, False), (2026, True), (2027, True), (2028, False)]
)
def test_a_plan_is_of_this_year_or_the_next(year, may):
    assert (year_problem(year, FIRST) == "") is may


# --- The five parts (R83) ------------------------------------------------------------------------

SERVICE = ListedFacts("Cédula", is_in_force=False, suffices=True, validated=1)
COMPLETE = {
    "services": [SERVICE],
    "activities": [ActivityFacts("Revisión", has_responsible=True)],
    "has_goal": True,
    "has_review_frequency": True,
    "has_review_conditions": True,
}


def test_a_complete_plan_lacks_nothing():
    assert missing(PlanFacts(**COMPLETE)) == []


@pytest.mark.parametrize(
    ("without", "parts"),
    [
        ({"services": []}, {1}),
        ({"services": [ListedFacts("Cédula", False, True, 0)]}, {1}),
        ({"services": [ListedFacts("Cédula", False, False, 1)]}, {1}),
        ({"services": [SERVICE, ListedFacts("Pasaporte", False, True, 0)]}, {1}),
        ({"services": [SERVICE, ListedFacts("Pasaporte", True, False, 0)]}, set()),
        ({"activities": []}, {2, 3}),
        ({"activities": [ActivityFacts("Revisión", has_responsible=False)]}, {3}),
        ({"has_goal": False}, {4}),
        ({"has_review_frequency": False}, {5}),
        ({"has_review_conditions": False}, {5}),
    ],
)
def test_each_empty_part_is_named(without, parts):
    found = missing(PlanFacts(**{**COMPLETE, **without}))
    assert {one.part for one in found} == parts
