"""What the home screen tells a person: one reader a request, a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from wagtail.admin.paginator import WagtailPaginator
from wagtail.models import Page

from entities import clock, roles
from entities.models import Entity
from workflows import facts, rules
from workflows.models import (
    Contribution,
    Dossier,
    DossierItem,
    Edition,
    KeptDraft,
    Notice,
)
from workflows.screens.queue import late, waiting_for
from workflows.screens.rows import ANSWER, ASKED, Row, rows, titles_of
from workflows.screens.scope import reads_several_entities, visible_dossiers, visible_notices
from workflows.stages import Stage
from workflows.verdicts import YES, Verdict

ROWS_A_PAGE = 10
ROWS_A_LIST = 8
#: How long a concluded dossier stays in «Lo que envié y dónde está».
REMEMBERED = timedelta(days=30)

_CACHE = "_carta_home"


@dataclass(frozen=True)
class Draft:
    """A page the person wrote and nobody has been sent yet."""

    page_id: int
    title: str
    kind: str
    changed_at: datetime | None
    is_new: bool


def home_of(request: Any) -> Home:
    """The reader of this request; panels, summary and menu share what it has read."""
    found: Home | None = request.__dict__.get(_CACHE)
    if found is None or found.user.pk != request.user.pk:
        found = request.__dict__[_CACHE] = Home(request.user, request.GET.get("p"))
    return found


class Home:
    """Everything that waits for, concerns or belongs to one person today."""

    def __init__(self, user: Any, page: str | None = None):
        self.user = user
        self.page_number = page

    @cached_property
    def sees_several(self) -> bool:
        """Whether a list needs to say of which entity each dossier is."""
        return reads_several_entities(self.user)

    # -- what waits ------------------------------------------------------------------------

    @cached_property
    def waiting_ids(self) -> list[int]:
        """Every dossier the person can act on, the oldest deadline first; one query."""
        return list(waiting_for(self.user).values_list("pk", flat=True))

    @property
    def waiting_count(self) -> int:
        """How many they are."""
        return len(self.waiting_ids)

    @cached_property
    def waiting_page(self) -> PaginatorPage:
        """The page of the queue that is shown, as ids."""
        return WagtailPaginator(self.waiting_ids, ROWS_A_PAGE).get_page(self.page_number)

    @property
    def waiting_page_range(self) -> Any:
        """Page numbers for the pager."""
        return self.waiting_page.paginator.get_elided_page_range(self.waiting_page.number)

    @cached_property
    def waiting(self) -> list[Row]:
        """The rows of that page, each judged once more by the rule itself."""
        dossiers = [self.shown[pk] for pk in self.waiting_page.object_list if pk in self.shown]
        answers = facts.facts_of(dossiers)
        person = facts.person(self.user)
        actions, verdicts = {}, {}
        for dossier in dossiers:
            told = answers[dossier.pk]
            answering = dossier.stage == Stage.CONTROL and bool(told.open_clarifications)
            actions[dossier.pk] = str(ANSWER if answering else ASKED[Stage(dossier.stage)])
            verdicts[dossier.pk] = _verdict(person, dossier, told, answering)
        return rows(dossiers, self.titles, actions, verdicts)

    # -- what is late, what was sent ---------------------------------------------------------

    @cached_property
    def late_ids(self) -> list[int]:
        """Every late dossier of the person's reach, whoever must act, the latest first."""
        found = late(visible_dossiers(self.user)).order_by("due_on", "pk")
        return list(found.values_list("pk", flat=True))

    @property
    def late_count(self) -> int:
        """How many they are."""
        return len(self.late_ids)

    @cached_property
    def late_elsewhere(self) -> list[int]:
        """Those that wait for somebody else, as many as the panel shows and one more."""
        waiting = set(self.waiting_ids)
        return [pk for pk in self.late_ids if pk not in waiting][: ROWS_A_LIST + 1]

    @cached_property
    def late(self) -> list[Row]:
        """Their rows."""
        ids = self.late_elsewhere[:ROWS_A_LIST]
        return rows([self.shown[pk] for pk in ids if pk in self.shown], self.titles)

    @cached_property
    def shown(self) -> dict[int, Dossier]:
        """What both lists show, in one query."""
        ids = {*self.waiting_page.object_list, *self.late_elsewhere}
        return Dossier.objects.select_related("entity").in_bulk(ids)

    @cached_property
    def sent_dossiers(self) -> list[Dossier]:
        """What the person sent: all that is open, and what ended lately."""
        return list(
            sent_by(self.user)
            .filter(Q(status=Dossier.Status.OPEN) | Q(concluded_at__gte=clock.now() - REMEMBERED))
            .select_related("entity")
            .order_by("concluded_at", "stage_entered_at", "pk")[: ROWS_A_LIST + 1]
        )

    @cached_property
    def sent(self) -> list[Row]:
        """Their rows."""
        return rows(self.sent_dossiers[:ROWS_A_LIST], self.titles)

    @cached_property
    def titles(self) -> dict[int, list[str]]:
        """Titles for the three lists, in one query."""
        return titles_of([*self.shown.values(), *self.sent_dossiers])

    # -- what the person has at hand ---------------------------------------------------------

    @cached_property
    def drafts(self) -> list[Draft]:
        """«Mis borradores sin enviar», the newest first, and one more to know of others."""
        return [
            Draft(
                page.pk,
                page.draft_title or page.title,
                str(page.cached_content_type.name),
                page.latest_revision_created_at,
                not page.live,
            )
            for page in unsent_drafts(self.user)[: ROWS_A_LIST + 1]
        ]

    @property
    def shown_drafts(self) -> list[Draft]:
        """Those the panel has room for."""
        return self.drafts[:ROWS_A_LIST]

    @cached_property
    def kept(self) -> list[KeptDraft]:
        """Texts that lost a race of saves and wait for their author's word."""
        found = KeptDraft.objects.filter(user_id=self.user.pk, resolved_at__isnull=True)
        found = found.annotate(parts=KT("content__parts"))
        return list(found.select_related("page").defer("content")[:ROWS_A_LIST])

    @cached_property
    def unread_count(self) -> int:
        """Unread notices."""
        return unread_notices(self.user).count()

    @cached_property
    def notices(self) -> list[Notice]:
        """The newest unread notices."""
        return list(unread_notices(self.user).select_related("dossier")[:5])


def _verdict(
    person: rules.Person, dossier: Dossier, told: rules.DossierFacts, answering: bool
) -> Verdict:
    if dossier.stage == Stage.UNIT or answering:
        return YES
    remits = facts.planning_may_remit()
    return rules.may_decide(person, told, planning_may_remit=remits)


def sent_by(user: Any) -> QuerySet[Dossier]:
    """Dossiers with a page that the person sent, as far as they may still read them."""
    mine = DossierItem.objects.filter(dossier=OuterRef("pk"), submitted_by_id=user.pk)
    return visible_dossiers(user).filter(Exists(mine)).exclude(status=Dossier.Status.MERGED)


def unread_notices(user: Any) -> QuerySet[Notice]:
    """The person's unread notices, newest first."""
    return visible_notices(user).filter(read_at__isnull=True)


def unsent_drafts(user: Any) -> QuerySet[Page]:
    """Pages of the person's entities that they wrote since the edition in force, not sent yet."""
    present = (
        Edition.objects.filter(page=OuterRef("page"))
        .order_by()
        .values("page")
        .annotate(last=Max("number"))
        .values("last")
    )
    written = (
        Contribution.objects.filter(user_id=user.pk)
        .annotate(present=Coalesce(Subquery(present), 0))
        .filter(since__gte=F("present"))
        .values("page")
    )
    travelling = DossierItem.objects.filter(
        page=OuterRef("pk"), dossier__status=Dossier.Status.OPEN
    )
    own = Q(pk__in=[])
    for path in Entity.objects.filter(
        pk__in=roles.own_entity_ids(user), root_page__isnull=False
    ).values_list("root_page__path", flat=True):
        own |= Q(path__startswith=path)
    return (
        Page.objects.filter(own, pk__in=written)
        .filter(Q(live=False) | Q(has_unpublished_changes=True))
        .filter(~Exists(travelling))
        .order_by("-latest_revision_created_at")
    )
