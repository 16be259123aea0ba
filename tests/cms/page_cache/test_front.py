"""What is answered before Django begins is what Django would have answered (ADR 0016)."""

import json
import logging

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.public.provinces import known_provinces
from cms.page_cache import front, marks, middleware
from entities import clock
from tests.cms.page_cache.conftest import CARTA, COMMITMENT, SERVICE


@pytest.fixture
def warm(server, carta, monkeypatch):
    """It knows the commitment's page already, and what has changed for a minute."""
    monkeypatch.setattr(marks, "KNOWN_FOR_SECONDS", 60)
    server.get(COMMITMENT)
    assert server.asked == 1
    return server


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        {},
        {"HTTP_ACCEPT_ENCODING": "gzip, br"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "HEAD", "HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_NONE_MATCH": "*", "HTTP_ACCEPT_ENCODING": "gzip"},
        {"HTTP_IF_NONE_MATCH": '"otra"'},
        {"HTTP_RANGE": "bytes=0-9"},
    ],
    ids=str,
)
def test_it_says_what_django_says(warm, words):
    with CaptureQueriesContext(connection) as queries:
        ours = warm.get(COMMITMENT, **words)
    assert (warm.asked, len(queries)) == (1, 0)
    assert ours == warm.get(COMMITMENT, past_front=True, **words)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        {"QUERY_STRING": "pagina=2"},
        {"QUERY_STRING": "nada=1"},
        {"HTTP_COOKIE": "carta_sesion=abc"},
        {"HTTP_COOKIE": "provincia=14; carta_sesion=abc"},
        {"HTTP_COOKIE": "provincia=1\u0664"},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "OPTIONS"},
        {"HTTP_HOST": "ajeno.example"},
        {"wsgi.url_scheme": "https"},
    ],
    ids=str,
)
def test_anything_else_goes_on_to_django(warm, words):
    warm.get(COMMITMENT, **words)
    assert warm.asked == 2


@pytest.mark.django_db
def test_whoever_says_below_which_path_the_site_hangs_poisons_nobodys_page(server, carta):
    right = server.get(CARTA)
    middleware.forget()
    cache.clear()
    poison = server.get("/", SCRIPT_NAME=CARTA.rstrip("/"), PATH_INFO="/")
    assert poison[2] != right[2]
    assert server.get(CARTA) == right


@pytest.mark.django_db
def test_each_province_is_learnt_apart(warm):
    codes = sorted(known_provinces())[:2]
    pages = {code: warm.get(COMMITMENT, HTTP_COOKIE=f"provincia={code}")[2] for code in codes}
    asked = warm.asked
    for code, page in pages.items():
        assert warm.get(COMMITMENT, HTTP_COOKIE=f"provincia={code}")[2] == page
    assert warm.asked == asked
    assert len({*pages.values(), warm.get(COMMITMENT)[2]}) == len(codes) + 1 > 1


@pytest.mark.django_db
def test_a_missing_page_is_asked_every_time(server, carta):
    for count in (1, 2):
        assert server.get("/no-hay/")[0].startswith("404")
        assert server.asked == count


@pytest.mark.django_db
def test_another_day_is_another_page(warm, settings):
    settings.CARTA_CLOCK_MAY_BE_SET = True
    with clock.frozen(clock.today().replace(year=clock.today().year + 1)):
        warm.get(COMMITMENT)
    assert warm.asked == 2


@pytest.mark.django_db
def test_the_request_is_written_down_as_ever(warm, caplog):
    with caplog.at_level(logging.INFO, "carta.peticion"):
        warm.get(COMMITMENT)
        warm.get(COMMITMENT, past_front=True)
    ours, theirs = ({**record.data, "ms": 0} for record in caplog.records)
    assert ours == theirs
    assert json.dumps(ours)


@pytest.mark.django_db
def test_what_is_learnt_does_not_grow_without_end(monkeypatch, server, carta):
    monkeypatch.setattr(front, "MOST", 3)
    for path in (CARTA, SERVICE, COMMITMENT, "/metodo/", "/"):
        server.get(path)
    assert 0 < len(server.front._learnt) <= 3
