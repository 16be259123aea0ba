"""What a campaign notice may not say: a table, because it is words that must be judged."""

from datetime import date, timedelta

import pytest

from entities import notice_rules
from entities.rules import Period

TODAY = date(2026, 11, 20)

RESTATES = [
    ("Su cédula en 35 minutos", "35 minutos"),
    ("Su cédula en 35minutos", "35minutos"),
    ("Su cédula en 35 (minutos)", "35 (minutos"),
    ("Su cédula en 35 [minutos]", "35 [minutos"),
    ("Su cédula en 35\u2032", "35\u2032"),
    ("Su cédula en 35 m\u0456nutos", "35 m\u0456nutos"),
    ("Minutos de espera: 35", "Minutos de espera: 35"),
    ("Espere un par de horas", "par de horas"),
    ("Cumple el 100 \u066a", "100 \u066a"),
    ("en ３５ mínutos", "３５ mínutos"),
    ("en 3\u200d5 minutos", "3\u200d5 minutos"),
    ("en 35 (treinta y cinco) minutos", "35 (treinta y cinco) minutos"),
    ("en treinta y cinco minutos", "treinta y cinco minutos"),
    ("en treinta  y\ncinco MINUTOS", "treinta y cinco MINUTOS"),
    ("espere 20 o menos minutos", "20 o menos minutos"),
    ("apenas 20 cortos minutos", "20 cortos minutos"),
    ("Media hora y listo", "Media hora"),
    ("en ½ hora", "½ hora"),
    ("una hora y media de trámite", "una hora"),
    ("Respuesta en 3 días laborables", "3 días"),
    ("en un día", "un día"),
    ("en dos semanas", "dos semanas"),
    ("en 24 horas", "24 horas"),
    ("en 8 h", "8 h"),
    ("en 30 min.", "30 min"),
    ("desde las 17 horas", "17 horas"),
    ("espera en minutos: 12", "minutos: 12"),
    ("el 90 % de las personas", "90 %"),
    ("el 90% de las personas", "90%"),
    ("el 92,5 por ciento", "92,5 por ciento"),
    ("noventa porciento", "noventa porciento"),
    ("9 de cada 10 personas", "9 de cada 10"),
    ("nueve personas de cada diez", "nueve personas de cada diez"),
    ("4,5 puntos sobre 5", "4,5 puntos"),
    ("120 casos resueltos", "120 casos"),
    ("unas pocas horas", "pocas horas"),
]
PROMISES = [
    ("Prometemos atenderle", "Prometemos"),
    ("es nuestra PROMESA", "PROMESA"),
    ("Nos comprometemos con usted", "Nos comprometemos"),
    ("nuestro compromiso es servirle", "nuestro compromiso es"),
    ("el compromiso de entregar su cédula", "el compromiso de entregar"),
    ("Garantizamos su turno", "Garantizamos"),
    ("atención garantizada", "garantizada"),
    ("con garantía", "garantía"),
    ("Le aseguramos un turno", "Le aseguramos"),
    ("llegará sin falta", "sin falta"),
    ("El estándar cambió", "estándar"),
    ("en menos de lo que piensa", "en menos de"),
    ("como máximo el viernes", "como máximo"),
    ("a más tardar el viernes", "a más tardar"),
    ("al menos dos ventanillas, como mínimo", "como mínimo"),
    ("entrega inmediata", "inmediata"),
    ("se lo damos en el acto", "en el acto"),
    ("el mismo día", "el mismo día"),
    ("sin esperas", "sin esperas"),
    ("cero filas", "cero filas"),
    ("se le indemnizará", "indemnizará"),
    ("le devolvemos su dinero", "le devolvemos"),
]
MAY_BE_SAID = [
    "Brigada de cedulación en Sucúa",
    "Del 3 al 15 de diciembre, de 08:00 a 17:00, en el coliseo municipal.",
    "El sábado 28 de noviembre atendemos de 08h00 a 13h00.",
    "Abrimos 3 puntos de atención nuevos en Guayaquil y 1 en Macas.",
    "Traiga 2 fotografías y el original de su partida. Cuesta 5 dólares.",
    "El trámite en línea llega a 24 provincias y cumple 125 años.",
    "Conozca los compromisos de calidad de esta carta.",
    "El plazo para inscribirse termina el 30 de noviembre de 2026.",
    "Los días 3 y 4 de diciembre no habrá sistema en la agencia Cuenca.",
    "Como siempre, la consulta es gratuita. Llame al 1800 433 752.",
    "Desde el 1 de diciembre, horario de vacaciones.",
    "Uno de los centros estará cerrado; las horas de visita no cambian.",
    "Primer turno de la mañana para personas mayores de 65 años.",
]


@pytest.mark.parametrize(("text", "words"), RESTATES)
def test_a_number_with_the_unit_of_a_standard_is_found_as_it_was_written(text, words):
    assert notice_rules.restated(text) == words
    [problem] = [
        p for p in notice_rules.wording_problems("text", text) if "estándar, y" in p.message
    ]
    assert problem.field == "text"
    assert f"«{words}»" in problem.message


@pytest.mark.parametrize(("text", "words"), PROMISES)
def test_words_that_promise_are_found_as_they_were_written(text, words):
    assert notice_rules.promised(text) == words
    assert f"«{words}»" in str(notice_rules.wording_problems("title", text)[-1].message)


@pytest.mark.parametrize("text", MAY_BE_SAID)
def test_what_happens_where_and_when_may_be_said(text):
    assert notice_rules.wording_problems("text", text) == []


def test_units_of_the_entity_s_own_standards_count_too():
    text = "Ya son 12 trámites en línea por persona"
    assert notice_rules.restated(text) == ""
    assert notice_rules.restated(text, ["Trámites en línea"]) == "12 trámites en línea"
    assert notice_rules.restated("12 (doce) [x]", ["[x]", ""]) == "12 (doce) [x]"


def test_every_unit_in_which_standards_are_measured_is_known():
    from carta_pages.models.vocabulary import MeasureUnit

    words = {MeasureUnit.PERCENT: "%", MeasureUnit.COUNT: "casos", MeasureUnit.OTHER: ""}
    for unit in MeasureUnit:
        if word := words.get(unit, str(unit.label)):
            assert notice_rules.restated(f"Son 3 {word}."), unit


@pytest.mark.parametrize(
    ("start", "end", "fields"),
    [
        (0, 1, []),
        (0, 91, []),
        (5, 5, []),
        (None, 5, ["starts_on"]),
        (0, None, ["ends_on"]),
        (None, None, ["starts_on", "ends_on"]),
        (-1, 5, ["starts_on"]),
        (0, 0, ["ends_on"]),
        (5, 4, ["ends_on"]),
        (0, 92, ["ends_on"]),
    ],
)
def test_a_new_notice_begins_today_or_later_and_ends_in_the_future(start, end, fields):
    days = [None if shift is None else TODAY + timedelta(days=shift) for shift in (start, end)]
    found = notice_rules.dates_problems(*days, TODAY, is_new=True)
    assert [problem.field for problem in found] == fields


def test_what_waited_may_have_begun_but_not_ended():
    def fields(start, end):
        days = (TODAY + timedelta(days=start), TODAY + timedelta(days=end))
        return [p.field for p in notice_rules.dates_problems(*days, TODAY, is_new=False)]

    assert fields(-5, 0) == []
    assert fields(-5, -1) == ["ends_on"]


def test_three_notices_at_once_are_the_most_on_any_day():
    def period(first, last):
        return Period(date(2026, 12, first), date(2026, 12, last))

    three = [period(1, 5), period(3, 9), period(4, 20)]
    assert notice_rules.crowd_problems(period(4, 5), three)
    assert notice_rules.crowd_problems(period(1, 30), three)
    assert not notice_rules.crowd_problems(period(6, 30), three)
    assert not notice_rules.crowd_problems(period(1, 3), three)


@pytest.mark.parametrize(
    ("chosen", "count"), [([], 0), ([1, 2, 3, 4], 0), ([1, 1], 1), ([9], 1), ([1, 2, 3, 4, 4], 2)]
)
def test_few_public_services_go_first_each_once(chosen, count):
    assert len(notice_rules.featured_problems(chosen, {1, 2, 3, 4})) == count
