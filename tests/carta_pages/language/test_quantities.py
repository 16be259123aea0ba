"""Numbers as real commitments say them, each with its unit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carta_pages.language import spoken
from carta_pages.language.quantities import quantities

SAID = [
    ("en un máximo de 40 minutos", [(1, ""), (40, "minutos")]),
    ("en un plazo máximo de cuarenta minutos", [(1, ""), (40, "minutos")]),
    ("en dos días hábiles", [(2, "dias_laborables")]),
    ("en 2 dias laborables", [(2, "dias_laborables")]),
    ("en dos (2) días hábiles", [(2, "dias_laborables"), (2, "dias_laborables")]),
    ("35 (treinta y cinco) minutos", [(35, "minutos"), (35, "minutos")]),
    ("cinco días, hábiles", [(5, "dias_laborables")]),
    ("en 15 días calendario", [(15, "dias")]),
    ("9 de cada 10 personas", [(90, "porcentaje")]),
    ("nueve de cada diez", [(90, "porcentaje")]),
    ("92 de cada 100 trámites", [(92, "porcentaje")]),
    ("el 95 %", [(95, "porcentaje")]),
    ("el 95%", [(95, "porcentaje")]),
    ("95,5 por ciento", [("95.5", "porcentaje")]),
    ("el 95.5 por ciento", [("95.5", "porcentaje")]),
    ("noventa y cinco coma cinco por ciento", [("95.5", "porcentaje")]),
    ("noventa y cinco por ciento", [(95, "porcentaje")]),
    ("el cien por ciento", [(100, "porcentaje")]),
    ("el ciento por ciento", [(100, "porcentaje")]),
    ("entre 20 y 35 minutos", [(20, "minutos"), (35, "minutos")]),
    ("de 20 a 35 minutos", [(20, "minutos"), (35, "minutos")]),
    ("35 minutos o menos", [(35, "minutos")]),
    ("35 o menos minutos", [(35, "minutos")]),
    ("hasta 40min.", [(40, "minutos")]),
    ("48 h", [(48, "horas")]),
    ("en veinticuatro horas", [(24, "horas")]),
    ("en una hora y media", [("1.5", "horas")]),
    ("dos horas y media", [("2.5", "horas")]),
    ("media hora", [("0.5", "horas")]),
    ("doscientas horas", [(200, "horas")]),
    ("veintiún días", [(21, "dias")]),
    ("ciento veinte días", [(120, "dias")]),
    ("mil doscientos casos", [(1200, "")]),
    ("dos mil quinientos días", [(2500, "dias")]),
    ("un millón de personas", [(1000000, "")]),
    ("1 000 personas", [(1000, "")]),
    ("4,5 puntos sobre 5", [("4.5", "puntos"), (5, "otra cosa")]),
    ("4,5 sobre 5", [("4.5", "puntos"), (5, "otra cosa")]),
    ("4,5/5", [("4.5", "puntos"), (5, "otra cosa")]),
    ("95 % en 3 días hábiles", [(95, "porcentaje"), (3, "dias_laborables")]),
    ("$ 35", [(35, "dinero")]),
    ("35 dólares", [(35, "dinero")]),
    ("en tres semanas", [(3, "otra cosa")]),
    ("el 15 de enero de 2026", [(15, "fecha"), (2026, "")]),
    ("a las 8:30 horas", []),
    ("Formulario F35 y norma MDT-2025-163", []),
    ("Respondemos siempre", []),
    ("la segunda vez", []),
    ("ciento y pico", [(100, "")]),
    ("treinta y siempre", [(30, "")]),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_a_number_is_read_with_its_unit(text, expected):
    found = [(sorted(one.values), one.unit) for one in quantities(text)]
    assert found == [([Decimal(value)], unit) for value, unit in expected]


def test_thousands_or_decimals_are_both_readings():
    (one,) = quantities("en 1.234 días")
    assert one.values == {Decimal("1234"), Decimal("1.234")}
    (two,) = quantities("1.234,5 casos")
    assert two.values == {Decimal("1234.5")}


NUMBERS = {
    0: "cero", 1: "uno", 7: "siete", 16: "dieciseis", 21: "veintiuno", 30: "treinta",
    99: "noventa y nueve", 100: "cien", 101: "ciento uno", 340: "trescientos cuarenta",
    500: "quinientas", 999: "novecientos noventa y nueve", 1000: "mil", 1001: "mil uno",
    2026: "dos mil veintiseis", 35000: "treinta y cinco mil", 1000000: "un millon",
    2500000: "dos millones quinientos mil",
}  # fmt: skip


@pytest.mark.parametrize(("number", "said"), NUMBERS.items())
def test_a_number_in_words_is_read_whole(number, said):
    found = spoken.read(said.split())
    assert (found.value, found.length) == (number, len(said.split()))


def test_an_article_is_told_apart():
    assert spoken.read(["un", "minuto"]).may_be_article
    assert not spoken.read(["veintiun"]).may_be_article
    assert spoken.read(["minuto"]) is None
    assert spoken.read([]) is None


@given(st.integers(0, 10**9), st.sampled_from(["minutos", "horas", "por ciento", "días hábiles"]))
def test_every_whole_number_in_figures_is_read(number, unit):
    (one,) = quantities(f"en {number} {unit}")
    assert Decimal(number) in one.values
    assert one.unit


@given(st.text(max_size=200))
def test_any_text_at_all_is_read(text):
    for one in quantities(text):
        assert one.values
        assert 0 <= one.start < one.end
