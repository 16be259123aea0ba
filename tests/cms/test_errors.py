"""What a person reads when something fails, and that it failed whole (T24, T51)."""

import errno
import uuid

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404, HttpResponse
from django.test.utils import override_script_prefix
from django.urls import path, reverse

from cms.errors import not_found
from cms.kept_form import kept_form

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()


def _fails(error):
    def view(request):
        if request.method == "POST":
            User.objects.create(username="a medias")
        raise error

    return view


def write(request):
    User.objects.create(username=uuid.uuid4().hex, password="z" * 128, email="y" * 200)
    return HttpResponse("guardado")


def read(request):
    return HttpResponse(User.objects.count())


ERRORS = {
    "bad": (SuspiciousOperation("secreto"), 400, "No entendimos la petición"),
    "missing": (Http404("secreto"), 404, "No encontramos esta página"),
    "broken": (RuntimeError("secreto"), 500, "Algo falló de nuestro lado"),
    "locked": (OperationalError("database is locked"), 503, "no puede responder ahora"),
    "full": (OSError(errno.ENOSPC, "secreto"), 507, "No queda espacio"),
    "quota": (OSError(errno.EDQUOT, "secreto"), 507, "No queda espacio"),
    "other": (OSError(errno.EACCES, "secreto"), 500, "Algo falló de nuestro lado"),
}
urlpatterns = [
    path("write/", write),
    path("read/", read),
    *(path(f"{name}/", _fails(error)) for name, (error, _, _) in ERRORS.items()),
]
handler400 = "cms.errors.bad_request"
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"


@pytest.fixture
def bare(settings, client):
    settings.MIDDLEWARE = [
        "cms.middleware.request_log.RequestLogMiddleware",
        "cms.middleware.transactions.UnsafeMethodTransactionMiddleware",
    ]
    client.raise_request_exception = False
    return client


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ERRORS)
def test_each_failure_is_told_in_its_own_words_and_leaves_nothing(bare, name, method):
    _, status, words = ERRORS[name]
    response = getattr(bare, method)(f"/{name}/")
    text = response.content.decode()
    assert response.status_code == status
    assert words in text
    assert "secreto" not in text
    assert response.headers["X-Request-ID"] in text
    assert not User.objects.exists()
    assert ("Retry-After" in response.headers) is (status == 503)


@pytest.mark.urls(__name__)
def test_a_full_disk_refuses_to_save_goes_on_showing_and_recovers(bare):
    """SQLite's own limit of pages gives its own error, as a full disk does."""
    if connection.vendor != "sqlite":
        pytest.skip("the page limit of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # what earlier tests freed would be room
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    answers = [bare.post("/write/").status_code]
    while answers[-1] == 200 and len(answers) < 200:
        answers.append(bare.post("/write/").status_code)
    assert answers[-1] == 507
    assert bare.get("/read/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
        assert cursor.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    User.objects.all().delete()
    assert bare.post("/write/").status_code == 200


def test_every_error_page_leads_home_under_a_prefix(rf):
    with override_script_prefix("/cartas/"):
        response = not_found(rf.get("/no-hay-tal-pagina/"))
    assert 'href="/cartas/"' in response.content.decode()


def test_a_wrong_host_is_refused_and_not_repeated(client):
    response = client.get(reverse("health"), headers={"host": "malo.example.org"})
    assert response.status_code == 400
    assert "malo.example.org" not in response.content.decode()


@pytest.mark.parametrize("name", ["verify", "enrol", "replace", "remove", "renew_codes"])
def test_no_code_is_written_into_a_page_that_may_stay_open(rf, name):
    url = reverse(f"carta_factor:{name}")
    sent = {"code": "123456", "offer": "sello", "note": "una frase con espacios"}
    request = rf.post(url, sent, headers={"origin": "http://testserver"})
    assert kept_form(request) is None
    elsewhere = rf.post("/admin/pages/3/edit/", sent, headers={"origin": "http://testserver"})
    assert kept_form(elsewhere).texts == ["una frase con espacios"]
