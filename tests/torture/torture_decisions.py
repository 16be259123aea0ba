"""Decisions at the same moment, again and again (T20): one effect, one entry, one notice."""

import pytest
from django.db.models import Count

from tests.workflows import collisions
from tests.workflows import test_simultaneous as together
from workflows import verify
from workflows.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
FULL = 100
#: The chain is read from its beginning each time, so not after every round.
VERIFIED_EVERY = 10
MANY = (collisions.approve, collisions.send_back, collisions.withdraw, collisions.split)


def whole(number):
    if number % VERIFIED_EVERY == 0:
        assert list(verify.faults()) == []
    twice = Notice.objects.values("recipient_id", "key").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()


@pytest.mark.parametrize("people", [2, 8, 16])
def torture_decisions_at_once(rounds, people):
    """In turn all approve, and each does something else."""
    office = collisions.Office(people)

    def one(number):
        acts = MANY if number % 2 else MANY[:1]
        collisions.meet(office, [acts[seat % len(acts)] for seat in range(people)], number)
        whole(number)

    rounds(one, FULL)


@pytest.mark.parametrize(
    ("stage", "first", "second"),
    collisions.every_pair(),
    ids=lambda part: getattr(part, "__name__", str(part)),
)
def torture_every_pair(rounds, stage, first, second):
    office = collisions.Office()

    def one(number):
        collisions.meet(office, [first, second], number, stage)
        whole(number)

    rounds(one, FULL)


def torture_publications_at_once(rounds):
    def one(number):
        together.two_publications()
        whole(number)

    rounds(one, FULL)
