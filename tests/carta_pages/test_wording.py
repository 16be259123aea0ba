"""Does a sentence promise something measurable? (R47-R49)"""

from decimal import Decimal

import pytest

from carta_pages.language import promise
from carta_pages.models.vocabulary import MeasureUnit
from carta_pages.requirements import wording
from carta_pages.writing import initial_rules

INITIAL = initial_rules()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Entregamos su cédula en 35 minutos.", {35}),
        ("El 92,5 % de los pasaportes", {Decimal("92.5")}),
        ("El 92.5% de los pasaportes", {Decimal("92.5")}),
        ("Respondemos en quince días", {15}),
        ("Entre 20 y 35 minutos", {20, 35}),
        ("Formulario F35 y norma MDT-2025-163", set()),
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


@pytest.mark.parametrize("word", INITIAL.vague)
def test_every_vague_expression_is_found(word):
    assert wording.vague_words(f"Le atendemos {word}.", INITIAL.vague) == [word]
    assert wording.vague_words(f"Le atendemos {word.upper()}, siempre.", INITIAL.vague) == [word]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Atendemos en 35 minutos.", []),
        ("Entrega oportunidades iguales.", []),
        ("Razonablemente claro", []),
        ("De primera mano", ["de primera"]),
        ("Atención oportuna y eficiente", ["oportuno", "eficiente"]),
        ("en plazos razonables", ["razonable"]),
        ("a la brevedad posible", ["a la brevedad posible"]),
        ("en la medida de lo posible y a la brevedad", ["en la medida de lo posible",
                                                       "a la brevedad"]),
        ("Respuesta RÁPIDAMENTE enviada", ["rápidamente"]),
        ("rapidamente", ["rápidamente"]),
        ("Pronto, pronto", ["pronto"]),
        ("", []),
    ],
)  # fmt: skip
def test_an_expression_is_found_however_it_is_written(text, found):
    assert wording.vague_words(text, INITIAL.vague) == found


def test_an_expression_of_staff_is_no_pattern():
    assert wording.vague_words("cualquier cosa", ["(?:c|d)", "a+"]) == []
    assert wording.vague_words("lo que sea", []) == []


THIRTY_FIVE = Decimal(35)


@pytest.mark.parametrize(
    ("text", "number", "unit", "says"),
    [
        ("en un máximo de 40 minutos", 40, MeasureUnit.MINUTES, True),
        ("en cuarenta minutos", 40, MeasureUnit.MINUTES, True),
        ("en 40 horas", 40, MeasureUnit.MINUTES, False),
        ("Minutos de espera: 40", 40, MeasureUnit.MINUTES, True),
        ("en dos días hábiles", 2, MeasureUnit.BUSINESS_DAYS, True),
        ("en dos (2) días laborables", 2, MeasureUnit.BUSINESS_DAYS, True),
        ("en dos días", 2, MeasureUnit.BUSINESS_DAYS, False),
        ("en dos días hábiles", 2, MeasureUnit.DAYS, False),
        ("9 de cada 10 personas", 90, MeasureUnit.PERCENT, True),
        ("nueve de cada diez personas", 90, MeasureUnit.PERCENT, True),
        ("nueve de cada diez personas", 9, MeasureUnit.PERCENT, False),
        ("el 95 %", 95, MeasureUnit.PERCENT, True),
        ("95,5 por ciento", Decimal("95.5"), MeasureUnit.PERCENT, True),
        ("95,5 por ciento", 95, MeasureUnit.PERCENT, False),
        ("el 95 por ciento en 3 días", 3, MeasureUnit.PERCENT, False),
        ("4,5 puntos sobre 5", Decimal("4.5"), MeasureUnit.SCORE, True),
        ("una calificación de 4,5 sobre 5", Decimal("4.5"), MeasureUnit.SCORE, True),
        ("4,5 sobre 5", 5, MeasureUnit.SCORE, False),
        ("Una persona le atiende en 5 horas", 1, MeasureUnit.HOURS, False),
        ("en una hora", 1, MeasureUnit.HOURS, True),
        ("en una hora y media", 1, MeasureUnit.HOURS, False),
        ("en una hora y media", Decimal("1.5"), MeasureUnit.HOURS, True),
        ("hasta el 15 de enero, 20 días", 15, MeasureUnit.DAYS, False),
        ("en 1.200 días", 1200, MeasureUnit.DAYS, True),
        ("300 casos", 300, MeasureUnit.COUNT, True),
        ("20 kilómetros", 20, MeasureUnit.OTHER, True),
        ("35 dólares", 35, MeasureUnit.OTHER, True),
        ("en 35", 35, "", True),
    ],
)
def test_the_number_is_said_with_its_unit(text, number, unit, says):
    assert wording.says_number(text, Decimal(number), unit) is says


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("en 35 horas", "horas"),
        ("en 35 minutos", ""),
        ("en 20 horas", ""),
        ("en 35 horas o 35 minutos", ""),
        ("por 35 dólares", ""),
    ],
)
def test_another_unit_is_named(text, said):
    assert wording.other_unit_of(text, THIRTY_FIVE, MeasureUnit.MINUTES) == said


@pytest.mark.parametrize(
    ("text", "negative"),
    [
        ("No demoramos más de 35 minutos", True),
        ("Su trámite no tardará 35 minutos", True),
        ("Nunca esperará más de 35 minutos.", True),
        ("Ninguna persona esperará más de 35 minutos.", True),
        ("Usted no espera más de treinta y cinco minutos", True),
        ("Gracias por venir. Usted no le espera 35 minutos", True),
        ("Usted recibe su cédula en 35 minutos", False),
        ("Notificamos en 35 días", False),
        ("En no más de 35 minutos usted recibe su cédula", False),
        ("No más de 35 minutos de espera", False),
        ("Usted recibe su cédula en un tiempo que no tarda 35 minutos", False),
        ("En un plazo que no exceda 35 minutos", False),
        ("El tiempo de espera no superará los 35 minutos", False),
        ("Usted recibe su cédula en 35 minutos. No necesita cita.", False),
        ("Si no le atendemos en 35 minutos, pasa primero", False),
        ("No cobramos. Le atendemos en 35 minutos.", False),
        ("No demoramos", False),
    ],
)
def test_a_promise_in_negative_is_told_from_a_positive_one(text, negative):
    assert bool(promise.negated(text, {THIRTY_FIVE})) is negative


@pytest.mark.parametrize(
    ("text", "by_not"),
    [
        ("El tiempo de espera no superará los 35 minutos", True),
        ("En un plazo que no exceda 35 minutos", True),
        ("En no más de 35 minutos", False),
        ("Superamos la meta", False),
    ],
)
def test_a_limit_said_by_what_it_does_not_exceed(text, by_not):
    assert promise.limits_by_not(text) is by_not


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("en aproximadamente 35 minutos", ["aproximadamente"]),
        ("alrededor de 35 minutos", ["alrededor de"]),
        ("unos 35 minutos", ["unos"]),
        ("cerca de los 35 minutos", ["cerca de"]),
        ("en 35 minutos aproximadamente", ["aproximadamente"]),
        ("35 minutos más o menos", ["mas o menos"]),
        ("casi treinta y cinco minutos", ["casi"]),
        ("en 35 minutos; aproximadamente 20 personas", []),
        ("aproximadamente 20 personas en 35 minutos", []),
        ("cerca de su casa, en 35 minutos", []),
        ("en 35 minutos o menos", []),
    ],
)
def test_a_committed_number_is_no_approximate_one(text, words):
    assert promise.about(text, {THIRTY_FIVE}) == words
