"""Does a sentence promise something measurable? (R47-R49)"""

from decimal import Decimal

import pytest

from carta_pages.models.vocabulary import MeasureUnit
from carta_pages.requirements import wording


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Entregamos su cédula en 35 minutos.", {35}),
        ("El 92,5 % de los pasaportes", {Decimal("92.5")}),
        ("El 92.5% de los pasaportes", {Decimal("92.5")}),
        ("Respondemos en quince días", {15}),
        ("Entre 20 y 35 minutos", {20, 35}),
        ("Formulario F35 y norma MDT-2025-163", {2025, 163}),
        ("Atendemos siempre", set()),
        ("Una cita en tres días", {1, 3}),
    ],
)
def test_numbers_a_reader_sees(text, numbers):
    assert wording.numbers_in(text) == {Decimal(n) for n in numbers}


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("en 35 minutos", MeasureUnit.MINUTES, True),
        ("en 35 MINUTOS", MeasureUnit.MINUTES, True),
        ("en 35 horas", MeasureUnit.MINUTES, False),
        ("92 de cada 100 personas", MeasureUnit.PERCENT, True),
        ("el 92 por ciento", MeasureUnit.PERCENT, True),
        ("el 92 %", MeasureUnit.PERCENT, True),
        ("a las 92 personas", MeasureUnit.PERCENT, False),
        ("en 5 días hábiles", MeasureUnit.BUSINESS_DAYS, True),
        ("en 5 dias laborables", MeasureUnit.BUSINESS_DAYS, True),
        ("en 5 días", MeasureUnit.BUSINESS_DAYS, False),
        ("sin unidad", "", True),
        ("300 casos", MeasureUnit.COUNT, True),
    ],
)
def test_the_sentence_names_the_unit(text, unit, says):
    assert wording.says_unit(text, unit) is says


def test_another_unit_is_looked_for_by_its_own_name():
    assert wording.says_unit("20 kilómetros", MeasureUnit.OTHER, "Kilometros")
    assert not wording.says_unit("20 metros", MeasureUnit.OTHER, "Kilómetros")


@pytest.mark.parametrize("word", wording.VAGUE)
def test_every_vague_word_is_found(word):
    assert wording.vague_words(f"Le atendemos {word}.") != []


@pytest.mark.parametrize(
    "text", ["Atendemos en 35 minutos.", "Entrega oportunidades iguales.", "Razonablemente claro"]
)
def test_words_that_only_look_vague_are_left_alone(text):
    assert wording.vague_words(text) == []


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("No demoramos más de 35 minutos", True),
        ("Su trámite no tardará 35 minutos", True),
        ("Usted recibe su cédula en 35 minutos", False),
        ("Notificamos en 5 días", False),
    ],
)
def test_a_sentence_in_negative_is_told_from_a_positive_one(text, negative):
    assert wording.is_negative(text) is negative


def test_the_longest_sentence_counts():
    assert wording.longest_sentence("Uno dos. Tres cuatro cinco.") == 3
    assert wording.longest_sentence("") == 0
