"""Standards and differences in words (R45, R98)."""

from datetime import date

import pytest

from carta_pages.public import wording
from carta_pages.public.entries import by_text


def row(value, operator="lte", unit="minutos", label="minutos", **more):
    return {
        "value": value,
        "operator": {"value": operator},
        "unit": {"value": unit, "label": label},
        **more,
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row("35"), "como máximo 35 minutos"),
        (row("1"), "como máximo 1 minuto"),
        (row("92", "gte", "porcentaje", "%"), "al menos 92 %"),
        (row("4.5", "gte", "puntos", "puntos"), "al menos 4,5 puntos"),
        (row("1", "eq", "dias_laborables", "días laborables"), "exactamente 1 día laborable"),
        (row("10", "range", value_to="20"), "entre 10 y 20 minutos"),
        (row("12500", "lte", "numero", "número de casos"), "como máximo 12 500 casos"),
        (row("3", "lte", "otra", "otra unidad", other_unit="llamadas"), "como máximo 3 llamadas"),
        (row(None), ""),
        ({"value": "35", "operator": None, "unit": None}, "35"),
    ],
)
def test_a_standard_is_a_sentence(given, words):
    said = wording.standard(given).replace("\u00a0", " ").replace("\u202f", " ")
    assert said == words


@pytest.mark.parametrize(
    ("local", "national", "words", "demand"),
    [
        ("5", "1", "4 días más que el estándar nacional", "menos exigente"),
        ("1", "2", "1 día menos que el estándar nacional", "más exigente"),
        ("2", "2", "Igual que el estándar nacional", ""),
        ("2.25", "1", "1,25 días más que el estándar nacional", "menos exigente"),
    ],
)
def test_a_difference_is_said_in_words(local, national, words, demand):
    here = {**row(local), "indicator_unit": "días"}
    there = row(national, unit="dias", label="días", direction={"value": "menor"})
    found = wording.difference(here, there)
    assert found.words.replace("\u00a0", " ") == words
    assert found.demand == demand


def test_percentages_differ_by_points_and_more_is_harder_when_more_is_better():
    here = {**row("85", "gte"), "indicator_unit": "%"}
    there = row("90", "gte", "porcentaje", "%", direction={"value": "mayor"})
    found = wording.difference(here, there)
    assert found.words.replace("\u00a0", " ") == (
        "5 puntos porcentuales menos que el estándar nacional"
    )
    assert found.demand == "menos exigente"


@pytest.mark.parametrize(
    ("local", "national"),
    [
        ({**row("5", "gte"), "indicator_unit": "minutos"}, row("5", "lte")),
        ({**row("5"), "indicator_unit": "horas"}, row("5")),
        ({**row("5", "range"), "indicator_unit": "minutos"}, row("5", "range")),
    ],
)
def test_what_cannot_be_subtracted_is_not_subtracted(local, national):
    found = wording.difference(local, national)
    assert found.demand == ""
    assert "otra regla" in found.words


@pytest.mark.parametrize(
    ("local", "national", "words"),
    [
        ("5 días laborables", "mismo día", "«5 días laborables» en lugar de «mismo día»"),
        ("Mismo  día", "mismo día", ""),
        ("5 días", "", "5 días"),
        ("", "mismo día", ""),
        (None, None, ""),
    ],
)
def test_another_limit_is_said_beside_the_national_one(local, national, words):
    assert wording.other_limit({"parameter": local}, {"parameter": national}) == words


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("(02) 393-9400", "+59323939400"),
        ("02 393 9400 ext. 12", "+59323939400"),
        ("0991234567", "+593991234567"),
        ("+593 2 393 9400", "+59323939400"),
        ("1800 000 123", "1800000123"),
        ("171", "171"),
        ("02 393 9400 / 02 393 9401", ""),
        ("0222222222 o 0233333333", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
        ("12", ""),
        ("1" * 40, ""),
    ],
)
def test_a_telephone_dials_one_number_or_none(written, dialled):
    assert wording.dialled(written) == dialled


def test_a_number_stays_with_its_percentage():
    assert wording.bound("88 % a 90 %, 5 días") == "88\u202f% a 90\u202f%, 5 días"


def test_without_a_value_there_is_no_difference():
    assert wording.difference({**row(None), "indicator_unit": "minutos"}, row("5")) is None


@pytest.mark.parametrize("broken", ["", None, "abc", "NaN", "Infinity"])
def test_a_broken_number_is_no_number(broken):
    assert wording.decimal(broken) is None


def test_a_scope_names_what_was_specified():
    kinds = [
        {"value": "provincial", "label": "Provincial"},
        {"value": "unidades_desconcentradas", "label": "Unidades desconcentradas (especificar)"},
        {"value": "otros", "label": "Otros"},
    ]
    content = {
        "scope_kinds": kinds,
        "scope_deconcentrated": "Agencia Macas",
        "scope_other": "Brigadas",
    }
    assert wording.scope(content) == [
        "Provincial",
        "Unidades desconcentradas: Agencia Macas",
        "Otros: Brigadas",
    ]
    assert wording.scope({"scope_kinds": [{"value": "nacional", "label": "Nacional"}]}) == [
        "Todo el país"
    ]


def test_a_place_does_not_say_the_same_name_twice():
    unit = {"label": "Agencia", "canton": "Loja", "province": "Loja"}
    assert wording.place(unit) == "Agencia (Loja)"
    assert wording.place({"label": "Macas", "canton": "Morona", "province": "Morona Santiago"}) == (
        "Macas (Morona, Morona Santiago)"
    )
    assert wording.place(None) == ""


def test_periods():
    start, end = date(2026, 3, 3), date(2026, 5, 4)
    assert wording.period(start, None) == "desde el 3 de marzo de 2026"
    assert wording.period(start, end) == "del 3 de marzo de 2026 al 4 de mayo de 2026"
    assert wording.period(start, start) == "el 3 de marzo de 2026"


def test_names_are_looked_up_without_accents_or_capitals():
    names = ["Ñandú", "agua", "Ácido", "Zumba"]
    assert sorted(names, key=by_text) == ["Ácido", "agua", "Ñandú", "Zumba"]
