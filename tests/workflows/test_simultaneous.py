"""Several people at the same moment: exactly one effect, one entry, one notice (T20)."""

from collections import Counter

import pytest
from django.db import connection

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.together import at_once
from tests.workflows import collisions
from workflows import selectors, verify
from workflows.errors import InvalidDecision, OutsideTheMachine, Refused, Stale
from workflows.models import Decision, Edition, Notice, TraceEntry
from workflows.services import decide as deciding
from workflows.stages import Stage

pytestmark = [pytest.mark.django_db(transaction=True)]

LOST = (Refused, Stale, InvalidDecision, OutsideTheMachine)


def outcomes_of(*acts):
    """How often the acts, all at once, were done or lost, and in which way."""
    return Counter(
        type(found).__name__
        if isinstance(found, LOST)
        else repr(found)
        if isinstance(found, Exception)
        else "done"
        for found in at_once(*acts)
    )


def decision(dossier, user, action="approve", **data):
    seen = selectors.seen_token(dossier)
    form = data or make.evidence(dossier)
    return lambda: deciding.decide(dossier.pk, user, action, form, seen=seen)


def one_of_many_approvals(number):
    """So many people of the quality office approve the same dossier at once."""
    world, dossier = make.dossier_at(Stage.QUALITY)
    people = collisions.several(world, Role.CAL, number)
    outcomes = outcomes_of(*(decision(dossier, user) for user in people))
    assert outcomes == Counter({"done": 1, "Stale": number - 1})
    assert Decision.objects.filter(dossier=dossier, stage=Stage.QUALITY).count() == 1
    assert (
        TraceEntry.objects.filter(kind="dossier.approved", payload__contains=dossier.number).count()
        == 1
    )
    told = Notice.objects.filter(dossier=dossier, recipient_id=world.people[Role.PLAN].pk)
    assert told.count() == 1


@pytest.mark.parametrize("number", [2])
def test_one_of_many_approvals_counts(number):
    one_of_many_approvals(number)
    assert list(verify.faults()) == []


@pytest.mark.parametrize("stage", [Stage.QUALITY, Stage.CONTROL])
def test_of_every_pair_of_acts_one_counts(stage):
    """By HTTP, in one entity, one pair after the other; ``make torture`` does 100 of each."""
    office, wrong = collisions.Office(), []
    for where, *acts in collisions.every_pair():
        if where != stage:
            continue
        try:
            collisions.meet(office, acts, stage=where)
        except AssertionError as error:
            wrong.append(f"{acts[0].__name__} and {acts[1].__name__}: {error}")
    assert wrong == []
    assert list(verify.faults()) == []


def test_of_many_different_decisions_one_counts():
    acts = [collisions.approve, collisions.send_back, collisions.withdraw, collisions.split]
    collisions.meet(collisions.Office(people=8), acts * 2)
    assert list(verify.faults()) == []


def test_the_pairs_are_all_that_were_asked():
    names = {frozenset(act.__name__ for act in pair) for _stage, *pair in collisions.every_pair()}
    acts = {"approve", "send_back", "withdraw", "edit", "merge", "split"}
    asked = {frozenset({one, two}) for one in acts for two in acts}
    asked |= {frozenset({"clarify", act}) for act in acts - {"approve"} | {"clarify", "verdict"}}
    assert names >= asked


def two_publications():
    """Two people of the ministry publish the same dossier at once."""
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    second = UserFactory()
    RoleAssignmentFactory(user=second, role=Role.MDT_PUBLICATION, entity=None)
    outcomes = outcomes_of(
        decision(dossier, world.people[Role.MDT_PUBLICATION]), decision(dossier, second)
    )
    assert outcomes == Counter({"done": 1, "Stale": 1})
    assert Edition.objects.filter(page=world.commitment.pk).count() == 1


def test_two_people_publishing_make_one_edition():
    two_publications()
    assert list(verify.faults()) == []


def test_the_chain_has_no_gap_when_many_entities_write_at_once():
    from workflows.services import trace

    def writer(number):
        def act():
            for _n in range(10):
                trace.append("test.event", entity_id=None, subject=f"x:{number}", payload={})

        return act

    assert outcomes_of(*(writer(number) for number in range(4))) == Counter({"done": 4})
    assert TraceEntry.objects.count() == 40
    assert list(verify.faults()) == []
    assert connection.vendor in {"sqlite", "postgresql"}
