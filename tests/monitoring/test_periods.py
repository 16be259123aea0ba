"""The period that a text says, and texts that say none for certain."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carta_pages.models.vocabulary import Frequency
from monitoring.periods import MONTHS, Period, read_period, whole_months

READ = {
    "2025-03": (date(2025, 3, 1), date(2025, 3, 31)),
    "03/2025": (date(2025, 3, 1), date(2025, 3, 31)),
    "2/2024": (date(2024, 2, 1), date(2024, 2, 29)),
    "marzo 2025": (date(2025, 3, 1), date(2025, 3, 31)),
    "Marzo de 2025": (date(2025, 3, 1), date(2025, 3, 31)),
    "mar-2025": (date(2025, 3, 1), date(2025, 3, 31)),
    "setiembre 2025": (date(2025, 9, 1), date(2025, 9, 30)),
    "2025-T1": (date(2025, 1, 1), date(2025, 3, 31)),
    "T4 2025": (date(2025, 10, 1), date(2025, 12, 31)),
    "primer trimestre de 2025": (date(2025, 1, 1), date(2025, 3, 31)),
    "III trimestre 2025": (date(2025, 7, 1), date(2025, 9, 30)),
    "1er semestre 2025": (date(2025, 1, 1), date(2025, 6, 30)),
    "2025-S2": (date(2025, 7, 1), date(2025, 12, 31)),
    "2025-C3": (date(2025, 9, 1), date(2025, 12, 31)),
    "2025-B6": (date(2025, 11, 1), date(2025, 12, 31)),
    "2025": (date(2025, 1, 1), date(2025, 12, 31)),
}
NOT_READ = [
    "", "2025-13", "00/2025", "marzo", "mar-25", "2025-T5", "2025-S3", "2025-B7", "25", "1850",
    "12025", "2024-2025", "ma 2025", "trimestre 2025", "ayer", "2025-03-05", "٢٠٢٥",
]  # fmt: skip


@pytest.mark.parametrize(("text", "ends"), READ.items())
def test_a_period_is_read(text, ends):
    assert read_period(text) == Period(*ends)


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_no_period_for_certain_is_not_read(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("day", "frequency", "start"),
    [
        ("01/03/2025", Frequency.MONTHLY, date(2025, 3, 1)),
        ("31/03/2025", Frequency.MONTHLY, date(2025, 3, 1)),
        ("31/12/2025", Frequency.QUARTERLY, date(2025, 10, 1)),
        ("01/04/2025", Frequency.QUARTERLY, date(2025, 4, 1)),
        ("31/12/2025", Frequency.YEARLY, date(2025, 1, 1)),
        ("01/03/2025", Frequency.QUARTERLY, None),
        ("15/03/2025", Frequency.MONTHLY, None),
        ("01/03/2025", "", None),
        ("31/02/2025", Frequency.MONTHLY, None),
    ],
)
def test_a_date_of_a_sheet_is_the_edge_of_a_period_or_nothing(day, frequency, start):
    found = read_period(day, frequency)
    assert (found.start if found else None) == start


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_a_month_that_is_told_is_read_again(year, month):
    period = whole_months(year, month, 1)
    assert read_period(f"{year}-{month:02}") == period
    assert read_period(str(period)) == period


@given(st.integers(1900, 2099), st.sampled_from(list(MONTHS)), st.integers(0, 11))
def test_both_edges_of_a_period_say_the_same(year, frequency, turn):
    months = MONTHS[frequency]
    period = whole_months(year, turn % (12 // months) * months + 1, months)
    edges = {read_period(f"{d.day:02}/{d.month:02}/{d.year}", frequency) for d in
             (period.start, period.end)}  # fmt: skip
    assert edges == {period}


@given(st.text(max_size=30))
def test_nothing_fails(text):
    read_period(text, Frequency.MONTHLY)
