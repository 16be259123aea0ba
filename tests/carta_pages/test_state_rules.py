"""The table of states, written a second time by hand from R19-R33 and compared pair by pair."""

from itertools import product

import pytest

from carta_pages.state_rules import (
    Actor,
    Published,
    kind_problem,
    state_after_publication,
    state_after_refusal,
    targets,
    transition,
)
from carta_pages.states import IN_FORCE, MEANINGS, SEVEN, State
from workflows.stages import Kind

NONE, NP, NPUB, PLAN, PUB, REN, ACT, EXC = (
    State.EMPTY,
    State.NOT_ELIGIBLE,
    State.NOT_PUBLISHED,
    State.PLANNED,
    State.PUBLISHED,
    State.RENEWED,
    State.UPDATED,
    State.EXCLUDED,
)
ENTITY = {Actor.QUALITY, Actor.CAPABILITY}
CAL = {Actor.QUALITY}
MDT = {Actor.MINISTRY}

# (from, to): (code, who may). Everything absent is illegal.
LEGAL = {
    (NONE, NP): ("T0", ENTITY),
    (NONE, PLAN): ("T1", CAL),
    (NP, PLAN): ("T1", CAL),
    (PLAN, NONE): ("T1", CAL),
    (PLAN, NP): ("T2", ENTITY),
    (PLAN, PUB): ("T3", MDT),
    (PLAN, NPUB): ("T4", MDT),
    (NPUB, PLAN): ("T5", CAL),
    (NPUB, NP): ("T6", ENTITY),
    (PUB, REN): ("T7", MDT),
    (REN, REN): ("T7", MDT),
    (ACT, REN): ("T7", MDT),
    (PUB, ACT): ("T8", MDT),
    (REN, ACT): ("T8", MDT),
    (ACT, ACT): ("T8", MDT),
    (PUB, EXC): ("T9", MDT),
    (REN, EXC): ("T9", MDT),
    (ACT, EXC): ("T9", MDT),
    (EXC, PLAN): ("T10", CAL),
    (EXC, NP): ("T10", ENTITY),
}


@pytest.mark.parametrize(("source", "target"), list(product(State, State)))
@pytest.mark.parametrize("actor", list(Actor))
def test_only_the_moves_of_the_table_are_legal_and_only_for_their_actor(source, target, actor):
    move = transition(source, target)
    expected = LEGAL.get((source, target))
    if expected is None:
        assert move is None
        return
    code, who = expected
    assert move.code == code
    assert (actor in move.actors) == (actor in who)
    assert (move in targets(source, actor)) == (actor in who)


def test_there_are_exactly_seven_states_and_each_says_what_it_means():
    assert [state.label for state in SEVEN] == [
        "No Postulable",
        "No Publicado",
        "Planificado",
        "Publicado",
        "Renovado",
        "Actualizado",
        "Excluido",
    ]
    assert set(MEANINGS) == set(State)


@pytest.mark.parametrize("state", [*IN_FORCE, State.EXCLUDED, State.NOT_PUBLISHED])
def test_no_entity_role_reaches_a_state_of_the_ministry(state):
    reachable = {
        move.target for source in State for actor in ENTITY for move in targets(source, actor)
    }
    assert state not in reachable


@pytest.mark.parametrize(
    ("kind", "service", "commitment", "left", "expected"),
    [
        (Kind.FIRST, True, True, 1, PUB),
        (Kind.FIRST, False, True, 1, PUB),
        (Kind.RENEWAL, True, False, 1, REN),
        (Kind.RENEWAL, False, True, 1, REN),
        (Kind.UPDATE, False, True, 2, ACT),
        (Kind.UPDATE, True, True, 1, ACT),
        (Kind.UPDATE, True, False, 1, None),  # a description is not a commitment (R29)
        (Kind.EXCLUSION, False, True, 1, ACT),  # one of several (R30)
        (Kind.EXCLUSION, False, True, 0, EXC),  # the last one
        (Kind.EXCLUSION, True, True, 0, EXC),
        *((kind, False, False, 1, None) for kind in Kind),  # an annex alone (R21)
    ],
)
def test_what_a_publication_does_to_the_state(kind, service, commitment, left, expected):
    assert state_after_publication(Published(kind, service, commitment, left)) == expected


@pytest.mark.parametrize(("kind", "state"), list(product(Kind, State)))
def test_only_an_unfavourable_first_postulation_of_a_planned_service_moves_it(kind, state):
    expected = NPUB if (kind, state) == (Kind.FIRST, PLAN) else None
    assert state_after_refusal(kind, state) == expected


@pytest.mark.parametrize(("kind", "state"), list(product(Kind, State)))
def test_a_kind_fits_a_state_exactly_when_its_transition_is_legal(kind, state):
    fits = state == PLAN if kind == Kind.FIRST else state in IN_FORCE
    assert (kind_problem(kind, state) is None) == fits
