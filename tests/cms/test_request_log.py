"""One JSON line per request, with ids and routes and nothing personal (DESIGN §5, T71)."""

import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.http import HttpResponse
from django.urls import path, reverse

from cms.json_log import JsonFormatter

pytestmark = pytest.mark.django_db
CANARY = "canario-1712345678"


@pytest.fixture
def lines():
    """The lines as written, from every logger, in order."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def _requests(lines):
    return [line for line in lines if line["logger"] == "carta.peticion"]


def test_a_request_makes_one_line_with_what_happened(client, lines):
    user = get_user_model().objects.create_superuser("alguien", email=f"{CANARY}@example.org")
    client.force_login(user)
    lines.clear()
    response = client.get(reverse("wagtailusers_users:edit", args=[user.pk]))
    (line,) = _requests(lines)
    assert line["method"] == "GET"
    assert line["status"] == 200
    assert line["user"] == user.pk
    assert line["request_id"] == response.headers["X-Request-ID"]
    assert line["route"].startswith("admin/users/")
    assert "path" not in line
    assert line["ms"] > 0


def test_nothing_that_somebody_wrote_reaches_the_log(client, lines):
    client.get(f"/buscar/?q={CANARY}")
    client.get(f"/{CANARY}/?correo={CANARY}@example.org")
    client.post(reverse("wagtailadmin_login"), {"username": CANARY, "password": CANARY})
    client.get(f"/media/{CANARY}.png", headers={"user-agent": CANARY, "referer": CANARY})
    client.get("/", headers={"host": f"{CANARY}.example.org"})
    assert len(_requests(lines)) == 5
    assert CANARY not in json.dumps(_requests(lines))


@pytest.mark.parametrize("talkative", ["wagtail", "django_tasks", "axes", "django.server"])
def test_what_others_tell_of_their_work_is_not_kept(lines, talkative):
    """Wagtail names the draft it saved, a task its arguments, axes the account."""
    logging.getLogger(f"{talkative}.models").info("«%s»", CANARY)
    logging.getLogger(talkative).info("«%s»", CANARY)
    assert lines == []


def test_an_error_tells_where_but_not_what_was_written(lines, monkeypatch):
    logger = logging.getLogger("carta.prueba")
    try:
        raise IntegrityError(f"Key (email)=({CANARY}) already exists")
    except IntegrityError:
        logger.exception("No se pudo guardar")
    assert lines[-1]["error"]["type"] == "IntegrityError"
    assert "test_request_log.py" in lines[-1]["error"]["where"][-1]
    assert CANARY not in json.dumps(lines)
    monkeypatch.setenv("CARTA_LOG_DETAIL", "1")
    try:
        raise IntegrityError(CANARY)
    except IntegrityError:
        logger.exception("No se pudo guardar")
    assert lines[-1]["error"]["detail"] == CANARY


def _broken(request, name):
    raise RuntimeError(name)


urlpatterns = [
    path("roto/<name>/", _broken),
    path("bien/<name>/", lambda request, name: HttpResponse(name)),
]
handler500 = "cms.errors.server_error"


@pytest.mark.urls(__name__)
def test_djangos_own_error_line_leaves_the_address_out(client, lines, settings):
    settings.MIDDLEWARE = ["cms.middleware.request_log.RequestLogMiddleware"]
    client.raise_request_exception = False
    assert client.get(f"/roto/{CANARY}/").status_code == 500
    assert client.get(f"/bien/{CANARY}/").status_code == 200
    (broken,) = [line for line in lines if line["logger"] == "django.request"]
    assert broken["error"]["type"] == "RuntimeError"
    assert CANARY not in json.dumps(lines)
    assert [line["route"] for line in _requests(lines)] == ["roto/<name>/", "bien/<name>/"]


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [(1, "abcd-1234-ef", True), (0, "abcd-1234-ef", False), (1, 'x"}{"', False), (1, "a", False)],
)
def test_the_proxys_identifier_is_kept_only_when_there_is_a_proxy(
    client, settings, proxies, given, kept
):
    settings.CARTA_PROXY_COUNT = proxies
    response = client.get("/no-hay/", headers={"x-request-id": given})
    assert (response.headers["X-Request-ID"] == given) is kept
