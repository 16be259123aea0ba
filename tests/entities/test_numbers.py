"""T53: numbers are read as people in Ecuador write them, and asked back when in doubt."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from entities.numbers import SpanishDecimalField, format_number, parse_number

READ = {
    "35": "35",
    "35,5": "35.5",
    "35.5": "35.5",
    " 35,5 ": "35.5",
    "\u00a035,5\u00a0": "35.5",
    "0": "0",
    "0,5": "0.5",
    "0.5": "0.5",
    "0,234": "0.234",
    "0.234": "0.234",
    "00,5": "0.5",
    "+7": "7",
    "-3,5": "-3.5",
    "\u22123,5": "-3.5",
    "-0": "0",
    "-0,0": "0.0",
    "1234": "1234",
    "1234,5": "1234.5",
    "1234.5": "1234.5",
    "1234.567": "1234.567",
    "1234,567": "1234.567",
    "1,23": "1.23",
    "1.23": "1.23",
    "1,2345": "1.2345",
    "99,99": "99.99",
    "1 234": "1234",
    "1 234,5": "1234.5",
    "12 345 678,90": "12345678.90",
    "1\u00a0234": "1234",
    "12\u202f345": "12345",
    "2538780": "2538780",
    "007": "7",
    "0,000001": "0.000001",
    "12345678901234567890": "12345678901234567890",
}
ASKED_BACK = [
    "1.234", "1,234", "12.345", "12,345", "123.456", "123,456", "-1.234", "+1,234", "-12,345",
    "1.234,5", "1,234.5", "1.234.567", "1,234,567", "12.345.678", "1.234.567,89", "1,234,567.89",
]  # fmt: skip
REFUSED = [
    "", " ", "abc", "35 %", "35%", "$35", "USD 5", "35 min", "1_000", "1e5", "1E5", "1e400",
    "NaN", "nan", "sNaN", "Infinity", "inf", "-inf", "∞", "0x10", "0b1", "1/2", "½", "²",
    "٣٥", "３５", "۳۵", "१", "35,5,5", "35..5", "35,,5", ",5", ".5", "5,", "5.", "-", "+", "--5",
    "+-5", "5-", "(5)", "1'234", "1 23", "12 34", "1 2345", "1  234", "3 5,5", "35\n5", "35\x00",
    "35;5", "35:5", "true", "None", "=1+1", "123456789012345678901", "9" * 400, "35\u200b",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_it_reads(text, number):
    read = parse_number(text)
    assert read == Decimal(number)
    assert read.is_finite()
    assert str(read) == number


@pytest.mark.parametrize("text", ASKED_BACK)
def test_it_asks_back_when_a_point_may_mean_thousands(text):
    with pytest.raises(ValidationError) as refusal:
        parse_number(text)
    assert refusal.value.code == "ambiguous"
    assert text in refusal.value.messages[0]


def test_the_question_gives_both_readings_and_each_is_read():
    with pytest.raises(ValidationError) as refusal:
        parse_number("1.234")
    message = refusal.value.messages[0]
    assert "1234 " in message
    assert "1,2340" in message
    assert parse_number("1234") == 1234
    assert parse_number("1,2340") == Decimal("1.234")


@pytest.mark.parametrize("text", REFUSED)
def test_it_refuses(text):
    with pytest.raises(ValidationError) as refusal:
        parse_number(text)
    assert refusal.value.code in {"invalid", "ambiguous"}


@pytest.mark.parametrize(
    ("number", "options", "text"),
    [
        ("35.5", {}, "35,5"),
        ("35.5000", {}, "35,5"),
        ("35", {}, "35"),
        ("100", {}, "100"),
        ("1E+3", {}, "1000"),
        ("0.000001", {}, "0,000001"),
        ("-0.00", {}, "0"),
        ("35", {"places": 1}, "35,0"),
        ("2.345", {"places": 2}, "2,35"),
        ("2.5", {"places": 0}, "3"),
        ("-0.04", {"places": 1}, "0,0"),
        ("2538780", {"grouping": True}, "2\u202f538\u202f780"),
        ("-12345.6", {"grouping": True}, "-12\u202f345,6"),
        ("1234", {"grouping": True}, "1234"),
    ],
)
def test_it_writes(number, options, text):
    assert format_number(Decimal(number), **options) == text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_is_never_written(number):
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal(number))


@pytest.mark.parametrize("number", ["0", "35.5", "-3.25", "1234", "2538780", "0.0001", "1.2340"])
def test_what_is_written_is_read_back(number):
    written = format_number(Decimal(number), places=4, grouping=True)
    assert parse_number(written) == Decimal(number)


class StandardForm(forms.Form):
    standard = SpanishDecimalField(label="Estándar", max_digits=8, decimal_places=2, min_value=0)


def test_the_field_reads_shows_and_keeps_what_was_typed():
    assert StandardForm({"standard": "35,5"}).is_valid()
    shown = str(StandardForm(initial={"standard": Decimal("35.50")})["standard"])
    assert 'value="35,5"' in shown
    assert 'type="text"' in shown
    assert 'inputmode="decimal"' in shown
    refused = StandardForm({"standard": "1.234"})
    assert not refused.is_valid()
    assert 'value="1.234"' in str(refused["standard"])


@pytest.mark.parametrize("text", ["-1", "1,234", "1234567,5", "1,2345", "NaN", ""])
def test_the_field_keeps_its_limits(text):
    assert StandardForm({"standard": text}).errors["standard"]


def test_an_unchanged_number_is_no_change():
    form = StandardForm({"standard": "35,50"}, initial={"standard": Decimal("35.5")})
    assert not form.has_changed()
