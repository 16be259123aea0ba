"""CSV, XLSX and ODS as they come, and files that cannot be read: each says why."""

import datetime
import tracemalloc

import pytest

from carta_pages.importing.cells import Kind
from carta_pages.importing.files import BrokenFileError, open_file
from carta_pages.importing.files.tables import MAX_BYTES, MAX_COLUMNS, MAX_ROWS
from tests.carta_pages.importing.sheets import ods, ods_table, rezipped, texts, xlsx, zipped

HEADINGS = ["Código", "Compromiso", "Meta"]
ROW = ["C-1", "Atención señalada", "≥ 95,5 %"]


def only(content, name):
    (table,) = open_file(content, name).tables
    return table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_a_csv_of_any_encoding_and_mark(encoding, mark):
    row = ["C-1", "Atención señalada", "95,5 %" if mark != "," else "95.5 %"]
    text = "\r\n".join(mark.join(cells) for cells in (HEADINGS, row))
    assert texts(only(text.encode(encoding), "carta.csv")) == [(1, HEADINGS), (2, row)]


def test_quotes_line_ends_and_the_mark_inside_a_cell():
    text = 'sep=;\n"Código";Texto\n\n;;\nC-1;"uno; ""dos""\ny tres, cuatro"\n'
    assert texts(only(text.encode(), "c.csv")) == [
        (2, ["Código", "Texto"]),
        (5, ["C-1", 'uno; "dos"\ny tres, cuatro']),
    ]


def test_a_comma_of_decimals_does_not_split_a_csv_of_semicolons():
    text = "código;meta;base\nA;3,5;1,2\nB;4,5;1,3\n"
    assert texts(only(text.encode(), "c.csv"))[1][1] == ["A", "3,5", "1,2"]


def test_a_csv_of_one_column():
    assert texts(only("código\nA\nB\n".encode(), "c.csv")) == [
        (1, ["código"]),
        (2, ["A"]),
        (3, ["B"]),
    ]


def a_strange_book(book):
    sheet = book.active
    sheet["A5"], sheet["B5"], sheet["B6"] = "M-1", "primera", "segunda"
    sheet.merge_cells("A5:A6")
    sheet["C5"] = 0.35
    sheet["C5"].number_format = "0.0%"
    sheet["C6"] = datetime.date(2026, 3, 5)
    sheet["D5"], sheet["D6"], sheet["E5"] = True, "#N/A", "=1+1"
    sheet["E6"] = 0.1 + 0.2
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("Oculta").sheet_state = "hidden"
    book["Oculta"]["A1"] = "secreto"
    book.create_sheet("Otra")["A3"] = "dos"


def test_a_workbook_with_everything_in_it():
    opened = open_file(xlsx([HEADINGS, [None], ["'35", "", 35]], change=a_strange_book), "c.xlsx")
    assert [table.name for table in opened.tables] == ["Hoja1", "Otra"]
    assert any("Oculta" in note for note in opened.notes)
    lines = list(opened.tables[0].lines())
    assert [line.number for line in lines] == [1, 3, 5, 6]
    assert [cell.text for cell in lines[1].cells] == ["'35", "", "35"]
    merged, hidden = lines[2], lines[3]
    assert (merged.cell(0).text, hidden.cell(0).text) == ("M-1", "M-1")
    assert hidden.is_hidden
    assert not merged.is_hidden
    assert (merged.cell(2).kind, merged.cell(2).text) == (Kind.PERCENT, "35 %")
    assert (hidden.cell(2).kind, hidden.cell(2).text) == (Kind.DATE, "05/03/2026")
    assert merged.cell(3).kind is Kind.BOOLEAN
    assert hidden.cell(3).kind is Kind.ERROR
    assert merged.cell(4).kind is Kind.FORMULA
    assert hidden.cell(4).text == "0,3"
    assert texts(opened.tables[1]) == [(3, ["dos"])]


def test_a_formula_with_its_result_is_its_result():
    plain = xlsx([["meta"], ["=40*2"]])
    sheet = rezipped(plain, {})
    kept = "xl/worksheets/sheet1.xml"
    with_value = rezipped(
        sheet,
        {
            kept: b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            b'<sheetData><row r="1"><c r="A1"><f>40*2</f><v>80</v></c>'
            b'<c r="B1" t="str"><f>A1&amp;"x"</f><v>80x</v></c>'
            b'<c r="C1" t="str"><f>IF(1,"")</f><v></v></c></row></sheetData></worksheet>'
        },
    )
    assert texts(only(with_value, "c.xlsx")) == [(1, ["80", "80x"])]


def test_a_document_with_everything_in_it():
    strange = (
        '<table:table table:name="Hoja1"><table:table-header-rows><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>Código</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        "</table:table-header-rows>"
        '<table:table-row table:number-rows-repeated="100000"><table:table-cell/></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string" '
        'table:number-rows-spanned="2"><text:p>uno<text:s text:c="2"/><text:span>dos</text:span>'
        '</text:p></table:table-cell><table:table-cell office:value-type="percentage" '
        'office:value="0.35"/><table:table-cell office:value-type="date" '
        'office:date-value="2026-03-05"/></table:table-row>'
        '<table:table-row table:visibility="collapse"><table:covered-table-cell/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell '
        'table:number-columns-repeated="2" office:value-type="float" office:value="7"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="948473">'
        "<table:table-cell/></table:table-row></table:table>"
    )
    opened = open_file(ods(strange + ods_table([["x"]], "Oculta", "oculta")), "c.ods")
    assert [table.name for table in opened.tables] == ["Hoja1"]
    assert texts(opened.tables[0]) == [
        (1, ["Código"]),
        (100002, ["uno  dos", "35 %", "05/03/2026"]),
        (100003, ["uno  dos", "VERDADERO", "#DIV/0!"]),
        (100004, ["7", "7"]),
        (100005, ["7", "7"]),
    ]
    assert list(opened.tables[0].lines())[2].is_hidden


def test_the_same_rows_from_the_three_kinds():
    rows = [HEADINGS, ROW]
    comma = "\n".join(";".join(row) for row in rows).encode()
    told = [texts(only(content, name)) for content, name in (
        (comma, "c.csv"), (xlsx(rows), "c.xlsx"), (ods(ods_table(rows)), "c.ods"))]  # fmt: skip
    assert told[0] == told[1] == told[2]


def test_a_hundred_thousand_empty_rows_are_nothing():
    def far(book):
        book.active["A100000"] = "lejos"

    assert texts(only(xlsx([["x"]], change=far), "c.xlsx")) == [(1, ["x"]), (100000, ["lejos"])]
    empty = b"x\n" + b";;;\n" * 100_000 + b"y\n"
    assert texts(only(empty, "c.csv")) == [(1, ["x"]), (100002, ["y"])]


BOOK = xlsx([HEADINGS, ROW])
SHEET = "xl/worksheets/sheet1.xml"
WIDE = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'  # noqa: E501
BOMB_OF_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    b"<worksheet><sheetData><row><c><v>&c;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "secreto.txt">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
SEALED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
MANIFEST = '<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'

BROKEN = {
    "empty": (b"", "c.csv", "vacío"),
    "only spaces": (b"\xef\xbb\xbf \r\n\r\n", "c.csv", "vacío"),
    "an image": (b"\x89PNG\r\n\x1a\n123", "c.csv", "no es un texto"),
    "a workbook called csv": (BOOK, "c.csv", "no es un texto"),
    "a text called xlsx": (b"a;b\n1;2\n", "c.xlsx", "se llama .xlsx pero no lo es"),
    "a page called csv": (b"<!DOCTYPE html><table></table>", "c.csv", "página web"),
    "another extension": (b"a", "c.docx", "termina en"),
    "no extension": (b"a", "carta", "termina en"),
    "an old workbook": (b"x", "c.xls", "Excel antiguo"),
    "an old workbook inside": (SEALED[:20], "c.xlsx", "antiguo"),
    "with macros by its name": (BOOK, "c.xlsm", "macros"),
    "with macros": (rezipped(BOOK, {"xl/vbaProject.bin": b"x"}), "c.xlsx", "macros"),
    "sealed workbook": (SEALED, "c.xlsx", "contraseña"),
    "sealed document": (
        zipped({"content.xml": b"\x01\x02", "META-INF/manifest.xml": MANIFEST}),
        "c.ods",
        "contraseña",
    ),
    "cut": (BOOK[: len(BOOK) // 2], "c.xlsx", "dañado"),
    "an empty zip": (zipped({}), "c.xlsx", "dañado"),
    "a zip of something else": (zipped({"foto.txt": "x"}), "c.xlsx", "no contiene una hoja"),
    "a document called xlsx": (ods(ods_table([["x"]])), "c.xlsx", "otro programa"),
    "a workbook called ods": (BOOK, "c.ods", "otro programa"),
    "without its sheet": (rezipped(BOOK, {SHEET: None}), "c.xlsx", "dañado"),
    "broken inside": (rezipped(BOOK, {SHEET: b"<worksheet><sheetData><row>"}), "c.xlsx", "dañado"),
    "a bomb of entities": (rezipped(BOOK, {SHEET: BOMB_OF_ENTITIES}), "c.xlsx", "dañado"),
    "a file from outside": (rezipped(BOOK, {SHEET: OUTSIDE}), "c.xlsx", "dañado"),
    "no visible sheet": (
        ods(ods_table([["x"]], "Oculta", "oculta")), "c.ods", "ninguna hoja visible",
    ),
    "too wide": (xlsx([["x"] * (MAX_COLUMNS + 1)]), "c.xlsx", "después de la columna"),
    "16,000 columns": (
        ods(f'<table:table table:name="a"><table:table-row>{WIDE}</table:table-row></table:table>'),
        "c.ods",
        "después de la columna",
    ),
    "too long": (b"codigo\n" + b"x\n" * (MAX_ROWS + 1), "c.csv", "Divida el archivo"),
    "a row repeated a million times": (
        ods(
            '<table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
            '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
            "</table:table>"
        ),
        "c.ods",
        "Divida el archivo",
    ),
    "a cell too long": (b"a;b\n1;" + b"x" * 40_000 + b"\n", "c.csv", "una celda con más de"),
    "open quotes": (b'a;b\n1;"dos\n3;4\n', "c.csv", "comillas"),
    "half a character": (b"\xff\xfea\x00;\x00b", "c.csv", "texto que se pueda leer"),
    "binary": (b"a;b\n" + bytes(range(256)) * 4, "c.csv", "texto que se pueda leer"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "why"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_cannot_be_read_says_why(content, name, why):
    with pytest.raises(BrokenFileError, match=why):
        [list(table.lines()) for table in open_file(content, name).tables]


def test_a_zip_bomb_is_refused_before_it_is_opened():
    bomb = zipped({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"\0" * (121 * 1024**2)})
    assert len(bomb) < 1024**2
    tracemalloc.start()
    with pytest.raises(BrokenFileError, match="demasiado al abrirse"):
        open_file(bomb, "c.xlsx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * 1024**2


def test_a_file_too_heavy_is_refused():
    with pytest.raises(BrokenFileError, match="10 MB"):
        open_file(b"a" * (MAX_BYTES + 1), "c.csv")


def test_external_files_are_not_followed_and_it_is_said():
    linked = rezipped(BOOK, {"xl/externalLinks/externalLink1.xml": b"<a/>"})
    assert any("otros archivos" in note for note in open_file(linked, "c.xlsx").notes)


ROWS = [[f"C-{n}", "Compromiso de atención", 95.5, None, "≥ 95 %"] for n in range(5_000)]
MADE = {
    "csv": lambda: "\n".join(";".join(str(v or "") for v in row) for row in ROWS).encode(),
    "xlsx": lambda: xlsx(ROWS),
    "ods": lambda: ods(ods_table(ROWS)),
}


@pytest.mark.parametrize("kind", MADE)
def test_memory_stays_flat_over_five_thousand_rows(kind):
    content = MADE[kind]()
    tracemalloc.start()
    table = only(content, f"c.{kind}")
    assert sum(1 for _line in table.lines()) == 5_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 1024**2
