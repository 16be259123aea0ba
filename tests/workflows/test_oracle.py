"""Random people in random roles do random things; an independent oracle agrees (T02, T03)."""

import copy
import os
import random

import pytest
from django.db import connection

from entities.vocabulary import Capacity, Role
from tests.factories import workflows as make
from tests.factories.entities import LONG_AGO, RoleAssignmentFactory, UserFactory
from tests.workflows.oracle import BACK_FROM, Case, Oracle, Paper
from workflows import selectors, verify
from workflows.errors import InvalidDecision, OutsideTheMachine, Refused, Stale
from workflows.models import Clarification, Dossier, Edition, Observation
from workflows.services import clarification, submission, withdrawal
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

#: The rules are the same on every database: all histories on the embedded one, some elsewhere.
DEFAULT = "200" if connection.vendor == "sqlite" else "40"
HISTORIES = int(os.environ.get("CARTA_HISTORIES", DEFAULT))
STEPS = 26
REASON = "Hay que corregir la fuente de los datos."
REFUSALS = (Refused, Stale, InvalidDecision, OutsideTheMachine)
ENTITY_ROLES = ("uni", "cal", "plan", "max")
MDT_ROLES = ("mdt_rec", "mdt_ctl", "mdt_pub")


@pytest.fixture
def crowd(rng):
    """An entity with a public service, and seventeen people with one to three roles each."""
    world, _dossier = make.published()
    people, roles = [], {}
    for number in range(17):
        user = UserFactory(is_superuser=number in (5, 6), is_active=number != 7)
        wanted = set(rng.sample(ENTITY_ROLES + MDT_ROLES, rng.choice((1, 1, 1, 2, 3))))
        wanted = set() if number == 5 else wanted
        for role in wanted:
            give(world, user, role, expired=number == 8)
        roles[user.pk] = set() if number in (7, 8) else wanted
        people.append(user)
    for role, user in world.people.items():
        if str(role) in ENTITY_ROLES + MDT_ROLES:
            roles[user.pk] = {str(role)}
            people.append(user)
    return world, people, Oracle(roles)


@pytest.fixture
def rng():
    return random.Random(int(os.environ.get("CARTA_SEED", "20261120")))


def give(world, user, role, *, expired):
    cross = role in MDT_ROLES
    RoleAssignmentFactory(
        user=user,
        role=Role(role),
        entity=None if cross else world.entity,
        capacity=Capacity.SUBROGANTE,
        document="Acción de personal 7",
        starts_on=LONG_AGO,
        ends_on=LONG_AGO.replace(year=2021) if expired else None,
    )


def attempt(act):
    """Whether the machine accepted it."""
    try:
        act()
    except REFUSALS:
        return False
    return True


class History:
    """One commitment, written and sent by somebody, and what happens to it."""

    def __init__(self, world, people, oracle, rng):
        self.world, self.people, self.oracle, self.rng = world, people, oracle, rng
        self.count = 0
        writer = rng.choice([p for p in people if oracle.has(p.pk, "uni")])
        self.page = make.add_commitment(world.service, writer, slug=f"c-{rng.getrandbits(60)}")
        self.case = Case({"page": Paper("", {writer.pk})})
        self.dossier = None
        self.disagreements = []

    def fresh(self):
        return Dossier.objects.get(pk=self.dossier.pk)

    def check(self, what, person, expected, act):
        accepted = attempt(act)
        if accepted != expected:
            self.disagreements.append((what, person.pk, self.case.stage, expected, accepted))
        return accepted

    def edit(self, person):
        self.count += 1
        text = f"Su cédula en {self.count % 3 + 1} minutos."
        case = self.case if self.dossier else None
        locked = case is not None and not case.over and case.stage != "unit"
        accepted = self.check(
            "edit", person, not locked, lambda: make.edit(self.page, person, statement=text)
        )
        if accepted:
            self.paper.writers.add(person.pk)
            self.draft = text

    @property
    def paper(self):
        return self.case.papers["page"]

    draft = ""

    def send(self, person):
        paper = Paper(self.draft, set(self.paper.writers), {person.pk}, note=make.NOTE)
        trial = Case({"page": paper})
        expected = self.oracle.has(person.pk, "uni") and self.oracle.enough_people(trial)

        def act():
            self.dossier = make.submit(self.world, self.page, user=person, kind="actualizacion")

        if self.check("submit", person, expected, act):
            trial.stage = "quality"
            self.case = trial

    def resend(self, person):
        answers = {o.pk: "Corregido." for o in Observation.objects.filter(dossier=self.dossier)}
        note = self.rng.choice(("", "", "", make.NOTE, f"Otra nota pública, la {self.count}."))
        trial = copy.deepcopy(self.case)
        self.oracle.resend(person.pk, trial, self.draft, note)
        able = (
            self.case.stage == "unit"
            and not self.case.over
            and self.oracle.has(person.pk, "uni")
            and trial.stage is not None
            and self.oracle.enough_people(trial)
        )
        accepted = self.check(
            "resubmit",
            person,
            able,
            lambda: submission.resubmit(self.dossier.pk, person, answers=answers, change_note=note),
        )
        if accepted:
            self.case = trial

    def approve(self, person):
        expected = self.oracle.may_approve(person.pk, self.case)
        action = "verdict" if self.case.stage == "control" else "approve"
        if self.check("approve", person, expected, lambda: make.act(self.fresh(), person, action)):
            self.oracle.approve(person.pk, self.case)

    def send_back(self, person):
        target = self.rng.choice(["unit", "quality", "planning", "authority", "control"])
        expected = self.oracle.may_return(person.pk, self.case, target)
        data = {"target": target, "reason": REASON}
        if self.check(
            "return", person, expected, lambda: make.act(self.fresh(), person, "return", data)
        ):
            self.oracle.send_back(person.pk, self.case, target)

    def ask(self, person):
        expected = self.oracle.may_ask(person.pk, self.case)
        if self.check(
            "clarify",
            person,
            expected,
            lambda: make.act(self.fresh(), person, "clarify", {"question": REASON}),
        ):
            self.oracle.ask(person.pk, self.case)

    def answer(self, person):
        asked = Clarification.objects.filter(dossier=self.dossier).last()
        if asked is None:
            return
        expected = self.oracle.may_answer(person.pk, self.case)
        if self.check(
            "answer",
            person,
            expected,
            lambda: clarification.answer(asked.pk, person, {"answer": REASON}),
        ):
            self.case.question = False

    def withdraw(self, person):
        expected = self.oracle.may_withdraw(person.pk, self.case)
        dossier = self.fresh()
        data = {"reason": REASON, "oficio": "OF-2"}
        if self.check(
            "withdraw",
            person,
            expected,
            lambda: withdrawal.withdraw(
                dossier.pk, person, data, seen=selectors.seen_token(dossier)
            ),
        ):
            self.case.over = True

    def step(self):
        if self.dossier is None:
            return self.rng.choice((self.edit, self.send, self.send))(self.somebody())
        weights = {
            self.approve: 10,
            self.send_back: 2,
            self.resend: 6 if self.case.stage == "unit" else 1,
            self.edit: 2,
            self.ask: 1,
            self.answer: 4 if self.case.question else 0.2,
            self.withdraw: 0.3,
        }
        act = self.rng.choices(list(weights), list(weights.values()))[0]
        return act(self.somebody(act))

    def somebody(self, act=None):
        """Mostly somebody who could, often anybody."""
        if act in (self.approve, self.send_back, self.ask):
            able = [p for p in self.people if self.oracle.may_act(p.pk, self.case)]
        else:
            wanted = "cal" if act == self.answer else "uni"
            able = [p for p in self.people if self.oracle.has(p.pk, wanted)]
        if able and self.rng.random() < 0.7:
            return self.rng.choice(able)
        return self.rng.choice(self.people)


def test_random_histories_agree_with_an_independent_oracle(crowd, rng):
    world, people, oracle = crowd
    published = 0
    for number in range(HISTORIES):
        history = History(world, people, oracle, rng)
        for _step in range(STEPS):
            history.step()
            if history.case.over:
                break
        assert history.disagreements == [], f"history {number}"
        if history.dossier is None:
            continue
        dossier = history.fresh()
        is_public = Edition.objects.filter(dossier=dossier).exists()
        assert is_public == (dossier.status == Dossier.Status.PUBLISHED)
        if is_public:
            published += 1
            assert oracle.everybody_was_different(history.case)
            edition = Edition.objects.get(dossier=dossier)
            assert edition.content["statement"] in (history.paper.text, history.page.statement)
        elif dossier.is_open:
            assert dossier.stage == history.case.stage
    assert published >= HISTORIES // 20, "too few histories reach the end to prove anything"
    assert list(verify.faults()) == []


def test_the_oracle_knows_every_way_back():
    from workflows.stages import SPECS

    for stage in Stage:
        if stage != Stage.UNIT:
            assert [str(target) for target in SPECS[stage].returns_to] == BACK_FROM[stage]
