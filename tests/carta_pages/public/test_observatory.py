"""What Mozilla's Observatory asks of a site for its A+, on every kind of public page (T60), as
production is configured; and that no hostile question makes any of them break (T51, T61)."""

import importlib
import sys

import pytest
from django.test import Client
from django.urls import reverse

from carta_pages.public.provinces import known_provinces
from tests.carta_pages.public.test_manners import BASE
from tests.cms.test_production_settings import ENVIRONMENT
from tests.hostile import values
from tests.hostile.reading import read
from tests.hostile.sweep import STRONG, leads_out
from workflows.models import Edition

pytestmark = pytest.mark.django_db

HOST = ENVIRONMENT["ALLOWED_HOSTS"]
SERVICE = BASE + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
EMBED = BASE + "incrustar/"
PAGES = (
    "/", BASE, SERVICE, COMMITMENT, SERVICE + "anexo/", BASE + "historial/",
    COMMITMENT + "versiones/1/", COMMITMENT + "cambios/", BASE + "cambios/atom/", "/metodo/",
    "/buscar/", "/buscar/?q=cedula", "/cambios/", "/cambios/json/", "/mi-provincia/", "/verificar/",
    "/guia-visual/", "/sitemap.xml", "/robots.txt", "/no-hay/", EMBED,
)  # fmt: skip
#: Read by some public view.
PARAMETERS = (
    "fecha", "pagina", "provincia", "q", "tipo", "entidad", "dimension", "canal", "estado", "todo",
    "debajo", "volver", "olvidar", "version", "codigo", "anio",
)  # fmt: skip
HALF_A_YEAR = 15_768_000
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def faults(response, *, may_be_framed=False):
    """Why the Observatory would give less than an A+."""
    said = {name.lower(): value for name, value in response.headers.items()}
    policy = {
        name: sources.split()
        for name, _space, sources in (
            part.strip().partition(" ")
            for part in said.get("content-security-policy", "").split(";")
        )
    }
    default = policy.get("default-src", ["*"])
    sources = [*policy.get("script-src", default), *policy.get("style-src", default)]
    age = dict(
        part.strip().partition("=")[::2]
        for part in said.get("strict-transport-security", "").split(";")
    )
    checks = {
        "default-src": default == ["'none'"],
        "unsafe sources": not any(
            one.startswith(("'unsafe", "http", "data:", "*")) for one in sources
        ),
        "base-uri and form-action": {"base-uri", "form-action"} <= set(policy),
        "frame-ancestors": may_be_framed or policy.get("frame-ancestors") == ["'none'"],
        "hsts": int(age.get("max-age") or 0) >= HALF_A_YEAR and "includeSubDomains" in age,
        "nosniff": said.get("x-content-type-options") == "nosniff",
        "referrer": said.get("referrer-policy") in SAFE_REFERRERS,
        "resource policy": may_be_framed
        or said.get("cross-origin-resource-policy") == "same-origin",
        "no open door": "access-control-allow-origin" not in said,
        "cookies": all(
            one["secure"] and one["httponly"] and one["samesite"] in {"Lax", "Strict"}
            for one in response.cookies.values()
        ),
    }
    return [name for name, holds in checks.items() if not holds]


@pytest.fixture
def production(settings, monkeypatch):
    """What cms.settings.production says of headers and cookies."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "cms.settings.production", raising=False)
    module = importlib.import_module("cms.settings.production")
    monkeypatch.delitem(sys.modules, "cms.settings.production", raising=False)
    for name in dir(module):
        if name.startswith(("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_")):
            setattr(settings, name, getattr(module, name))
    settings.ALLOWED_HOSTS = module.ALLOWED_HOSTS
    return Client(headers={"host": HOST})


@pytest.mark.parametrize("path", PAGES)
def test_every_public_page_earns_an_a_plus(production, world, path):
    response = production.get(path, secure=True)
    assert response.status_code == (404 if path == "/no-hay/" else 200)
    assert faults(response, may_be_framed=path == EMBED) == []
    assert not response.cookies


def test_without_tls_one_is_sent_to_the_same_place_with_it(production, world):
    response = production.get(COMMITMENT)
    assert response.status_code == 301
    assert response["Location"] == f"https://{HOST}{COMMITMENT}"


def test_the_one_cookie_of_a_reader_is_closed(production, world):
    code = next(iter(known_provinces()))
    response = production.get(reverse("carta_province"), {"provincia": code}, secure=True)
    assert response.status_code == 302
    assert set(response.cookies) == {"provincia"}
    assert faults(response) == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("Content-Security-Policy", "default-src 'self'", "default-src"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'",
            "unsafe sources",
        ),
        ("Strict-Transport-Security", "max-age=60; includeSubDomains", "hsts"),
        ("Strict-Transport-Security", "", "hsts"),
        ("X-Content-Type-Options", "", "nosniff"),
        ("Referrer-Policy", "unsafe-url", "referrer"),
        ("Access-Control-Allow-Origin", "*", "no open door"),
    ],
)
def test_a_fault_would_be_seen(production, world, name, value, fault):
    response = production.get("/metodo/", secure=True)
    response.headers[name] = value
    assert fault in faults(response)


def test_an_open_cookie_would_be_seen(production, world):
    response = production.get("/metodo/", secure=True)
    response.set_cookie("provincia", "14")
    assert faults(response) == ["cookies"]


# -- hostile questions ---------------------------------------------------------------------------


def _asked(client, path, **words):
    response = client.get(path, **words)
    assert response.status_code < 500, (path, words)
    if "Location" in response.headers:
        assert not leads_out(response["Location"]), (path, response["Location"])
    if not response.streaming and "html" in response.headers.get("Content-Type", ""):
        assert read(response.content.decode()).executed == [], (path, words)
    return response


@pytest.fixture
def stranger(world):
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", PAGES)
def test_no_query_breaks_a_public_page(stranger, path):
    address = path.partition("?")[0]
    for value in (*STRONG, values.WAYS_OUT[2].encode(), b"10" * 11):
        text = "".join(f"%{byte:02X}" for byte in value)
        _asked(stranger, address, QUERY_STRING="&".join(f"{name}={text}" for name in PARAMETERS))
    for query in ("&&=&=%", "%00=%00", "q=%FF%FE&q=%C3%28", "[]=&provincia[]=14", "%" * 300):
        _asked(stranger, address, QUERY_STRING=query)


@pytest.mark.parametrize("path", PAGES)
def test_no_header_breaks_a_public_page(stranger, path):
    address = path.partition("?")[0]
    for value in ('"', "\x00", "\xff\xfe", values.SCRIPTS[1], "9" * 5000, values.WAYS_OUT[0]):
        _asked(
            stranger,
            address,
            HTTP_ACCEPT_ENCODING=value,
            HTTP_ACCEPT_LANGUAGE=value,
            HTTP_COOKIE=f"provincia={value}; carta_sesion={value}; {value}",
            HTTP_IF_NONE_MATCH=value,
            HTTP_IF_MODIFIED_SINCE=value,
            HTTP_RANGE=value,
            HTTP_REFERER=value,
            HTTP_USER_AGENT=value,
            HTTP_X_FORWARDED_FOR=value,
            HTTP_X_REQUEST_ID=value,
        )


@pytest.mark.parametrize(
    "path", [BASE, COMMITMENT, "/cambios/", "/verificar/", "/archivos/", EMBED]
)
def test_no_path_below_breaks(stranger, path):
    for rest in (
        '"', "%00", "%FF", "..%2f..%2f", "versiones/99999999999999999999/", "comparar/1/-1/",
        "versiones/1/%00", "//malo.example/", "<script>", "carta-local/no/afiche.pdf", "a" * 3000,
    ):  # fmt: skip
        _asked(stranger, f"{path}{rest}")


def test_no_question_breaks_a_paper(stranger):
    code = Edition.objects.order_by("pk").first().code
    for paper in (f"{BASE}carta.pdf", f"{COMMITMENT}afiche-a4.pdf"):
        for query in (
            "version=%00",
            "version=99999999999999999999",
            "fecha=%22",
            "version=1&fecha=x",
        ):
            assert _asked(stranger, paper, QUERY_STRING=query).status_code in {302, 400, 404}
    for rest in ("%00", '"', "contenido.json/", "contenido.json%00"):
        _asked(stranger, f"/verificar/{code}{rest}")
