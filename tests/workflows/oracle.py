"""A second, naive telling of the approval rules, for the machine to be compared with.

Written from DESIGN §3 without the machine's code: lists and loops, no database. It keeps its
own log of what was accepted and recomputes every answer from it.
"""

from dataclasses import dataclass, field

ORDER = ["unit", "quality", "planning", "authority", "reception", "control", "publication"]
ROLE_AT = {
    "quality": "cal",
    "planning": "plan",
    "authority": "max",
    "reception": "mdt_rec",
    "control": "mdt_ctl",
    "publication": "mdt_pub",
}
BACK_FROM = {
    "quality": ["unit"],
    "planning": ["quality", "unit"],
    "authority": ["planning", "quality", "unit"],
    "reception": ["authority"],
    "control": [],
    "publication": ["control"],
}
MINISTRY = ("reception", "control", "publication")
DECIDES = ORDER[1:]


@dataclass
class Paper:
    """One page of a dossier as the oracle remembers it."""

    text: str
    writers: set
    senders: set = field(default_factory=set)
    acted: list = field(default_factory=list)  # (stage, person)
    signed: list = field(default_factory=list)  # (stage, person), in the order of signing
    note: str = ""
    waits: bool = False

    def standing(self):
        """Stages whose signature still stands, from the first without a gap."""
        return [stage for stage, _who in self.signatures()]

    def signatures(self):
        """Those signatures, in order.

        Whoever has written or sent the text takes their signature off it, and with it every
        later one; the signatures of a stage are looked for after those of the stage before.
        """
        found, left = [], list(self.signed)
        for stage in DECIDES:
            places = [
                place
                for place, (where, who) in enumerate(left)
                if where == stage and who not in self.writers and who not in self.senders
            ]
            if not places:
                return found
            found.append(left[places[0]])
            left = left[places[0] + 1 :]
        return found


@dataclass
class Case:
    """One dossier as the oracle remembers it: its papers by page, its number in the machine."""

    papers: dict
    dossier: int = 0
    stage: str = "unit"
    over: bool = False
    question: bool = False
    remarks: int = 0
    verdict_given: bool = False


class Oracle:
    """Answers «would DESIGN allow this?» for one entity.

    Args:
        roles: by person, the roles in force (entity roles are all of this entity).
    """

    def __init__(self, roles: dict):
        self.roles = roles

    def has(self, person, role):
        return role in self.roles.get(person, ())

    def in_entity(self, person):
        return any(not role.startswith("mdt") for role in self.roles.get(person, ()))

    def clean(self, person, case, stage):
        if stage in MINISTRY and self.in_entity(person):
            return False
        for paper in case.papers.values():
            if person in paper.writers or person in paper.senders:
                return False
            if any(who == person and where != stage for where, who in paper.acted):
                return False
        return True

    def may_act(self, person, case):
        if case.over or case.stage == "unit":
            return False
        return self.has(person, ROLE_AT[case.stage]) and self.clean(person, case, case.stage)

    def may_approve(self, person, case):
        return self.may_act(person, case) and not case.question and not case.remarks

    def may_return(self, person, case, target):
        return self.may_act(person, case) and target in BACK_FROM[case.stage]

    def may_ask(self, person, case):
        return self.may_act(person, case) and case.stage == "control" and not case.question

    def may_answer(self, person, case):
        able = self.has(person, "cal") or self.has(person, "max")
        return able and case.question and not case.over and case.stage == "control"

    def may_withdraw(self, person, case):
        if case.over or case.verdict_given or case.stage == "publication":
            return False
        if case.stage in MINISTRY:
            return self.has(person, "max")
        if self.has(person, "cal"):
            return True
        touched = any(paper.acted for paper in case.papers.values())
        sent = any(person in paper.senders for paper in case.papers.values())
        writes = any(self.has(person, role) for role in ("uni", "ter", "cal", "com"))
        return sent and not touched and writes

    def may_group(self, person, case):
        early = case.stage in ("quality", "planning") and not case.over
        fixed = any("planning" in paper.standing() for paper in case.papers.values())
        return early and not fixed and self.has(person, "cal")

    def may_part(self, person, case, target):
        early = case.stage in ("quality", "planning", "authority")
        return early and len(case.papers) > 1 and self.may_return(person, case, target)

    def enough_people(self, case):
        stages = DECIDES[DECIDES.index(self.first_open(case)) :]
        return self._seat(case, stages, set())

    def _seat(self, case, stages, taken):
        if not stages:
            return True
        stage, rest = stages[0], stages[1:]
        for person in self.roles:
            if person in taken or not self.has(person, ROLE_AT[stage]):
                continue
            if self.clean(person, case, stage) and self._seat(case, rest, taken | {person}):
                return True
        return False

    def first_open(self, case):
        for stage in DECIDES:
            if any(stage not in paper.standing() for paper in case.papers.values()):
                return stage
        return None

    # -- what an accepted act does ------------------------------------------------------------

    def approve(self, person, case):
        self._note(person, case.papers.values(), case.stage)
        for paper in case.papers.values():
            paper.signed.append((case.stage, person))
        case.verdict_given = case.verdict_given or case.stage == "control"
        case.stage = self.first_open(case) or "over"
        case.over = case.stage == "over"

    def send_back(self, person, case, target):
        self._note(person, case.papers.values(), case.stage)
        for paper in case.papers.values():
            if target == "unit":
                paper.waits = True
            else:
                before = ORDER[: ORDER.index(target)]
                paper.signed = [pair for pair in paper.signed if pair[0] in before]
        if target == "unit":
            case.remarks += 1
        if target in ("control", *[s for s in ORDER if s not in MINISTRY]):
            case.verdict_given = any(
                where == "control" for paper in case.papers.values() for where, _ in paper.signed
            )
        case.stage = target

    def ask(self, person, case):
        self._note(person, case.papers.values(), "control")
        case.question = True

    def refuse(self, person, case):
        self._note(person, case.papers.values(), "control")
        case.over = True

    def merge(self, person, host, other):
        host.papers |= other.papers
        self._note(person, host.papers.values(), "quality")
        other.over = True
        host.stage = self.first_open(host)

    def split(self, person, case, pages):
        """The case that leaves."""
        parted = self.part(case, pages)
        self._note(person, parted.papers.values(), "quality")
        parted.stage, case.stage = self.first_open(parted), self.first_open(case)
        return parted

    def part(self, case, pages):
        return Case({page: case.papers.pop(page) for page in pages}, stage=case.stage)

    def _note(self, person, papers, stage):
        for paper in papers:
            paper.acted.append((stage, person))

    def resend(self, person, case, texts, note=""):
        case.remarks = 0
        for page, paper in case.papers.items():
            said = (texts[page], note or paper.note)
            if said != (paper.text, paper.note):
                paper.signed = []
            paper.text, paper.note = said
            paper.senders.add(person)
            paper.waits = False
        case.stage = self.first_open(case)

    def everybody_was_different(self, case):
        """Of a published case: six people signed each page, none of whom wrote or sent any."""
        authors = set().union(*(p.writers | p.senders for p in case.papers.values()))
        for paper in case.papers.values():
            people = {who for _stage, who in paper.signatures()}
            if len(people) != 6 or people & authors:
                return False
        return True
