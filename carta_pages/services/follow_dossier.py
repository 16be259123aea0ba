"""What a dossier does to the state of its services, inside the dossier's own transaction.

Registered as steps of ``workflows``: they may raise, and then nothing was published.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from carta_pages.models import CommitmentPage, ServicePage
from carta_pages.selectors import commitments_in_force, parts_in_force, services_of, state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import (
    Actor,
    Published,
    kind_problem,
    state_after_publication,
    state_after_refusal,
)
from carta_pages.states import IN_FORCE, State
from workflows.errors import Refused
from workflows.models import Decision, Dossier, Edition
from workflows.stages import Kind, Route
from workflows.verdicts import no


def kind_fits(page: Any, kind: Kind) -> list[str]:
    """Why a page may not travel as this kind, judged by the state of its service (R25-R32)."""
    specific = page.specific
    if getattr(specific, "approval_route", None) == Route.INSTITUTIONAL:
        if kind in (Kind.RENEWAL, Kind.EXCLUSION):
            return [_("Los textos de la carta solo se publican o se actualizan.")]
        return []
    service = specific if isinstance(specific, ServicePage) else getattr(specific, "service", None)
    if service is None:
        return []
    problem = kind_problem(kind, state_of(service.pk))
    return [str(problem)] if problem else []


def submitted(dossier: Dossier, actor_id: int) -> None:
    """A first postulation brings a commitment with its service; an exclusion brings all of it.

    Asked when pages are sent, and again of each part when a dossier is grouped or split.

    Raises:
        Refused: naming the pages that are missing.
    """
    if dossier.route != Route.COMMITMENT:
        return
    pages = {item.page_id for item in dossier.items.all()}
    for service in services_of(pages):
        if service.pk not in pages:
            continue
        commitments = set(CommitmentPage.objects.child_of(service).values_list("pk", flat=True))
        if dossier.kind == Kind.FIRST and not commitments & pages:
            raise Refused(
                no(
                    _("«%s» necesita al menos un compromiso en el mismo expediente.")
                    % service.title
                )
            )
        if dossier.kind == Kind.EXCLUSION:
            _check_whole(service, pages)


def leaves_with(page: Any) -> list[int]:
    """What leaves the carta with a service: the commitments and the annex that are in force."""
    specific = page.specific
    if not isinstance(specific, ServicePage):
        return []
    return [part.pk for part in parts_in_force(specific)]


def _check_whole(service: ServicePage, pages: set[int]) -> None:
    left = [page for page in parts_in_force(service) if page.pk not in pages]
    if left:
        titles = ", ".join(f"«{page.title}»" for page in left)
        raise Refused(
            no(
                _("Excluir «%(service)s» incluye sus compromisos y su anexo: falta %(titles)s.")
                % {"service": service.title, "titles": titles}
            )
        )


def published(dossier: Dossier, editions: Iterable[Edition], decision: Decision) -> None:
    """Move the state of every service the dossier published, by its kind.

    Raises:
        Refused: a state does not allow it any more (for example, capability was lost).
        RuleViolation: the move itself is refused.
    """
    if dossier.route != Route.COMMITMENT:
        return
    written = list(editions)
    effective_on = max(edition.effective_date for edition in written)
    page_ids = {edition.page_id for edition in written}
    commitments = set(CommitmentPage.objects.filter(pk__in=page_ids).values_list("path", flat=True))
    for service in services_of(page_ids):
        if dossier.kind == Kind.EXCLUSION and service.pk in page_ids:
            _check_whole(service, page_ids)  # one may have been published since it was sent
        left = len(commitments_in_force(service))
        current = state_of(service.pk)
        target = state_after_publication(
            Published(
                kind=Kind(dossier.kind),
                has_service=service.pk in page_ids,
                has_commitment=any(path.startswith(service.path) for path in commitments),
                commitments_left=left,
                is_in_force=current in IN_FORCE,
            )
        )
        if target in IN_FORCE and not left:
            raise Refused(no(_("«%s» no tiene ningún compromiso vigente.") % service.title))
        late = dossier.kind == Kind.FIRST and current in IN_FORCE and service.pk not in page_ids
        _check_still_possible(service, Kind.UPDATE if late else Kind(dossier.kind), current)
        if target is None:
            continue
        act = _act(dossier, decision, effective_on, written[0].legal_act)
        change_state(service, target, act)


def _check_still_possible(service: ServicePage, kind: Kind, current: State) -> None:
    problem = kind_problem(kind, current)
    if problem:
        raise Refused(
            no(
                _("«%(service)s» está en «%(state)s». %(problem)s")
                % {"service": service.title, "state": State(current).label, "problem": problem}
            )
        )


def judged(dossier: Dossier, decision: Decision, favourable: bool) -> None:
    """An unfavourable first postulation leaves its planned services in «No Publicado» (R26)."""
    if favourable or dossier.route != Route.COMMITMENT:
        return
    page_ids = {item.page_id for item in dossier.items.all()}
    for service in services_of(page_ids):
        target = state_after_refusal(Kind(dossier.kind), state_of(service.pk))
        if target is not None:
            support = decision.evidence.get("control_report", "")
            change_state(service, target, _act(dossier, decision, None, support))


def _act(dossier: Dossier, decision: Decision, effective_on: Any, support: str) -> StateAct:
    return StateAct(
        actor=Actor.MINISTRY,
        actor_id=decision.actor_id,
        reason=decision.reason or dossier.cause or str(dossier.get_kind_display()),
        support=support or dossier.number,
        capacity=decision.capacity,
        post=decision.post,
        office=decision.office,
        effective_on=effective_on,
        dossier=dossier,
    )
