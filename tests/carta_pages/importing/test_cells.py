"""What real sheets write where a number is expected, and what is read of it."""

import string
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carta_pages.importing.cells import (
    EMPTY,
    Cell,
    Kind,
    boolean_cell,
    date_cell,
    formula_cell,
    number_cell,
    text_cell,
)
from carta_pages.importing.standards import Standard, read_number, read_standard
from carta_pages.importing.words import option_of, unit_of
from carta_pages.models.vocabulary import Direction, Frequency, MeasureUnit, Operator, ScopeKind
from entities.numbers import format_number

D = Decimal
PERCENT, MINUTES, DAYS = MeasureUnit.PERCENT, MeasureUnit.MINUTES, MeasureUnit.DAYS

#: text → operator, value, unit; read without a word of warning.
READ = {
    "35": ("", "35", ""),
    "35,5": ("", "35.5", ""),
    "35.5": ("", "35.5", ""),
    " 35 ": ("", "35", ""),
    "35\u00a0": ("", "35", ""),
    "1 234,5": ("", "1234.5", ""),
    "1\u00a0250\u202f000": ("", "1250000", ""),
    "'35": ("", "35", ""),
    "-5": ("", "-5", ""),
    "\u22125": ("", "-5", ""),
    "+5": ("", "5", ""),
    "\uff13\uff15": ("", "35", ""),
    "\u200b35": ("", "35", ""),
    "0": ("", "0", ""),
    "100 %": ("", "100", PERCENT),
    "100%": ("", "100", PERCENT),
    "99,5 por ciento": ("", "99.5", PERCENT),
    "> = 3,6": ("gte", "3.6", ""),
    ">=3.6": ("gte", "3.6", ""),
    "=> 3,6": ("gte", "3.6", ""),
    "≥ 3,6": ("gte", "3.6", ""),
    "⩾3,6": ("gte", "3.6", ""),
    "≥\u00a095\u00a0%": ("gte", "95", PERCENT),
    "<=5": ("lte", "5", ""),
    "≤ 5": ("lte", "5", ""),
    "=35": ("eq", "35", ""),
    "igual a 0": ("eq", "0", ""),
    "mayor o igual a 4": ("gte", "4", ""),
    "Al menos 80 %": ("gte", "80", PERCENT),
    "mínimo 80%": ("gte", "80", PERCENT),
    "como máximo 15 min.": ("lte", "15", MINUTES),
    "30 minutos o menos": ("lte", "30", MINUTES),
    "35 % o más": ("gte", "35", PERCENT),
    "hasta 5 días hábiles": ("lte", "5", MeasureUnit.BUSINESS_DAYS),
    "5 días laborables como máximo": ("lte", "5", MeasureUnit.BUSINESS_DAYS),
    "5 días calendario": ("", "5", DAYS),
    "48h": ("", "48", MeasureUnit.HOURS),
    "máximo 24 horas": ("lte", "24", MeasureUnit.HOURS),
    "no más de 3 meses": ("lte", "3", MeasureUnit.OTHER),
    "3.5 puntos": ("", "3.5", MeasureUnit.SCORE),
    "30 minutos.": ("", "30", MINUTES),
}

#: text → operator, value, value_to, unit, parameter.
WITH_MORE = {
    "entre 20 y 30 días": ("range", "20", "30", DAYS, ""),
    "de 20 a 30 días": ("range", "20", "30", DAYS, ""),
    "20 – 30 minutos": ("range", "20", "30", MINUTES, ""),
    "entre 85 % y 90 %": ("range", "85", "90", PERCENT, ""),
    "85%-90%": ("range", "85", "90", PERCENT, ""),
    "al menos el 90 % en 5 días": ("gte", "90", None, PERCENT, "en 5 días"),
    "90 %, en 5 días": ("", "90", None, PERCENT, "en 5 días"),
    "≥ 80% de los trámites dentro de 10 días hábiles": (
        "gte", "80", None, PERCENT, "de los trámites dentro de 10 días hábiles",
    ),
    "3 sobre 5": ("", "3", None, MeasureUnit.SCORE, "sobre 5"),
    "≥ 4 puntos sobre 5": ("gte", "4", None, MeasureUnit.SCORE, "sobre 5"),
}  # fmt: skip

#: text → a word of what is asked back; no number is read.
LEFT_AS_TEXT = {
    "1.234": "dos maneras",
    "1,234": "dos maneras",
    "≥ 1.234 casos": "dos maneras",
    "1.234,5": "sin puntos ni comas",
    "1/250000": "razón",
    "4/5": "razón",
    "1:10": "razón",
    "95% en 2023, 98% en 2024": "más de un número",
    "95 % y 98 %": "más de un número",
    "9 de cada 10": "más de un número",
    "1 hora 30 minutos": "más de un número",
    "20-30": "más de un número",
    "2024-2025": "más de un número",
    "30 a 20 días": "menor a mayor",
    "Implementar el sistema": "hito",
    "cien por ciento": "ningún número",
    "N/A": "ningún número",
    "no aplica": "ningún número",
    "-": "ningún número",
    "½": "ningún número",
    "NaN": "ningún número",
    "Infinity": "ningún número",
    "31/12/2025": "fecha",
    "2025-12-31": "fecha",
    "#N/A": "error",
    "#¡REF!": "error",
    "#DIV/0!": "error",
    "=1+1": "fórmula",
    "=SUMA(A1:A3)": "fórmula",
    "=cmd|' /C calc'!A0": "fórmula",
    "@SUM(1)": "fórmula",
    "+593 2 393 9400": "solo el número",
    "1e3": "número",
    "1,2E+05": "número",
    "100_000": "número",
    "12345678901234567890123": "20 cifras",
    "99999999999": "no cabe",
    "0,12345": "no cabe",
    "aprox. 30 minutos": "aproximado",
    "~30": "aproximado",
    "30 minutos aproximadamente": "aproximado",
    "٣٥": "entiende",
    "5²": "entiende",
    "(5)": "entiende",
    "- 5": "entiende",
    ",5": "entiende",
    "$ 35": "entiende",
    "30 expedientes": "entiende",
    "al menos 3 o menos": "entiende",
    "9" * 500: "demasiado largo",
}

#: The number is there, but a person must say what it promises.
READ_WITH_WARNING = {
    "superior a 3 sobre 5": ("3", MeasureUnit.SCORE, "no incluye el 3"),
    "menos de 30 minutos": ("30", MINUTES, "no incluye el 30"),
    "> 90%": ("90", PERCENT, "no incluye el 90"),
    "< 5": ("5", "", "no incluye el 5"),
    "más de 4 puntos": ("4", MeasureUnit.SCORE, "no incluye el 4"),
    "90 % de las solicitudes": ("90", PERCENT, "queda fuera"),
}


def test_the_tables_are_as_long_as_promised():
    assert len(READ) + len(WITH_MORE) + len(LEFT_AS_TEXT) + len(READ_WITH_WARNING) >= 100


@pytest.mark.parametrize(("text", "said"), READ.items())
def test_a_plain_standard_is_read(text, said):
    found = read_standard(text_cell(text))
    assert (found.operator, found.value, found.unit) == (said[0], D(said[1]), said[2])
    assert found.warning == ""


@pytest.mark.parametrize(("text", "said"), WITH_MORE.items())
def test_a_range_and_a_limit_inside_a_share_are_read(text, said):
    found = read_standard(text_cell(text))
    upper = D(said[2]) if said[2] else None
    assert (found.operator, found.value, found.value_to) == (said[0], D(said[1]), upper)
    assert (found.unit, found.parameter, found.warning) == (said[3], said[4], "")


@pytest.mark.parametrize(("text", "asked"), LEFT_AS_TEXT.items())
def test_what_is_not_one_standard_stays_a_text(text, asked):
    found = read_standard(text_cell(text))
    assert (found.value, found.value_to, found.operator, found.unit) == (None, None, "", "")
    assert asked in found.warning
    assert found.text == text_cell(text).line


@pytest.mark.parametrize(("text", "said"), READ_WITH_WARNING.items())
def test_a_strict_bound_is_not_turned_into_another(text, said):
    found = read_standard(text_cell(text))
    assert (found.value, found.unit, found.operator) == (D(said[0]), said[1], "")
    assert said[2] in found.warning


@pytest.mark.parametrize(
    ("cell", "asked"),
    [
        (date_cell(date(2026, 3, 5)), "05/03/2026"),
        (date_cell(datetime(2026, 3, 5, 7, 30)), "05/03/2026"),
        (boolean_cell(True), "verdadero o falso"),
        (Cell(Kind.ERROR, "#N/A"), "#N/A"),
        (formula_cell("=A1*2"), "sin resultado guardado"),
    ],
)
def test_a_cell_of_another_kind_is_no_number(cell, asked):
    found = read_standard(cell)
    assert found.value is None
    assert asked in found.warning


@pytest.mark.parametrize(
    ("stored", "percent", "told", "unit"),
    [
        ("0.35", True, "35", PERCENT),
        ("0.35", False, "0.35", ""),
        ("1", True, "100", PERCENT),
        ("0.30000000000000004", False, "0.3", ""),
        ("0.1234567", True, None, ""),
        ("33.333333333333336", False, None, ""),
        ("1E+9", False, "1000000000", ""),
        ("1E+300", False, None, ""),
        ("NaN", False, None, ""),
        ("-Infinity", True, None, ""),
    ],
)
def test_a_number_cell_is_read_as_it_is_shown(stored, percent, told, unit):
    found = read_standard(number_cell(D(stored), percent=percent))
    assert found.value == (D(told) if told else None)
    assert found.unit == unit
    assert bool(found.warning) is (told is None)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\t", "\u200b", "'"])
def test_nothing_is_nothing(text):
    assert read_standard(text_cell(text)) == Standard()
    assert read_standard(EMPTY) == Standard()


def test_a_plain_number_says_no_operator():
    assert read_number(text_cell("38,2")).value == D("38.2")
    assert read_number(text_cell("35 %")).unit == PERCENT
    refused = read_number(text_cell(">= 38"))
    assert refused.value is None
    assert "solo un número" in refused.warning


@pytest.mark.parametrize(
    ("choices", "word", "option"),
    [
        (Operator, "≥", "gte"),
        (Operator, "> =", "gte"),
        (Operator, "Menor o igual", "lte"),
        (Operator, "mayor", ""),
        (Direction, "Mayor es mejor", "mayor"),
        (Direction, "DESCENDENTE", "menor"),
        (Frequency, "Mensual", "mensual"),
        (Frequency, "cada año", "anual"),
        (Frequency, "a veces", ""),
        (ScopeKind, "Nacional", "nacional"),
        (ScopeKind, "Todo el país", "nacional"),
    ],
)
def test_the_words_of_a_list(choices, word, option):
    assert option_of(choices, word) == option


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("%", (PERCENT, "")),
        ("Porcentaje", (PERCENT, "")),
        ("Minutos", (MINUTES, "")),
        ("Días", (DAYS, "")),
        ("días hábiles", (MeasureUnit.BUSINESS_DAYS, "")),
        ("días laborables", (MeasureUnit.BUSINESS_DAYS, "")),
        ("Meses", (MeasureUnit.OTHER, "meses")),
        ("año", (MeasureUnit.OTHER, "años")),
        ("kilos", ("", "")),
    ],
)
def test_the_words_of_a_unit(word, unit):
    assert unit_of(word) == unit


NUMBERS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False
)


@given(NUMBERS, st.sampled_from(["", "%", " %", " minutos", " días hábiles"]))
def test_a_written_number_comes_back_or_is_asked_back(number, unit):
    written = format_number(number) + unit
    found = read_standard(text_cell(written))
    if found.value is None:
        assert "dos maneras" in found.warning
    else:
        assert found.value == number


@given(NUMBERS)
def test_a_number_cell_comes_back(number):
    assert read_standard(number_cell(number)).value == number


ALPHABET = "0123456789.,/ %<>=≥≤-'yaeno" + string.ascii_letters + "\u00a0\u2212٣½²"


@given(st.one_of(st.text(max_size=60), st.text(alphabet=ALPHABET, max_size=60)))
def test_nothing_fails_and_no_number_is_made_up(text):
    cell = text_cell(text)
    found = read_standard(cell)
    figures = "".join(c for c in cell.line if c.isdigit())
    for number in (found.value, found.value_to):
        if number is not None:
            digits = format_number(abs(number)).replace(",", "")
            assert digits.strip("0") in figures
    assert found.value is not None or found.warning or not cell.line
    assert read_number(cell).operator == ""


@given(st.sampled_from(["95 %", "30 minutos"]), st.integers(0, 99), st.sampled_from([" ", ", "]))
def test_a_second_number_is_never_dropped_in_silence(text, second, joint):
    found = read_standard(text_cell(f"{text}{joint}{second}"))
    assume(not found.parameter)
    assert found.value is None
