"""The review screen: everything somebody needs to decide a dossier, on one page (DESIGN §3.8).

Only pinned snapshots are read, never a live draft: what is shown is what is decided.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q

from entities import clock
from entities.names import name_of
from workflows import facts, rules
from workflows.drafts import drafts_of
from workflows.models import (
    Attachment,
    Clarification,
    Decision,
    Dossier,
    DossierItem,
    Observation,
)
from workflows.screens import queue
from workflows.screens.backing import Behind, behind_pages
from workflows.screens.choices import ANSWER, WITHDRAW, Choice, decision_choices, make_choice
from workflows.screens.ending import (
    Published,
    Writable,
    published_by,
    went_on_in,
    writable_again,
)
from workflows.screens.findings import Missing, missing_in
from workflows.screens.history import Act, history_of
from workflows.screens.scope import visible_dossiers
from workflows.screens.sections import PageSection, Place, Remark, changes_of, place_in
from workflows.screens.stale import mark_of
from workflows.screens.steps import Step, steps_of
from workflows.selectors import seen_token
from workflows.stages import SPECS, Kind, Stage, StageSpec
from workflows.verdicts import Verdict


class Review:
    """Reads a dossier for one person; each part once, when the template asks for it.

    Args:
        dossier: with ``entity`` loaded; the person may open it.
        user: who looks.
        bound: forms with errors or kept text, by action.
        waiting: ids of everything that waits for the person, in order.
    """

    def __init__(
        self,
        dossier: Dossier,
        user: Any,
        bound: dict[str, Any] | None = None,
        waiting: list[int] | None = None,
    ):
        self.dossier = dossier
        self.user = user
        self.bound = bound or {}
        self.waiting = waiting or []
        self.today = clock.today()

    # -- the rules -----------------------------------------------------------------------------

    @cached_property
    def told(self) -> rules.DossierFacts:
        """The facts the rules judge."""
        return facts.dossier_facts(self.dossier)

    @cached_property
    def person(self) -> rules.Person:
        """Who looks."""
        return facts.person(self.user)

    @cached_property
    def may_decide(self) -> Verdict:
        """Whether this person decides now."""
        remits = facts.planning_may_remit()
        return rules.may_decide(self.person, self.told, planning_may_remit=remits)

    @cached_property
    def may_answer(self) -> Verdict:
        """Whether this person answers MDT for the entity."""
        return rules.may_answer(self.person, self.told)

    @cached_property
    def spec(self) -> StageSpec:
        """What the present stage is."""
        return SPECS[Stage(self.dossier.stage)]

    @cached_property
    def may_send_again(self) -> bool:
        """Whether the dossier was returned and the person writes one of its pages."""
        return (
            self.dossier.is_open
            and self.dossier.stage == Stage.UNIT
            and Dossier.objects.filter(queue.to_send_again(self.user), pk=self.dossier.pk).exists()
        )

    @cached_property
    def is_mine(self) -> bool:
        """Whether something is asked of the person here."""
        return bool(self.may_decide) or self.may_send_again or self.answer_choice is not None

    @cached_property
    def neighbours(self) -> set[int]:
        """Dossiers this one came from or went into, as far as the person may open them."""
        ids = {self.dossier.merged_into_id, self.dossier.split_from_id} - {None}
        if not ids:
            return set()
        return set(visible_dossiers(self.user).filter(pk__in=ids).values_list("pk", flat=True))

    @property
    def merged_into(self) -> Dossier | None:
        """Where its pages are now."""
        found = self.dossier.merged_into
        return found if found is not None and found.pk in self.neighbours else None

    @property
    def split_from(self) -> Dossier | None:
        """Where its pages were."""
        found = self.dossier.split_from
        return found if found is not None and found.pk in self.neighbours else None

    @cached_property
    def published(self) -> list[Published]:
        """What citizens read because of this dossier."""
        return published_by(self.dossier)

    @cached_property
    def writable(self) -> list[Writable]:
        """What may be corrected and sent again after it ended without publication."""
        return writable_again(self.dossier, self.items, self.user)

    @cached_property
    def went_on_in(self) -> list[Dossier]:
        """Where pages that were separated from it are now."""
        return went_on_in(self.dossier, self.user)

    @cached_property
    def waits_for_answer(self) -> Verdict | None:
        """Who owes the answer to MDT's question; ``None`` when nothing was asked."""
        return self.may_answer if self.open_clarification else None

    # -- the pages -----------------------------------------------------------------------------

    @cached_property
    def items(self) -> list[DossierItem]:
        """The pages in the order of the tree."""
        return list(
            self.dossier.items.select_related(
                "page", "unit", "base_edition", "pin__revision"
            ).order_by("page__path")
        )

    @cached_property
    def behind(self) -> dict[int, Behind]:
        """What stands behind the pages, by page id."""
        return behind_pages(self.user, self.dossier, self.items)

    @cached_property
    def sections(self) -> list[PageSection]:
        """One section a page."""
        missing: list[list[Missing]] = [[] for _item in self.items]
        if self.dossier.is_open:
            pinned = drafts_of([item.pin.revision for item in self.items])
            missing = missing_in(pinned, with_links=self.may_send_again)
        return [
            self._section(number, item, found)
            for number, (item, found) in enumerate(zip(self.items, missing, strict=True), start=1)
        ]

    def _section(self, number: int, item: DossierItem, missing: list[Missing]) -> PageSection:
        remarks = [remark for remark in self.remarks if remark.observation.item_id == item.pk]
        behind = self.behind.get(item.page_id)
        return PageSection(number, item, changes_of(item), missing, remarks, behind)

    @property
    def is_exclusion(self) -> bool:
        """Whether the dossier asks to take its pages out of the carta."""
        return self.dossier.kind == Kind.EXCLUSION

    # -- what was said -------------------------------------------------------------------------

    @cached_property
    def decisions(self) -> list[Decision]:
        """Every act on the dossier or on one of its pages before they came here, oldest first."""
        about = Q(dossier=self.dossier) | Q(items__item__dossier=self.dossier)
        return list(
            Decision.objects.filter(about).select_related("dossier").distinct().order_by("pk")
        )

    @cached_property
    def names(self) -> dict[int, Any]:
        """Everybody who acted here, in one query."""
        ids = {decision.actor_id for decision in self.decisions}
        for observation in self.observations:
            ids |= {observation.author_id, observation.answered_by_id}
        for asked in self.clarifications:
            ids |= {asked.asked_by_id, asked.answered_by_id}
        ids |= {item.submitted_by_id for item in self.items}
        return facts.people(ids - {None})

    def name(self, user_id: int | None) -> str:
        """A person's name for staff."""
        return name_of(self.names.get(user_id)) if user_id else ""

    @cached_property
    def observations(self) -> list[Observation]:
        """All remarks, oldest first."""
        return list(self.dossier.observations.select_related("item"))

    @cached_property
    def remarks(self) -> list[Remark]:
        """The same with names."""
        return [
            Remark(
                observation,
                observation.item.title if observation.item else "",
                self.name(observation.author_id),
                self.name(observation.answered_by_id),
            )
            for observation in self.observations
        ]

    @property
    def general_remarks(self) -> list[Remark]:
        """Remarks about the dossier as a whole."""
        return [remark for remark in self.remarks if remark.observation.item_id is None]

    @property
    def open_remarks(self) -> int:
        """Remarks nobody answered yet."""
        return sum(observation.is_open for observation in self.observations)

    @cached_property
    def clarifications(self) -> list[Clarification]:
        """What MDT asked and was answered."""
        return list(self.dossier.clarifications.all())

    @cached_property
    def attachments(self) -> list[Attachment]:
        """Files of the dossier."""
        return list(self.dossier.attachments.select_related("decision"))

    @cached_property
    def history(self) -> list[Act]:
        """The acts, newest first, each with its entry in the trace."""
        return history_of(self.decisions, self.names, self.attachments)

    @cached_property
    def steps(self) -> list[Step]:
        """The line of stages."""
        return steps_of(self.dossier, self.told, self.decisions, self.names, self.today)

    # -- what can be done ------------------------------------------------------------------------

    @cached_property
    def choices(self) -> list[Choice]:
        """What the stage offers, with the reason where it is not for this person."""
        return decision_choices(self.dossier, self.told, self.may_decide, self.bound)

    @cached_property
    def withdraw_choice(self) -> Choice | None:
        """Taking the dossier back; ``None`` once it ended or for MDT's and audit's readers."""
        if not self.dossier.is_open or not self.person.belongs_to(self.dossier.entity_id):
            return None
        verdict = rules.may_withdraw(self.person, self.told)
        return make_choice(WITHDRAW, self.dossier, verdict, self.bound)

    @cached_property
    def open_clarification(self) -> Clarification | None:
        """The question the entity still owes an answer to."""
        if not self.dossier.is_open or self.dossier.stage != Stage.CONTROL:
            return None
        return next((asked for asked in self.clarifications if asked.is_open), None)

    @cached_property
    def answer_choice(self) -> Choice | None:
        """Answering it, for whoever answers for the entity."""
        if self.open_clarification is None or not self.may_answer:
            return None
        return make_choice(ANSWER, self.dossier, self.may_answer, self.bound)

    @property
    def keeps_typed(self) -> bool:
        """Whether a form on the screen holds what the person had typed."""
        offered = [*self.choices, self.withdraw_choice, self.answer_choice]
        return any(choice is not None and choice.is_open for choice in offered)

    @cached_property
    def seen(self) -> str:
        """The token a decision carries back."""
        return seen_token(self.dossier)

    @cached_property
    def mark(self) -> str:
        """What the screen shows, for the difference when it goes stale."""
        own = [decision for decision in self.decisions if decision.dossier_id == self.dossier.pk]
        return mark_of(own, self.items)

    # -- the queue -------------------------------------------------------------------------------

    @cached_property
    def place(self) -> Place:
        """Where this dossier stands among those that wait for the person."""
        return place_in(self.waiting, self.dossier.pk)
