"""Which requests share an answer and which are never kept (T62, V72)."""

import threading

import pytest
from django.core.signing import dumps
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carta_pages.public.published import COMMON, published
from carta_pages.public.published import may_be_kept as declare
from cms.page_cache import asking, entries, marks, middleware
from cms.page_cache.asking import declared
from cms.page_cache.models import PublicChange
from entities.models import TerritorialUnit
from tests.cms.page_cache.conftest import CARTA, COMMITMENT, SERVICE
from tests.factories.entities import ProvinceFactory, UserFactory

pytestmark = pytest.mark.django_db


def count(kept):
    return len(kept().plain) + len(kept().asked)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        CARTA,
        SERVICE,
        COMMITMENT,
        COMMITMENT + "historial/",
        "/metodo/",
        "/sitemap.xml",
        "/robots.txt",
        "/verificar/",
        SERVICE + "anexo/",
        COMMITMENT + "versiones/1/",
    ],
)
def test_a_hit_asks_the_database_nothing_and_says_what_was_said_before(
    client, carta, path, monkeypatch
):
    monkeypatch.setattr(marks, "KNOWN_FOR_SECONDS", 60)  # a busy machine takes half a second
    first = client.get(path)
    assert first.status_code == 200
    with CaptureQueriesContext(connection) as asked:
        second = client.get(path)
    assert len(asked) == 0
    assert second.content == first.content
    assert second.headers["Content-Type"] == first.headers["Content-Type"]


def test_a_hit_carries_every_header_of_an_answer_that_is_made(client, carta, settings):
    settings.CARTA_PAGE_CACHE = False
    bare = Client().get(COMMITMENT)
    settings.CARTA_PAGE_CACHE = True
    client.get(COMMITMENT)
    hit = client.get(COMMITMENT)
    missing = {
        name: value
        for name, value in bare.headers.items()
        if hit.headers.get(name) != value and name not in {"X-Request-ID", "Content-Length"}
    }
    assert missing == {}
    assert "Content-Security-Policy" in hit.headers
    assert hit.headers["X-Request-ID"] != bare.headers["X-Request-ID"]


def test_the_line_of_the_request_says_the_same_of_a_hit(client, carta, caplog):
    with caplog.at_level("INFO", logger="carta.peticion"):
        for _n in range(2):
            client.get(COMMITMENT)
    made, hit = (record.data for record in caplog.records if record.name == "carta.peticion")
    assert {**made, "ms": 0} == {**hit, "ms": 0}
    assert hit["path"] == COMMITMENT


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=x",
        "a=1&b=2&c=3",
        "provincia=99",
        "FECHA=2026-02-01",
        "fbclid=%22%3E%3Cscript%3E",
        "pagina=2",
        "provincia=",
        "provincia=20%00",
        "x" * 3000,
        "&&&===",
        "%ff=%fe",
        "todo=1",
    ],
)
def test_unknown_parameters_make_no_entry_and_do_not_reach_the_page(client, carta, kept, query):
    plain = client.get(COMMITMENT)
    before = count(kept)
    other = client.get(f"{COMMITMENT}?{query}")
    assert (other.status_code, other.content) == (200, plain.content)
    assert count(kept) == before or "provincia" in query
    assert len(kept().asked) == 0 or "provincia" in query


def test_parameters_have_one_order(client, carta, kept):
    path = COMMITMENT + "historial/"
    for query in ("pagina=1&debajo=1", "debajo=1&pagina=1", "x=3&debajo=1&y=4&pagina=1"):
        client.get(f"{CARTA}historial/?{query}")
    assert path
    assert len(kept().asked) == 1


@pytest.mark.parametrize(
    "query", ["&".join(["fecha=2026-02-01"] * 40), "fecha=" + "2" * 400, "fecha=" + "%25" * 200]
)
def test_many_or_long_parameters_are_answered_and_not_kept(client, carta, kept, query):
    assert client.get(f"{COMMITMENT}?{query}").status_code in (200, 400)
    assert count(kept) == 0


def test_a_known_province_has_its_own_entry_by_parameter_or_cookie(client, carta, kept):
    ProvinceFactory(code="14", name="Morona Santiago")
    client.get(COMMITMENT)
    client.get(COMMITMENT, {"provincia": "14"})
    assert count(kept) == 2
    client.cookies["provincia"] = "14"
    client.get(COMMITMENT)
    keys = {key.split("\n")[5] for key in kept().plain._entries}
    assert keys == {"", "14"}


def test_a_province_renamed_past_this_process_is_on_the_next_page(client, carta):
    ProvinceFactory(code="14", name="Morona Santiago")
    client.cookies["provincia"] = "14"
    assert "En Morona Santiago" in client.get(COMMITMENT).content.decode()
    connection.run_on_commit.clear()  # what was made here counts as committed long ago
    TerritorialUnit.objects.filter(code="14").update(name="Nueva Morona")
    PublicChange.objects.create(scope=COMMON)  # as another process says it
    marks.expire()
    assert "En Nueva Morona" in client.get(COMMITMENT).content.decode()


def test_the_whole_country_is_shown_to_who_chose_a_province(client, carta):
    ProvinceFactory(code="14", name="Morona Santiago")
    client.cookies["provincia"] = "14"
    for path in (COMMITMENT, COMMITMENT + "versiones/1/"):
        assert "En Morona Santiago" in client.get(path).content.decode()
        assert "En Morona Santiago" not in client.get(path + "?provincia=").content.decode()
        assert "En Morona Santiago" in client.get(path).content.decode()


@pytest.mark.parametrize("value", ["99", "", "14; Path=/", "'\"<script>", "1" * 4000, "\x00", "ñ"])
def test_a_hostile_cookie_is_no_province(client, carta, kept, value):
    client.cookies["provincia"] = value
    assert client.get(COMMITMENT).status_code == 200
    client.cookies.clear()
    client.get(COMMITMENT)
    assert count(kept) == 1


def test_a_session_is_neither_served_from_what_is_kept_nor_kept(client, carta, kept, settings):
    client.get(COMMITMENT)
    person = Client()
    person.force_login(UserFactory(), backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as asked:
        response = person.get(COMMITMENT)
    assert len(asked) > 0
    assert "private" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    person.get(SERVICE)
    assert count(kept) == 1


@pytest.mark.parametrize("headers", [{"HTTP_AUTHORIZATION": "Basic YTph"}])
def test_whoever_says_who_they_are_is_asked_for_anew(client, carta, kept, headers):
    client.get(COMMITMENT, **headers)
    assert count(kept) == 0


def test_a_forged_session_cookie_gets_a_page_that_is_not_kept(client, carta, kept, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = dumps("x")
    assert client.get(COMMITMENT).status_code == 200
    assert count(kept) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/no-hay/",
        COMMITMENT + "?fecha=ayer",
        COMMITMENT + "?fecha=1950-01-01",
        CARTA + "?fecha=",
        "/verificar/nada/",
        "/verificar/?codigo=",
        "/" + "a" * 5000 + "/",
        "/salud/",
        "/admin/",
        "/archivos/" + "0" * 64 + "/a.pdf",
        "/documentos/1/a.pdf",
        "/media/x.png",
        "/metodo",
    ],
)
def test_what_is_not_a_good_public_answer_is_not_kept(client, carta, kept, path):
    client.get(path)
    assert count(kept) == 0


def test_posting_is_never_answered_from_what_is_kept(client, carta):
    client.get(COMMITMENT)
    assert client.post(COMMITMENT).status_code == 405


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "testserver:81",
        "TESTSERVER",
        "testserver.",
        "testserver:80:80",
        "@testserver",
        "testserver/evil",
        "127.0.0.1:99999",
        "",
    ],
)
def test_only_our_own_hosts_as_we_write_them_have_entries(client, carta, kept, host):
    client.get(COMMITMENT, headers={"host": host})
    assert count(kept) == 0


def test_a_forwarded_host_changes_nothing(client, carta):
    forwarded = {"x-forwarded-host": "evil.example", "x-original-url": "/admin/"}
    first = client.get(COMMITMENT, headers=forwarded)
    assert b"evil.example" not in first.content
    assert client.get(COMMITMENT).content == first.content


def answered(**headers):
    return declare(HttpResponse("hola", headers=headers))


@pytest.mark.parametrize(
    ("response", "good"),
    [
        (answered(), True),
        (HttpResponse("sin declarar"), False),
        (answered(**{"Cache-Control": "private"}), False),
        (answered(**{"Cache-Control": "No-Store"}), False),
        (answered(Vary="Cookie"), False),
        (answered(Vary="Accept-Encoding"), True),
        (answered(Vary="*"), False),
        (answered(**{"Content-Encoding": "br"}), False),
        (declare(HttpResponse("no", status=404)), False),
        (declare(HttpResponse("x" * (entries.LARGEST + 1))), False),
    ],
)
def test_only_a_declared_answer_for_everybody_is_kept(response, good):
    assert entries.may_be_kept(response) is good


def test_an_answer_that_sets_a_cookie_is_not_kept():
    response = answered()
    response.set_cookie("a", "b")
    assert entries.may_be_kept(response) is False


def test_a_view_says_which_parameters_it_reads():
    view = published("q", "entidad")(lambda request: HttpResponse())
    assert view.public_parameters == {"q", "entidad"}
    assert view(None).published_scopes == ("*",)
    assert declared(reverse("carta_verify_ask"))[1] == {"codigo"}
    assert declared("/salud/")[1] is None
    assert declared("/a/b/historial/")[1] == {"pagina", "debajo", "provincia"}


def test_a_dummy_request_of_a_preview_is_none_of_our_business():
    request = RequestFactory().get(COMMITMENT)
    request.is_dummy = True
    assert asking.asks_for_something_public(request) is False


def test_one_builder_makes_a_page_for_all_who_wait(carta, monkeypatch):
    made, begun = [], threading.Event()

    def slow(request):
        made.append(1)
        begun.wait(2)
        return declare(HttpResponse("hola"))

    known = marks.Marks([])
    monkeypatch.setattr(marks, "current", lambda: known)
    cache_of = middleware.PageCacheMiddleware(slow)
    answers = []

    def visit():
        answers.append(cache_of(RequestFactory().get("/metodo/")).content)

    threads = [threading.Thread(target=visit) for _n in range(8)]
    for thread in threads:
        thread.start()
    begun.set()
    for thread in threads:
        thread.join()
    assert (len(made), answers) == (1, [b"hola"] * 8)
