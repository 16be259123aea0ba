"""Every paper: from published editions, readable by a machine that speaks, the same each time."""

import re
import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.models import CartaPage, CommitmentPage, FeedbackChannel
from reports.papers import PAPERS
from reports.press import compiling
from tests.carta_pages.public import world as making
from tests.factories.entities import ClosureFactory, PointFactory
from tests.reports import pdf
from workflows.models import Edition

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
COMMITMENT = BASE + "cedula/cedula-en-35-minutos/"
ROOTS = {CartaPage: BASE, CommitmentPage: COMMITMENT}
ADDRESSES = [ROOTS[paper.page_type] + paper.word for paper in PAPERS]
SHEETS = [address for address in ADDRESSES if not address.endswith("carta.pdf")]
POSTERS = [address for address in ADDRESSES if address.startswith(COMMITMENT)]
CARTA = BASE + "carta.pdf"


def got(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response


def local_address(point):
    return f"{BASE}carta-local/{point.uuid}.pdf"


@pytest.fixture
def point(world):
    return PointFactory(
        entity=world.entity,
        unit=world.units["galapagos"],
        province=world.units["galapagos"].province,
        canton="San Cristóbal",
        name="Agencia Puerto Baquerizo",
        hours="Lunes a viernes, de 08:00 a 16:30",
    )


# --- For whoever does not see it (PDF/UA) -----------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_paper_is_tagged_titled_and_in_spanish(client, world, address):
    content = got(client, address).content
    root = pdf.opened(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es-EC"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfuaid:part>1<", metadata)
    title = world.commitment.title if address in POSTERS else world.carta.title
    assert pdf.opened(content).metadata.title.startswith(title)
    assert "/Title" in pdf.kinds(content) or "/P" in pdf.kinds(content)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_picture_has_words(client, world, address):
    figures = [
        element
        for element in pdf.elements(got(client, address).content)
        if element["/S"] == "/Figure"
    ]
    assert figures
    assert all(len(figure["/Alt"]) > len("Código QR: ") for figure in figures)


def test_the_carta_has_contents_headings_and_table_heads(client, world):
    content = got(client, CARTA).content
    kinds = pdf.kinds(content)
    assert {"/TOC", "/TOCI", "/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= set(kinds)
    found = pdf.outline(content)
    for title in (
        "Compromisos de calidad",
        "Cédula de identidad",
        "Cédula en 35 minutos",
        "Quejas, consultas y sugerencias",
        "Cómo comprobar este documento",
    ):
        assert title in found
    assert pdf.words(content).index("Contenido") < pdf.words(content).index("Presentación")


def test_heads_of_tables_say_what_they_are_the_head_of(client, world):
    heads = [e for e in pdf.elements(got(client, CARTA).content) if e["/S"] == "/TH"]
    assert heads
    assert all(any(a.get("/Scope") for a in _attributes(head)) for head in heads)


def _attributes(element):
    found = element.get("/A", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    return [row.get_object() for row in (found if isinstance(found, list) else [found])]


# --- What it says -----------------------------------------------------------------------------


def test_the_carta_says_promise_remedy_act_hash_and_how_to_check(client, world):
    edition = Edition.objects.get(page_id=world.carta.pk)
    said = pdf.words(got(client, CARTA).content)
    for text in (
        "Registro Civil de Prueba",
        "Le entregamos su cédula en 35 minutos o menos.",
        "como máximo 35 minutos",
        "Atención preferente en su próxima visita.",
        "Si espera más de 35 minutos.",
        "Pida el código en la ventanilla.",
        "Agencia Puerto Baquerizo",
        "como máximo 60 minutos",
        "25 minutos más que el estándar nacional (menos exigente)",
        "Recibir un trato respetuoso.",
        "En ventanilla o por teléfono.",
        "15 días laborables",
        edition.legal_act,
        edition.sha256,
        edition.code,
        f"http://testserver/verificar/{edition.code}/",
        "Diseño provisional",
    ):
        assert text in said, text


def test_every_page_of_the_carta_bears_edition_number_and_code(client, world):
    pages = pdf.opened(got(client, CARTA).content).pages
    code = Edition.objects.get(page_id=world.carta.pk).code
    for number, page in enumerate(pages, 1):
        foot = " ".join(page.extract_text().split())
        assert f"página {number} de {len(pages)}" in foot
        assert code in foot
        assert "Versión 1" in foot


@pytest.mark.parametrize("address", POSTERS)
def test_a_poster_says_promise_remedy_and_whom_to_tell(client, world, address):
    said = pdf.words(got(client, address).content)
    for text in (
        "Le entregamos su cédula en 35 minutos o menos.",
        "Atención preferente en su próxima visita.",
        "1800 000 000",
        "Versión 1",
        Edition.objects.get(page_id=world.commitment.pk).code,
    ):
        assert text in said, text


def test_the_promise_of_a_poster_is_read_from_three_metres(client, world):
    """Letters of 200 to 1: 15 mm high at three metres, which is what 60 points give."""
    sizes = []

    def visit(text, _matrix, _user, _font, size):
        if "cédula" in text:
            sizes.append(size)

    page = pdf.opened(got(client, COMMITMENT + "afiche-a4.pdf").content).pages[0]
    page.extract_text(visitor_text=visit)
    assert max(sizes) >= 60


@pytest.mark.parametrize(
    ("address", "sheet"),
    [
        (
            address,
            (842, 1191) if "a3" in address else (842, 595) if "trip" in address else (595, 842),
        )
        for address in ADDRESSES
    ],
)
def test_a_paper_has_the_size_it_is_called_by(client, world, address, sheet):
    pages = pdf.opened(got(client, address).content).pages
    for page in pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == sheet
    if address in SHEETS:
        assert len(pages) == (2 if "triptico" in address else 1)


def test_the_sheet_of_a_window_says_what_holds_there_and_not_elsewhere(client, world, point):
    other = PointFactory(entity=world.entity, name="Agencia de todos", unit=None, province=None)
    there = pdf.words(got(client, local_address(point)).content)
    assert "Aquí: como máximo 60 minutos. 25 minutos más que el estándar nacional" in there
    assert "Lunes a viernes, de 08:00 a 16:30" in there
    assert "Atención preferente en su próxima visita." in there
    assert "Aquí:" not in pdf.words(got(client, local_address(other)).content)


def test_what_may_hold_at_a_window_or_not_stands_under_its_own_line(client, world, point):
    before = pdf.words(got(client, local_address(point)).content)
    vague = {"scope_kinds": ("planta_central",), "statement": "Le llamamos en 5 minutos o menos."}
    page = making.add_commitment(world.service, "Llamada", "llamada", **vague)
    making.publish(page, on=date(2026, 2, 1), light=True)
    after = pdf.words(got(client, local_address(point)).content)
    line = "Cédula de identidad (consulte si vale aquí)"
    assert line not in before
    assert after.index("Le entregamos su cédula") < after.index(line) < after.index("Le llamamos")


def test_the_sheet_of_a_window_says_when_it_is_closed(client, world, point):
    before = got(client, local_address(point))
    ClosureFactory(point=point, confirmed=True, reason="Arreglo del techo")
    after = got(client, local_address(point))
    assert "Arreglo del techo" in pdf.words(after.content)
    assert before["ETag"] != after["ETag"]


def test_a_service_of_other_units_is_not_on_the_sheet(client, world):
    elsewhere = PointFactory(entity=world.entity, unit=world.unit, name="Otra agencia")
    said = pdf.words(got(client, local_address(elsewhere)).content)
    assert "Ningún compromiso publicado se presta en este punto." in said
    assert "La carta completa dice dónde se presta cada servicio" in said
    assert "Cédula de identidad" in said
    assert "35 minutos" not in said


def test_one_page_holds_however_many_promises(client, world, point):
    services = []
    for number in range(40):
        service = making.add_service(world.carta, f"Servicio {number}", f"s-{number}", world.unit)
        services += [service, *(making.add_commitment(service, f"C{n}", f"c-{n}") for n in "ab")]
    making.publish(*services, on=date(2026, 2, 1), light=True)
    for address, pages in (
        (local_address(point), 1),
        (BASE + "afiche-a4.pdf", 1),
        (BASE + "triptico.pdf", 2),
    ):
        start = time.monotonic()
        content = got(client, address).content
        assert len(pdf.opened(content).pages) == pages
        assert time.monotonic() - start < 20, address
        assert "Servicio 0" in pdf.words(content)


# --- The code ---------------------------------------------------------------------------------


def test_the_code_of_the_carta_leads_to_its_proof(client, world):
    content = got(client, CARTA).content
    code = Edition.objects.get(page_id=world.carta.pk).code
    target = f"http://testserver/verificar/{code}/"
    last = len(pdf.opened(content).pages) - 1
    assert pdf.codes(content) == {target}
    assert pdf.codes(content, last) == {target}
    assert client.get(target.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize("address", SHEETS)
def test_the_code_of_a_sheet_leads_to_its_page_and_version(client, world, address):
    (found,) = pdf.codes(got(client, address).content)
    page = COMMITMENT if address in POSTERS else BASE
    assert found == f"http://testserver{page}versiones/1/"
    assert client.get(found.removeprefix("http://testserver")).status_code == 200


# --- Only what is published -------------------------------------------------------------------


def test_no_word_of_a_draft_is_printed(client, world, point):
    for page, name in ((world.carta, "presentation"), (world.commitment, "statement")):
        draft = type(page).objects.get(pk=page.pk)
        setattr(draft, name, "pajarito-secreto")
        draft.title = "pajarito-secreto"
        draft.save_revision(clean=False)
        type(page).objects.filter(pk=page.pk).update(**{name: "pajarito-secreto"})
    making.add_commitment(world.service, "pajarito-secreto", "secreto", statement="pajarito")
    for address in (*ADDRESSES, local_address(point), BASE + "incrustar/"):
        content = got(client, address).content
        text = pdf.words(content) if address.endswith(".pdf") else content.decode()
        assert "pajarito" not in text, address
    assert client.get(BASE + "cedula/secreto/afiche-a4.pdf").status_code == 404


def test_a_version_and_a_day_give_what_was_said_then(client, world):
    _renew(world)
    new = pdf.words(got(client, COMMITMENT + "afiche-a4.pdf").content)
    old = got(client, COMMITMENT + "afiche-a4.pdf?version=1")
    day = pdf.words(got(client, COMMITMENT + "afiche-a4.pdf?fecha=2026-02-01").content)
    assert "en 20 minutos" in new
    assert "Versión 2" in new
    for said in (pdf.words(old.content), day):
        assert "en 35 minutos" in said
        assert "Esta es la versión 1, que rigió" in said
    assert old["X-Robots-Tag"] == "noindex"
    assert "en 35 minutos" in pdf.words(got(client, CARTA + "?fecha=2026-02-01").content)
    assert "en 20 minutos" in pdf.words(got(client, CARTA).content)


def _renew(world):
    draft = world.commitment.get_latest_revision_as_object()
    draft.statement = "Le entregamos su cédula en 20 minutos o menos."
    draft.save_revision(clean=False)
    making.publish(world.commitment, on=date(2026, 3, 1))


NOTHING = [
    "/registro-civil/afiche.pdf",
    "/registro-civil/cedula/carta.pdf",
    "/registro-civil/cedula/afiche-a4.pdf",
    "/registro-civil/cedula/anexo/afiche-a4.pdf",
    COMMITMENT + "carta.pdf",
    COMMITMENT + "triptico.pdf",
    CARTA + "?version=2",
    CARTA + "?version=01",
    CARTA + "?version=0",
    CARTA + "?version=",
    CARTA + "?version=1&fecha=2026-02-01",
    CARTA + "?version=99999999999999999999",
    CARTA + "?version=%00",
    CARTA + "?fecha=2020-01-01",
    BASE + "carta-local/",
    BASE + "carta-local/x.pdf",
    BASE + "carta-local/00000000-0000-4000-8000-000000000000.pdf",
    BASE + "carta-local/{00000000-0000-4000-8000-000000000000}.pdf",
    BASE + "historial/carta.pdf",
    BASE + "carta.pdf/",
    "/carta.pdf",
    "/nadie/carta.pdf",
]


@pytest.mark.parametrize("address", NOTHING)
def test_what_there_is_not_is_not_found(client, world, address):
    assert client.get(address).status_code == 404


def test_a_point_has_one_spelling_and_no_past_and_one_entity(client, world, point):
    address = local_address(point)
    other = making.build("SRI", "sri")
    assert client.get(f"/sri/carta-local/{point.uuid}.pdf").status_code == 404
    assert client.get(address.replace(str(point.uuid), str(point.uuid).upper())).status_code == 404
    assert client.get(address + "?version=1").status_code == 404
    assert client.get(address + "?fecha=2026-02-01").status_code == 404
    assert other.entity.pk != world.entity.pk


@pytest.mark.parametrize("query", ["?fecha=ayer", "?fecha=2999-01-01", "?fecha=2026-02-30"])
def test_a_day_that_cannot_be_shown_says_so(client, world, query):
    assert "No podemos mostrar ese día" in got(client, CARTA + query, 400).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_papers_are_only_read(client, world, method):
    assert getattr(client, method)(CARTA).status_code == 405


# --- The same bytes, told apart -----------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_edition_gives_the_same_bytes(client, world, settings, address):
    settings.CARTA_PAPER_DIR = ""
    first = got(client, address).content
    compiling._fonts.cache_clear()
    time.sleep(1.1)  # a document that bore the time of day would differ
    assert got(client, address).content == first


def test_whoever_has_it_gets_nothing_more(client, world):
    first = got(client, CARTA)
    again = client.get(CARTA, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == first["ETag"]
    assert first["Cache-Control"] == "public, no-cache"
    _renew(world)
    assert client.get(CARTA, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_head_says_how_long_it_is_and_sends_nothing(client, world):
    response = client.head(CARTA)
    assert response["Content-Length"] == str(len(got(client, CARTA).content))
    assert response.content == b""


def test_the_name_of_the_file_is_safe(client, world):
    named = got(client, CARTA)["Content-Disposition"]
    assert named == 'inline; filename="registro-civil-carta-v1.pdf"'


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_more_services_ask_no_more_questions(client, world, address):
    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            got(client, address)
        for query in captured:
            assert '"wagtailcore_revision"' not in query["sql"]
        return len(captured)

    few = asked()
    services = []
    for number in range(5):
        service = making.add_service(world.carta, f"Servicio {number}", f"s-{number}", world.unit)
        services += [service, making.add_commitment(service, "Compromiso", "c")]
    making.publish(*services, on=date(2026, 2, 1), light=True)
    assert asked() == few <= 15


# --- Whatever people wrote ------------------------------------------------------------------------

HOSTILE = [
    '#import "/look.typ": *',
    "#{panic(1)} #sys.inputs $x^2$ *negrita* _cursiva_ `código` <etiqueta> @cita",
    '= Título\n- lista\n+ número\n/ término: "comillas" \\ barra //comentario /* más */',
    "\\u{41} \\n ~ --- ... [contenido] {bloque} ]}) ((",
    "<script>alert(1)</script> {{ 7*7 }} {% now %} %(page)s %s",
    "مرحبا بالعالم",
    "שלום",
    "ñÑáéíóúüÜ¿¡«»—…½€",
    "x" * 3000,
    "https://example.org/" + "a" * 500,
    " ",
    "0" * 200,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_stays_text(client, world, point, text):
    draft = world.commitment.get_latest_revision_as_object()
    draft.statement = text
    draft.title = text[:200].strip() or "Sin palabras"
    remedies = list(draft.remedies.all())
    remedies[0].description = text
    draft.remedies = remedies
    draft.feedback_channels = [FeedbackChannel(kind="oficina", detail=text[:200])]
    draft.save_revision(clean=False)
    making.publish(world.commitment, on=date(2026, 3, 1))
    expected = "".join(text.split())[:60]
    for address in (*ADDRESSES, local_address(point), COMMITMENT + "incrustar/"):
        content = got(client, address).content
        if address.endswith("afiche-a4.pdf") and address in POSTERS and text.isascii():
            assert expected in "".join(pdf.words(content).split())


def test_turned_text_and_pictures_are_neither_turned_nor_lost(client, world):
    draft = world.commitment.get_latest_revision_as_object()
    draft.statement = "Antes \u202esotunim 53\u202c después \U0001f600 y \u4e2d"
    draft.save_revision(clean=False)
    making.publish(world.commitment, on=date(2026, 3, 1))
    said = pdf.words(got(client, COMMITMENT + "afiche-a4.pdf").content)
    assert "sotunim 53" in said
    assert said.count("\N{WHITE SQUARE}") == 2


def test_what_mdt_took_out_hangs_on_no_wall(client, world):
    making.publish(world.commitment, on=date(2026, 4, 1), kind="exclusion")
    for address in [*POSTERS, COMMITMENT + "tarjeta.png"]:
        response = client.get(address)
        said = response.content.decode()
        assert response.status_code == 410
        assert "Ya no se ofrece" in said
        assert f'href="{COMMITMENT}"' in said
        assert response["X-Robots-Tag"] == "noindex"
    assert "Excluido de la carta" in pdf.words(got(client, POSTERS[0] + "?version=2").content)
    assert "35 minutos o menos" not in pdf.words(got(client, CARTA).content)
    framed = client.get(COMMITMENT + "incrustar/")
    assert framed.status_code == 410
    assert "Ya no forma parte de la carta" in framed.content.decode()
    assert 'class="embed-said"' not in framed.content.decode()
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert client.get(COMMITMENT).status_code == 200
    never = client.get("/dinardap/cedula/nunca-publicado/")
    assert never.status_code == 404


# --- The way to them ------------------------------------------------------------------------------


def test_the_page_leads_to_its_papers_on_its_day(client, world):
    carta = client.get(BASE).content.decode()
    assert f'href="{CARTA}"' in carta
    assert f'href="{BASE}triptico.pdf"' in carta
    assert f'href="{COMMITMENT}afiche-a4.pdf"' in client.get(COMMITMENT).content.decode()
    assert f'href="{CARTA}?version=1"' in client.get(BASE + "versiones/1/").content.decode()
    past = client.get(BASE + "?fecha=2026-02-01").content.decode()
    assert f'href="{CARTA}?fecha=2026-02-01"' in past
    assert ".pdf" not in client.get(BASE + "cedula/").content.decode()


def test_what_mdt_took_out_offers_no_poster(client, world):
    making.publish(world.commitment, on=date(2026, 4, 1), kind="exclusion")
    assert ".pdf" not in client.get(COMMITMENT).content.decode()
