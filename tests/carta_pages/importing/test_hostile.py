"""Files made to hurt: each is read or refused with a reason, and never costs what it pleases."""

import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import resolve, reverse

from carta_pages.importing.cells import Cell
from carta_pages.importing.files import BrokenFileError, archives, open_file, opendocument
from carta_pages.importing.files.tables import MAX_ROWS
from carta_pages.models import ImportRun
from carta_pages.services import import_runs
from entities.vocabulary import Role
from tests.carta_pages.importing.sheets import ODS_HEAD, ODS_TAIL, ods, ods_table, texts, zipped
from tests.factories.workflows import make_world

MANY = "9" * 5_000
X = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEAD_X = '<row r="1">{}</row>'.format(
    "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in ("Servicio", "Compromiso"))
)
BLANK = (
    '<table:table-cell office:value-type="string" table:number-columns-repeated="200">'
    "<text:p>\u200b</text:p></table:table-cell>"
)
BLANK_ROWS = f'<table:table-row table:number-rows-repeated="9999">{BLANK}</table:table-row>'
BLANK_ERROR = (
    '<table:table-row table:number-rows-repeated="9999"><table:table-cell '
    'office:value-type="date" office:date-value="x" table:number-columns-repeated="200">'
    "<text:p>\u200b</text:p></table:table-cell></table:table-row>"
)


def document(*rows):
    return ods(ods_table([["Servicio", "Compromiso"]]).replace("</table:table>", "".join(rows))
               + "</table:table>")  # fmt: skip


def said(text, more=""):
    return (
        f'<table:table-row><table:table-cell office:value-type="string"{more}>'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    )


def number(value, kind="float"):
    return (
        f'<table:table-row><table:table-cell office:value-type="{kind}" office:value="{value}">'
        "<text:p>1</text:p></table:table-cell></table:table-row>"
    )


def book(rows, styles="", shared=""):
    members = {
        "xl/workbook.xml": f'<workbook {X}><sheets><sheet name="H" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": ('<R><Relationship Id="r1" Target="worksheets/s.xml"/></R>'),
        "xl/worksheets/s.xml": f"<worksheet {X}><sheetData>{HEAD_X}{rows}</sheetData></worksheet>",
    }
    if styles:
        members["xl/styles.xml"] = f"<styleSheet {X}>{styles}</styleSheet>"
    if shared:
        members["xl/sharedStrings.xml"] = f"<sst {X}>{shared}</sst>"
    return zipped(members)


def value(text, more="", row=2):
    return f'<row r="{row}"><c{more}><v>{text}</v></c></row>'


def nested(tag, text, times=3_000):
    return f"<{tag}>" * times + text + f"</{tag}>" * times


READ = {
    "a power of ten for spaces": (document(said('S<text:s text:c="²"/>x')), "S x"),
    "many spaces": (document(said(f'S<text:s text:c="{MANY}"/>x')), "S" + " " * 50 + "x"),
    "merged over too many rows": (
        document(said("x", f' table:number-rows-spanned="{MANY}"')), "x",
    ),
    "a huge number": (document(number("1e1000000")), "1E+1000000"),
    "a huge percentage": (document(number("9e999999", "percentage")), "9E+999999"),
    "a tiny number": (document(number("1e-2000000")), "1E-2000000"),
    "a tiny percentage": (document(number("1.5e-999999", "percentage")), "1.5E-999999"),
    "nothing to a power": (document(number("0e1000000")), "0"),
    "nothing to a power, as a percentage": (document(number("0e999999", "percentage")), "0 %"),
    "a power beyond all": (document(number("1e" + MANY)), "1"),
    "5,000 digits": (document(number("1" * 5_000)), "1" * 5_000),
    "4,000 decimals": (document(number("0." + "1" * 4_000)), "0,111111111111111"),
    "a huge number of a workbook": (book(value("1e1000000")), "1E+1000000"),
    "a huge percentage of a workbook": (
        book(value("9e999999", ' s="0"'), '<cellXfs><xf numFmtId="9"/></cellXfs>'), "9E+999999",
    ),
    "a date beyond all": (
        book(value("1e400", ' s="0"'), '<cellXfs><xf numFmtId="14"/></cellXfs>'), "1e400",
    ),
    "a format that is no number": (
        book(value("1", ' s="0"'), '<cellXfs><xf numFmtId="²"/></cellXfs>'), "1",
    ),
    "a format of 5,000 digits": (
        book(
            value("1", ' s="0"'),
            f'<numFmts><numFmt numFmtId="{MANY}" formatCode="0"/></numFmts>'
            f'<cellXfs><xf numFmtId="{MANY}"/></cellXfs>',
        ),
        "1",
    ),
    "a style of 5,000 digits": (book(value("1", f' s="{MANY}"')), "1"),
    "not a number": (book(value("sNaN")), "sNaN"),
}  # fmt: skip


def suffix(content):
    return "c.xlsx" if b"xl/workbook.xml" in content else "c.ods"


@pytest.mark.parametrize(("content", "told"), READ.values(), ids=READ.keys())
def test_a_strange_cell_is_told_as_it_is(content, told):
    (table,) = open_file(content, suffix(content)).tables
    assert texts(table) == [(1, ["Servicio", "Compromiso"]), (2, [told])]


def test_a_text_that_the_workbook_does_not_have_is_no_text():
    content = book(value(MANY, ' t="s"') + value(0, ' t="s"', 3), shared="<si><t>x</t></si>")
    (table,) = open_file(content, "c.xlsx").tables
    assert texts(table)[1:] == [(3, ["x"])]


def lzma(spoil):
    members = {"content.xml": ODS_HEAD + ods_table([["x" * 3_000]]) + ODS_TAIL}
    held = bytearray(zipped(members, zipfile.ZIP_LZMA))
    start = held.find(b"content.xml") + len("content.xml")
    held[start + spoil.start : start + spoil.stop] = b"\xff" * (spoil.stop - spoil.start)
    return bytes(held)


REFUSED = {
    "texts within texts": (document(said(nested("text:span", "x"))), "dañado"),
    "runs within runs": (
        book('<row r="2"><c t="inlineStr"><is>' + nested("r", "<t>x</t>") + "</is></c></row>"),
        "dañado",
    ),
    "shared runs within runs": (
        book(value(0, ' t="s"'), shared=f"<si>{nested('r', '<t>x</t>')}</si>"), "dañado",
    ),
    "a row of 5,000 digits": (book(value("1", row=MANY)), "dañado"),
    "a row repeated 5,000 digits": (
        document(said("x").replace("-row>", f'-row table:number-rows-repeated="{MANY}">', 1)),
        "Divida el archivo",
    ),
    "a column repeated 5,000 digits": (
        document(said("x", f' table:number-columns-repeated="{MANY}"')), "después de la columna",
    ),
    "spoilt LZMA": (lzma(slice(12, 60)), "dañado"),
    "LZMA that asks for memory": (lzma(slice(5, 9)), "dañado"),
    "sound LZMA": (lzma(slice(0, 0)), "dañado"),
    "bzip2": (
        zipped({"content.xml": ODS_HEAD + ods_table([["x"]]) + ODS_TAIL}, zipfile.ZIP_BZIP2),
        "dañado",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_made_to_break_the_reader_is_refused(content, why):
    with pytest.raises(BrokenFileError, match=why):
        [list(table.lines()) for table in open_file(content, suffix(content)).tables]


@pytest.mark.parametrize("rows", [BLANK_ROWS, BLANK_ERROR], ids=["invisible", "invisible errors"])
def test_rows_in_which_nobody_sees_anything_are_not_made_one_by_one(rows, monkeypatch):
    made, looked = [], []
    line = opendocument.Line
    monkeypatch.setattr(opendocument, "Line", lambda *args: made.append(args) or line(*args))
    shown = Cell.line.fget
    monkeypatch.setattr(Cell, "line", property(lambda cell: looked.append(cell) or shown(cell)))
    (table,) = open_file(document(rows * 20, said("fin")), "c.ods").tables
    assert texts(table) == [(1, ["Servicio", "Compromiso"]), (1 + 9_999 * 20 + 1, ["fin"])]
    assert len(made) == 2
    assert len(looked) < 20 * 201 + 20


def test_rows_with_something_end_where_too_many_begin(monkeypatch):
    made = []
    line = opendocument.Line
    monkeypatch.setattr(opendocument, "Line", lambda *args: made.append(1) or line(*args))
    repeated = said("x").replace("-row>", '-row table:number-rows-repeated="9999">', 1)
    (table,) = open_file(document(repeated * 20), "c.ods").tables
    with pytest.raises(BrokenFileError, match="Divida el archivo"):
        list(table.lines())
    assert len(made) <= MAX_ROWS + 2


def test_blank_lines_without_end_are_refused(monkeypatch):
    monkeypatch.setattr("carta_pages.importing.files.tables.LAST_ROW", 1_000)
    (table,) = open_file(b"a;b\n" + b";\n" * 1_000, "c.csv").tables
    with pytest.raises(BrokenFileError, match="aunque vacías"):
        list(table.lines())


STUFFED = {
    "beside the rows of a workbook": lambda many: book("<a/>" * many),
    "in its styles": lambda many: book("", styles="<a/>" * many),
    "in its texts": lambda many: book("", shared="<si/>" + "<a/>" * many),
    "in a row": lambda many: book("<row>" + "<c/>" * many + "</row>"),
    "in a text": lambda many: book("", shared="<si>" + "<a/>" * many + "</si>"),
    "beside the rows of a document": lambda many: document("<table:a/>" * many),
    "in a row of a document": lambda many: document(
        "<table:table-row>" + "<table:table-cell/>" * many + "</table:table-row>"
    ),
}


@pytest.mark.parametrize("make", STUFFED.values(), ids=STUFFED.keys())
def test_a_file_stuffed_with_elements_is_refused_before_it_is_read_whole(make, monkeypatch):
    monkeypatch.setattr(archives, "MAX_ELEMENTS", 20_000)
    monkeypatch.setattr(archives, "MAX_INSIDE", 5_000)
    content = make(40_000)
    seen = []
    parse = archives.iterparse

    def counted(*args, **kwargs):
        for event in parse(*args, **kwargs):
            seen.append(1)
            yield event

    monkeypatch.setattr(archives, "iterparse", counted)
    with pytest.raises(BrokenFileError, match="demasiado al abrirse"):
        [list(table.lines()) for table in open_file(content, suffix(content)).tables]
    assert len(seen) < 2 * 20_000 + 1_000


def test_reading_a_member_again_and_again_ends(monkeypatch):
    monkeypatch.setattr(archives, "MAX_PARSED", 2_000)
    (table,) = open_file(document(said("x") * 100), "c.ods").tables
    with pytest.raises(BrokenFileError, match="demasiado al abrirse"):
        [list(table.lines()) for _turn in range(10)]


def test_what_is_not_read_is_not_kept():
    content = book("<a/>" * 60_000)
    tracemalloc.start()
    (table,) = open_file(content, "c.xlsx").tables
    assert len(list(table.lines())) == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * 1024**2


# -- on the screen -----------------------------------------------------------------------------


def late(bad):
    """The bad row far below what the upload looks at."""
    return document(*(said(f"S{n}") for n in range(60)), bad)


@pytest.mark.django_db
def test_a_bad_row_far_down_does_not_take_its_screen_away(client):
    world = make_world()
    client.force_login(world.people[Role.UNI])
    for bad, told in (
        (number("1e1000000"), "1E+1000000"),
        (said('S<text:s text:c="²"/>x'), "S x"),
        (said(nested("text:span", "x")), "dañado"),
    ):
        file = SimpleUploadedFile("c.ods", late(bad))
        data = {"entity": world.entity.pk, "file": file}
        answer = client.post(reverse("carta_import"), data)
        where = answer["Location"] if answer.status_code == 302 else ""
        page = client.get(where) if where else answer
        assert page.status_code in {200, 400}
        assert told in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_while_nobody_waits_to_write(client, monkeypatch):
    world = make_world()
    held = []
    read = import_runs.read_file

    def looked(*args):
        held.append(connection.in_atomic_block)
        return read(*args)

    monkeypatch.setattr(import_runs, "read_file", looked)
    client.force_login(world.people[Role.UNI])
    file = SimpleUploadedFile("c.ods", document(said("S")))
    answer = client.post(reverse("carta_import"), {"entity": world.entity.pk, "file": file})
    where = answer["Location"]
    assert client.post(where, {"action": "columns", "columna-0-0": "service.code"}).status_code
    run = ImportRun.objects.get()
    ImportRun.objects.update(state=ImportRun.State.RUNNING)
    before = len(held)
    assert import_runs.do_run(run.pk) in {ImportRun.State.DONE, ImportRun.State.FAILED}
    assert len(held) == before + 1
    assert before >= 2
    assert not any(held)
    for path in (reverse("carta_import"), where):
        assert "default" in resolve(path).func._non_atomic_requests
