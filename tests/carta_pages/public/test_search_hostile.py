"""Hostile searches: no 5xx, nothing reflected as markup, nothing asked without bound (T51, V68)."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.search.facets import Facet
from carta_pages.services import search_index
from tests.hostile import values

pytestmark = pytest.mark.django_db

SEARCH = "/buscar/"
QUERIES = (
    '"',
    'a"',
    "'",
    "\x00",
    "cedula\x00",
    "*",
    "cedula*",
    "NEAR(cedula, 3)",
    "cedula AND OR NOT",
    "^cedula:title",
    "(((((",
    "a & b | !c <-> d",
    "%",
    "_",
    "\\",
    ".*+?^${}()|[]",
    "(a+)+$" + "a" * 100,
    "1=1; DROP TABLE carta_pages_searchterm; --",
    "' UNION SELECT password FROM cms_user --",
    "canal=oficina",
    "entidad=registro-civil",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "${7*7}%s%n%(a)s{0}",
    "\u202ealudec\u202c",
    "\u200bce\u200bdula",
    "e\u0301" * 5000,
    "ﷺ" * 500,
    "🂡🇪🇨👩‍👩‍👧‍👦" * 50,
    "\ud83d",
    "½²³ⅷ٣" * 40,
    "ß" * 300,
    " ".join(f"palabra{n}" for n in range(10_000)),
    "a" * 100_000,
    "a " * 50_000,
    ".a" * 3000,
    "-" * 3000,
    "\n\r\t\x0b\x0c\x85\u2028",
)
NAMES = ("q", "pagina", "literal", *(str(facet) for facet in Facet), "desconocido", "q[]", "q[$ne]")


@pytest.fixture
def indexed(world):
    search_index.rebuild()


def encoded(value):
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def harmless(response):
    html = response.content.decode()
    assert response.status_code in {200, 400, 404}, response.status_code
    assert "<script" not in html
    assert "<img" not in html
    assert "onerror=alert(1)>" not in html
    assert "Traceback" not in html
    assert not response.cookies
    assert len(response.content) < 90_000
    return html


@pytest.mark.parametrize("q", QUERIES, ids=lambda q: ascii(q[:24]))
def test_a_hostile_search_is_answered_and_nothing_of_it_is_markup(client, indexed, q):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"{SEARCH}?{urlencode({'q': encoded(q)})}")
    harmless(response)
    assert len(captured) <= 16
    assert all(len(query["sql"]) < 60_000 for query in captured)


def test_every_hostile_value_in_every_parameter_at_once_is_answered(client, indexed):
    every = {
        value
        for group in vars(values).values()
        if isinstance(group, tuple)
        for value in group
        if isinstance(value, str | bytes)
    }
    assert len(every) > 60
    for value in every:
        query = urlencode(dict.fromkeys(NAMES, encoded(value)) | {"pagina": "1"})
        html = harmless(client.get(f"{SEARCH}?{query}"))
        assert values.EVALUATED not in html


@pytest.mark.parametrize(
    "query",
    [
        "q=a&q=b&q=cedula",
        "q",
        "q=",
        "=",
        "&&&&",
        "q=%",
        "q=%ff%fe",
        "q=%00",
        "q=%C0%80",
        "q=cedula;drop",
        "&".join(f"x{n}=1" for n in range(900)),
        "&".join("entidad=registro-civil" for _n in range(900)),
        "pagina=0",
        "pagina=-1",
        "pagina=1e9",
        "pagina=" + "9" * 5000,
        "pagina=٣",
        "literal=1&literal=2",
        "provincia=20&provincia=17",
    ],
    ids=lambda query: query[:24],
)
def test_a_crooked_query_string_is_answered(client, indexed, query):
    harmless(client.get(f"{SEARCH}?{query}"))


def test_unknown_parameters_change_nothing(client, indexed):
    plain = client.get(f"{SEARCH}?q=cedula").content
    assert (
        client.get(f"{SEARCH}?q=cedula&utm_source=x&fbclid=y&next=//malo.example").content == plain
    )


def test_a_very_long_search_says_that_it_was_cut(client, indexed):
    html = harmless(client.get(SEARCH, {"q": "cédula " * 5000}))
    assert "Su búsqueda era muy larga" in html
    assert "Cédula de identidad" in html.replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_only_reading_is_answered(client, indexed, method):
    assert getattr(client, method)(SEARCH).status_code in {403, 405}
