"""The one door of every decision, from any screen or API (DESIGN §3.8).

Lock, compare with what the person saw, ask the rule, validate the form, write the trace,
move the stage. A handler per action does the last step and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from entities import clock
from workflows import facts, forms, rules, selectors
from workflows.backing import behind_now
from workflows.errors import InvalidDecision, Refused, Stale
from workflows.models import Clarification, Decision, Dossier, Observation
from workflows.plain_facts import DossierFacts
from workflows.registries import verdict_steps
from workflows.services import grouping, notices, publication, stage_moves
from workflows.snapshots import Snapshot
from workflows.stages import Stage
from workflows.verdicts import Verdict, no

APPROVE, RETURN, SPLIT = "approve", "return", "split"
CLARIFY, VERDICT = "clarify", "verdict"

#: What can be done at each stage besides withdrawing; CONTROL approves by its verdict.
ACTIONS: dict[Stage, tuple[str, ...]] = {
    Stage.QUALITY: (APPROVE, RETURN, SPLIT),
    Stage.PLANNING: (APPROVE, RETURN, SPLIT),
    Stage.AUTHORITY: (APPROVE, RETURN, SPLIT),
    Stage.RECEPTION: (APPROVE, RETURN),
    Stage.CONTROL: (VERDICT, CLARIFY),
    Stage.PUBLICATION: (APPROVE, RETURN),
}

FORMS: dict[str, type[forms.DecisionForm]] = {
    APPROVE: forms.ApproveForm,
    RETURN: forms.ReturnForm,
    SPLIT: forms.SplitForm,
    CLARIFY: forms.ClarifyForm,
    VERDICT: forms.VerdictForm,
}


@dataclass
class Act:
    """One decision being carried out.

    Args:
        dossier: locked.
        user: who decides.
        form: valid.
        told: the facts on which the rule said yes, read under the lock.
        backed: what stands behind the pages, as the person saw it.
    """

    dossier: Dossier
    user: Any
    form: Any
    told: DossierFacts
    backed: Mapping[int, Snapshot]


def _verdict_on(user: Any, told: DossierFacts) -> Verdict:
    return rules.may_decide(facts.person(user), told, planning_may_remit=facts.planning_may_remit())


@transaction.atomic
def decide(
    dossier_id: int,
    user: Any,
    action: str,
    data: Mapping[str, Any],
    *,
    seen: str,
    files: Mapping[str, Any] | None = None,
) -> Decision:
    """Carry out a decision.

    Args:
        dossier_id: the dossier.
        user: who decides.
        action: one of ``ACTIONS`` of its stage.
        data: what was posted; undeclared fields are dropped.
        seen: ``selectors.seen_token`` of the screen that was decided on.
        files: uploads.

    Returns:
        the decision written.

    Raises:
        Stale: somebody changed or decided it since it was opened (409).
        Refused: the rule says no, with who can (403).
        InvalidDecision: the form has errors (400).
    """
    dossier = stage_moves.lock(dossier_id)
    backed = behind_now(dossier)
    if seen != selectors.seen_token(dossier, backed):
        raise Stale(
            _("El expediente %s cambió desde que usted lo abrió. Revise lo nuevo y decida.")
            % dossier.number
        )
    told = facts.dossier_facts(dossier)
    verdict = _verdict_on(user, told)
    if not verdict:
        raise Refused(verdict)
    if action not in ACTIONS.get(Stage(dossier.stage), ()):
        raise Refused(
            no(
                _("Esa acción no existe en la etapa «%s».") % dossier.get_stage_display(),
                _("Puede hacerlo quien decide la etapa que la ofrece."),
            )
        )
    form = FORMS[action](data, files, dossier=dossier)
    if not form.is_valid():
        raise InvalidDecision(form)
    return HANDLERS[action](Act(dossier, user, form, told, backed))


def _approve(act: Act) -> Decision:
    dossier, form = act.dossier, act.form
    _check_ready(act)
    stage = Stage(dossier.stage)
    decision = stage_moves.write_decision(
        dossier,
        act.user,
        Decision.Outcome.APPROVED,
        approves=True,
        reason=form.cleaned_data["comment"],
        evidence=form.evidence_values(),
        form=form,
        backed=act.backed,
    )
    if stage == Stage.AUTHORITY:
        dossier.remission_oficio = form.cleaned_data["oficio"]
        dossier.remitted_at = clock.now()
    if stage == Stage.RECEPTION:
        dossier.received_at = clock.now()
    told = rules.with_approval(act.told, decision.pk, act.user.pk)
    if stage_moves.advance(dossier, told) is None:
        publication.publish(dossier, act.user, form.cleaned_data)
    notices.stage_reached(dossier, decision, facts.moved(told, dossier))
    return decision


def _check_ready(act: Act) -> None:
    ready = rules.may_approve_now(act.told)
    if not ready:
        raise Refused(ready)


def _return(act: Act) -> Decision:
    target = Stage(act.form.cleaned_data["target"])
    _check_return(act, target)
    return _write_return(act, act.dossier, target)


def _check_return(act: Act, target: Stage) -> None:
    allowed = rules.may_return_to(act.told, target)
    if not allowed:
        raise Refused(allowed)


def _write_return(act: Act, dossier: Dossier, target: Stage) -> Decision:
    """Write the return, its remarks, void what must be decided again, move back."""
    form = act.form
    decision = stage_moves.write_decision(
        dossier,
        act.user,
        Decision.Outcome.RETURNED,
        reason=form.cleaned_data["reason"],
        target=target,
        form=form,
    )
    _write_observations(dossier, decision, form)
    if target == Stage.UNIT:
        dossier.items.update(awaits_resubmission=True)
    else:
        stage_moves.void_approvals(dossier, target)
    stage_moves.reopen_remission(dossier, target)
    stage_moves.enter(dossier, target)
    dossier.save()
    stage_moves.project(dossier)
    notices.stage_reached(dossier, decision)
    return decision


def _write_observations(dossier: Dossier, decision: Decision, form: Any) -> None:
    """To UNIT every remark asks for an answer; further up they are told with the reason."""
    if decision.target != Stage.UNIT:
        return
    in_dossier = {item.pk for item in dossier.items.all()}
    remarks = [(item, text) for item, text in form.remarks() if item.pk in in_dossier]
    for item, text in [(None, form.cleaned_data["reason"]), *remarks]:
        Observation.objects.create(
            dossier=dossier,
            item=item,
            decision=decision,
            stage=decision.stage,
            text=text,
            author_id=decision.actor_id,
            office=decision.office,
            created_at=decision.at,
        )


def _split(act: Act) -> Decision:
    target = Stage(act.form.cleaned_data["target"])
    _check_return(act, target)
    separated = grouping.separate(act.dossier, [act.form.chosen()], act.user)
    return _write_return(act, separated, target)


def _clarify(act: Act) -> Decision:
    form = act.form
    if act.dossier.clarifications.filter(answered_at__isnull=True).exists():
        raise Refused(no(_("Ya hay una aclaración solicitada sin respuesta.")))
    decision = stage_moves.write_decision(
        act.dossier,
        act.user,
        Decision.Outcome.CLARIFICATION,
        reason=form.cleaned_data["question"],
        form=form,
    )
    Clarification.objects.create(
        dossier=act.dossier,
        question=form.cleaned_data["question"],
        asked_by_id=act.user.pk,
        asked_at=decision.at,
        due_on=form.cleaned_data["due_on"],
    )
    notices.clarification_asked(act.dossier, decision)
    return decision


def _verdict(act: Act) -> Decision:
    """One verdict per service: what is unfavourable leaves, what is favourable goes on."""
    dossier, form = act.dossier, act.form
    _check_ready(act)
    evidence = {"control_report": form.cleaned_data["control_report"]}
    unfavourable = form.unfavourable()
    all_unfavourable = len(unfavourable) == len(form.services)
    decision = None
    for service, reasons in unfavourable:
        refused = (
            dossier
            if all_unfavourable and len(form.services) == 1
            else grouping.separate(dossier, service.items, act.user, by_verdict=True)
        )
        decision = _refuse(act, refused, reasons, evidence)
    if all_unfavourable:
        if len(form.services) > 1:
            stage_moves.conclude(dossier, Dossier.Status.UNFAVOURABLE)
        assert decision is not None
        return decision
    decision = stage_moves.write_decision(
        dossier, act.user, Decision.Outcome.FAVOURABLE, approves=True, evidence=evidence, form=form
    )
    now = (
        facts.dossier_facts(dossier)
        if unfavourable
        else rules.with_approval(act.told, decision.pk, act.user.pk)
    )
    stage_moves.advance(dossier, now)
    notices.stage_reached(dossier, decision, facts.moved(now, dossier))
    return decision


def _refuse(act: Act, dossier: Dossier, reasons: str, evidence: dict[str, str]) -> Decision:
    decision = stage_moves.write_decision(
        dossier,
        act.user,
        Decision.Outcome.UNFAVOURABLE,
        reason=reasons,
        evidence=evidence,
        form=act.form,
    )
    stage_moves.conclude(dossier, Dossier.Status.UNFAVOURABLE)
    for step in verdict_steps:
        step(dossier, decision, False)
    notices.concluded(dossier, decision)
    return decision


HANDLERS: dict[str, Callable[[Act], Decision]] = {
    APPROVE: _approve,
    RETURN: _return,
    SPLIT: _split,
    CLARIFY: _clarify,
    VERDICT: _verdict,
}
