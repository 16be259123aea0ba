"""Which state may follow which, and who may bring it about (R19-R33). Pure, no database.

The guide names the states and gives no table; the table is R23-R32's, marked as ours where
the sources are silent, and printed on the method page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carta_pages.states import IN_FORCE, State
from workflows.stages import Kind


class Actor(Enum):
    """Who moves a state: the quality office, a verified assessment, or the ministry."""

    QUALITY = "quality"
    CAPABILITY = "capability"
    MINISTRY = "ministry"


ENTITY_SIDE = frozenset({Actor.QUALITY, Actor.CAPABILITY})
PLANNER = frozenset({Actor.QUALITY})
MINISTRY = frozenset({Actor.MINISTRY})


@dataclass(frozen=True)
class Transition:
    """One legal move.

    Args:
        code: T0-T10, as the requirements number them.
        source: state before.
        target: state after.
        actors: who may do it.
        meaning: what it says, for the history.
        needs_support: whether a support document is a must (R34, R168).
    """

    code: str
    source: State
    target: State
    actors: frozenset[Actor]
    meaning: str | Promise
    needs_support: bool = True


def _table() -> tuple[Transition, ...]:
    below = _("El nivel de capacidad verificado es menor que 4")
    planned = _("Entra en la planificación anual")
    moves = [
        Transition("T0", State.EMPTY, State.NOT_ELIGIBLE, ENTITY_SIDE, below),
        Transition("T1", State.EMPTY, State.PLANNED, PLANNER, planned),
        Transition("T1", State.NOT_ELIGIBLE, State.PLANNED, PLANNER, planned),
        Transition(
            "T1",
            State.PLANNED,
            State.EMPTY,
            PLANNER,
            _("Sale de la planificación anual"),
            needs_support=False,
        ),
        Transition("T2", State.PLANNED, State.NOT_ELIGIBLE, ENTITY_SIDE, below),
        Transition("T3", State.PLANNED, State.PUBLISHED, MINISTRY, _("Control favorable")),
        Transition("T4", State.PLANNED, State.NOT_PUBLISHED, MINISTRY, _("Control desfavorable")),
        Transition("T5", State.NOT_PUBLISHED, State.PLANNED, PLANNER, planned),
        Transition("T6", State.NOT_PUBLISHED, State.NOT_ELIGIBLE, ENTITY_SIDE, below),
        Transition("T10", State.EXCLUDED, State.PLANNED, PLANNER, _("Empieza un ciclo nuevo")),
        Transition("T10", State.EXCLUDED, State.NOT_ELIGIBLE, ENTITY_SIDE, below),
    ]
    for state in IN_FORCE:
        moves += [
            Transition("T7", state, State.RENEWED, MINISTRY, _("Publicación renovada")),
            Transition("T8", state, State.UPDATED, MINISTRY, _("Compromiso actualizado")),
            Transition("T9", state, State.EXCLUDED, MINISTRY, _("Servicio excluido")),
        ]
    return tuple(moves)


TRANSITIONS: dict[tuple[State, State], Transition] = {
    (move.source, move.target): move for move in _table()
}


def transition(source: State, target: State) -> Transition | None:
    """The legal move between two states; ``None`` when there is none (R32)."""
    return TRANSITIONS.get((State(source), State(target)))


def targets(source: State, actor: Actor) -> tuple[Transition, ...]:
    """The moves an actor may make from a state, in the order of the table."""
    return tuple(
        move for move in TRANSITIONS.values() if move.source == source and actor in move.actors
    )


@dataclass(frozen=True)
class Published:
    """What a dossier did to one service.

    Args:
        kind: kind of the dossier.
        has_service: whether the service's own page was in it.
        has_commitment: whether a commitment of the service was in it.
        commitments_left: commitments of the service in force afterwards.
        is_in_force: whether the service was already public.
    """

    kind: Kind
    has_service: bool
    has_commitment: bool
    commitments_left: int
    is_in_force: bool = False


def state_after_publication(published: Published) -> State | None:
    """The state a favourable dossier leads to; ``None`` when it moves none.

    An annex alone moves nothing (R21), nor does a description without a commitment (R29). A
    commitment that was separated from the first postulation of its service and arrives after
    it updates the service, as any new commitment does (R29).
    """
    if not (published.has_service or published.has_commitment):
        return None
    if published.kind == Kind.FIRST:
        arrives_later = published.is_in_force and not published.has_service
        return State.UPDATED if arrives_later else State.PUBLISHED
    if published.kind == Kind.RENEWAL:
        return State.RENEWED
    if published.kind == Kind.EXCLUSION:
        whole = published.has_service or published.commitments_left == 0
        return State.EXCLUDED if whole else State.UPDATED
    return State.UPDATED if published.has_commitment else None


def state_after_refusal(kind: Kind, current: State) -> State | None:
    """The state an unfavourable verdict leads to: only a first postulation moves (R26)."""
    if kind == Kind.FIRST and current == State.PLANNED:
        return State.NOT_PUBLISHED
    return None


def kind_problem(kind: Kind, current: State) -> str | Promise | None:
    """Why a page of a service in this state may not travel as this kind; ``None`` when it may."""
    if kind == Kind.FIRST and current != State.PLANNED:
        if current in IN_FORCE:
            return _("El servicio ya está publicado: lo nuevo viaja como actualización.")
        return _("El servicio debe estar «Planificado» para postularse por primera vez.")
    if kind != Kind.FIRST and current not in IN_FORCE:
        return _("El servicio no está publicado: no puede renovarse, actualizarse ni excluirse.")
    return None
