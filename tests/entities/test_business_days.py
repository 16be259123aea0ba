"""Terms in business days, and Ecuador's calendar as computed (the decree wins)."""

import random
from datetime import date, timedelta

import pytest

from entities.business_days import (
    MAX_DAYS,
    add_business_days,
    business_days_between,
    is_business_day,
)
from entities.national_calendar import easter_sunday, national_rest_days

FRIDAY = date(2026, 3, 6)
NONE: frozenset[date] = frozenset()


def test_a_term_starts_counting_the_next_day():
    assert add_business_days(FRIDAY, 1, NONE) == date(2026, 3, 9)
    assert add_business_days(FRIDAY, 5, NONE) == date(2026, 3, 13)


def test_holidays_and_weekends_do_not_count():
    monday = date(2026, 3, 9)
    assert add_business_days(FRIDAY, 1, {monday}) == date(2026, 3, 10)


def test_no_days_means_the_first_day_that_is_worked():
    assert add_business_days(FRIDAY, 0, NONE) == FRIDAY
    assert add_business_days(date(2026, 3, 7), 0, {date(2026, 3, 9)}) == date(2026, 3, 10)


@pytest.mark.parametrize("days", [-1, MAX_DAYS + 1, 10**9])
def test_a_senseless_term_is_refused(days):
    with pytest.raises(ValueError, match="business days"):
        add_business_days(FRIDAY, days, NONE)


def test_between_is_signed_and_excludes_the_first_day():
    assert business_days_between(FRIDAY, FRIDAY, NONE) == 0
    assert business_days_between(FRIDAY, date(2026, 3, 8), NONE) == 0
    assert business_days_between(FRIDAY, date(2026, 3, 10), NONE) == 2
    assert business_days_between(date(2026, 3, 10), FRIDAY, NONE) == -2


def test_counting_agrees_with_walking_day_by_day():
    chance = random.Random(20260301)
    for _ in range(300):
        start = date(2025, 1, 1) + timedelta(days=chance.randrange(700))
        end = start + timedelta(days=chance.randrange(120))
        holidays = {start + timedelta(days=chance.randrange(120)) for _ in range(10)}
        walked = sum(
            is_business_day(start + timedelta(days=i), holidays)
            for i in range(1, (end - start).days + 1)
        )
        assert business_days_between(start, end, holidays) == walked
        term = chance.randrange(1, 60)
        last = add_business_days(start, term, holidays)
        assert business_days_between(start, last, holidays) == term
        assert is_business_day(last, holidays)


def test_easter():
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    for year, (month, day) in known.items():
        assert easter_sunday(year) == date(year, month, day)


OFFICIAL = {
    2025: ["01-01", "03-03", "03-04", "04-18", "05-02", "05-23", "08-11", "10-10", "11-03",
           "11-04", "12-25"],
    2026: ["01-01", "02-16", "02-17", "04-03", "05-01", "05-25", "08-10", "10-09", "11-02",
           "11-03", "12-25"],
    2027: ["01-01", "02-08", "02-09", "03-26", "04-30", "05-24", "08-09", "10-08", "11-01",
           "11-02", "12-24", "12-31"],
}  # fmt: skip


@pytest.mark.parametrize("year", OFFICIAL)
def test_the_rest_days_of_a_year(year):
    assert [f"{rest.day:%m-%d}" for rest in national_rest_days(year)] == OFFICIAL[year]


def test_rest_days_are_never_on_a_weekend_and_say_where_they_come_from():
    for year in range(2020, 2045):
        rests = national_rest_days(year)
        assert all(rest.day.weekday() < 5 for rest in rests)
        assert len({rest.day for rest in rests}) == len(rests)
    moved = next(rest for rest in national_rest_days(2026) if rest.name == "Batalla de Pichincha")
    assert moved.label == "Batalla de Pichincha (trasladado del 24/05/2026)"
