"""What somebody is about to read: which edition of which page, in force now or on a day.

Everything shown comes from here: the edition's snapshot, the index of what hung below, the
editions of the pages above. Nothing is joined from registers that move (DESIGN §3.12).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from carta_pages.public import places, wording
from carta_pages.public.entries import Entry, tree
from carta_pages.public.places import Crumb
from carta_pages.public.provinces import province_of
from workflows import selectors

if TYPE_CHECKING:
    from django.http import HttpRequest

    from carta_pages.public.cartogram import Province
    from workflows.models import Edition, IndexEdition


class Mode(StrEnum):
    """In which light a text is read."""

    NOW = "now"
    DAY = "day"
    VERSION = "version"
    DRAFT = "draft"


@dataclass(frozen=True)
class Companion:
    """A page of the same dossier, with the text that is being approved."""

    page_id: int
    path: str
    content: dict[str, Any]


@dataclass
class Reading:
    """One text and its place.

    Args:
        page: the page, specific fields unread.
        content: the snapshot that is shown.
        mode: now, on a day, one version, or a draft.
        edition: where the content comes from; ``None`` for a draft.
        newest: the edition in force today; ``None`` for a draft.
        on: the day of ``?fecha=``.
        chain: the pages above, portal first.
        editions: editions of the pages above, by page id.
        index: what hung below, for a carta and a service.
        url: the page's own address, without route words.
    """

    page: Any
    content: dict[str, Any]
    mode: Mode
    edition: Edition | None = None
    newest: Edition | None = None
    on: date | None = None
    until: date | None = None
    chain: list[Any] = field(default_factory=list)
    editions: dict[int, Edition] = field(default_factory=dict)
    index: IndexEdition | None = None
    url: str = ""
    request: HttpRequest | None = None

    @property
    def is_current(self) -> bool:
        """Whether registers that live today (points, states) may stand beside the text."""
        return self.mode is Mode.NOW

    @property
    def is_draft(self) -> bool:
        """Whether nobody has approved it yet."""
        return self.mode is Mode.DRAFT

    @property
    def is_newest(self) -> bool:
        """Whether the text is the one that rules today."""
        return bool(self.edition and self.newest and self.edition.pk == self.newest.pk)

    @property
    def asked_day(self) -> date | None:
        """The day that links on the page must keep."""
        return self.on if self.mode is Mode.DAY else None

    @property
    def title(self) -> str:
        """The page's title as published."""
        return str(self.content.get("title") or "")

    @cached_property
    def province(self) -> Province | None:
        """The reader's province; a draft is the same for every reader."""
        return None if self.is_draft else province_of(self.request)

    @cached_property
    def exclusion(self) -> Edition | None:
        """The exclusion that took the page, or one above it, out of the carta."""
        if self.edition and self.edition.is_exclusion:
            return self.edition
        found = (self.editions.get(page.pk) for page in reversed(self.chain))
        return next((edition for edition in found if edition and edition.is_exclusion), None)

    @cached_property
    def is_excluded_itself(self) -> bool:
        """Whether the exclusion is of this page and not of one above."""
        return bool(self.edition and self.edition.is_exclusion)

    @cached_property
    def crumbs(self) -> list[Crumb]:
        """The way from the portal to the page, the page itself left out."""
        return [
            Crumb(
                self._title_above(page),
                places.on_day(places.address(page, self.request), self.asked_day if rank else None),
            )
            for rank, page in enumerate(self.chain)
        ]

    def _title_above(self, page: Any) -> str:
        edition = self.editions.get(page.pk)
        if edition is None:
            return str(page.title)
        entity = edition.content.get("entity") or {}
        return str(entity.get("label") or edition.title)

    def parent_edition(self, rank: int) -> Edition | None:
        """Edition of a page above: 1 is the carta, 2 the service (0 is the portal)."""
        return self.editions.get(self.chain[rank].pk) if len(self.chain) > rank else None

    def parent_url(self, rank: int) -> str:
        """Address of a page above, kept on the asked day."""
        return self.crumbs[rank].url if len(self.crumbs) > rank else ""

    @cached_property
    def entity_name(self) -> str:
        """Name of the entity, as its carta says it."""
        return str((self._entity() or {}).get("label") or "")

    @cached_property
    def entity_short_name(self) -> str:
        """Its initials, or its name."""
        entity = self._entity() or {}
        return str(entity.get("short_name") or entity.get("label") or "")

    def _entity(self) -> dict[str, Any] | None:
        if "entity" in self.content:
            return self.content["entity"]
        carta = self.parent_edition(1)
        return carta.content.get("entity") if carta else None

    @cached_property
    def companions(self) -> list[Companion]:
        """For a draft under review: what would be published together with it."""
        dossier = (
            selectors.open_dossier_of(self.page.pk) if self.is_draft and self.page.pk else None
        )
        if dossier is None:
            return []
        items = dossier.items.exclude(page_id=self.page.pk).select_related("page")
        return [
            Companion(item.page_id, item.page.path, json.loads(item.snapshot))
            for item in items.order_by("page__path")
        ]

    @property
    def carta_url(self) -> str:
        """Address of the carta above, or of this one."""
        return self.parent_url(1) or self.url

    @property
    def entity_id(self) -> int | None:
        """The entity whose carta it is, as the page or the carta above carries it."""
        carta = self.chain[1] if len(self.chain) > 1 else self.page
        found = getattr(carta, "carta_entity_id", None) or getattr(carta, "entity_id", None)
        return int(found) if found else None

    @property
    def type(self) -> str:
        """Model name of the page's type, for templates."""
        return str(self.page._meta.model_name)

    @property
    def previous_number(self) -> int:
        """The version before the one shown; 0 when it is the first."""
        return self.edition.number - 1 if self.edition else 0

    @property
    def verification_url(self) -> str:
        """Where anybody can check the version, whole, because it is also read on paper."""
        path = self.edition.verification_url() if self.edition else ""
        return self.request.build_absolute_uri(path) if path and self.request else path

    @property
    def crumb(self) -> Crumb:
        """The page itself on the way to a page about it; a carta goes by its entity's name."""
        is_carta = "entity" in self.content
        return Crumb(self.entity_name if is_carta else self.title, self.url)

    @property
    def period(self) -> str:
        """«desde el 3 de marzo de 2026», «del … al …»."""
        return wording.period(self.edition.effective_date, self.until) if self.edition else ""

    @cached_property
    def around(self) -> IndexEdition | None:
        """For a page of a service: the list of what the service holds, at the moment read."""
        return selectors.index_in_force(self.chain[2].pk, self.on) if len(self.chain) > 2 else None

    @cached_property
    def below(self) -> Entry:
        """What hangs below, from the index, each with its address."""
        rows = self.index.rows if self.index else []
        return tree(rows, self.page.pk, self.url, self.asked_day)
