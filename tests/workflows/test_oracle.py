"""Random people in random roles do random things; an independent oracle agrees (T02, T03)."""

import copy
import os
import random
from collections import Counter

import pytest
from django.db import connection
from wagtail.signal_handlers import disable_reference_index_auto_update

from entities.vocabulary import Capacity, Role
from tests.factories import workflows as make
from tests.factories.entities import LONG_AGO, RoleAssignmentFactory, UserFactory
from tests.workflows.oracle import BACK_FROM, Case, Oracle, Paper
from workflows import selectors, verify
from workflows.errors import InvalidDecision, OutsideTheMachine, Refused, Stale
from workflows.models import Clarification, Dossier, DossierItem, Edition, Observation
from workflows.services import clarification, grouping, submission, withdrawal
from workflows.services import decide as deciding
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
    world, dossier = make.published()
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
    return world, people, Oracle(roles), make.evidence(dossier)


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
    """One or two commitments, written and sent by somebody, and what happens to them."""

    def __init__(self, crowd, rng):
        self.world, self.people, self.oracle, self.evidence = crowd
        self.rng = rng
        self.count = 0
        self.disagreements = []
        self.done = set()
        self.pages, self.texts, self.cases, self.writers = {}, {}, {}, {}
        writers = [p for p in self.people if self.oracle.has(p.pk, "uni")]
        for _number in range(rng.choice((1, 1, 2))):
            writer = rng.choice(writers)
            slug = f"c-{rng.getrandbits(60)}"
            page = make.add_commitment(self.world.service, writer, slug=slug)
            self.pages[page.pk], self.texts[page.pk] = page, ""
            self.writers[page.pk] = {writer.pk}

    def check(self, what, person, expected, act, stage=""):
        accepted = attempt(act)
        if accepted != expected:
            self.disagreements.append((what, person.pk, stage, expected, accepted))
        elif accepted:
            self.done.add(what)
        return accepted

    def decide(self, what, person, case, expected, action, data=None):
        """Whether a decision was accepted on what the review screen shows now."""

        def act():
            seen = selectors.seen_token(Dossier.objects.get(pk=case.dossier))
            deciding.decide(case.dossier, person, action, data or self.evidence, seen=seen)

        return self.check(what, person, expected, act, case.stage)

    def edit(self, person, page_id):
        self.count += 1
        text = f"Su cédula en {self.count % 3 + 1} minutos."
        case = self.cases.get(page_id)
        locked = case is not None and not case.over and case.stage != "unit"
        page = self.pages[page_id]
        act = lambda: make.edit(page, person, statement=text)  # noqa: E731
        if self.check("edit", person, not locked, act):
            self.writers[page_id].add(person.pk)
            if case is not None:
                case.papers[page_id].writers.add(person.pk)
            self.texts[page_id] = text

    def send(self, person, page_id):
        paper = Paper(self.texts[page_id], set(self.writers[page_id]), {person.pk}, note=make.NOTE)
        trial = Case({page_id: paper})
        expected = self.oracle.has(person.pk, "uni") and self.oracle.enough_people(trial)

        def act():
            page = self.pages[page_id]
            trial.dossier = make.submit(self.world, page, user=person, kind="actualizacion").pk

        if self.check("submit", person, expected, act):
            trial.stage = "quality"
            self.cases[page_id] = trial

    def resend(self, person, case):
        answers = {o.pk: "Corregido." for o in Observation.objects.filter(dossier=case.dossier)}
        note = self.rng.choice(("", "", "", make.NOTE, f"Otra nota pública, la {self.count}."))
        trial = copy.deepcopy(case)
        self.oracle.resend(person.pk, trial, self.texts, note)
        able = (
            case.stage == "unit"
            and self.oracle.has(person.pk, "uni")
            and trial.stage is not None
            and self.oracle.enough_people(trial)
        )

        def act():
            submission.resubmit(case.dossier, person, answers=answers, change_note=note)

        if self.check("resubmit", person, able, act, case.stage):
            self.take(trial)

    def take(self, case):
        """From now on this is the case of its pages."""
        self.cases.update(dict.fromkeys(case.papers, case))

    def approve(self, person, case):
        expected = self.oracle.may_approve(person.pk, case)
        action = "verdict" if case.stage == "control" else "approve"
        if self.decide("approve", person, case, expected, action):
            self.oracle.approve(person.pk, case)

    def refuse(self, person, case):
        expected = case.stage == "control" and self.oracle.may_approve(person.pk, case)
        service = self.world.service.pk
        data = {
            **self.evidence,
            f"verdict-{service}": "unfavourable",
            f"reason-{service}": REASON,
        }
        if self.decide("refuse", person, case, expected, "verdict", data):
            self.oracle.refuse(person.pk, case)

    def send_back(self, person, case):
        target = self.rng.choice(["unit", "unit", "quality", "planning", "authority", "control"])
        expected = self.oracle.may_return(person.pk, case, target)
        data = {"target": target, "reason": REASON}
        if self.decide("return", person, case, expected, "return", data):
            self.oracle.send_back(person.pk, case, target)

    def part(self, person, case):
        """One page leaves and is returned, by whoever decides."""
        target = self.rng.choice(["unit", "quality", "planning"])
        page_id = self.rng.choice(sorted(case.papers))
        expected = self.oracle.may_part(person.pk, case, target)
        item = DossierItem.objects.only("pk").get(dossier=case.dossier, page=page_id)
        data = {"item": str(item.pk), "target": target, "reason": REASON}
        if self.decide("part", person, case, expected, "split", data):
            parted = self.oracle.part(case, [page_id])
            parted.dossier = DossierItem.objects.get(pk=item.pk).dossier_id
            self.oracle.send_back(person.pk, parted, target)
            self.take(parted)

    def split(self, person, case):
        page_ids = self.rng.sample(sorted(case.papers), self.rng.choice((1, len(case.papers))))
        items = DossierItem.objects.filter(dossier=case.dossier, page__in=page_ids)
        ids = list(items.values_list("pk", flat=True))
        expected = self.oracle.may_group(person.pk, case) and len(ids) < len(case.papers)
        made = []

        def act():
            made.append(grouping.split(case.dossier, ids, person))

        if self.check("split", person, expected, act, case.stage):
            parted = self.oracle.split(person.pk, case, page_ids)
            parted.dossier = made[0].pk
            self.take(parted)

    def merge(self, person, case):
        host, other = sorted(copy.deepcopy(self.open()), key=lambda one: one.dossier)
        able = self.oracle.may_group(person.pk, host) and self.oracle.may_group(person.pk, other)
        if able:
            self.oracle.merge(person.pk, host, other)
            able = self.oracle.enough_people(host)

        def act():
            grouping.merge([other.dossier, host.dossier], person)

        if self.check("merge", person, able, act, case.stage):
            self.take(host)

    def ask(self, person, case):
        expected = self.oracle.may_ask(person.pk, case)
        if self.decide("clarify", person, case, expected, "clarify", {"question": REASON}):
            self.oracle.ask(person.pk, case)

    def answer(self, person, case):
        asked = Clarification.objects.filter(dossier=case.dossier).last()
        if asked is None:
            return
        expected = self.oracle.may_answer(person.pk, case)
        act = lambda: clarification.answer(asked.pk, person, {"answer": REASON})  # noqa: E731
        if self.check("answer", person, expected, act, case.stage):
            case.question = False

    def withdraw(self, person, case):
        expected = self.oracle.may_withdraw(person.pk, case)
        dossier = Dossier.objects.get(pk=case.dossier)
        seen = selectors.seen_token(dossier)
        data = {"reason": REASON, "oficio": "OF-2"}
        act = lambda: withdrawal.withdraw(dossier.pk, person, data, seen=seen)  # noqa: E731
        if self.check("withdraw", person, expected, act, case.stage):
            case.over = True

    def open(self):
        """The cases in which something can still happen."""
        found = {id(case): case for case in self.cases.values() if not case.over}
        return list(found.values())

    def is_over(self):
        return len(self.cases) == len(self.pages) and not self.open()

    def step(self):
        unsent = sorted(set(self.pages) - set(self.cases))
        if unsent:
            act = self.rng.choice((self.edit, self.send, self.send))
            return act(self.somebody(), unsent[0])
        cases = self.open()
        case = self.rng.choice(cases)
        back, several = case.stage == "unit", len(case.papers) > 1
        weights = {
            self.approve: 1 if back else 10,
            self.send_back: 0.2 if back else 2,
            self.resend: 8 if back else 0.5,
            self.edit: 3 if back else 1,
            self.ask: 0.5,
            self.answer: 4 if case.question else 0.2,
            self.refuse: 2 if case.stage == "control" else 0.2,
            self.withdraw: 0.2,
            self.merge: 6 if len(cases) > 1 else 0,
            self.split: 2 if several else 0.2,
            self.part: 1 if several else 0.1,
        }
        act = self.rng.choices(list(weights), list(weights.values()))[0]
        person = self.somebody(act, case)
        if act == self.edit:
            return act(person, self.rng.choice(sorted(case.papers)))
        return act(person, case)

    def somebody(self, act=None, case=None):
        """Mostly somebody who could, often anybody."""
        if act in (self.approve, self.send_back, self.ask, self.refuse, self.part):
            able = [p for p in self.people if self.oracle.may_act(p.pk, case)]
        else:
            wanted = "cal" if act in (self.answer, self.merge, self.split) else "uni"
            able = [p for p in self.people if self.oracle.has(p.pk, wanted)]
        if able and self.rng.random() < 0.7:
            return self.rng.choice(able)
        return self.rng.choice(self.people)

    def agrees(self, case):
        """Whether what the machine keeps of a case is what the oracle remembers; if it is public.

        Its pages are those of one dossier, and only a whole one is published.
        """
        dossier = Dossier.objects.get(pk=case.dossier)
        assert set(dossier.items.values_list("page_id", flat=True)) == set(case.papers)
        editions = {row.page_id: row for row in Edition.objects.filter(dossier=dossier)}
        is_public = dossier.status == Dossier.Status.PUBLISHED
        assert set(editions) == (set(case.papers) if is_public else set())
        assert dossier.is_open != case.over
        if dossier.is_open:
            assert dossier.stage == case.stage
        if is_public:
            assert self.oracle.everybody_was_different(case)
            for page_id, edition in editions.items():
                said = (case.papers[page_id].text, self.pages[page_id].statement)
                assert edition.content["statement"] in said
        return is_public


#: In how many histories, one of so many, each of these must be accepted to prove anything.
AT_LEAST = {"approve": 2, "return": 6, "resubmit": 12, "merge": 10, "split": 66, "refuse": 10}


@pytest.mark.slow
def test_random_histories_agree_with_an_independent_oracle(crowd, rng):
    published, done = 0, Counter()
    for number in range(HISTORIES):
        history = History(crowd, rng)
        with disable_reference_index_auto_update():  # nobody asks it here
            for _step in range(STEPS):
                history.step()
                if history.is_over():
                    break
        assert history.disagreements == [], f"history {number}"
        done.update(history.done)
        cases = {case.dossier: case for case in history.cases.values()}
        published += sum(history.agrees(case) for case in cases.values())
    assert published >= HISTORIES // 20, "too few histories reach the end to prove anything"
    assert {what: done[what] >= HISTORIES // most for what, most in AT_LEAST.items()} == (
        dict.fromkeys(AT_LEAST, True)
    ), done
    assert list(verify.faults()) == []


def test_the_oracle_knows_every_way_back():
    from workflows.stages import SPECS

    for stage in Stage:
        if stage != Stage.UNIT:
            assert [str(target) for target in SPECS[stage].returns_to] == BACK_FROM[stage]
