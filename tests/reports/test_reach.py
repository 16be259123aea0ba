"""How many clicks to a paper and to its proof, counted on the pages themselves; what it costs."""

import re
from datetime import date
from html import unescape

import pytest

from reports import papers
from reports.press import compiling
from tests.carta_pages.public import world as making
from tests.factories.entities import PointFactory
from tests.reports import pdf
from workflows.models import Edition

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
CARTA = BASE + "carta.pdf"
SERVER = "http://testserver"
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')


def links(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return {unescape(href).partition("#")[0] for href in LINK.findall(response.content.decode())}


def clicks(client, start, wanted, most):
    """How many links lie between a page and an address; only pages of ours are opened."""
    seen, edge = {start}, [start]
    for count in range(1, most + 1):
        found = set().union(*(links(client, path) for path in edge))
        if wanted in found:
            return count
        edge = sorted(
            path
            for path in found - seen
            if path.startswith("/") and path.endswith("/") and not path.startswith("/buscar/")
        )
        seen |= set(edge)
    return most + 1


def test_the_document_of_a_carta_is_two_clicks_from_the_front_door(client, world):
    assert clicks(client, "/", CARTA, 2) == 2


def test_what_the_code_of_a_printed_carta_opens_is_its_proof(client, world):
    (found,) = pdf.codes(client.get(CARTA).content)
    proof = client.get(found.removeprefix(SERVER))
    code = Edition.objects.get(page_id=world.carta.pk).code
    assert proof.status_code == 200
    assert code in proof.content.decode()


@pytest.fixture
def point(world):
    return PointFactory(entity=world.entity, name="Agencia Macas")


def sheets(world, point):
    commitment = BASE + "cedula/cedula-en-35-minutos/"
    roots = {type(world.carta): BASE, type(world.commitment): commitment}
    named = [roots[paper.page_type] + paper.word for paper in papers.PAPERS]
    return [*named, f"{BASE}carta-local/{point.uuid}.pdf"]


def test_from_the_code_of_any_sheet_its_proof_is_one_click_away(client, world, point):
    for address in sheets(world, point):
        (found,) = pdf.codes(client.get(address).content)
        path = found.removeprefix(SERVER)
        if path.startswith("/verificar/"):
            continue  # the code opened the proof itself
        page = world.commitment if "minutos" in path else world.carta
        code = Edition.objects.get(page_id=page.pk).code
        assert any(link.endswith(f"/verificar/{code}/") for link in links(client, path)), address


def test_the_sheet_of_a_window_is_tagged_titled_in_spanish_and_its_pictures_have_words(
    client, world, point
):
    content = client.get(f"{BASE}carta-local/{point.uuid}.pdf").content
    root = pdf.opened(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es-EC"
    assert "Agencia Macas" in pdf.opened(content).metadata.title
    figures = [one for one in pdf.elements(content) if one["/S"] == "/Figure"]
    assert figures
    assert all(len(figure["/Alt"]) > len("Código QR: ") for figure in figures)


def test_every_paper_has_headings_that_begin_with_the_first(client, world, point):
    for address in sheets(world, point):
        kinds = set(pdf.kinds(client.get(address).content))
        levels = sorted(int(kind[2]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind))
        assert levels[:1] == [1], (address, sorted(kinds))
        assert levels == list(range(1, len(levels) + 1)), address


def test_a_second_request_tells_and_sets_nothing(client, world, monkeypatch):
    """A carta of forty services takes a second to tell and to set, once."""
    services = []
    for number in range(39):
        service = making.add_service(world.carta, f"Servicio {number}", f"s-{number}", world.unit)
        services += [service, *(making.add_commitment(service, f"C{n}", f"c-{n}") for n in "ab")]
    making.publish(*services, on=date(2026, 2, 1), light=True)
    first = client.get(CARTA)
    assert "Servicio 38" in pdf.words(first.content)

    def never(*args):
        raise AssertionError("told or set again")

    monkeypatch.setattr(compiling, "compiled", never)
    (paper,) = [one for one in papers.PAPERS if one.word == "carta.pdf"]
    object.__setattr__(paper, "content", never)
    try:
        again = client.get(CARTA)
        known = client.get(CARTA, headers={"if-none-match": first["ETag"]})
    finally:
        from reports.content.carta import carta

        object.__setattr__(paper, "content", carta)
    assert again.content == first.content
    assert known.status_code == 304


def test_what_is_published_below_is_told_anew(client, world):
    before = client.get(CARTA)
    page = type(world.commitment).objects.get(pk=world.commitment.pk)
    page.statement = "Le entregamos su cédula en 31 minutos."
    making.publish(page, on=date(2026, 2, 1))
    after = client.get(CARTA)
    assert "31 minutos" in pdf.words(after.content)
    assert after["ETag"] != before["ETag"]
