"""What the person in front of a dossier may choose, and why not what they may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.forms import AnswerForm, WithdrawForm
from workflows.models import Dossier
from workflows.plain_facts import DossierFacts
from workflows.rules import may_approve_now
from workflows.services.decide import (
    ACTIONS,
    APPROVE,
    CLARIFY,
    FORMS,
    RETURN,
    SPLIT,
    VERDICT,
)
from workflows.stages import Route, Stage, is_last
from workflows.verdicts import YES, Verdict, no

WITHDRAW, ANSWER = "withdraw", "answer"

#: Every form that the review screen shows, by action.
SCREEN_FORMS: dict[str, Any] = {**FORMS, WITHDRAW: WithdrawForm, ANSWER: AnswerForm}


@dataclass(frozen=True)
class Wording:
    """How a choice is offered: its name, what it does, the words of its button."""

    label: str | Promise
    effect: str | Promise
    button: str | Promise
    icon: str
    tone: str = ""


APPROVALS: dict[Stage, Wording] = {
    Stage.QUALITY: Wording(
        gettext_lazy("Dar por revisado"),
        gettext_lazy("Pasa a la aprobación de Planificación."),
        gettext_lazy("Dar por revisado"),
        "check",
    ),
    Stage.PLANNING: Wording(
        gettext_lazy("Aprobar el expediente"),
        gettext_lazy("Queda fijado el conjunto y pasa a la máxima autoridad para su remisión."),
        gettext_lazy("Aprobar"),
        "check",
    ),
    Stage.AUTHORITY: Wording(
        gettext_lazy("Remitir al Ministerio del Trabajo"),
        gettext_lazy("El expediente sale de la entidad con su oficio."),
        gettext_lazy("Remitir"),
        "check",
    ),
    Stage.RECEPTION: Wording(
        gettext_lazy("Confirmar la recepción"),
        gettext_lazy("La entidad ve el número de recepción y empieza el control."),
        gettext_lazy("Confirmar la recepción"),
        "check",
    ),
    Stage.PUBLICATION: Wording(
        gettext_lazy("Publicar"),
        gettext_lazy("Se publica exactamente lo que se aprobó, con su acto y su vigencia."),
        gettext_lazy("Publicar"),
        "globe",
    ),
}
LAST_OF_INSTITUTIONAL = Wording(
    gettext_lazy("Aprobar y publicar"),
    gettext_lazy("Es la última etapa de la ruta institucional: al aprobar se publica."),
    gettext_lazy("Aprobar y publicar"),
    "globe",
)
OTHERS: dict[str, Wording] = {
    RETURN: Wording(
        gettext_lazy("Devolver con observaciones"),
        gettext_lazy("Vuelve a una etapa anterior; lo que cambie se decide de nuevo."),
        gettext_lazy("Devolver"),
        "rotate",
        "caution",
    ),
    SPLIT: Wording(
        gettext_lazy("Separar una página y devolverla"),
        gettext_lazy("El resto del expediente sigue su camino."),
        gettext_lazy("Separar y devolver"),
        "cut",
        "caution",
    ),
    CLARIFY: Wording(
        gettext_lazy("Pedir una aclaración"),
        gettext_lazy("La entidad responde con un texto y un adjunto; la carta no se toca."),
        gettext_lazy("Pedir la aclaración"),
        "help",
    ),
    VERDICT: Wording(
        gettext_lazy("Dar el veredicto del control"),
        gettext_lazy("Uno por servicio. Lo favorable pasa a publicación."),
        gettext_lazy("Registrar el veredicto"),
        "clipboard-list",
    ),
    WITHDRAW: Wording(
        gettext_lazy("Retirar el expediente"),
        gettext_lazy("Sus páginas se abren otra vez; lo decidido queda en la traza."),
        gettext_lazy("Retirar"),
        "cross",
        "danger",
    ),
    ANSWER: Wording(
        gettext_lazy("Responder la aclaración"),
        gettext_lazy("Se responde con un texto y, si hace falta, un adjunto."),
        gettext_lazy("Enviar la respuesta"),
        "comment",
    ),
}


@dataclass
class Choice:
    """One thing to do, with its form, or the reason why it cannot be done.

    Args:
        action: what is posted.
        wording: how it is offered.
        verdict: whether it works now.
        form: the form, only when it does.
        is_open: whether the screen opens on it (it has errors, or text to keep).
    """

    action: str
    wording: Wording
    verdict: Verdict = YES
    form: Any = None
    is_open: bool = False


def wording_of(action: str, dossier: Dossier) -> Wording:
    """The words of an action at the dossier's stage."""
    if action != APPROVE:
        return OTHERS[action]
    stage = Stage(dossier.stage)
    if dossier.route == Route.INSTITUTIONAL and is_last(dossier.route, stage):
        return LAST_OF_INSTITUTIONAL
    return APPROVALS[stage]


def decision_choices(
    dossier: Dossier, told: DossierFacts, may_decide: Verdict, bound: dict[str, Any]
) -> list[Choice]:
    """What the present stage offers.

    Args:
        dossier: the dossier.
        told: its facts.
        may_decide: the rule's answer for this person.
        bound: forms with errors or kept text, by action.
    """
    actions = ACTIONS.get(Stage(dossier.stage), ()) if dossier.is_open else ()
    return [
        make_choice(action, dossier, may_decide and _possible(action, told), bound)
        for action in actions
    ]


def make_choice(action: str, dossier: Dossier, verdict: Verdict, bound: dict[str, Any]) -> Choice:
    """A choice with its form, bound to what was typed when there is something to keep."""
    choice = Choice(action, wording_of(action, dossier), verdict)
    if verdict:
        choice.form = bound.get(action) or blank_form(action, dossier)
        texts = [name for name in choice.form.fields if name != "attachment"]
        choice.form.order_fields(texts)
        choice.is_open = action in bound
    return choice


def blank_form(action: str, dossier: Dossier) -> Any:
    """The empty form of an action, with element ids of its own."""
    return SCREEN_FORMS[action](dossier=dossier, auto_id=auto_id(action))


def auto_id(action: str) -> str:
    """Several forms with a field of the same name stand on one screen."""
    return f"id_{action}_%s"


def _possible(action: str, told: DossierFacts) -> Verdict:
    """What stands in the way of one action, whoever decides; the services ask it again."""
    if action in (APPROVE, VERDICT):
        return may_approve_now(told)
    if action == CLARIFY and told.open_clarifications:
        return no(_("Ya hay una aclaración solicitada sin respuesta."))
    if action == SPLIT and len(told.items) < 2:
        return no(_("El expediente tiene una sola página: devuélvalo completo."))
    return YES
