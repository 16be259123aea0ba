"""Entries, failures, refusals and downloads leave a row that nothing undoes (T40, DESIGN §3.13)."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from cms.middleware.security_log import SecurityLogMiddleware
from cms.models import AppendOnlyError, SecurityEvent

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()
Kind = SecurityEvent.Kind
RIGHT = "una frase larga 7"


@pytest.fixture
def person():
    return User.objects.create_superuser("alguien", password=RIGHT)


def _sign_in(client, username="alguien", password=RIGHT):
    data = {"username": username, "password": password}
    return client.post(reverse("wagtailadmin_login"), data)


def _log():
    return [(event.kind, event.user_id, event.status) for event in SecurityEvent.objects.reverse()]


def test_entering_failing_and_leaving_are_written(client, person):
    _sign_in(client, password="equivocada")
    _sign_in(client)
    client.post(reverse("wagtailadmin_logout"))
    assert _log() == [
        (Kind.SIGN_IN_FAILED, person.pk, 200),
        (Kind.SIGNED_IN, person.pk, 302),
        (Kind.SIGNED_OUT, person.pk, 302),
    ]


def test_an_attempt_for_nobody_keeps_nothing_of_what_was_typed(client, person):
    _sign_in(client, username="mi clave es 1234", password="otra cosa")
    (event,) = SecurityEvent.objects.all()
    assert event.user_id is None
    everything = json.dumps({f.name: str(getattr(event, f.name)) for f in event._meta.fields})
    assert "1234" not in everything
    assert "otra cosa" not in everything


def test_an_attempt_that_axes_stops_is_written_too(client, person, settings):
    settings.AXES_ENABLED = True
    for _ in range(6):
        _sign_in(client, password="equivocada")
    assert SecurityEvent.objects.filter(kind=Kind.SIGN_IN_FAILED).count() >= 5


def refuse(request, number):
    User.objects.create(username="a medias")
    raise PermissionDenied


urlpatterns = [
    path("refuse/<int:number>/", refuse),
    path("answer-403/", lambda request: answer_403(request)),
    path("", include("cms.urls")),
]
handler403 = "cms.errors.permission_denied"


@pytest.mark.urls(__name__)
def test_a_refusal_outlives_the_transaction_it_undid(client, person):
    client.force_login(person)
    response = client.post("/refuse/17/")
    assert response.status_code == 403
    assert not User.objects.filter(username="a medias").exists()
    (event,) = SecurityEvent.objects.filter(kind=Kind.REFUSED)
    assert (event.user_id, event.status, event.ids) == (person.pk, 403, {"number": 17})
    assert event.route == "refuse/<int:number>/"
    assert event.request_id == response.headers["X-Request-ID"]


def test_a_refusal_of_the_gate_is_written_once(client, person):
    client.force_login(person)
    response = client.post(reverse("wagtailadmin_workflows:disable_task", args=[99999]))
    assert response.status_code in (403, 404)
    refused = SecurityEvent.objects.filter(kind=Kind.REFUSED)
    assert [(e.user_id, e.status) for e in refused] == [(person.pk, response.status_code)]


def answer_403(request):
    return HttpResponse(status=403)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/refuse/17/", "/answer-403/"])
def test_a_stranger_cannot_fill_the_log(client, person, address, caplog):
    caplog.set_level("INFO", logger="carta.peticion")
    for _ in range(3):
        assert client.post(address).status_code == 403
    assert not SecurityEvent.objects.exists()
    told = [record.data for record in caplog.records if record.name == "carta.peticion"]
    assert [(line["status"], line["user"]) for line in told] == [(403, None)] * 3
    client.force_login(person)
    assert client.post(address).status_code == 403
    assert _log() == [(Kind.REFUSED, person.pk, 403)]


def test_a_stranger_without_the_token_of_a_form_is_not_written():
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(reverse("wagtailadmin_login"), {"username": "x"}).status_code == 403
    assert not SecurityEvent.objects.exists()


@pytest.mark.parametrize(
    ("address", "attached", "written"),
    [
        ("/admin/reports/x/", True, [Kind.EXPORTED]),
        ("/admin/reports/x/", False, []),
        ("/archivos/abc/acto.pdf", True, []),
    ],
)
def test_only_downloads_from_the_editors_side_are_written(rf, person, address, attached, written):
    response = HttpResponse("a,b")
    if attached:
        response.headers["Content-Disposition"] = 'attachment; filename="x.csv"'
    request = rf.get(address)
    request.user = person
    assert SecurityLogMiddleware(lambda request: response)(request) is response
    assert [event.kind for event in SecurityEvent.objects.filter(user_id=person.pk)] == written


def test_reading_writes_nothing(client, person):
    client.get("/salud/")
    client.get("/no-hay-tal-pagina/")
    assert not SecurityEvent.objects.exists()


def test_a_log_that_cannot_be_written_does_not_change_the_answer(client, person, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(SecurityEvent, "save", broken)
    assert _sign_in(client).status_code == 302


def test_rows_are_only_ever_added(client, person):
    _sign_in(client)
    event = SecurityEvent.objects.get()
    with pytest.raises(AppendOnlyError):
        event.save()
    with pytest.raises(AppendOnlyError):
        event.delete()
    with pytest.raises(AppendOnlyError):
        SecurityEvent.objects.update(user_id=1)
    with pytest.raises(AppendOnlyError):
        SecurityEvent.objects.all().delete()
    person.delete()
    assert SecurityEvent.objects.get().user_id is not None
