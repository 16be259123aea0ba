"""What goes on by itself when something beside the request fails (T22, T24)."""

import threading
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.mail.message import EmailMessage
from django.db import DatabaseError, OperationalError, connection, transaction
from django.urls import reverse

from cms import background, embedded
from tests.factories.entities import PASSWORD, UserFactory
from tests.workflows.test_outbox import told
from workflows.models import Notice
from workflows.services import notices, outbox
from workflows.tasks import deliver_notices


def full(self, *args, **kwargs):
    raise OperationalError("database or disk is full")


def ended(self, *args, **kwargs):
    raise DatabaseError("Forced update did not affect any rows.")


def sessions_are_full(monkeypatch):
    """Below Django's own handling, which tells of it as of a session that was ended."""
    monkeypatch.setattr(Session, "save_base", full)


@pytest.mark.django_db
def test_who_is_signed_in_goes_on_reading_though_the_session_cannot_be_written(
    client, monkeypatch, settings
):
    person = UserFactory(superuser=True)
    client.force_login(person)
    session = client.session
    session["carta_visto"] -= 120
    session.save()
    sessions_are_full(monkeypatch)
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 200
    assert answer.wsgi_request.user == person
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


@pytest.mark.django_db
def test_a_session_that_was_ended_meanwhile_is_still_told(client, monkeypatch):
    client.force_login(UserFactory(superuser=True))
    session = client.session
    session["carta_visto"] -= 120
    session.save()
    client.raise_request_exception = False
    monkeypatch.setattr(Session, "save_base", ended)
    assert client.get(reverse("wagtailadmin_home")).status_code == 400


@pytest.mark.django_db
def test_a_sign_in_that_cannot_be_written_is_told(client, monkeypatch):
    person = UserFactory(superuser=True)
    client.raise_request_exception = False
    sessions_are_full(monkeypatch)
    data = {"username": person.username, "password": PASSWORD}
    assert client.post(reverse("wagtailadmin_login"), data).status_code == 507


@pytest.mark.django_db(transaction=True)
def test_a_decision_stands_though_nobody_can_be_told(monkeypatch):
    monkeypatch.setattr("workflows.services.notices._deliver_after_commit", full)
    with transaction.atomic():
        notices.write([UserFactory().pk], "k", None, "Aviso", "Texto.")
    assert Notice.objects.filter(mail=Notice.Mail.PENDING).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "tried"), [(SMTPServerDisconnected("nadie"), 1), (SMTPRecipientsRefused({}), 3)]
)
def test_one_silence_of_the_mail_server_is_waited_for_once(monkeypatch, error, tried):
    told(3)
    asked = []

    def send(self, *args, **kwargs):
        asked.append(self)
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)
    assert outbox.deliver() == 0
    assert len(asked) == tried
    assert Notice.objects.filter(attempts=1).count() == tried
    assert not Notice.objects.exclude(claimed_at=None).exists()


@pytest.mark.django_db
def test_what_waited_goes_with_the_first_letter_that_the_server_takes():
    told(2, attempts=1)
    told(1, attempts=2)
    Notice.objects.filter(key="k-1").update(attempts=0)
    assert outbox.deliver("k-1") == 2
    left = Notice.objects.get(mail=Notice.Mail.PENDING)
    assert left.attempts == 2


@pytest.mark.django_db(transaction=True)
def test_who_decides_does_not_wait_for_the_mail_server(monkeypatch):
    monkeypatch.setattr(background, "_beside", [])
    background.begin()
    asked, may_answer = threading.Event(), threading.Event()

    def slow(self, *args, **kwargs):
        asked.set()
        may_answer.wait(timeout=30)
        return 1

    monkeypatch.setattr(EmailMessage, "send", slow)
    told(1)
    deliver_notices.enqueue(None)
    assert asked.wait(timeout=30)
    assert Notice.objects.filter(mail=Notice.Mail.PENDING).count() == 1
    may_answer.set()
    background._beside[0].shutdown()
    assert Notice.objects.filter(mail=Notice.Mail.SENT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_keeps_its_side_files(monkeypatch, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own side files")
    monkeypatch.setattr(embedded, "_open", [])
    embedded.keep_open()
    get_user_model().objects.count()
    connection.close()
    (anchor,) = embedded._open
    place = connection.settings_dict["NAME"]
    try:
        with open(f"{place}-shm", "rb"), open(f"{place}-wal", "rb"):
            pass
    finally:
        anchor.close()
