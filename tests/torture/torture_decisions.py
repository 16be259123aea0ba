"""Decisions at the same moment, again and again (T20): one effect, one entry, one notice."""

from collections import Counter

import pytest
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.workflows import test_simultaneous as together
from workflows import selectors, verify
from workflows.models import Decision, Notice, TraceEntry
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
FULL = 100
#: The chain is read from its beginning each time, so not after every round.
VERIFIED_EVERY = 10


def whole(number):
    if number % VERIFIED_EVERY == 0:
        assert list(verify.faults()) == []
    twice = Notice.objects.values("recipient_id", "key").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()


@pytest.mark.parametrize("people", [2, 8, 16])
def torture_approvals_at_once(rounds, people):
    def one(number):
        together.one_of_many_approvals(people)
        whole(number)

    rounds(one, FULL)


@pytest.mark.parametrize("people", [2, 8, 16])
def torture_approvals_at_once_by_http(rounds, people):
    def one(number):
        world, dossier = make.dossier_at(Stage.QUALITY)
        data = {
            **make.evidence(dossier),
            "action": "approve",
            "seen": selectors.seen_token(dossier),
        }
        url = reverse("carta_workflows:decide", args=[dossier.pk])
        answers = []
        clients = []
        for user in together.several(world, Role.CAL, people):
            client = Client(raise_request_exception=False)
            client.force_login(user)
            clients.append(client)
        acts = [
            lambda client=client: answers.append(client.post(url, data).status_code)
            for client in clients
        ]
        assert together.at_once(*acts) == Counter({"done": people})
        assert Counter(answers) == Counter({302: 1, 409: people - 1}), Counter(answers)
        assert Decision.objects.filter(dossier=dossier, stage=Stage.QUALITY).count() == 1
        told = TraceEntry.objects.filter(kind="dossier.approved", payload__contains=dossier.number)
        assert told.count() == 1
        whole(number)

    rounds(one, FULL)


@pytest.mark.parametrize(
    ("first", "second"), together.pairs(), ids=lambda act: getattr(act, "__name__", str(act))
)
def torture_every_pair(rounds, first, second):
    def one(number):
        together.one_pair(first, second)
        whole(number)

    rounds(one, FULL)


@pytest.mark.parametrize(
    ("first", "second"),
    together.ministry_pairs(),
    ids=lambda act: getattr(act, "__name__", str(act)),
)
def torture_every_pair_at_control(rounds, first, second):
    def one(number):
        together.one_ministry_pair(first, second)
        whole(number)

    rounds(one, FULL)


def torture_publications_at_once(rounds):
    def one(number):
        together.two_publications()
        whole(number)

    rounds(one, FULL)
