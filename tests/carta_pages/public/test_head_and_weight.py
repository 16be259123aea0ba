"""What a page says of itself to machines, and how much it weighs on an old telephone (P10)."""

import gzip
import re
from html.parser import HTMLParser

import pytest

from carta_pages import sheet
from workflows.models import Edition

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
PAGES = ["/", BASE, SERVICE, COMMITMENT, SERVICE + "anexo/", BASE + "historial/",
         COMMITMENT + "historial/", COMMITMENT + "versiones/1/", COMMITMENT + "?fecha=2026-02-02",
         "/metodo/", "/verificar/", "/guia-visual/", "/nada/"]  # fmt: skip
INDEXED = ["/", BASE, SERVICE, COMMITMENT, SERVICE + "anexo/"]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
NOT_IN_P = {"p", "div", "ul", "ol", "dl", "section", "header", "table", "form", "h1", "h2", "h3",
            "aside", "address", "nav", "article", "details", "pre"}  # fmt: skip


class _Reader(HTMLParser):
    """Well-formedness that browsers forgive, headings, ids and what points to them."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.headings, self.ids, self.wanted = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        found = dict(attrs)
        if len(names) != len(set(names)):
            self.faults.append(f"an attribute twice in <{tag}>")
        if "p" in self.open and tag in NOT_IN_P:
            self.faults.append(f"<{tag}> inside <p>")
        if tag in {"ul", "ol"}:
            pass
        elif self.open and self.open[-1] in {"ul", "ol"} and tag != "li":
            self.faults.append(f"<{tag}> straight inside a list")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in found:
            self.ids.append(found["id"])
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.wanted += (found.get(name) or "").split()
        if tag == "img" and "alt" not in found:
            self.faults.append("an image without alt")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()


def read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_the_reader_notices_what_is_wrong():
    assert read("<p><div></div></p>").faults == ["<div> inside <p>"]
    assert read("<ul><p></p></ul>").faults == ["<p> straight inside a list"]
    assert read("<div></p></div>").faults[0] == "</p> closes ['div']"
    assert read('<img src="a">').faults == ["an image without alt"]
    assert read('<a id="a" id="b"></a>').faults == ["an attribute twice in <a>"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed_and_its_headings_are_in_order(client, world, path):
    reader = read(client.get(path).content.decode())
    assert reader.faults == []
    assert reader.open == []
    assert reader.headings[:1] == [1]
    assert reader.headings.count(1) == 1
    steps = zip(reader.headings, reader.headings[1:], strict=False)
    assert all(below <= above + 1 for above, below in steps), reader.headings
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.wanted) <= set(reader.ids)


def test_the_proof_of_a_version_is_well_formed(client, world):
    code = Edition.objects.filter(page_id=world.commitment.pk).first().code
    reader = read(client.get(f"/verificar/{code}/").content.decode())
    assert (reader.faults, reader.open, reader.headings.count(1)) == ([], [], 1)


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
