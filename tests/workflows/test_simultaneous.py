"""Several people at the same moment: exactly one effect, one entry, one notice (T20)."""

import threading
from collections import Counter

import pytest
from django.db import connection, connections

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from workflows import selectors, verify
from workflows.errors import InvalidDecision, OutsideTheMachine, Refused, Stale
from workflows.models import Decision, Dossier, Edition, Notice, TraceEntry
from workflows.services import decide as deciding
from workflows.services import grouping, withdrawal
from workflows.stages import Kind, Stage

pytestmark = [pytest.mark.django_db(transaction=True)]

REASON = "Hay que corregir la fuente de los datos."
LOST = (Refused, Stale, InvalidDecision, OutsideTheMachine)


def at_once(*acts):
    """Run every act in its own thread and connection, released together."""
    barrier = threading.Barrier(len(acts))
    outcomes = [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=20)
            act()
            outcomes[place] = "done"
        except LOST as error:
            outcomes[place] = type(error).__name__
        except Exception as error:  # noqa: BLE001  (the test shows whatever went wrong)
            outcomes[place] = repr(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(outcomes)


def several(world, role, number):
    """More people with the same role."""
    people = [UserFactory() for _n in range(number)]
    for user in people:
        RoleAssignmentFactory(
            user=user,
            role=role,
            entity=world.entity,
            capacity="subrogante",
            document="AP-1",
            ends_on="2099-01-01",
        )
    return people


def decision(dossier, user, action="approve", **data):
    seen = selectors.seen_token(dossier)
    form = data or make.evidence(dossier)
    return lambda: deciding.decide(dossier.pk, user, action, form, seen=seen)


def taking_back(dossier, user):
    seen = selectors.seen_token(dossier)
    return lambda: withdrawal.withdraw(dossier.pk, user, {"reason": REASON}, seen=seen)


def one_of_many_approvals(number):
    """So many people of the quality office approve the same dossier at once."""
    world, dossier = make.dossier_at(Stage.QUALITY)
    people = several(world, Role.CAL, number)
    outcomes = at_once(*(decision(dossier, user) for user in people))
    assert outcomes == Counter({"done": 1, "Stale": number - 1})
    assert Decision.objects.filter(dossier=dossier, stage=Stage.QUALITY).count() == 1
    assert (
        TraceEntry.objects.filter(kind="dossier.approved", payload__contains=dossier.number).count()
        == 1
    )
    told = Notice.objects.filter(dossier=dossier, recipient_id=world.people[Role.PLAN].pk)
    assert told.count() == 1


@pytest.mark.parametrize("number", [2, 8])
def test_one_of_many_approvals_counts(number):
    one_of_many_approvals(number)
    assert list(verify.faults()) == []


def pairs():
    """Every pair of acts that may meet at QUALITY."""

    def approve(world, dossier, people):
        return decision(dossier, people[0])

    def send_back(world, dossier, people):
        return decision(dossier, people[1], "return", target="unit", reason=REASON)

    def withdraw(world, dossier, people):
        return taking_back(dossier, world.people[Role.CAL])

    def edit(world, dossier, people):
        return lambda: make.edit(
            world.commitment, world.people[Role.UNI], statement="Su cédula en 12 minutos."
        )

    def merge(world, dossier, people):
        other = Dossier.objects.exclude(pk=dossier.pk).get(
            status=Dossier.Status.OPEN, entity=world.entity
        )
        return lambda: grouping.merge([other.pk, dossier.pk], world.people[Role.CAL])

    def split(world, dossier, people):
        leaving = dossier.items.last()
        return lambda: grouping.split(dossier.pk, [leaving.pk], world.people[Role.CAL])

    return _pairs([approve, send_back, withdraw, edit, merge, split])


def _pairs(acts):
    return [(a, b) for n, a in enumerate(acts) for b in acts[n:]]


def one_pair(first, second):
    """Both acts at once on a dossier of two pages; the story that is left is one of the two."""
    world, _published = make.published()
    pages = [make.add_commitment(world.service, world.people[Role.UNI]) for _n in range(3)]
    dossier = make.submit(world, *pages[:2], kind=Kind.UPDATE)
    make.submit(world, pages[2], kind=Kind.UPDATE)
    world.commitment = dossier.items.first().page.specific
    people = several(world, Role.CAL, 2)
    outcomes = at_once(first(world, dossier, people), second(world, dossier, people))
    assert sum(outcomes.values()) == 2
    assert set(outcomes) <= {"done", *(error.__name__ for error in LOST)}, outcomes
    assert outcomes["done"] >= (0 if first is second else 1)
    stored = Dossier.objects.get(pk=dossier.pk)
    assert stored.content_hash == selectors.dossier_hash(stored.items.all()) or not stored.is_open
    approved = stored.decisions.filter(outcome=Decision.Outcome.APPROVED).exists()
    if stored.is_open and stored.stage == Stage.PLANNING:
        assert approved
    if stored.is_open and stored.stage == Stage.UNIT:
        assert not approved


@pytest.mark.parametrize(
    ("first", "second"), pairs(), ids=lambda act: getattr(act, "__name__", str(act))
)
def test_every_pair_of_acts_leaves_one_consistent_story(first, second):
    one_pair(first, second)
    assert list(verify.faults()) == []


def ministry_pairs():
    """Every pair of acts that may meet at CONTROL."""

    def verdict(world, dossier, people):
        return decision(dossier, people[0], "verdict")

    def clarify(world, dossier, people):
        return decision(dossier, people[1], "clarify", question="¿De qué sistema sale el dato?")

    def withdraw(world, dossier, people):
        seen = selectors.seen_token(dossier)
        told = {**make.evidence(dossier), "reason": REASON}
        return lambda: withdrawal.withdraw(dossier.pk, world.people[Role.MAX], told, seen=seen)

    return _pairs([verdict, clarify, withdraw])


def one_ministry_pair(first, second):
    """Both acts at once at CONTROL: exactly one counts, the other is told."""
    world, dossier = make.dossier_at(Stage.CONTROL)
    people = [world.people[Role.MDT_CONTROL], UserFactory()]
    RoleAssignmentFactory(user=people[1], role=Role.MDT_CONTROL, entity=None)
    before = dossier.decisions.count()
    outcomes = at_once(first(world, dossier, people), second(world, dossier, people))
    assert outcomes["done"] == 1, outcomes
    assert set(outcomes) <= {"done", *(error.__name__ for error in LOST)}, outcomes
    assert dossier.decisions.count() == before + 1


@pytest.mark.parametrize(
    ("first", "second"), ministry_pairs(), ids=lambda act: getattr(act, "__name__", str(act))
)
def test_every_pair_at_control_has_one_effect(first, second):
    one_ministry_pair(first, second)
    assert list(verify.faults()) == []


def two_publications():
    """Two people of the ministry publish the same dossier at once."""
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    second = UserFactory()
    RoleAssignmentFactory(user=second, role=Role.MDT_PUBLICATION, entity=None)
    outcomes = at_once(
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

    assert at_once(*(writer(number) for number in range(4))) == Counter({"done": 4})
    assert TraceEntry.objects.count() == 40
    assert list(verify.faults()) == []
    assert connection.vendor in {"sqlite", "postgresql"}
