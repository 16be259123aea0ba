"""Dates and numbers as written in Ecuador (DESIGN §6)."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.forms import DateField
from django.template import Context, Template
from django.utils import translation


@pytest.fixture(autouse=True)
def _spanish():
    with translation.override("es"):
        yield


@pytest.mark.parametrize(
    ("template", "value", "shown"),
    [
        ("{{ v|date:'DATE_FORMAT' }}", date(2026, 11, 20), "20 de noviembre de 2026"),
        ("{{ v }}", date(2026, 3, 1), "1 de marzo de 2026"),
        ("{{ v|date:'SHORT_DATE_FORMAT' }}", date(2026, 3, 1), "01/03/2026"),
        ("{{ v }}", Decimal("35.5"), "35,5"),
        ("{{ v|floatformat:'2g' }}", Decimal("1234567.5"), "1.234.567,50"),
        ("{{ v }}", 2026, "2026"),
    ],
)
def test_what_is_shown(template, value, shown):
    assert Template(template).render(Context({"v": value})) == shown


def test_an_hour_is_shown_in_guayaquil():
    at = datetime(2026, 11, 20, 15, 30, tzinfo=ZoneInfo("UTC"))
    assert Template("{{ v }}").render(Context({"v": at})) == "20 de noviembre de 2026, 10:30"


@pytest.mark.parametrize("text", ["20/11/2026", "2026-11-20", "20-11-2026"])
def test_dates_are_read_as_people_write_them(text):
    assert DateField().clean(text) == date(2026, 11, 20)
