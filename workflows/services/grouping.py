"""Merging and splitting dossiers: accepted pages of several units into one (DESIGN §3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from entities import clock
from entities.models import Entity
from workflows import facts, rules, selectors
from workflows.errors import Refused, Stale
from workflows.models import Attachment, Decision, Dossier, DossierItem, Observation
from workflows.registries import submission_steps
from workflows.services import notices, stage_moves
from workflows.services.numbering import next_number
from workflows.services.submission_checks import check_people_left
from workflows.stages import Route, Stage, decision_stages
from workflows.verdicts import no

#: Grouping is the quality office's own work, also while the dossier waits for Planning.
GROUPING = Stage.QUALITY


@transaction.atomic
def merge(
    dossier_ids: Sequence[int], user: Any, *, seen: Mapping[int, str] | None = None
) -> Dossier:
    """Bring dossiers of one entity, route and kind together into the oldest of them.

    Args:
        dossier_ids: two or more open dossiers that PLANNING has not decided.
        user: somebody of the quality office.
        seen: ``selectors.seen_tokens`` of each on the screen where they were chosen, by id;
            ``None`` where there was no screen.

    Raises:
        Refused: not the quality office, already decided, they do not fit together, or
            together they would leave a stage without anybody to decide it.
        Stale: one of them is no longer open, or not as it was seen.
    """
    dossiers = stage_moves.lock_all(set(dossier_ids))
    if len(dossiers) < 2:
        raise Refused(no(_("Elija al menos dos expedientes.")))
    person = facts.person(user)
    for dossier in dossiers:
        if not dossier.is_open:
            raise Stale(_("El expediente %s ya no está en trámite.") % dossier.number)
        check_seen(dossier, seen)
        verdict = rules.may_group(person, facts.dossier_facts(dossier))
        if not verdict:
            raise Refused(verdict)
    host, *others = dossiers
    stood = [_Stand.of(dossier) for dossier in dossiers]
    for other in others:
        if (other.entity_id, other.route, other.kind) != (host.entity_id, host.route, host.kind):
            raise Refused(
                no(_("Se agrupan expedientes de la misma entidad, ruta y clase (%s).") % other)
            )
    for other in others:
        _absorb(host, other, user)
    _check_stands_alone(host, user, "%s")
    stage_moves.refresh_hash(host)
    decision = _write(host, user, Decision.Outcome.MERGED)
    told = facts.dossier_facts(host)
    stage_moves.advance(host, told)
    _keep_dates(host, stood)
    told = facts.moved(told, host)
    check_people_left(told)
    notices.stage_reached(host, decision, told)
    return host


def _absorb(host: Dossier, other: Dossier, user: Any) -> None:
    _write(other, user, Decision.Outcome.MERGED, reason=_("Agrupado en %s") % host.number)
    Observation.objects.filter(dossier=other).update(dossier=host)
    Attachment.objects.filter(dossier=other).update(dossier=host)
    other.items.update(dossier=host)
    if other.cause and other.cause not in host.cause:
        host.cause = f"{host.cause}\n\n{other.cause}".strip()
    other.merged_into = host
    stage_moves.conclude(other, Dossier.Status.MERGED)


@transaction.atomic
def split(
    dossier_id: int,
    item_ids: Sequence[int],
    user: Any,
    *,
    seen: Mapping[int, str] | None = None,
) -> Dossier:
    """Take pages out of a dossier into a new one at the same stage.

    Args:
        dossier_id: a dossier that PLANNING has not decided.
        item_ids: the pages that leave; at least one must stay.
        user: somebody of the quality office.
        seen: as ``merge``.

    Raises:
        Refused: not the quality office, already decided, nothing would stay, or pages that
            must travel together would be parted.
        Stale: it is not as it was seen.
    """
    dossier = stage_moves.lock(dossier_id)
    check_seen(dossier, seen)
    verdict = rules.may_group(facts.person(user), facts.dossier_facts(dossier))
    if not verdict:
        raise Refused(verdict)
    items = list(dossier.items.filter(pk__in=item_ids))
    if not items:
        raise Refused(no(_("Elija las páginas que se separan.")))
    stood = [_Stand.of(dossier)]
    separated = separate(dossier, items, user, stage=GROUPING)
    decision = _write(separated, user, Decision.Outcome.SPLIT)
    stage_moves.advance(separated)
    _keep_dates(separated, stood)
    notices.stage_reached(separated, decision)
    stage_moves.advance(dossier)
    _keep_dates(dossier, stood)
    return separated


def check_seen(dossier: Dossier, seen: Mapping[int, str] | None) -> None:
    """Whoever groups chose among what the board showed; a locked dossier answers for it.

    Raises:
        Stale: somebody changed or decided it since, or the screen did not say what it showed.
    """
    now = selectors.seen_tokens([dossier])[dossier.pk]
    if seen is not None and seen.get(dossier.pk) != now:
        raise Stale(_("El expediente %s cambió desde que usted lo abrió.") % dossier.number)


@dataclass(frozen=True)
class _Stand:
    """Where a dossier stood, since when and until when."""

    stage: str
    since: datetime
    due: date | None

    @classmethod
    def of(cls, dossier: Dossier) -> _Stand:
        return cls(dossier.stage, dossier.stage_entered_at, dossier.due_on)


def _keep_dates(dossier: Dossier, stood: Sequence[_Stand]) -> None:
    """Grouping gives nobody more time: at the stage where pages already stood, the oldest counts.

    Args:
        dossier: as it stands after grouping or splitting.
        stood: where its pages stood before.
    """
    before = [stand for stand in stood if stand.stage == dossier.stage] or _earlier(dossier)
    if not before:
        return
    dossier.stage_entered_at = min(stand.since for stand in before)
    dossier.due_on = min((stand.due for stand in before if stand.due), default=None)
    dossier.save(update_fields=["stage_entered_at", "due_on"])


def _earlier(dossier: Dossier) -> list[_Stand]:
    """Where pages stood before they were grouped with others that were not so far.

    A page reaches a stage when the one before approves it, when it is sent again with that
    approval standing, or when the dossier is returned to the stage; the last of these counts.
    """
    stages = decision_stages(Route(dossier.route))
    stage = Stage(dossier.stage)
    if stage not in stages[1:]:
        return []
    before = stages[stages.index(stage) - 1]
    told = {page.page_id: page for page in facts.dossier_facts(dossier).items}
    items = {item.page_id: item for item in dossier.items.only("page_id", "submitted_at")}
    given = {page_id: page.counted[before].decision_id for page_id, page in told.items()}
    moments = dict(Decision.objects.filter(pk__in=given.values()).values_list("pk", "at"))
    returned = Decision.objects.filter(
        items__item__in=items.values(), outcome=Decision.Outcome.RETURNED, target=stage
    ).aggregate(last=Max("at"))["last"]
    reached = [
        max(moments[given[page_id]], item.submitted_at, returned or item.submitted_at)
        for page_id, item in items.items()
    ]
    since = min(reached)
    start = since.astimezone(clock.ZONE).date()
    return [_Stand(stage, since, stage_moves.due_date(dossier.entity_id, stage, start))]


def separate(
    dossier: Dossier,
    items: Sequence[DossierItem],
    user: Any,
    *,
    stage: Stage | None = None,
    by_verdict: bool = False,
) -> Dossier:
    """Move items of a locked dossier to a new one at the same stage; approvals go with them.

    What may be sent together is what may stay together: both halves pass the rules of a
    submission, or a service would be excluded without its commitments, or postulated without
    any (R29, R30).

    Args:
        dossier: locked by the caller.
        items: what leaves.
        user: who decided it, for the trace.
        stage: at which stage it is told, and so in which role; default the present one.
        by_verdict: MDT's verdict parts the dossier by service: everything may leave, and what
            is refused need not stand alone.

    Raises:
        Refused: nothing would stay, or a half cannot travel without the other.
    """
    if not by_verdict and len(items) >= dossier.items.count():
        raise Refused(no(_("Al menos una página debe quedar en el expediente.")))
    entity = Entity.objects.select_for_update().get(pk=dossier.entity_id)
    separated = Dossier.objects.create(
        number=next_number(entity),
        entity=entity,
        route=dossier.route,
        kind=dossier.kind,
        stage=dossier.stage,
        cause=dossier.cause,
        opened_at=clock.now(),
        opened_by_id=user.pk,
        stage_entered_at=dossier.stage_entered_at,
        due_on=dossier.due_on,
        remission_oficio=dossier.remission_oficio,
        remitted_at=dossier.remitted_at,
        received_at=dossier.received_at,
        split_from=dossier,
    )
    ids = [item.pk for item in items]
    Observation.objects.filter(dossier=dossier, item__in=ids).update(dossier=separated)
    DossierItem.objects.filter(pk__in=ids).update(dossier=separated)
    stage_moves.refresh_hash(separated)
    separated.save()
    stage_moves.refresh_hash(dossier)
    dossier.save()
    if not by_verdict:
        for half in (separated, dossier):
            _check_stands_alone(half, user, _("Estas páginas deben seguir juntas. %s"))
    stage_moves.write_decision(
        dossier,
        user,
        Decision.Outcome.SPLIT,
        stage=stage,
        items=[],
        reason=_("Pasa a %s") % separated.number,
    )
    return separated


def _write(dossier: Dossier, user: Any, outcome: str, **values: Any) -> Decision:
    """Tell a grouping at the stage of whoever groups: it decides nothing for Planning."""
    return stage_moves.write_decision(dossier, user, outcome, stage=GROUPING, **values)


def _check_stands_alone(dossier: Dossier, user: Any, told: str) -> None:
    """Ask of a changed set what was asked when its pages were sent.

    Raises:
        Refused: naming the pages that belong together.
    """
    for step in submission_steps:
        try:
            step(dossier, user.pk)
        except Refused as error:
            verdict = error.verdict
            raise Refused(no(told % verdict.reason, verdict.who)) from error
