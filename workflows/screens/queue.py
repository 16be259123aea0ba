"""What waits for a person, as SQL: the mirror of ``rules.may_decide`` and its companions.

Role × stage × entity first, then independence (nobody approves their own work), so that the
counts on the home screen are the truth and 500 waiting dossiers cost what ten cost. The rule
itself is asked again for every row shown, and by the service for every decision.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from entities import clock, roles
from entities.vocabulary import Capacity, Role
from workflows import facts
from workflows.access import UNIT_ROLES
from workflows.facts import SENT
from workflows.gate.governed import governed_models
from workflows.models import Clarification, Contribution, Dossier, DossierItem, ItemDecision
from workflows.rules import ANSWERERS
from workflows.stages import SPECS, Stage

#: The oldest deadline first, those without one after them, then by arrival.
QUEUE_ORDER = (F("due_on").asc(nulls_last=True), "stage_entered_at", "pk")


def waiting_for(user: Any) -> QuerySet[Dossier]:
    """Open dossiers on which the person can act now: decide, send again, answer."""
    if not user.is_active:
        return Dossier.objects.none()
    return Dossier.objects.filter(
        to_decide(user) | to_send_again(user) | to_answer(user), status=Dossier.Status.OPEN
    ).order_by(*QUEUE_ORDER)


def late(dossiers: QuerySet[Dossier], on: date | None = None) -> QuerySet[Dossier]:
    """Those whose internal deadline has passed."""
    return dossiers.filter(status=Dossier.Status.OPEN, due_on__lt=on or clock.today())


def to_decide(user: Any) -> Q:
    """Dossiers at a stage of the person's role, in which they took no other part."""
    at_stage = Q(pk__in=[])
    own = roles.own_entity_ids(user)
    for stage, spec in SPECS.items():
        if stage == Stage.UNIT:
            continue
        if spec.is_ministry:
            if roles.has_role_somewhere(user, spec.role):
                at_stage |= Q(stage=stage) & ~Q(entity__in=own)
        else:
            entities = roles.entity_ids(user, [spec.role])
            if entities:
                at_stage |= Q(stage=stage, entity__in=entities)
    asked = Clarification.objects.filter(dossier=OuterRef("pk"), answered_at__isnull=True)
    return at_stage & ~Q(_took_part(user)) & ~(Q(stage=Stage.CONTROL) & Q(Exists(asked)))


def _took_part(user: Any) -> Exists:
    """One of the pages was written, sent or decided at another stage by the person."""
    wrote = Contribution.objects.filter(
        page=OuterRef("page"),
        user_id=user.pk,
        since__gte=Coalesce(OuterRef("base_edition__number"), 0),
    )
    acted = ItemDecision.objects.filter(item=OuterRef("pk"), actor_id=user.pk)
    elsewhere = ~Q(stage=OuterRef("dossier__stage")) & ~Q(stage=Stage.UNIT)
    if facts.planning_may_remit():
        elsewhere &= ~_documented_remission(user)
    part = Q(decision__outcome__in=SENT) | elsewhere
    return Exists(
        DossierItem.objects.filter(dossier=OuterRef("pk")).filter(
            Q(submitted_by_id=user.pk) | Exists(wrote) | Exists(acted.filter(part))
        )
    )


def _documented_remission(user: Any) -> Q:
    """The planning head who remits as the authority's documented delegate (DESIGN §3.7)."""
    delegated = [
        assignment.entity_id
        for assignment in roles.active_assignments(user)
        if assignment.role == Role.MAX and assignment.capacity == Capacity.DELEGADO
    ]
    return Q(
        stage=Stage.PLANNING,
        item__dossier__stage=Stage.AUTHORITY,
        item__dossier__entity__in=delegated,
    )


def to_send_again(user: Any) -> Q:
    """Returned dossiers with a page that the person writes."""
    mine = _pages_written_by(user)
    returned = DossierItem.objects.filter(dossier=OuterRef("pk"), awaits_resubmission=True)
    return Q(stage=Stage.UNIT) & Q(Exists(returned.filter(mine)))


def _pages_written_by(user: Any) -> Q:
    """Items whose page type and unit the person's roles write, as ``access.holds_any`` says."""
    types = ContentType.objects.get_for_models(*governed_models())
    mine = Q(pk__in=[])
    for assignment in roles.active_assignments(user):
        role = Role(assignment.role)
        written = [found.pk for model, found in types.items() if role in model.editor_roles]
        if not written or assignment.entity_id is None:
            continue
        own = Q(dossier__entity=assignment.entity_id, page__content_type__in=written)
        if role in UNIT_ROLES and assignment.unit_ids:
            own &= Q(unit__in=assignment.unit_ids) | Q(unit__isnull=True)
        mine |= own
    return mine


def to_answer(user: Any) -> Q:
    """Dossiers under MDT's control whose «aclaración» the person may answer."""
    asked = Clarification.objects.filter(dossier=OuterRef("pk"), answered_at__isnull=True)
    return Q(stage=Stage.CONTROL, entity__in=roles.entity_ids(user, ANSWERERS)) & Q(Exists(asked))
