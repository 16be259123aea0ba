"""What headings mean, and what a row says once its columns are known."""

import datetime
from decimal import Decimal

import pytest

from carta_pages.importing.columns import COLUMNS, Subject
from carta_pages.importing.files import BrokenFileError, open_file
from carta_pages.importing.grouping import group
from carta_pages.importing.headings import heading, suggest
from carta_pages.importing.reading import choices_by_heading, read_file
from carta_pages.importing.rows import Registers, read_rows
from tests.carta_pages.importing.sheets import xlsx

HEADINGS = ["Código del servicio", "Código del compromiso", "Compromiso", "Cod. indicador", "META"]


def rows_of(rows, registers=None, remembered=None):
    read = read_file(xlsx(rows), "c.xlsx", remembered or {})
    sheet = read.sheets[0]
    return list(read_rows(sheet.table, sheet.mapping, registers or Registers()))


def one(headings, row, **kwargs):
    (found,) = rows_of([headings, row], **kwargs)
    return found


@pytest.mark.parametrize("subject", Subject)
def test_the_headings_of_the_template_are_understood(subject):
    columns = COLUMNS[subject]
    rows = [[str(column.label) for column in columns]]
    (table,) = open_file(xlsx(rows), "c.xlsx").tables
    mapping = suggest(table, {})
    assert mapping.subject is subject
    assert mapping.keys == tuple(column.key for column in columns)


@pytest.mark.parametrize("subject", Subject)
def test_no_two_columns_answer_to_the_same_heading(subject):
    said = [
        name
        for column in COLUMNS[subject]
        for name in {heading(str(column.label)), *column.synonyms}
    ]
    assert sorted(said) == sorted(set(said))
    assert [name for name in said if heading(name) != name] == []


def test_the_headings_may_stand_below_a_title():
    rows = [["Matriz de compromisos 2026"], [], HEADINGS, ["S-1", "C-1", "Texto", "I-1", "≥ 90 %"]]
    (row,) = rows_of(rows)
    assert row.number == 4
    assert row.get("indicator.value") == Decimal(90)


def test_what_an_entity_said_before_is_remembered():
    headings = [*HEADINGS[:4], "Columna rara"]
    row = ["S-1", "C-1", "Texto", "I-1", "≥ 90 %"]
    assert one(headings, row).get("indicator.value", None) is None
    remembered = {("carta", "columna rara"): "indicator.standard", ("carta", "compromiso"): ""}
    found = one(headings, row, remembered=remembered)
    assert found.get("indicator.value") == Decimal(90)
    assert "commitment.statement" not in found.values


def test_a_person_says_what_a_heading_is():
    rows = [[*HEADINGS[:4], "Dato"], ["S-1", "C-1", "Texto", "I-1", "≤ 5 días"]]
    read = read_file(xlsx(rows), "c.xlsx", {})
    chosen = choices_by_heading(read, {"dato": "indicator.standard"})
    sheet = read.mapped(chosen).sheets[0]
    assert sheet.mapping.keys[4] == "indicator.standard"
    with pytest.raises(BrokenFileError, match="no hay ese encabezado"):
        choices_by_heading(read, {"Otro": "indicator.standard"})
    with pytest.raises(BrokenFileError, match="no existe esa columna"):
        choices_by_heading(read, {"Dato": "indicator.nada"})
    with pytest.raises(BrokenFileError, match="Dos columnas"):
        read.mapped(choices_by_heading(read, {"dato": "indicator.code"}))


@pytest.mark.parametrize("rows", [[["a", "b"], ["1", "2"]], [["x"]]])
def test_a_file_without_known_headings_says_so(rows):
    with pytest.raises(BrokenFileError, match="encabezados"):
        read_file(xlsx(rows), "c.xlsx", {})


def test_a_sheet_without_a_needed_column_says_which():
    read = read_file(xlsx([["Compromiso", "Meta", "Fórmula"], ["a", "1", "b"]]), "c.xlsx", {})
    assert read.missing == ["Hoja1: falta la columna Código del servicio / Servicio."]


MORE = [*HEADINGS, "Unidad", "Operador", "Valor", "Hasta", "Alcance", "Frecuencia", "Vigente desde"]


@pytest.mark.parametrize(
    ("cells", "values", "unread"),
    [
        (["≥ 90 %"], {"operator": "gte", "value": Decimal(90), "unit": "porcentaje"}, ()),
        (["", "minutos", "<=", "35"], {"operator": "lte", "value": Decimal(35)}, ()),
        (["35", "min"], {"value": Decimal(35), "unit": "minutos"}, ()),
        (["", "min", "entre", 20, 30], {"value": Decimal(20), "value_to": Decimal(30)}, ()),
        (["", "min", "<=", 20, 30], {"value": Decimal(20), "value_to": None}, ("value_to",)),
        (["≤ 35 minutos", "", "", 40], {"value": None, "operator": None}, ("standard",)),
        (["≤ 35 minutos", "%"], {"value": None}, ("standard",)),
        (["95 % y 98 %"], {"value": None}, ("standard",)),
        ([1.234], {"value": Decimal("1.234")}, ()),
        (["1.234"], {"value": None}, ("standard",)),
        (["", "fojas"], {"unit": "otra", "other_unit": "fojas"}, ()),
        (["", "3 fojas"], {"unit": None}, ("unit",)),
        (["", "", "más o menos"], {"operator": None}, ("operator",)),
    ],
)
def test_a_standard_from_one_cell_or_from_several(cells, values, unread):
    found = one(MORE, ["S-1", "C-1", "Texto", "I-1", *cells])
    for name, value in values.items():
        assert found.get(f"indicator.{name}", None) == value, name
    assert tuple(found.unread) == tuple(f"indicator.{name}" for name in unread)
    assert bool(found.warnings) is (bool(unread) or "other_unit" in values)


def test_lists_dates_and_references():
    headings = [*HEADINGS[:3], "Alcance", "Frecuencia", "Vigente desde", "Unidad responsable",
                "Territorios", "Próxima revisión"]  # fmt: skip
    registers = Registers({"direccion de cedulacion": 7}, {"pichincha": 1, "galapagos": 2})
    row = ["S-1", "C-1", "Texto", "nacional; Zonal", "MENSUAL", datetime.date(2026, 1, 1),
           "Dirección de Cedulación", "Pichincha, Galápagos", "31/02/2027"]  # fmt: skip
    found = one(headings, row, registers=registers)
    assert found.get("commitment.scope_kinds") == ("nacional", "zonal")
    assert found.get("commitment.valid_from") == datetime.date(2026, 1, 1)
    assert found.get("service.responsible_unit") == 7
    assert found.get("commitment.scope_territories") == (1, 2)
    assert found.unread == {"commitment.review_on": "31/02/2027"}
    (warning,) = found.warnings
    assert warning.startswith("Próxima revisión: Escriba una fecha que exista")


def test_a_text_that_does_not_fit_is_not_cut():
    found = one(HEADINGS, ["S-1", "C-1", "x" * 5001, "I" * 61, ""])
    assert set(found.unread) == {"commitment.statement", "indicator.code"}
    assert "caben 5000" in found.warnings[0]


def test_a_text_keeps_what_looks_like_a_formula():
    found = one(HEADINGS, ["S-1", "C-1", "'=HYPERLINK(1)", "I-1", ""])
    assert found.get("commitment.statement") == "=HYPERLINK(1)"


def test_repeated_codes():
    rows = [
        HEADINGS,
        ["S-1", "C-1", "Uno", "I-1", "≥ 1"],
        ["S-1", "C-1", "Uno", "I-2", "≥ 2"],
        ["S-1", "C-1", "Otro texto", "I-3", "≥ 3"],
        ["S-1", "c-1", "Uno", "I-1", "≥ 4"],
        ["S-1", "C-1", "Uno", "I-1", "≥ 1"],
        [None, "C-2", "Sin servicio", "I-1", "≥ 1"],
        ["S-1", None, None, "I-9", "≥ 1"],
    ]
    found = group(rows_of(rows))
    assert [(row.number, why.split(" ")[0:2]) for row, why in found.refused] == [
        (4, ["El", "código"]),
        (5, ["El", "indicador"]),
        (7, ["Falta", "el"]),
        (8, ["Falta", "el"]),
    ]
    (service,) = found.services.values()
    (commitment,) = service.commitments.values()
    assert [row.number for row in commitment.rows] == [2, 3, 6]
    assert commitment.title == "Uno"


def test_two_headings_alike_count_once():
    found = one([*HEADINGS, "Meta"], ["S-1", "C-1", "Texto", "I-1", "≥ 90 %", "≥ 80 %"])
    assert found.get("indicator.value") == Decimal(90)
