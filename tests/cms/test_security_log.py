"""Entries, failures, refusals and downloads leave a row that nothing undoes (T40, DESIGN §3.13)."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.middleware.security_log import SecurityLogMiddleware
from cms.models import AppendOnlyError, SecurityEvent
from cms.security import retention
from tests.factories.entities import RoleAssignmentFactory
from workflows import triggers

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


def test_a_locked_account_is_written_as_such(client, person, settings):
    settings.AXES_ENABLED = True
    for _ in range(6):
        _sign_in(client, password="equivocada")
    failed, locked = (Kind.SIGN_IN_FAILED, person.pk, 200), (Kind.LOCKED_OUT, person.pk, 429)
    assert _log() == [failed] * 4 + [locked] * 2


def test_each_row_says_from_where_behind_the_proxies_that_are_known(client, person, settings):
    settings.CARTA_PROXY_COUNT = 1
    data = {"username": "alguien", "password": RIGHT}
    forged = "10.9.9.9, 203.0.113.7"
    client.post(reverse("wagtailadmin_login"), data, headers={"x-forwarded-for": forged})
    assert SecurityEvent.objects.get().address == "203.0.113.7"


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
def test_a_strangers_refusal_is_not_written(client):
    assert client.post("/refuse/17/").status_code == 403
    assert not SecurityEvent.objects.exists()


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


@pytest.mark.parametrize("error", [DatabaseError, OperationalError, InterfaceError])
def test_a_log_that_cannot_be_written_does_not_change_the_answer(
    client, person, monkeypatch, error
):
    def broken(*args, **kwargs):
        raise error

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


TABLE = SecurityEvent._meta.db_table


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE {TABLE} SET user_id = NULL",
        f"UPDATE {TABLE} SET kind = kind",
        f"DELETE FROM {TABLE}",
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}",
        f"TRUNCATE {TABLE}",
    ],
)
def test_the_database_refuses_what_would_change_the_log(client, person, sql):
    sqlite = connection.vendor == "sqlite"
    if ("TRUNCATE" in sql and sqlite) or ("OR REPLACE" in sql and not sqlite):
        pytest.skip(f"{connection.vendor} has no such statement")
    _sign_in(client)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(sql)
    assert _log() == [(Kind.SIGNED_IN, person.pk, 302)]


def _aged(days):
    at = timezone.now() - timedelta(days=days)
    return SecurityEvent.objects.create(at=at, kind=Kind.SIGNED_IN, method="POST", status=302)


def test_old_rows_go_by_themselves_and_younger_ones_stay():
    _old, young = _aged(SecurityEvent.KEPT_DAYS + 2), _aged(SecurityEvent.KEPT_DAYS - 2)
    assert retention.forget_old(timezone.localdate()).startswith("1 hecho de seguridad")
    assert list(SecurityEvent.objects.all()) == [young]


def test_nobody_makes_the_log_forget_earlier(monkeypatch):
    young = _aged(SecurityEvent.KEPT_DAYS - 2)
    monkeypatch.setattr(SecurityEvent, "KEPT_DAYS", 1)
    with pytest.raises(DatabaseError, match="append-only"):
        retention.forget_old(timezone.localdate())
    assert list(SecurityEvent.objects.all()) == [young]


def test_the_guards_of_the_log_are_looked_for_like_the_others():
    names = {f"{triggers.PREFIX}{TABLE}_{verb}" for verb in ("update", "delete")}
    with triggers.lifted():
        assert names <= set(triggers.missing())
    assert triggers.missing() == []


def test_a_table_that_is_not_there_yet_is_left_for_its_own_migrate(monkeypatch):
    monkeypatch.setitem(triggers._protected, "cms.User", triggers.Expiry("date_joined", 1))
    tables = set(connection.introspection.table_names()) - {User._meta.db_table}
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args: tables)
    triggers.install()
    assert {name.rsplit("_", 1)[0] for name in triggers.missing()} == {
        f"{triggers.PREFIX}{User._meta.db_table}"
    }


def test_a_change_of_role_says_who_whose_and_for_which_entity(client, person):
    assignment = RoleAssignmentFactory()
    assert not SecurityEvent.objects.exists(), "a command has nobody to name"
    client.force_login(person)
    form = reverse("entities_roleassignment_modeladmin_edit", args=[assignment.pk])
    data = {
        "user": assignment.user_id,
        "role": assignment.role,
        "entity": assignment.entity_id,
        "capacity": assignment.capacity,
        "post": "Otro cargo",
        "starts_on": f"{assignment.starts_on:%d/%m/%Y}",
        "ends_on": "",
        "reason": "Se corrige el cargo según la acción de personal.",
    }
    response = client.post(form, data)
    assert response.status_code == 302, response.content.decode()
    (event,) = SecurityEvent.objects.filter(kind=Kind.ROLE_CHANGED)
    assert (event.user_id, event.about_id) == (person.pk, assignment.user_id)
    assert event.entity_id == assignment.entity_id


def test_a_new_password_is_written_and_a_stronger_hash_is_not(client, person, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        *settings.PASSWORD_HASHERS,
    ]
    old = person.password
    _sign_in(client)
    person.refresh_from_db()
    assert person.password != old, "the hash was not renewed"
    assert _log() == [(Kind.SIGNED_IN, person.pk, 302)]
    link = {
        "uidb64": urlsafe_base64_encode(str(person.pk).encode()),
        "token": default_token_generator.make_token(person),
    }
    client.logout()
    form = client.get(reverse("wagtailadmin_password_reset_confirm", kwargs=link), follow=True)
    words = {"new_password1": "otra frase larga 8", "new_password2": "otra frase larga 8"}
    client.post(form.redirect_chain[-1][0], words)
    (event,) = SecurityEvent.objects.filter(kind=Kind.PASSWORD_CHANGED)
    assert event.about_id == person.pk
    assert "frase" not in json.dumps(event.ids) + event.route


def test_a_reserved_file_is_a_confidential_reading_not_an_export(rf, person):
    def view(request):
        response = HttpResponse(b"acto")
        response.headers["Content-Disposition"] = 'attachment; filename="acto.pdf"'
        response.confidential_reading = True
        return response

    request = rf.get("/admin/expedientes/adjuntos/3/")
    request.user = person
    SecurityLogMiddleware(view)(request)
    assert [event.kind for event in SecurityEvent.objects.all()] == [Kind.CONFIDENTIAL_READ]


@pytest.fixture
def document(db):
    return get_document_model().objects.create(
        title="Resolución",
        file=ContentFile(b"%PDF-1.4 x", name="resolucion.pdf"),
        collection=Collection.get_first_root_node() or Collection.add_root(name="Root"),
    )


def test_opening_the_editors_own_file_is_written(client, person, document):
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
    client.get(address)
    assert not SecurityEvent.objects.exists(), "nobody is signed in"
    client.force_login(person)
    assert client.get(address).status_code == 200
    (event,) = SecurityEvent.objects.all()
    assert (event.kind, event.ids) == (Kind.CONFIDENTIAL_READ, {"id": document.pk})


def test_a_file_that_was_not_sent_was_not_read(client, person, document):
    """A copy the browser keeps (304) and the headers alone are no reading; the next 200 is."""
    client.force_login(person)
    address = reverse("wagtaildocs_serve", args=[document.pk, document.filename])
    mark = client.get(address).headers["ETag"]
    assert SecurityEvent.objects.count() == 1
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    assert client.head(address).status_code == 200
    assert SecurityEvent.objects.count() == 1
    assert client.get(address, headers={"If-None-Match": '"otra"'}).status_code == 200
    assert [event.kind for event in SecurityEvent.objects.all()] == [Kind.CONFIDENTIAL_READ] * 2
