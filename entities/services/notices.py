"""Campaign notices: proposed, confirmed, rejected, withdrawn (R1 COM)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from entities import clock, notice_rules
from entities.access import Register
from entities.errors import Problem, RuleViolation, raise_if
from entities.models import CampaignNotice, Entity
from entities.published import published_of
from entities.rules import Period, reason_problems
from entities.sanitize import one_line
from entities.services import saving
from entities.services.proposals import check_decision, check_may_propose, decide
from entities.vocabulary import ChangeState


def _problems(notice: CampaignNotice, *, is_new: bool) -> list[Problem]:
    published = published_of(notice.entity_id)
    problems = [
        *notice_rules.texts_problems(notice.title, notice.text, published.units),
        *notice_rules.service_problems(notice.service_id, published.services),
        *notice_rules.dates_problems(
            notice.starts_on, notice.ends_on, clock.today(), is_new=is_new
        ),
    ]
    if notice.starts_on and notice.ends_on:
        others = CampaignNotice.objects.filter(
            entity_id=notice.entity_id, state=ChangeState.CONFIRMED, withdrawn_at__isnull=True
        ).exclude(pk=notice.pk)
        days = [Period(*pair) for pair in others.values_list("starts_on", "ends_on")]
        problems += notice_rules.crowd_problems(Period(notice.starts_on, notice.ends_on), days)
    return problems


@transaction.atomic
def propose_notice(
    *,
    entity: Entity,
    title: str,
    text: str,
    starts_on: date | None,
    ends_on: date | None,
    actor_id: int,
    service: Page | None = None,
) -> CampaignNotice:
    """Propose a notice above a carta, and one of its services, between two days included.

    Nothing public changes yet. Raises RuleViolation: no permission, words that restate a
    standard or promise, dates missing, past or too long, too many notices at once.
    """
    check_may_propose(actor_id, Register.NOTICES, entity.pk)
    notice = CampaignNotice(
        entity=entity,
        service=service,
        title=one_line(title),
        text=one_line(text),
        starts_on=starts_on,  # type: ignore[misc]  # a missing day is refused below, in words
        ends_on=ends_on,
        proposed_by=actor_id,
        proposed_at=clock.now(),
    )
    saving.check(notice, _problems(notice, is_new=True))
    saving.save(notice, actor_id=actor_id, reason=_("Se propone el aviso."))
    _tell("notice.proposed", notice, actor_id)
    return notice


def _tell(kind: str, notice: CampaignNotice, actor_id: int, reason: str = "") -> None:
    saving.tell(
        kind,
        notice,
        entity_id=notice.entity_id,
        actor_id=actor_id,
        reason=reason,
        values={
            "title": notice.title,
            "text": notice.text,
            "service": notice.service_id,
            "starts_on": notice.starts_on,
            "ends_on": notice.ends_on,
        },
    )


def _locked(notice: CampaignNotice) -> CampaignNotice:
    """The entity, then the notice: how many stand at once is counted one act after another."""
    Entity.objects.select_for_update(of=("self",)).get(pk=notice.entity_id)
    return CampaignNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)


def _check_stands(notice: CampaignNotice) -> None:
    if notice.withdrawn_at is not None:
        raise RuleViolation([Problem("", _("El aviso ya fue retirado."))])


@transaction.atomic
def confirm_notice(notice: CampaignNotice, *, actor_id: int, reason: str = "") -> CampaignNotice:
    """Let a proposed notice be read between its days. Raises RuleViolation."""
    row = _locked(notice)
    _check_stands(row)
    check_decision(row, row.entity_id, actor_id)
    raise_if(_problems(row, is_new=False))
    decide(row, ChangeState.CONFIRMED, actor_id=actor_id, reason=reason)
    _tell("notice.confirmed", row, actor_id, reason)
    return row


@transaction.atomic
def reject_notice(notice: CampaignNotice, *, actor_id: int, reason: str) -> CampaignNotice:
    """Refuse a proposed notice, saying why. Raises RuleViolation."""
    row = _locked(notice)
    _check_stands(row)
    check_decision(row, row.entity_id, actor_id)
    raise_if(reason_problems(reason))
    decide(row, ChangeState.REJECTED, actor_id=actor_id, reason=reason)
    _tell("notice.rejected", row, actor_id, reason)
    return row


@transaction.atomic
def withdraw_notice(notice: CampaignNotice, *, actor_id: int, reason: str) -> CampaignNotice:
    """Take a notice back at once, shown or still waiting; it stays in the register.

    Either office does it alone: nobody should wait to stop saying what is no longer so.
    Raises RuleViolation.
    """
    row = _locked(notice)
    check_may_propose(actor_id, Register.NOTICES, row.entity_id)
    _check_stands(row)
    raise_if(reason_problems(reason))
    if row.state == ChangeState.REJECTED or row.ends_on < clock.today():
        raise RuleViolation([Problem("", _("Este aviso ya no se muestra: no hay qué retirar."))])
    row.withdrawn_at = clock.now()
    saving.save(row, actor_id=actor_id, reason=reason)
    _tell("notice.withdrawn", row, actor_id, reason)
    return row
