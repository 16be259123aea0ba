"""The quality office's board: what it may still group, by kind and unit, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from entities import clock, roles
from entities.models import Entity
from entities.vocabulary import Role
from workflows import facts, rules, selectors
from workflows.drafts import drafts_of
from workflows.models import Dossier, DossierItem
from workflows.screens.findings import Missing, missing_in
from workflows.screens.rows import Row, rows
from workflows.stages import Kind, Route, Stage
from workflows.verdicts import Verdict

#: Stages in which a set of pages may still change (DESIGN §3.3), and the one before them.
BEFORE_PLANNING = (Stage.UNIT, Stage.QUALITY, Stage.PLANNING)


@dataclass
class Card:
    """One dossier with its pages.

    Args:
        row: what lists say of it.
        items: its pages.
        verdict: whether it may still be grouped.
        seen: what the screen shows of it, for the service to compare.
        is_ticked: whether it was chosen on the screen that was refused.
    """

    row: Row
    items: list[DossierItem]
    verdict: Verdict
    seen: str
    is_ticked: bool = False
    ticked_items: frozenset[int] = frozenset()

    @property
    def dossier(self) -> Dossier:
        """The dossier."""
        return self.row.dossier

    @property
    def may_split(self) -> bool:
        """Whether a page can leave it."""
        return bool(self.verdict) and len(self.items) > 1


@dataclass
class Column:
    """The dossiers of one unit."""

    title: str
    cards: list[Card] = field(default_factory=list)


@dataclass
class Lane:
    """What may be grouped together: one route and kind."""

    route: Route
    kind: Kind
    columns: list[Column] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names the lane to the script that drags."""
        return f"{self.route.value}-{self.kind.value}"

    @property
    def title(self) -> str:
        """«Actualización», with its route where it is the institutional one."""
        if self.route == Route.INSTITUTIONAL:
            return f"{self.kind.label} · {self.route.label}"
        return str(self.kind.label)

    @property
    def card_count(self) -> int:
        """How many dossiers are in it."""
        return sum(len(column.cards) for column in self.columns)


@dataclass(frozen=True)
class Lack:
    """What the checkers say of one page on the board."""

    item: DossierItem
    missing: list[Missing]


def entities_of(user: Any) -> QuerySet[Entity]:
    """Entities whose quality office the person is."""
    return Entity.objects.filter(pk__in=roles.entity_ids(user, [Role.CAL])).order_by("short_name")


class Board:
    """The board of one entity for one person of its quality office."""

    def __init__(
        self,
        entity: Entity,
        user: Any,
        ticked: frozenset[int] = frozenset(),
        ticked_items: frozenset[int] = frozenset(),
    ):
        self.entity = entity
        self.user = user
        self.ticked = ticked
        self.ticked_items = ticked_items
        self.today = clock.today()

    @cached_property
    def dossiers(self) -> list[Dossier]:
        """Open dossiers before Planning's decision, oldest first."""
        found = Dossier.objects.filter(
            entity=self.entity, status=Dossier.Status.OPEN, stage__in=BEFORE_PLANNING
        )
        return list(found.select_related("entity").order_by("pk"))

    @cached_property
    def items(self) -> dict[int, list[DossierItem]]:
        """Their pages, by dossier."""
        found: dict[int, list[DossierItem]] = defaultdict(list)
        pages = DossierItem.objects.filter(dossier__in=self.dossiers).defer("snapshot")
        for item in pages.select_related("unit", "page", "pin__revision").order_by("page__path"):
            found[item.dossier_id].append(item)
        return found

    @cached_property
    def told(self) -> Mapping[int, rules.DossierFacts]:
        """Their facts."""
        return facts.facts_of(self.dossiers)

    @cached_property
    def cards(self) -> list[Card]:
        """One card a dossier."""
        person = facts.person(self.user)
        seen = selectors.seen_tokens(self.dossiers)
        titles = {pk: [item.title for item in items] for pk, items in self.items.items()}
        return [
            Card(
                row,
                self.items[row.dossier.pk],
                rules.may_group(person, self.told[row.dossier.pk]),
                seen[row.dossier.pk],
                row.dossier.pk in self.ticked,
                self.ticked_items,
            )
            for row in rows(self.dossiers, titles)
        ]

    @cached_property
    def lanes(self) -> list[Lane]:
        """What can still be grouped, by kind and unit."""
        lanes: dict[tuple[str, str], Lane] = {}
        columns: dict[tuple[str, str, str], Column] = {}
        for card in self.cards:
            dossier = card.dossier
            if not card.verdict:
                continue
            key = (dossier.route, dossier.kind)
            lane = lanes.setdefault(key, Lane(Route(dossier.route), Kind(dossier.kind)))
            title = unit_title(card.items)
            if (*key, title) not in columns:
                columns[(*key, title)] = Column(title)
                lane.columns.append(columns[(*key, title)])
            columns[(*key, title)].cards.append(card)
        return [lanes[key] for key in sorted(lanes)]

    @property
    def fixed(self) -> list[Card]:
        """What cannot be grouped now, each with its reason: returned, or Planning decided."""
        return [card for card in self.cards if not card.verdict]

    @cached_property
    def lacks(self) -> list[Lack]:
        """One list of what is missing in every page that can still be grouped."""
        items = [item for card in self.cards if card.verdict for item in card.items]
        drafts = drafts_of([item.pin.revision for item in items])
        missing = missing_in(drafts, with_links=False)
        return [Lack(item, found) for item, found in zip(items, missing, strict=True) if found]

    @property
    def page_count(self) -> int:
        """How many pages can still be grouped."""
        return sum(len(card.items) for card in self.cards if card.verdict)


def unit_title(items: list[DossierItem]) -> str:
    """The unit of a dossier's pages, or that they are of several."""
    names = {str(item.unit.name) for item in items if item.unit}
    if len(names) > 1:
        return _("Varias unidades")
    return names.pop() if names else _("Sin unidad")
