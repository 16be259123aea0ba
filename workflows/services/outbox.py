"""The outbox: notices that wait to be mailed, each by one process (DESIGN §3.16)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from entities import clock
from workflows.models import Notice
from workflows.services import invitation_mail

logger = logging.getLogger("carta.notices")

MAX_ATTEMPTS = 5
#: A letter refused so often waits for the next day; before, for the first sign of the server.
TRIED_AGAIN_AT_ONCE = 2
#: How many notices one delivery takes from the outbox.
AT_ONCE = 500
#: How long a notice is another process's to send; far longer than any mail server is waited for.
CLAIM_LASTS = timedelta(minutes=15)


class NoServerError(Exception):
    """The mail server does not answer."""


def deliver(key: str | None = None) -> int:
    """Mail what is pending, until a server does not answer: that leaves the rest for later.

    Whoever waits for one hung server would wait as long for each letter, and the letters behind
    are not to blame: only the one that was tried counts an attempt.

    Args:
        key: the notices of one decision; once the server took them, what waited for it goes too.
            ``None`` is the whole outbox.

    Returns:
        how many were sent.
    """
    pending = Notice.objects.filter(_unclaimed(timezone.now()))
    if key is not None:
        pending = pending.filter(key=key)
    return _mail(pending, flush=key is not None)


def _mail(pending: QuerySet[Notice], *, flush: bool) -> int:
    notices = list(pending.order_by("pk")[:AT_ONCE])
    if not notices:
        return 0
    addresses = dict(
        get_user_model()
        ._default_manager.filter(pk__in={n.recipient_id for n in notices}, is_active=True)
        .values_list("pk", "email")
    )
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", 10))
    sent = 0
    try:
        for notice in notices:
            if _claim(notice):
                sent += _send_one(notice, addresses.get(notice.recipient_id, ""), connection)
    except NoServerError:
        return sent
    if not sent or not flush:
        return sent
    waited = Notice.objects.filter(_unclaimed(timezone.now()), attempts__lt=TRIED_AGAIN_AT_ONCE)
    return sent + _mail(waited, flush=False)


def _unclaimed(now: datetime) -> Q:
    """Pending, and nobody is sending it; a claim left by a process that died ends by itself."""
    return Q(mail=Notice.Mail.PENDING) & (
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_LASTS)
    )


def _claim(notice: Notice) -> bool:
    """Whether this process is the one that sends it: one UPDATE decides, on any database.

    No lock is held while a mail server answers. By the machine's own clock, not the one that
    tests and the demo may set.
    """
    now = timezone.now()
    claimed = Notice.objects.filter(_unclaimed(now), pk=notice.pk).update(claimed_at=now)
    return bool(claimed)


def _send_one(notice: Notice, address: str, connection: Any) -> int:
    delivered = nobody_there = False
    letter = invitation_mail.letter(notice)
    address, link = letter if letter is not None else (address, _link(notice))
    if address:
        body = f"{notice.body}\n\n{link}\n" if link else notice.body
        message = EmailMessage(notice.subject, body, None, [address], connection=connection)
        try:
            delivered = bool(message.send())
        except (OSError, ValueError) as error:  # the second: an address or a title no letter has
            logger.warning("notice %s not sent: %s", notice.pk, type(error).__name__)
            nobody_there = _is_about_the_server(error)
    notice.attempts += 1
    if delivered:
        notice.mail, notice.sent_at = Notice.Mail.SENT, clock.now()
    elif not address or notice.attempts >= MAX_ATTEMPTS:
        notice.mail = Notice.Mail.FAILED
    notice.claimed_at = None
    notice.save(update_fields=["attempts", "mail", "sent_at", "claimed_at"])
    if nobody_there:
        raise NoServerError
    return int(delivered)


def _is_about_the_server(error: Exception) -> bool:
    """Whether the next letter would fare no better: nobody answers, or not as a mail server."""
    of_one_letter = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)
    return not isinstance(error, of_one_letter)


def _link(notice: Notice) -> str:
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "").rstrip("/")
    if not notice.dossier_id or not base:
        return ""
    return base + reverse("carta_workflows:dossier", args=[notice.dossier_id])
