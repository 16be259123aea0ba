"""Notices: written with the decision; the outbox mails them after its commit (DESIGN §3.16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities import clock, roles
from entities import selectors as entity_selectors
from entities.vocabulary import Role
from workflows import facts, lateness, rules
from workflows.models import Decision, Dossier, DossierItem, Notice
from workflows.plain_facts import DossierFacts, Person
from workflows.stages import Stage

#: Business days before (negative) and after the deadline on which one reminder is written.
LADDER = (-2, 0, 1, 5, 10)
#: Within it lies the first step of the ladder, whatever holidays there are.
HORIZON = timedelta(days=30)


def stage_reached(dossier: Dossier, decision: Decision, told: DossierFacts | None = None) -> None:
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


def able_to_act(dossier: Dossier, told: DossierFacts | None = None) -> list[int]:
    """Users who can act on the dossier now: its writers in UNIT, eligible deciders later.

    Args:
        dossier: the dossier.
        told: its facts as they are now, where the caller has them.
    """
    if not dossier.is_open:
        return []
    if dossier.stage == Stage.UNIT:
        return sorted(set(dossier.items.values_list("submitted_by_id", flat=True)))
    holders = facts.holders_of(Stage(dossier.stage), dossier.entity_id)
    return _deciders(holders, told or facts.dossier_facts(dossier))


def _deciders(people: Iterable[Person], told: DossierFacts) -> list[int]:
    remits = facts.planning_may_remit()
    return [
        person.user_id
        for person in people
        if rules.may_decide(person, told, planning_may_remit=remits)
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


@transaction.atomic
def remind(today: date) -> int:
    """Write the reminders due today: one for each step of the ladder, never twice.

    A step that fell on a day without a run is written by the next one.
    """
    near = list(
        Dossier.objects.filter(
            status=Dossier.Status.OPEN, due_on__isnull=False, due_on__lte=today + HORIZON
        ).select_related("entity")
    )
    holidays = entity_selectors.holidays_by_entity(dossier.entity_id for dossier in near)
    reached: dict[int, int] = {}
    for dossier in near:
        due_on: date = dossier.due_on  # type: ignore[assignment]  # filtered above
        late = lateness.business_days_late(due_on, today, holidays[dossier.entity_id])
        steps = [step for step in LADDER if step <= late]
        if steps:
            reached[dossier.pk] = steps[-1]
    due = [dossier for dossier in near if dossier.pk in reached]
    able, pages = _able_and_titles(due)
    for dossier in due:
        due_on = dossier.due_on  # type: ignore[assignment]  # filtered above
        words = lateness.in_words(due_on, today, holidays[dossier.entity_id])
        write(
            able[dossier.pk],
            f"dossier-{dossier.pk}-{dossier.stage}-{due_on}-{reached[dossier.pk]}",
            dossier,
            _reminder_subject(dossier, words),
            _("El expediente %(number)s (%(pages)s) está en «%(stage)s». %(due)s")
            % {
                "number": dossier.number,
                "pages": pages[dossier.pk],
                "stage": dossier.get_stage_display(),
                "due": _due_text(dossier),
            },
        )
    return len(due)


def _able_and_titles(dossiers: list[Dossier]) -> tuple[dict[int, list[int]], dict[int, str]]:
    """Of open dossiers: what ``able_to_act`` and ``titles`` say of each; nine queries for all."""
    names: dict[int, list[str]] = {dossier.pk: [] for dossier in dossiers}
    able: dict[int, list[int]] = {dossier.pk: [] for dossier in dossiers}
    items = DossierItem.objects.filter(dossier__in=dossiers)
    for dossier_id, title, sender_id in items.values_list("dossier_id", "title", "submitted_by_id"):
        names[dossier_id].append(title)
        able[dossier_id].append(sender_id)
    decided = [dossier for dossier in dossiers if dossier.stage != Stage.UNIT]
    told, holders = facts.facts_of(decided), facts.holders_at(decided)
    for dossier in decided:
        able[dossier.pk] = _deciders(holders[dossier.pk], told[dossier.pk])
    return able, {pk: _in_words(found) for pk, found in names.items()}


def _reminder_subject(dossier: Dossier, words: str) -> str:
    return f"{dossier.number}: {words}"


@transaction.atomic
def mark_read(notice_ids: Iterable[int], user_id: int) -> int:
    """Mark a person's own notices as read."""
    return Notice.objects.filter(
        pk__in=list(notice_ids), recipient_id=user_id, read_at__isnull=True
    ).update(read_at=clock.now())
