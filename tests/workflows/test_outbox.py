"""Two deliveries at the same moment mail each notice once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.message import EmailMessage
from django.utils import timezone

from tests.factories.entities import UserFactory
from tests.workflows.test_verify_moment import elsewhere
from workflows.models import Notice
from workflows.services import outbox


def told(number, **values):
    """Notices of as many people that wait to be mailed."""
    return Notice.objects.bulk_create(
        Notice(
            recipient_id=UserFactory().pk,
            key=f"k-{place}",
            subject=f"Aviso {place}",
            body="Texto.",
            created_at=timezone.now(),
            **values,
        )
        for place in range(number)
    )


@pytest.mark.django_db(transaction=True)
def test_the_worker_and_the_daily_command_together_mail_each_notice_once(monkeypatch):
    told(3)
    sent, send = [], EmailMessage.send

    def while_the_other_delivers(message, *args, **kwargs):
        first = not sent
        sent.append(message.subject)
        if first:
            elsewhere(outbox.deliver)
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", while_the_other_delivers)
    outbox.deliver()
    assert sorted(sent) == ["Aviso 0", "Aviso 1", "Aviso 2"]
    assert len(mail.outbox) == 3
    assert not Notice.objects.exclude(mail=Notice.Mail.SENT).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "sent"), [(None, 1), (0, 0), (10, 0), (20, 1)])
def test_what_a_process_that_died_had_claimed_is_mailed_later(minutes, sent):
    claimed = None if minutes is None else timezone.now() - timedelta(minutes=minutes)
    told(1, claimed_at=claimed)
    assert outbox.deliver() == sent


@pytest.mark.django_db
def test_what_a_mail_server_refuses_is_tried_again_and_then_left(monkeypatch):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    [notice] = told(1)
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        assert outbox.deliver() == 0
        notice.refresh_from_db()
        assert notice.attempts == attempt
    assert notice.mail == Notice.Mail.FAILED
    assert outbox.deliver() == 0


@pytest.mark.django_db
def test_a_letter_that_cannot_be_written_holds_none_back():
    """An address or a title with a line break in it is no letter; those behind it are."""
    told(1)
    Notice.objects.update(key="k-9", subject="Aviso\nBcc: otro@ejemplo.gob.ec")
    told(2)
    assert outbox.deliver() == 2
    assert len(mail.outbox) == 2
    [left] = Notice.objects.filter(mail=Notice.Mail.PENDING)
    assert (left.key, left.attempts, left.claimed_at) == ("k-9", 1, None)
