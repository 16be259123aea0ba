"""What a page says of itself to machines, and how much it weighs on an old telephone (P10)."""

import gzip
import re

import pytest

from carta_pages import sheet

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
PAGES = ["/", BASE, SERVICE, COMMITMENT, SERVICE + "anexo/", BASE + "historial/",
         COMMITMENT + "historial/", COMMITMENT + "versiones/1/", COMMITMENT + "?fecha=2026-02-02",
         "/metodo/", "/verificar/", "/guia-visual/", "/nada/"]  # fmt: skip
INDEXED = ["/", BASE, SERVICE, COMMITMENT, SERVICE + "anexo/", BASE + "historial/", "/cambios/",
           BASE + "cambios/", "/buscar/", "/metodo/", "/verificar/"]  # fmt: skip


@pytest.mark.parametrize("path", INDEXED)
def test_an_indexed_page_introduces_itself_to_who_shares_it(client, world, path):
    html = client.get(path).content.decode()
    said = dict(re.findall(r'<meta (?:name|property)="([^"]+)"\s+content="([^"]*)"', html))
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html).group(1)
    assert said["og:url"] == canonical == f"http://testserver{path}"
    assert said["og:locale"] == "es_EC"
    assert said["description"] == said["og:description"]
    assert len(said["description"]) >= 20
    assert said["og:title"]
    assert re.search(r"<title>[^<]{4,}</title>", html)


def test_a_page_says_where_it_hangs_to_machines_too(client, world):
    """Breadcrumbs as schema.org reads them, without a script: name, address, place in the row."""
    html = client.get(COMMITMENT).content.decode()
    way = html.partition('<nav class="crumbs')[2].partition("</nav>")[0]
    assert 'itemtype="https://schema.org/BreadcrumbList"' in way
    assert re.findall(r'itemprop="item" href="([^"]+)"', way) == ["/", BASE, SERVICE]
    assert re.findall(r'itemprop="position" content="(\d)"', way) == ["1", "2", "3"]
    assert re.findall(r'<span itemprop="name">([^<]+)</span>', way)[1:] == [
        "Registro Civil de Prueba",
        "Cédula de identidad",
    ]


@pytest.mark.parametrize("path", [COMMITMENT + "versiones/1/", COMMITMENT + "?fecha=2026-02-02"])
def test_the_past_is_not_offered_for_sharing(client, world, path):
    html = client.get(path).content.decode()
    assert "og:" not in html
    assert 'name="robots" content="noindex"' in html


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_heavier_than_an_old_telephone_can_bear(client, world, path):
    page = client.get(path).content + sheet.SHEET.read_bytes()
    assert len(page) <= 90_000
    assert len(gzip.compress(page)) <= 20_000


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_one_sheet_one_font_and_one_drawing(client, world, path):
    html = client.get(path).content.decode()
    fetched = re.findall(r'<(?:link|img|script)\b[^>]*\b(?:href|src)="(/static/[^"]+)"', html)
    assert len(fetched) <= 3, fetched
    assert sum(address.endswith(".css") for address in fetched) == 1
