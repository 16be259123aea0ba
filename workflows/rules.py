"""Who may decide what, as pure functions over plain facts (DESIGN §3.6-3.7).

Nothing here reads or writes the database: ``workflows.facts`` gathers what is needed. The
same answers are enforced by the services and printed by the screens.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entities.vocabulary import Role
from workflows.approvals import Approval
from workflows.plain_facts import DossierFacts, PageFacts, Person
from workflows.stages import (
    SPECS,
    Kind,
    Stage,
    decision_stages,
    is_remitted_stage,
    position,
    return_targets,
)
from workflows.verdicts import YES, Verdict, no

MIN_REASON = 10
ANSWERERS = (Role.CAL, Role.MAX)
"""Who answers MDT for the entity, in the order in which a person of both roles is taken."""


def who_decides(dossier: DossierFacts, stage: Stage | None = None) -> str:
    """«Puede hacerlo: …» for a stage of the dossier."""
    spec = SPECS[stage or dossier.stage]
    if spec.is_ministry:
        return _("Puede hacerlo: %(role)s, sin rol en %(entity)s ni intervención previa.") % {
            "role": spec.role.label,
            "entity": dossier.entity_name,
        }
    return _("Puede hacerlo: %(role)s de %(entity)s que no haya intervenido antes.") % {
        "role": spec.role.label,
        "entity": dossier.entity_name,
    }


def may_decide(
    person: Person, dossier: DossierFacts, *, planning_may_remit: bool = False
) -> Verdict:
    """Whether the person may decide the dossier at its present stage.

    Args:
        person: who wants to decide.
        dossier: what is to be decided.
        planning_may_remit: the installation lets the planning head remit as the authority's
            documented delegate (off by default, DESIGN §3.7).
    """
    who = who_decides(dossier)
    if not person.active:
        return no(_("Su cuenta no está activa."))
    if not dossier.is_open:
        return no(_("El expediente ya está concluido."))
    if dossier.stage == Stage.UNIT:
        return no(
            _("El expediente está en la unidad: se corrige y se reenvía, no se decide."),
            _("Puede hacerlo: quien redacta las páginas en %s.") % dossier.entity_name,
        )
    spec = SPECS[dossier.stage]
    if not person.holds(spec.role, dossier.entity_id):
        return no(_("Usted no decide en la etapa «%s».") % dossier.stage.label, who)
    return independence(person, dossier, dossier.stage, planning_may_remit=planning_may_remit)


def independence(
    person: Person, dossier: DossierFacts, stage: Stage, *, planning_may_remit: bool = False
) -> Verdict:
    """Nobody approves their own work, nobody decides twice (R10, DESIGN §3.7)."""
    who = who_decides(dossier, stage)
    if SPECS[stage].is_ministry and person.belongs_to(dossier.entity_id):
        return no(
            _("Usted tiene un rol en %s y no puede actuar por el MDT sobre ella.")
            % dossier.entity_name,
            who,
        )
    for item in dossier.items:
        if person.user_id in item.contributors:
            return no(_("Usted escribió parte de «%s».") % item.title, who)
        if person.user_id in item.submitters:
            return no(_("Usted envió «%s» a revisión.") % item.title, who)
        earlier = earlier_decision(person, dossier, item, stage)
        if earlier is None:
            continue
        if planning_may_remit and _is_documented_remission(person, dossier, stage, earlier):
            continue
        return no(
            _("Usted ya decidió «%(title)s» en la etapa «%(stage)s».")
            % {"title": item.title, "stage": earlier.label},
            who,
        )
    return YES


def earlier_decision(
    person: Person, dossier: DossierFacts, item: PageFacts, stage: Stage
) -> Stage | None:
    """Another stage at which the person decided this page, if any.

    Later stages count too: after a return, whoever decided further on must not go back and
    decide for somebody else.
    """
    others = [decided for decided, user_id in item.deciders if user_id == person.user_id]
    others = [decided for decided in others if decided not in (stage, Stage.UNIT)]
    return min(others, key=lambda decided: position(dossier.route, decided), default=None)


def _is_documented_remission(
    person: Person, dossier: DossierFacts, stage: Stage, earlier: Stage
) -> bool:
    return (
        stage == Stage.AUTHORITY
        and earlier == Stage.PLANNING
        and dossier.entity_id in person.delegated
    )


def next_stage(dossier: DossierFacts) -> Stage | None:
    """First decision stage at which some page's present text is not yet approved.

    ``None`` when every stage approved every page: then the dossier is published. A changed
    page starts again at the first decision, unchanged pages keep theirs (DESIGN §3.6).
    """
    for stage in decision_stages(dossier.route):
        if not all(item.is_approved_at(stage) for item in dossier.items):
            return stage
    return None


def with_approval(dossier: DossierFacts, decision_id: int, user_id: int) -> DossierFacts:
    """The facts once somebody approved every page at the present stage, as it will be told.

    Args:
        dossier: the facts before the decision.
        decision_id: the decision.
        user_id: who took it.
    """
    stage = dossier.stage
    items = tuple(
        replace(
            item,
            deciders=item.deciders | {(stage, user_id)},
            approvals=item.approvals | {Approval(stage, item.snapshot_hash, user_id, decision_id)},
        )
        for item in dossier.items
    )
    return replace(dossier, items=items, decided_stages=dossier.decided_stages | {stage})


def may_publish(dossier: DossierFacts, *, planning_may_remit: bool = False) -> Verdict:
    """Whether the approvals that count are of every stage and of as many people (R10, R105).

    Asked once more at publication, of everybody who approved and not only of who decides.
    """
    for item in dossier.items:
        stage_of: dict[int, Stage] = {}
        for stage in decision_stages(dossier.route):
            approval = item.counted.get(stage)
            if approval is None:
                return no(
                    _("Falta una aprobación válida de «%(title)s» en la etapa «%(stage)s».")
                    % {"title": item.title, "stage": stage.label},
                    who_decides(dossier, stage),
                )
            earlier = stage_of.setdefault(approval.user_id, stage)
            if earlier == stage:
                continue
            if planning_may_remit and (earlier, stage) == (Stage.PLANNING, Stage.AUTHORITY):
                continue
            return no(
                _("Una misma persona aprobó «%(title)s» en «%(one)s» y en «%(other)s».")
                % {"title": item.title, "one": earlier.label, "other": stage.label},
                who_decides(dossier, stage),
            )
    return YES


def may_approve_now(dossier: DossierFacts) -> Verdict:
    """Whether nothing unanswered stands in the way of an approval (R111)."""
    if dossier.open_observations:
        return no(
            ngettext(
                "Hay %d observación sin respuesta.",
                "Hay %d observaciones sin respuesta.",
                dossier.open_observations,
            )
            % dossier.open_observations,
            _("Responde: la unidad que redacta."),
        )
    if dossier.open_clarifications:
        return no(_("Hay una aclaración solicitada sin respuesta."), _("Responde: la entidad."))
    return YES


def may_return_to(dossier: DossierFacts, target: Stage) -> Verdict:
    """Whether the present stage may send the dossier back to ``target`` (DESIGN §3.6)."""
    targets = return_targets(dossier.route, dossier.stage)
    if target in targets:
        return YES
    if not targets:
        return no(
            _("Desde «%s» no se devuelve: un texto nuevo es un expediente nuevo.")
            % (dossier.stage.label)
        )
    return no(
        _("Desde «%(stage)s» se puede devolver solo a: %(targets)s.")
        % {
            "stage": dossier.stage.label,
            "targets": ", ".join(str(member.label) for member in targets),
        }
    )


def may_group(person: Person, dossier: DossierFacts) -> Verdict:
    """Whether CAL may still merge or split the dossier: until PLANNING decides (DESIGN §3.3)."""
    who = _("Puede hacerlo: %(role)s de %(entity)s.") % {
        "role": Role.CAL.label,
        "entity": dossier.entity_name,
    }
    if not dossier.is_open:
        return no(_("El expediente ya está concluido."))
    if not person.active or not person.holds(Role.CAL, dossier.entity_id):
        return no(_("Agrupar expedientes corresponde a la oficina de calidad."), who)
    if dossier.stage not in (Stage.QUALITY, Stage.PLANNING) or any(
        item.is_approved_at(Stage.PLANNING) for item in dossier.items
    ):
        return no(_("Planificación ya decidió: el conjunto quedó fijado."))
    return YES


def may_answer(person: Person, dossier: DossierFacts) -> Verdict:
    """Whether the person may answer MDT's «aclaración» for the entity (R118)."""
    if person.active and any(person.holds(role, dossier.entity_id) for role in ANSWERERS):
        return YES
    return no(
        _("Usted no responde por la entidad."),
        _("Puede hacerlo: la oficina de calidad o la máxima autoridad de %s.")
        % dossier.entity_name,
    )


def may_withdraw(person: Person, dossier: DossierFacts) -> Verdict:
    """Who may still take the dossier back (DESIGN §3.6).

    The preparer before QUALITY decides, while still a writer of the entity; CAL before
    remission; afterwards the authority or its delegate, with an oficio, until the verdict.
    """
    if not dossier.is_open:
        return no(_("El expediente ya está concluido."))
    if not person.active:
        return no(_("Su cuenta no está activa."))
    if Stage.CONTROL in dossier.decided_stages or dossier.stage == Stage.PUBLICATION:
        return no(_("El MDT ya dio su veredicto."))
    submitted = any(person.user_id in item.submitters for item in dossier.items)
    quality_decided = any(
        stage != Stage.UNIT for item in dossier.items for stage, _user in item.deciders
    )
    if is_remitted_stage(dossier.stage):
        if person.holds(Role.MAX, dossier.entity_id):
            return YES
        return no(
            _("Un expediente remitido se retira con un nuevo oficio."),
            _("Puede hacerlo: %(role)s de %(entity)s.")
            % {"role": Role.MAX.label, "entity": dossier.entity_name},
        )
    if person.holds(Role.CAL, dossier.entity_id):
        return YES
    if submitted and not quality_decided and person.writes_for(dossier.entity_id):
        return YES
    return no(
        _why_not_the_preparer(submitted, quality_decided),
        _("Puede hacerlo: %(role)s de %(entity)s.")
        % {"role": Role.CAL.label, "entity": dossier.entity_name},
    )


def _why_not_the_preparer(submitted: bool, quality_decided: bool) -> str:
    if quality_decided:
        return _("La oficina de calidad ya tomó el expediente.")
    if not submitted:
        return _("Usted no envió este expediente.")
    return _("Usted ya no tiene un cargo vigente que redacte en la entidad.")


def cause_problem(kind: str, cause: str) -> str:
    """Why the cause given does not do; empty when it does. An exclusion says why (R30, R166)."""
    if kind == Kind.EXCLUSION and not valid_reason(cause):
        return _("Una exclusión necesita su causa (Guía MDT v1.0, 7.3).")
    return ""


def valid_reason(text: str) -> bool:
    """Whether a reason says something: at least ``MIN_REASON`` characters after trimming."""
    return len(text.strip()) >= MIN_REASON
