"""Notices: written with the decision, mailed after its commit (DESIGN §3.16)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities import clock, roles
from entities import selectors as entity_selectors
from entities.vocabulary import Role
from workflows import facts, lateness, rules
from workflows.models import Decision, Dossier, Notice
from workflows.stages import Stage

logger = logging.getLogger("carta.notices")

MAX_ATTEMPTS = 5
#: A letter refused so often waits for the next day; before, for the first sign of the server.
TRIED_AGAIN_AT_ONCE = 2
#: How many notices one delivery takes from the outbox.
AT_ONCE = 500
#: How long a notice is another process's to send; far longer than any mail server is waited for.
CLAIM_LASTS = timedelta(minutes=15)
#: Business days before (negative) and after the deadline on which one reminder is written.
LADDER = (-2, 0, 1, 5, 10)
#: Within it lies the first step of the ladder, whatever holidays there are.
HORIZON = timedelta(days=30)


class NoServerError(Exception):
    """The mail server does not answer."""


def stage_reached(
    dossier: Dossier, decision: Decision, told: rules.DossierFacts | None = None
) -> None:
    """Tell whoever can act now, and whoever sent it, where the dossier is.

    Args:
        dossier: where it stands now.
        decision: what brought it there.
        told: its facts as they are now, where the caller has them.
    """
    if not dossier.is_open:
        return
    items = list(dossier.items.values_list("title", "submitted_by_id"))
    pages = _in_words([title for title, _sender in items])
    senders = {sender for _title, sender in items}
    label = dossier.get_stage_display()
    key = f"dossier-{dossier.pk}-decision-{decision.pk}"
    waiting = set(able_to_act(dossier, told))
    write(
        waiting,
        key,
        dossier,
        _("%(number)s espera su acción: %(stage)s") % {"number": dossier.number, "stage": label},
        _("El expediente %(number)s (%(pages)s) llegó a la etapa «%(stage)s». %(due)s")
        % {
            "number": dossier.number,
            "pages": pages,
            "stage": label,
            "due": _due_text(dossier),
        },
    )
    write(
        senders - waiting - {decision.actor_id},
        key,
        dossier,
        _("%(number)s pasó a: %(stage)s") % {"number": dossier.number, "stage": label},
        _("El expediente %(number)s (%(pages)s): %(outcome)s. Ahora está en «%(stage)s».")
        % {
            "number": dossier.number,
            "pages": pages,
            "outcome": _inside_a_sentence(decision.outcome_label),
            "stage": label,
        },
    )


def concluded(dossier: Dossier, decision: Decision) -> None:
    """Tell the entity how a dossier ended (R26, R118)."""
    officers = set()
    for role in (Role.CAL, Role.PLAN, Role.MAX):
        officers |= _ids(roles.holders(role, entity_id=dossier.entity_id))
    write(
        (officers | interested(dossier)) - {decision.actor_id},
        f"dossier-{dossier.pk}-concluded",
        dossier,
        _("%(number)s: %(status)s")
        % {"number": dossier.number, "status": dossier.get_status_display()},
        _("El expediente %(number)s (%(pages)s) concluyó: %(status)s.")
        % {
            "number": dossier.number,
            "pages": titles(dossier),
            "status": dossier.get_status_display().lower(),
        },
    )


def clarification_asked(dossier: Dossier, decision: Decision) -> None:
    """Tell the entity that MDT asks for an «aclaración»."""
    recipients = _ids(roles.holders(Role.CAL, entity_id=dossier.entity_id))
    recipients |= _ids(roles.holders(Role.MAX, entity_id=dossier.entity_id))
    write(
        recipients,
        f"dossier-{dossier.pk}-decision-{decision.pk}",
        dossier,
        _("%s: el MDT pide una aclaración") % dossier.number,
        _("Responda en la pantalla del expediente; el texto de la carta no se cambia."),
    )


def clarification_answered(dossier: Dossier, decision: Decision) -> None:
    """Tell MDT's control that the entity answered."""
    write(
        set(able_to_act(dossier)),
        f"dossier-{dossier.pk}-decision-{decision.pk}",
        dossier,
        _("%s: aclaración respondida") % dossier.number,
        _("La entidad respondió la aclaración. El expediente espera su veredicto."),
    )


def able_to_act(dossier: Dossier, told: rules.DossierFacts | None = None) -> list[int]:
    """Users who can act on the dossier now: its writers in UNIT, eligible deciders later.

    Args:
        dossier: the dossier.
        told: its facts as they are now, where the caller has them.
    """
    if not dossier.is_open:
        return []
    if dossier.stage == Stage.UNIT:
        return sorted(set(dossier.items.values_list("submitted_by_id", flat=True)))
    dossier_facts = told or facts.dossier_facts(dossier)
    remits = facts.planning_may_remit()
    return [
        person.user_id
        for person in facts.holders_of(Stage(dossier.stage), dossier.entity_id)
        if rules.may_decide(person, dossier_facts, planning_may_remit=remits)
    ]


def interested(dossier: Dossier) -> set[int]:
    """Whoever sent its pages."""
    return set(dossier.items.values_list("submitted_by_id", flat=True))


def titles(dossier: Dossier) -> str:
    """«Cédula» or «Cédula y 3 páginas más»."""
    return _in_words(list(dossier.items.values_list("title", flat=True)))


def _in_words(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    more = len(names) - 1
    return ngettext("%(first)s y %(more)s página más", "%(first)s y %(more)s páginas más", more) % {
        "first": names[0],
        "more": more,
    }


def _inside_a_sentence(text: str) -> str:
    return text[:1].lower() + text[1:]


def _due_text(dossier: Dossier) -> str:
    if dossier.due_on is None:
        return ""
    return _("Plazo interno: %s.") % dossier.due_on.strftime("%d/%m/%Y")


def _ids(users: Any) -> set[int]:
    return set(users.values_list("pk", flat=True))


def write(
    recipients: Iterable[int], key: str, dossier: Dossier | None, subject: str, body: str
) -> None:
    """Write one notice a person and key, once, and send the mails after the commit."""
    told = sorted(set(recipients))
    if not told:
        return
    now = clock.now()
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=user_id,
                key=key,
                dossier=dossier,
                subject=subject[:200],
                body=body,
                created_at=now,
            )
            for user_id in told
        ],
        ignore_conflicts=True,
    )
    # Robust: what is decided is decided, whether or not anybody can be told now.
    transaction.on_commit(lambda: _deliver_after_commit(key), robust=True)


def _deliver_after_commit(key: str) -> None:
    from workflows.tasks import deliver_notices

    deliver_notices.enqueue(key)


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
    from workflows.services import invitation_mail

    delivered = nobody_there = False
    letter = invitation_mail.letter(notice)
    address, link = letter if letter is not None else (address, _link(notice))
    if address:
        body = f"{notice.body}\n\n{link}\n" if link else notice.body
        message = EmailMessage(notice.subject, body, None, [address], connection=connection)
        try:
            delivered = bool(message.send())
        except OSError as error:
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


def _is_about_the_server(error: OSError) -> bool:
    """Whether the next letter would fare no better: nobody answers, or not as a mail server."""
    of_one_letter = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
    return not isinstance(error, of_one_letter)


def _link(notice: Notice) -> str:
    base = getattr(settings, "WAGTAILADMIN_BASE_URL", "").rstrip("/")
    if not notice.dossier_id or not base:
        return ""
    from django.urls import reverse

    return base + reverse("carta_workflows:dossier", args=[notice.dossier_id])


@transaction.atomic
def remind(today: date) -> int:
    """Write the reminders due today: one for each step of the ladder, never twice.

    A step that fell on a day without a run is written by the next one.
    """
    written = 0
    near = list(
        Dossier.objects.filter(
            status=Dossier.Status.OPEN, due_on__isnull=False, due_on__lte=today + HORIZON
        ).select_related("entity")
    )
    holidays = entity_selectors.holidays_by_entity(dossier.entity_id for dossier in near)
    for dossier in near:
        due_on: date = dossier.due_on  # type: ignore[assignment]  # filtered above
        days_off = holidays[dossier.entity_id]
        late = lateness.business_days_late(due_on, today, days_off)
        steps = [step for step in LADDER if step <= late]
        if not steps:
            continue
        write(
            able_to_act(dossier),
            f"dossier-{dossier.pk}-{dossier.stage}-{due_on}-{steps[-1]}",
            dossier,
            _reminder_subject(dossier, lateness.in_words(due_on, today, days_off)),
            _("El expediente %(number)s (%(pages)s) está en «%(stage)s». %(due)s")
            % {
                "number": dossier.number,
                "pages": titles(dossier),
                "stage": dossier.get_stage_display(),
                "due": _due_text(dossier),
            },
        )
        written += 1
    return written


def _reminder_subject(dossier: Dossier, words: str) -> str:
    return f"{dossier.number}: {words}"


@transaction.atomic
def mark_read(notice_ids: Iterable[int], user_id: int) -> int:
    """Mark a person's own notices as read."""
    return Notice.objects.filter(
        pk__in=list(notice_ids), recipient_id=user_id, read_at__isnull=True
    ).update(read_at=clock.now())
