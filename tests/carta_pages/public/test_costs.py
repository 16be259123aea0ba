"""What a public page costs: flat in the size of the carta and of the history (P3, P4, P9, P10)."""

import gzip
import time
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.public.rendering import STYLESHEETS
from tests.carta_pages.public import world as making
from tests.factories.entities import ClosureFactory, PointFactory

pytestmark = pytest.mark.django_db

BASE = "/registro-civil/"
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
ANNEX = SERVICE + "anexo/"
MOST = 12


def queries(client, path):
    client.get(path)  # caches of the process: site roots, content types
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured]


def many_services(world, count, word="servicio"):
    """Services with two commitments each, in one dossier."""
    pages = []
    for number in range(count):
        service = making.add_service(
            world.carta, f"{word} {number}", f"{word}-{number}", world.unit
        )
        pages.append(service)
        for letter in "ab":
            pages.append(making.add_commitment(service, f"Compromiso {letter}", f"c-{letter}"))
    making.publish(*pages, on=date(2026, 2, 1), light=True)


@pytest.fixture
def points(world):
    for number in range(8):
        point = PointFactory(entity=world.entity, name=f"Agencia {number}")
        ClosureFactory(point=point, confirmed=True)


@pytest.mark.parametrize("path", ["/", BASE, SERVICE, COMMITMENT, ANNEX])
def test_a_page_asks_the_database_a_dozen_times_at_most(client, world, points, path):
    asked = queries(client, path)
    assert len(asked) <= MOST, "\n".join(asked)


@pytest.mark.parametrize("suffix", ["?fecha=2026-02-02", "versiones/1/", "historial/"])
@pytest.mark.parametrize("path", [BASE, SERVICE, COMMITMENT, ANNEX])
def test_the_past_costs_no_more_than_a_few_questions_more(client, world, path, suffix):
    asked = queries(client, path + suffix)
    assert len(asked) <= MOST + 3, "\n".join(asked)


def test_the_number_of_services_asks_nothing_more(client, world):
    many_services(world, 2)
    few = {path: len(queries(client, path)) for path in ("/", BASE, SERVICE, COMMITMENT)}
    many_services(world, 27, "otro")
    assert "30 servicios publicados" in client.get(BASE).content.decode()
    assert {path: len(queries(client, path)) for path in few} == few
    assert max(few.values()) <= MOST


def test_a_long_history_costs_what_a_short_one_costs(client, world):
    making.more_editions(world.commitment, 1)
    short = len(queries(client, COMMITMENT + "historial/"))
    making.more_editions(world.commitment, 18)  # a screen full: what is drawn is the same
    before = _milliseconds(client, COMMITMENT + "historial/")
    making.more_editions(world.commitment, 180)
    assert len(queries(client, COMMITMENT + "historial/")) == short
    shown = client.get(COMMITMENT + "historial/").content.decode()
    assert shown.count("Cambio ") == 20
    assert "Página 1 de 10" in shown
    after = _milliseconds(client, COMMITMENT + "historial/")
    assert after <= before * 1.5, (before, after)


def test_any_page_of_a_long_history_costs_the_same(client, world):
    making.more_editions(world.commitment, 199)
    asked = len(queries(client, COMMITMENT + "historial/"))
    assert len(queries(client, COMMITMENT + "historial/?pagina=10")) == asked
    assert len(queries(client, COMMITMENT + "versiones/100/")) <= MOST + 3
    assert len(queries(client, COMMITMENT)) <= MOST


def _milliseconds(client, path, rounds=15):
    """Processor time, which does not grow when the machine has other things to do."""
    times = []
    for _round in range(rounds):
        start = time.process_time()
        client.get(path)
        times.append((time.process_time() - start) * 1000)
    return median(times)


def test_a_carta_of_forty_services_weighs_and_costs_little(client, world):
    many_services(world, 39)
    stylesheet = b"".join(Path(finders.find(sheet)).read_bytes() for sheet in STYLESHEETS)
    assert len(stylesheet) <= 25_000
    for path in ("/", BASE, SERVICE, COMMITMENT, ANNEX, "/metodo/"):
        page = client.get(path).content + stylesheet
        assert len(page) <= 90_000, (path, len(page))
        assert len(gzip.compress(page)) <= 20_000, (path, len(gzip.compress(page)))
    carta, commitment = _milliseconds(client, BASE), _milliseconds(client, COMMITMENT)
    assert carta <= 2 * commitment + 5, (carta, commitment)


def test_no_query_reads_a_draft(client, world):
    """Specific rows of governed pages hold drafts of what was never published."""
    for path in (BASE, SERVICE, COMMITMENT, ANNEX, COMMITMENT + "historial/"):
        for sql in queries(client, path):
            for table in ("servicepage", "commitmentpage", "territorialannexpage"):
                assert f'"carta_pages_{table}"' not in sql, sql
            assert '"wagtailcore_revision"' not in sql, sql
