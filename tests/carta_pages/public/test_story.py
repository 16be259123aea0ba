"""A published change in sentences (R123, R215): what moved, by how much, and for whose good."""

import pytest

from carta_pages.models import CartaPage, CommitmentPage, ServicePage, TerritorialAnnexPage
from carta_pages.models.vocabulary import Direction, MeasureUnit, Operator
from carta_pages.public.story import MOST_LINES, told


def sheet(uuid="a", **values):
    return {
        "uuid": uuid,
        "name": "Tiempo de espera",
        "operator": {"value": Operator.AT_MOST.value, "label": str(Operator.AT_MOST.label)},
        "value": "40",
        "unit": {"value": MeasureUnit.MINUTES.value, "label": str(MeasureUnit.MINUTES.label)},
        "direction": {"value": Direction.LOWER.value, "label": ""},
        "formula": "suma / casos",
        **values,
    }


def percent(value, **values):
    row = {
        "name": "Satisfacción",
        "operator": {"value": Operator.AT_LEAST.value, "label": ""},
        "unit": {"value": MeasureUnit.PERCENT.value, "label": str(MeasureUnit.PERCENT.label)},
        "direction": {"value": Direction.HIGHER.value, "label": ""},
        "value": value,
    }
    return sheet(**{**row, **values})


def text(*indicators, **values):
    return {
        "title": "Cédula",
        "statement": "Usted recibe su cédula.",
        "indicators": list(indicators),
        **values,
    }


def story(old, new, model=CommitmentPage):
    return [
        line.replace("\u00a0", " ").replace("\u202f", " ")
        for line in told(old, new, model.snapshot_schema)
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            sheet(),
            sheet(value="35"),
            "El estándar de «Tiempo de espera» bajó de 40 a 35 minutos: es más exigente.",
        ),
        (
            sheet(),
            sheet(value="45.5"),
            "El estándar de «Tiempo de espera» subió de 40 a 45,5 minutos: es menos exigente.",
        ),
        (
            percent("85"),
            percent("90"),
            "El estándar de «Satisfacción» subió de 85 a 90 %: es más exigente.",
        ),
        (
            sheet(direction={}),
            sheet(direction={}, value="35"),
            "El estándar de «Tiempo de espera» bajó de 40 a 35 minutos.",
        ),
        (
            sheet(),
            percent("90", name="Tiempo de espera"),
            "«Tiempo de espera» pasó de «como máximo 40 minutos» a «al menos 90 %».",
        ),
        (sheet(value=None), sheet(), "«Tiempo de espera» pasó de «sin valor» a «como máximo 40"),
        (sheet(), sheet(formula="otra"), "Cambió cómo se mide o se sustenta «Tiempo de espera»."),
        (sheet(), sheet(name="Espera"), "«Tiempo de espera» se llama ahora «Espera»."),
        (
            sheet(parameter="mismo día"),
            sheet(parameter="dos días"),
            "«Tiempo de espera»: «dos días» en lugar de «mismo día».",
        ),
    ],
)
def test_a_standard_that_moves_is_told(old, new, line):
    lines = story(text(old), text(new))
    assert lines[0].startswith(line)
    assert len(lines) == 1


def test_indicators_come_and_go():
    assert story(text(sheet("a")), text(sheet("b", name="Aciertos"))) == [
        "Se agregó «Aciertos»: como máximo 40 minutos.",
        "Ya no consta «Tiempo de espera».",
    ]


def test_a_first_text_tells_what_it_promises():
    assert story(None, text(sheet(), percent("90", uuid="b"), sheet("c", value=None))) == [
        "Tiempo de espera: como máximo 40 minutos.",
        "Satisfacción: al menos 90 %.",
    ]
    assert story(None, {"title": "Carta"}, CartaPage) == []


def test_a_new_name_and_other_fields_are_told():
    lines = story(text(), text(title="Cédula nueva", statement="Otra."))
    assert lines == ["Antes se llamaba «Cédula».", "Ahora dice: «Otra»."]
    old, new = ({"title": "Cédula", "description": words} for words in ("una", "otra"))
    (line,) = story(old, new, ServicePage)
    assert line.startswith("Cambió: ")


def test_a_renewal_without_changes_says_so():
    assert story(text(sheet()), text(sheet())) == ["El texto no cambió."]


def test_an_exclusion_tells_its_cause():
    assert story(text(), text(exclusion_cause="Ya no se presta.")) == ["Motivo: Ya no se presta."]


def test_an_annex_names_the_place():
    def row(value):
        return sheet(
            indicator="x",
            indicator_name="Tiempo de espera",
            indicator_unit=str(MeasureUnit.MINUTES.label),
            unit={"label": "Agencia Macas", "canton": "Macas", "province": "Morona Santiago"},
            value=value,
            name=None,
        )

    lines = story({"rows": [row("60")]}, {"rows": [row("50")]}, TerritorialAnnexPage)
    where = "Agencia Macas (Macas, Morona Santiago)"
    assert lines == [
        f"El estándar de «Tiempo de espera, {where}» bajó de 60 a 50 minutos: es más exigente."
    ]


def test_a_long_change_is_cut_and_counted():
    many = [sheet(str(n), name=f"Indicador {n}") for n in range(MOST_LINES + 3)]
    lines = story(text(), text(*many))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "Y 3 cambios más."


@pytest.mark.parametrize("broken", ["", "NaN", "Infinity", "40 min", "1e12", None])
def test_a_broken_number_is_no_fault(broken):
    assert story(text(sheet(value=broken)), text(sheet(value="35")))
    assert story(text(sheet()), text(sheet(value=broken)))
