"""Acts that meet on one dossier, by HTTP, and what must be left of them (T20).

Exactly one counts: one answer of 302, its entries of the trace and no others, one notice a
person, one mail a notice. Everybody else gets a 409 that says what happened, or a 403 where
the act is none of that stage, and what they wrote is kept.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from django.core import mail
from django.test import Client
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.together import at_once
from tests.workflows.gate.forms import page_form, text_of
from workflows import selectors
from workflows.models import Clarification, Dossier, KeptDraft, Notice, TraceEntry
from workflows.stages import Kind, Stage

REASON = "Hay que corregir la fuente de los datos."
DONE, CHANGED, NOT_HERE = 302, 409, 403
#: How every refusal of a loser begins to explain itself.
EXPLAINED = ("cambió desde que usted lo abrió", "ya no está en trámite")
#: What each act writes into the trace when it is the one that counts.
ENTRIES = {
    "approve": {"dossier.approved": 1},
    "send_back": {"dossier.returned": 1},
    "withdraw": {"dossier.withdrawn": 1},
    "merge": {"dossier.merged": 2},
    "split": {"dossier.split": 2},
    "verdict": {"dossier.favourable": 1},
    "clarify": {"dossier.clarification": 1},
}


def several(world, role, number):
    """More people with the same role."""
    people = [UserFactory() for _n in range(number)]
    for user in people:
        RoleAssignmentFactory(
            user=user,
            role=role,
            entity=None if role in make.MINISTRY else world.entity,
            capacity="subrogante",
            document="AP-1",
            ends_on="2099-01-01",
        )
    return people


class Office:
    """One entity with several people of each role that may meet, each in their own browser."""

    def __init__(self, people=2):
        self.world, _published = make.published()
        self.people = {
            role: [self.world.people[role], *several(self.world, role, people - 1)]
            for role in (Role.UNI, Role.CAL, Role.MAX, Role.MDT_CONTROL)
        }
        self.browsers = {}

    def browser(self, role, seat):
        """The browser of one of them, signed in once."""
        user = self.people[role][seat]
        if user.pk not in self.browsers:
            client = Client(raise_request_exception=False)
            client.force_login(user)
            self.browsers[user.pk] = client
        return self.browsers[user.pk]


@dataclass
class Case:
    """A dossier that waits, and what its people have on their screens."""

    office: Office
    pages: list
    dossier: Dossier | None = None
    other: Dossier | None = None
    forms: dict = field(default_factory=dict)

    def stored(self):
        return Dossier.objects.get(pk=self.dossier.pk)


def case_for(office, acts, number, stage=Stage.QUALITY):
    """New pages, opened in the editor by whoever will edit them, and sent to review.

    Args:
        office: whose.
        acts: what will meet on them.
        number: of the round; in every second one the other dossier of a merge is the older.
        stage: where they meet.
    """
    world, writer = office.world, office.people[Role.UNI][0]
    count = 2 if split in acts else 1
    pages = [make.add_commitment(world.service, writer) for _n in range(count)]
    case = Case(office, pages)
    for seat, act in enumerate(acts):
        if act is edit:
            case.forms[seat] = page_form(office.browser(Role.UNI, seat), pages[0])
    if set(acts) == {edit} and number % 2:
        return case  # both write a page that nobody has sent

    def send(*chosen):
        return make.submit(world, *chosen, kind=Kind.UPDATE, user=writer)

    def send_other():
        return send(make.add_commitment(world.service, writer)) if merge in acts else None

    if number % 2:
        case.other = send_other()
        case.dossier = send(*pages)
    else:
        case.dossier = send(*pages)
        case.other = send_other()
    if stage != Stage.QUALITY:
        case.dossier = make.walk(world, case.dossier, stage)
    return case


# -- the acts: each reads its screen now and gives back the post that it will send ---------------


def _on_dossier(role, name, action=None, **values):
    def prepare(case, seat):
        data = {
            **make.evidence(case.dossier),
            "seen": selectors.seen_token(case.stored()),
            **({"action": action} if action else {}),
            **values,
        }
        where = reverse(f"carta_workflows:{name}", args=[case.dossier.pk])
        return case.office.browser(role, seat), where, data

    return prepare


def approve(case, seat):
    return _on_dossier(Role.CAL, "decide", "approve")(case, seat)


def send_back(case, seat):
    role = Role.MDT_CONTROL if case.dossier.stage == Stage.CONTROL else Role.CAL
    return _on_dossier(role, "decide", "return", target="unit", reason=REASON)(case, seat)


def withdraw(case, seat):
    role = Role.MAX if case.dossier.stage == Stage.CONTROL else Role.CAL
    return _on_dossier(role, "withdraw", reason=REASON)(case, seat)


def verdict(case, seat):
    return _on_dossier(Role.MDT_CONTROL, "decide", "verdict")(case, seat)


def clarify(case, seat):
    asked = {"question": "¿De qué sistema sale el dato?"}
    return _on_dossier(Role.MDT_CONTROL, "decide", "clarify", **asked)(case, seat)


def _on_board(case, seat, name, **ticked):
    shown = [one for one in (case.dossier, case.other) if one is not None]
    tokens = selectors.seen_tokens(Dossier.objects.filter(pk__in=[one.pk for one in shown]))
    seen = {f"seen-{pk}": token for pk, token in tokens.items()}
    where = reverse(f"carta_workflows:{name}")
    return case.office.browser(Role.CAL, seat), where, {**seen, **ticked}


def merge(case, seat):
    return _on_board(case, seat, "merge", dossier=[case.dossier.pk, case.other.pk])


def split(case, seat):
    ticked = {"item": [case.dossier.items.last().pk], "confirmado": "1"}
    return _on_board(case, seat, "split", **ticked)


def edit(case, seat):
    where = reverse("wagtailadmin_pages:edit", args=[case.pages[0].pk])
    form = {**case.forms[seat], "statement": text_by(seat)}
    return case.office.browser(Role.UNI, seat), where, form


def text_by(seat):
    return f"Usted recibe su cédula en {12 + seat} minutos."


AT_QUALITY = (approve, send_back, withdraw, edit, merge, split)
AT_CONTROL = (verdict, clarify, withdraw)
#: What somebody may still post about a dossier that MDT holds, from a screen opened before.
TOO_LATE = (send_back, merge, split, edit)


def pairs_of(acts):
    return [(one, two) for place, one in enumerate(acts) for two in acts[place:]]


def every_pair():
    """Every pair of approve, return, withdraw, edit, merge, split and clarify, with its stage."""
    return [
        *((Stage.QUALITY, *pair) for pair in pairs_of(AT_QUALITY)),
        *((Stage.CONTROL, *pair) for pair in pairs_of(AT_CONTROL)),
        *((Stage.CONTROL, clarify, act) for act in TOO_LATE),
    ]


# -- the meeting, and what is left ---------------------------------------------------------------


def post_at_once(posts):
    """Send every post from a thread of its own, released together; the answers, in order."""
    answers = at_once(*(partial(client.post, where, data) for client, where, data in posts))
    assert all(hasattr(answer, "status_code") for answer in answers), answers
    return answers


@dataclass
class Marks:
    """Where trace, notices and mails stood."""

    entry: int
    notice: int
    mails: int

    @classmethod
    def now(cls):
        entry, notice = (
            TraceEntry.objects.order_by("pk").last(),
            Notice.objects.order_by("pk").last(),
        )
        return cls(entry.pk if entry else 0, notice.pk if notice else 0, len(mail.outbox))

    def entries(self):
        kinds = TraceEntry.objects.filter(pk__gt=self.entry).values_list("kind", flat=True)
        return dict(Counter(kinds))

    def notices(self):
        return list(Notice.objects.filter(pk__gt=self.notice))


def meet(office, acts, number=0, stage=Stage.QUALITY):
    """All of them at once on one dossier; raises when anything but one effect is left."""
    case = case_for(office, acts, number, stage)
    posts = [act(case, seat) for seat, act in enumerate(acts)]
    marks = Marks.now()
    answers = post_at_once(posts)
    told = [(act.__name__, answer.status_code) for act, answer in zip(acts, answers, strict=True)]
    effects = [
        act
        for act, answer in zip(acts, answers, strict=True)
        if answer.status_code == DONE and act is not edit
    ]
    deciding = [act for act in acts if act is not edit]
    assert len(effects) == (1 if deciding else 0), told
    if stage == Stage.CONTROL and set(acts) & set(TOO_LATE):
        assert effects == [clarify], told
    for act, answer in zip(acts, answers, strict=True):
        if act is edit or answer.status_code == DONE:
            continue
        late = stage == Stage.CONTROL and act in TOO_LATE
        assert answer.status_code in ({CHANGED, NOT_HERE} if late else {CHANGED}), told
        if answer.status_code == CHANGED:
            assert any(words in text_of(answer) for words in EXPLAINED), told
    _check_texts(case, acts, answers, effects, told)
    if effects:
        _check_one_effect(case, effects[0].__name__, marks)
    else:
        assert marks.entries() == {}, told
        assert marks.notices() == [], told


def _check_one_effect(case, name, marks):
    assert marks.entries() == ENTRIES[name]
    notices = marks.notices()
    assert len({notice.key for notice in notices}) == 1, [notice.key for notice in notices]
    people = Counter(notice.recipient_id for notice in notices)
    assert set(people.values()) == {1}, people
    assert {(notice.mail, notice.attempts) for notice in notices} == {(Notice.Mail.SENT, 1)}
    assert len(mail.outbox) - marks.mails == len(notices)
    stored = case.stored()
    assert LEFT[name](case, stored), (name, stored.status, stored.stage)
    open_ones = Dossier.objects.filter(status=Dossier.Status.OPEN)
    travelling = open_ones.filter(items__page__in=[page.pk for page in case.pages])
    assert travelling.count() == (0 if name == "withdraw" else len(case.pages))
    for dossier in {*travelling}:
        assert dossier.content_hash == selectors.dossier_hash(dossier.items.all())


def _open_at(stage):
    return lambda case, stored: stored.is_open and stored.stage == stage


def _merged(case, stored):
    host, gone = sorted([stored, Dossier.objects.get(pk=case.other.pk)], key=lambda one: one.pk)
    pages = len(case.pages) + 1
    return host.is_open and host.items.count() == pages and gone.merged_into_id == host.pk


def _parted(case, stored):
    (parted,) = Dossier.objects.filter(split_from=stored)
    return stored.is_open and stored.items.count() == parted.items.count() == 1


def _asked(case, stored):
    asked = Clarification.objects.filter(dossier=stored, answered_at=None).count()
    return asked == 1 and stored.stage == Stage.CONTROL


#: How the dossier stands after each act.
LEFT = {
    "approve": _open_at(Stage.PLANNING),
    "send_back": _open_at(Stage.UNIT),
    "withdraw": lambda case, stored: stored.status == Dossier.Status.WITHDRAWN,
    "merge": _merged,
    "split": _parted,
    "verdict": _open_at(Stage.PUBLICATION),
    "clarify": _asked,
}


def _check_texts(case, acts, answers, effects, told):
    """Whoever wrote has it in the draft or kept; what is under review is what was sent."""
    written = [seat for seat, act in enumerate(acts) if act is edit]
    if not written:
        return
    page = case.pages[0]
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    saved = [seat for seat in written if answers[seat].status_code == DONE]
    opened = case.dossier is None or {send_back, withdraw} & set(effects)
    assert len(saved) <= (1 if opened else 0), told
    if case.dossier is None:
        assert len(saved) == 1, told
    for seat in written:
        if seat in saved:
            assert draft.statement == text_by(seat), told
            continue
        assert answers[seat].status_code == CHANGED, told
        user = case.office.people[Role.UNI][seat]
        kept = KeptDraft.objects.filter(page=page.pk, user_id=user.pk)
        assert [one.content["snapshot"]["statement"] for one in kept] == [text_by(seat)], told
