"""One request that writes, one transaction (DESIGN §5, cms.middleware.transactions)."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import path, reverse

from cms.middleware.transactions import UNHURRIED, UnsafeMethodTransactionMiddleware

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]
User = get_user_model()
SEEN: list[bool] = []


def _write(request):
    SEEN.append(connection.in_atomic_block)
    User.objects.create(username="escrita")


def answer(request, status):
    _write(request)
    return HttpResponse(status=status)


def answer_and_keep(request, status):
    _write(request)
    response = HttpResponse(status=status)
    response.keeps_writes = True
    return response


def fail(request, how):
    _write(request)
    raise {"denied": PermissionDenied, "missing": Http404, "broken": RuntimeError}[how]


def fail_while_rendering(request):
    _write(request)
    return SimpleTemplateResponse("no/such/template.html")


@transaction.non_atomic_requests
def opens_its_own(request):
    _write(request)
    return HttpResponse(status=409)


BODY_INSIDE: list[bool] = []


class Slow:
    """A body that notes whether somebody waits for it with the database in hand."""

    def __init__(self, content):
        self.content = content

    def read(self, size=-1):
        BODY_INSIDE.append(connection.in_atomic_block)
        sent, self.content = self.content, b""
        return sent

    readline = read


urlpatterns = [
    path("answer/<int:status>/", answer),
    path("keep/<int:status>/", answer_and_keep),
    path("fail/<slug:how>/", fail),
    path("render/", fail_while_rendering),
    path("own/", opens_its_own),
]
handler403 = "cms.errors.permission_denied"
handler404 = "cms.errors.not_found"
handler500 = "cms.errors.server_error"


@pytest.fixture(autouse=True)
def _only_this_middleware(settings, client):
    SEEN.clear()
    middleware = UnsafeMethodTransactionMiddleware
    settings.MIDDLEWARE = [f"{middleware.__module__}.{middleware.__qualname__}"]
    client.raise_request_exception = False


@pytest.mark.parametrize("status", [200, 201, 302])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_succeeds_is_kept(client, method, status):
    assert getattr(client, method)(f"/answer/{status}/").status_code == status
    assert SEEN == [True]
    assert User.objects.filter(username="escrita").exists()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 429, 500, 503])
def test_a_refusal_leaves_nothing_half_saved(client, status):
    assert client.post(f"/answer/{status}/").status_code == status
    assert SEEN == [True]
    assert not User.objects.exists()


@pytest.mark.parametrize(("how", "status"), [("denied", 403), ("missing", 404), ("broken", 500)])
def test_an_exception_undoes_what_was_written(client, how, status):
    assert client.post(f"/fail/{how}/").status_code == status
    assert SEEN == [True]
    assert not User.objects.exists()


def test_a_page_that_cannot_be_shown_was_not_saved(client):
    assert client.post("/render/").status_code == 500
    assert SEEN == [True]
    assert not User.objects.exists()


def test_reading_opens_no_transaction(client):
    client.get("/answer/200/")
    assert SEEN == [False]


def test_a_view_may_vouch_for_what_it_wrote_beside_a_refusal(client):
    assert client.post("/keep/409/").status_code == 409
    assert User.objects.filter(username="escrita").exists()


def test_a_view_may_open_its_own_transactions(client):
    assert client.post("/own/").status_code == 409
    assert SEEN == [False]
    assert User.objects.filter(username="escrita").exists()


def test_after_commit_work_runs_only_when_something_was_kept(client, monkeypatch):
    ran = []

    def view_work(request):
        transaction.on_commit(lambda: ran.append(request.path))

    monkeypatch.setattr("tests.cms.test_transactions._write", view_work)
    client.post("/answer/409/")
    client.post("/answer/200/")
    assert ran == ["/answer/200/"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=1"),
        ("application/json", b"{}"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
        ),
    ],
)
def test_nobody_who_sends_a_form_slowly_holds_the_database(client, kind, body):
    BODY_INSIDE.clear()
    request = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": len(body), "wsgi.input": Slow(body)}
    assert client.generic("POST", "/answer/200/", **request).status_code == 200
    assert BODY_INSIDE
    assert not any(BODY_INSIDE)
    assert SEEN == [True]


@pytest.mark.parametrize("body", [b"no boundary", b""])
def test_a_broken_form_still_answers(client, body):
    answer = client.generic("POST", "/answer/200/", body, content_type="multipart/form-data")
    assert answer.status_code in {200, 400}


NEW_PAGE = ["carta_pages", "servicepage", 1]
PARTS = {
    "wagtailadmin_pages:add": NEW_PAGE,
    "wagtailadmin_pages:edit": [1],
    "wagtailadmin_pages:preview_on_add": NEW_PAGE,
    "wagtailadmin_pages:preview_on_edit": [1],
    "wagtailadmin_pages:revisions_revert": [1, 1],
    "wagtailadmin_password_reset_confirm": ["x", "y"],
}


@pytest.mark.parametrize("name", sorted(UNHURRIED))
def test_what_takes_its_time_holds_no_transaction(name):
    with override_settings(ROOT_URLCONF="cms.urls"):
        address = reverse(name, args=PARTS.get(name, []))
        request = RequestFactory().post(address)
        middleware = UnsafeMethodTransactionMiddleware(
            lambda request: HttpResponse(str(connection.in_atomic_block))
        )
        assert middleware(request).content == b"False"
