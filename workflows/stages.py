"""The stages of approval, in code: order, role, deadline, evidence, ways back.

DESIGN §3.1-3.2; guide 7.2, steps 1-9 (R105), MDT control (R118). An engineer who adds
a stage adds a member, its ``StageSpec`` and its place in ``ROUTES``; nothing else knows
the order.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from entities.vocabulary import Role


class Stage(models.TextChoices):
    """Where a dossier stands. UNIT prepares; every other stage decides."""

    UNIT = "unit", _("Definición")
    QUALITY = "quality", _("Elaboración y revisión")
    PLANNING = "planning", _("Aprobación")
    AUTHORITY = "authority", _("Remisión")
    RECEPTION = "reception", _("Confirmación de recepción")
    CONTROL = "control", _("Control del Ministerio del Trabajo")
    PUBLICATION = "publication", _("Publicación")


class Route(models.TextChoices):
    """What is being approved decides how far it travels (DESIGN §3.2)."""

    COMMITMENT = "compromiso", _("Compromiso")
    INSTITUTIONAL = "institucional", _("Institucional")


class Kind(models.TextChoices):
    """What a dossier asks for; it fixes the transition of the service's state (R25-R30)."""

    FIRST = "primera", _("Primera publicación")
    RENEWAL = "renovacion", _("Renovación")
    UPDATE = "actualizacion", _("Actualización")
    EXCLUSION = "exclusion", _("Exclusión")


class Evidence(models.TextChoices):
    """What a person must state to approve a stage; each one is a field of its form."""

    APPROVAL_DOCUMENT = "approval_document", _("Documento de aprobación")
    OFICIO = "oficio", _("Oficio de remisión")
    RECEPTION_NUMBER = "reception_number", _("Número de recepción")
    CONTROL_REPORT = "control_report", _("Informe de control")
    LEGAL_ACT = "legal_act", _("Acto de publicación")


@dataclass(frozen=True)
class StageSpec:
    """What one stage is: who acts, how long it may take, what it needs, where it may go back.

    Args:
        role: the role whose holders act at the stage.
        is_ministry: the holder acts for MDT and is cross-entity.
        internal_days: default internal deadline in business days; ``None`` where nobody
            has set one (MDT's own deadlines, DESIGN §3.1).
        evidence: what approving needs besides the decision.
        returns_to: the earlier stages it may return a dossier to.
        source: where the rule comes from, as shown to people.
        guidance: what the person at the stage is asked to do.
        done: what approving it is called, where «aprobado» would say too little.
    """

    role: Role
    internal_days: int | None
    source: str | Promise
    is_ministry: bool = False
    evidence: tuple[Evidence, ...] = ()
    returns_to: tuple[Stage, ...] = ()
    guidance: str | Promise = ""
    done: str | Promise = ""


SPECS: dict[Stage, StageSpec] = {
    Stage.UNIT: StageSpec(
        role=Role.UNI,
        internal_days=10,
        source=_("Guía MDT v1.0, 7.1, act. 1"),
        guidance=_("La unidad redacta el compromiso y lo envía a revisión."),
    ),
    Stage.QUALITY: StageSpec(
        role=Role.CAL,
        internal_days=5,
        source=_("Guía MDT v1.0, 7.2, act. 1-4"),
        returns_to=(Stage.UNIT,),
        done=_("Revisado"),
        guidance=_("Compruebe que el compromiso se sostiene y que el texto se entiende."),
    ),
    Stage.PLANNING: StageSpec(
        role=Role.PLAN,
        internal_days=5,
        source=_("Guía MDT v1.0, 7.2, act. 5-6"),
        evidence=(Evidence.APPROVAL_DOCUMENT,),
        returns_to=(Stage.QUALITY, Stage.UNIT),
        guidance=_("Apruebe el expediente completo o devuélvalo con observaciones."),
    ),
    Stage.AUTHORITY: StageSpec(
        role=Role.MAX,
        internal_days=3,
        source=_("Guía MDT v1.0, 7.2, act. 7-8"),
        evidence=(Evidence.OFICIO,),
        returns_to=(Stage.PLANNING, Stage.QUALITY, Stage.UNIT),
        done=_("Remitido al Ministerio del Trabajo"),
        guidance=_("Remita el expediente aprobado a la Subsecretaría con su oficio."),
    ),
    Stage.RECEPTION: StageSpec(
        role=Role.MDT_RECEPTION,
        internal_days=None,
        source=_("Guía MDT v1.0, 7.2, act. 9"),
        is_ministry=True,
        evidence=(Evidence.RECEPTION_NUMBER,),
        returns_to=(Stage.AUTHORITY,),
        done=_("Recepción confirmada"),
        guidance=_("Confirme la recepción; devuelva solo una remisión incompleta."),
    ),
    Stage.CONTROL: StageSpec(
        role=Role.MDT_CONTROL,
        internal_days=None,
        source=_("Guía MDT v1.0, 7.2, act. 8"),
        is_ministry=True,
        evidence=(Evidence.CONTROL_REPORT,),
        guidance=_("Controle el expediente, pida una aclaración o dé su veredicto."),
    ),
    Stage.PUBLICATION: StageSpec(
        role=Role.MDT_PUBLICATION,
        internal_days=None,
        source=_("Guía MDT v1.0, 7.2, act. 8"),
        is_ministry=True,
        evidence=(Evidence.LEGAL_ACT,),
        returns_to=(Stage.CONTROL,),
        done=_("Publicado"),
        guidance=_("Publique exactamente lo aprobado, con su acto y su fecha de vigencia."),
    ),
}

ROUTES: dict[Route, tuple[Stage, ...]] = {
    Route.COMMITMENT: (
        Stage.UNIT,
        Stage.QUALITY,
        Stage.PLANNING,
        Stage.AUTHORITY,
        Stage.RECEPTION,
        Stage.CONTROL,
        Stage.PUBLICATION,
    ),
    Route.INSTITUTIONAL: (Stage.UNIT, Stage.QUALITY, Stage.PLANNING),
}


def decision_stages(route: Route | str) -> tuple[Stage, ...]:
    """Stages of the route that decide, in order (everything after UNIT)."""
    return ROUTES[Route(route)][1:]


def position(route: Route | str, stage: Stage | str) -> int:
    """Index of the stage in its route; UNIT is 0. Raises ``ValueError`` when foreign to it."""
    return ROUTES[Route(route)].index(Stage(stage))


def is_last(route: Route | str, stage: Stage | str) -> bool:
    """Whether approving this stage publishes."""
    return ROUTES[Route(route)][-1] == stage


def is_remitted_stage(stage: Stage | str) -> bool:
    """Whether the dossier has left the entity and lies with MDT (DESIGN §3.6)."""
    return SPECS[Stage(stage)].is_ministry


def return_targets(route: Route | str, stage: Stage | str) -> tuple[Stage, ...]:
    """Earlier stages of this route to which the stage may return a dossier."""
    members = ROUTES[Route(route)]
    return tuple(target for target in SPECS[Stage(stage)].returns_to if target in members)


def evidence_for(route: Route | str, stage: Stage | str) -> tuple[Evidence, ...]:
    """Evidence the stage needs; the last stage of any route states the act that publishes."""
    evidence = SPECS[Stage(stage)].evidence
    if is_last(route, stage) and Evidence.LEGAL_ACT not in evidence:
        return (Evidence.LEGAL_ACT,)
    return evidence
