"""What somebody is about to read: which edition of which page, in force now or on a day.

Everything shown comes from here: the edition's snapshot, the index of what hung below, the
editions of the pages above. Nothing is joined from registers that move (DESIGN §3.12).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from carta_pages.public import places, wording
from carta_pages.public.entries import Entry, tree
from carta_pages.public.places import Crumb
from workflows import selectors
from workflows.models import Edition, IndexEdition

if TYPE_CHECKING:
    from django.http import HttpRequest


class Mode(StrEnum):
    """In which light a text is read."""

    NOW = "now"
    DAY = "day"
    VERSION = "version"
    DRAFT = "draft"


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

    @property
    def carta_url(self) -> str:
        """Address of the carta above, or of this one."""
        return self.parent_url(1) or self.url

    @property
    def type(self) -> str:
        """Model name of the page's type, for templates."""
        return str(self.page._meta.model_name)

    @property
    def previous_number(self) -> int:
        """The version before the one shown; 0 when it is the first."""
        return self.edition.number - 1 if self.edition else 0

    @property
    def period(self) -> str:
        """«desde el 3 de marzo de 2026», «del … al …»."""
        return wording.period(self.edition.effective_date, self.until) if self.edition else ""

    @cached_property
    def below(self) -> Entry:
        """What hangs below, from the index, each with its address."""
        rows = self.index.rows if self.index else []
        return tree(rows, self.page.pk, self.url, self.asked_day)


def now_or_on(request: HttpRequest, page: Any, on: date | None) -> Reading:
    """What is in force today, or was on a day.

    Raises:
        Http404: the page was never published.
        NotYetError: it was published later than the day asked.
    """
    chain = _chain(page)
    editions = _editions(page, chain, on)
    edition = editions.pop(page.pk, None)
    newest = edition if on is None else selectors.edition_in_force(page.pk)
    if newest is None:
        raise Http404
    if edition is None:
        raise NotYetError(_place(request, page, chain, editions, newest, on), first_day(page.pk))
    reading = _place(request, page, chain, editions, edition, on)
    reading.newest = newest
    if not reading.is_newest:
        reading.until = last_day(dated_editions(page.pk).get(number=edition.number))
    reading.index = selectors.index_in_force(page.pk, on) if _has_below(page) else None
    return reading


def version(request: HttpRequest, page: Any, number: int) -> Reading:
    """One numbered version, with what hung below when it was published.

    Raises:
        Http404: there is no such version.
    """
    edition = dated_editions(page.pk).filter(number=number).first()
    if edition is None:
        raise Http404
    chain = _chain(page)
    editions = _editions(page, chain, None)
    reading = _place(request, page, chain, editions, edition, None)
    reading.mode = Mode.VERSION
    reading.newest = editions.pop(page.pk)
    reading.until = last_day(edition)
    reading.on = edition.effective_date
    if _has_below(page):
        reading.index = IndexEdition.objects.filter(
            page_id=page.pk, dossier_id=edition.dossier_id
        ).first()
    return reading


def of_draft(request: HttpRequest | None, page: Any, content: dict[str, Any]) -> Reading:
    """A draft's snapshot in its place; the page may never have been stored."""
    chain = _chain(page)
    editions = _editions(page, chain, None)
    editions.pop(page.pk, None)
    reading = Reading(page=page, content=content, mode=Mode.DRAFT, chain=chain, editions=editions)
    reading.url = places.address(page, request)
    reading.request = request
    if page.pk and _has_below(page):
        reading.index = selectors.index_in_force(page.pk)
    return reading


class NotYetError(Exception):
    """On the day asked the page was not published yet.

    Args:
        reading: the page as it is today, for the way back.
        first: the first day on which it was in force.
    """

    def __init__(self, reading: Reading, first: date):
        self.reading = reading
        self.first = first
        super().__init__(str(first))


def dated_editions(page_id: int) -> QuerySet[Edition]:
    """Editions of a page, newest first, each with the day on which the next one began."""
    following = Edition.objects.filter(
        page_id=OuterRef("page_id"), number__gt=OuterRef("number")
    ).order_by("number")
    return (
        Edition.objects.filter(page_id=page_id)
        .annotate(next_date=Subquery(following.values("effective_date")[:1]))
        .order_by("-number")
    )


def last_day(edition: Any) -> date | None:
    """Last day in force of an edition of ``dated_editions``; ``None`` while it rules."""
    following = edition.next_date
    if following is None:
        return None
    return max(edition.effective_date, following - timedelta(days=1))


def first_day(page_id: int) -> date:
    """The first day on which a published page was in force."""
    editions = Edition.objects.filter(page_id=page_id).order_by("effective_date")
    return editions.values_list("effective_date", flat=True)[0]


def _chain(page: Any) -> list[Any]:
    if page.public_chain is not None:
        return list(page.public_chain)
    return places.ancestors_of(page)


def _editions(page: Any, chain: list[Any], on: date | None) -> dict[int, Edition]:
    """Editions of the page and of those above; one above that began later counts as it began."""
    ids = [above.pk for above in chain[1:]] + ([page.pk] if page.pk else [])
    editions = selectors.editions_in_force(ids, on)
    missing = [above.pk for above in chain[1:] if above.pk not in editions]
    if on is not None and missing:
        editions.update(selectors.editions_in_force(missing))
    return editions


def _has_below(page: Any) -> bool:
    return bool(type(page).allowed_subpage_models())


def _place(
    request: HttpRequest,
    page: Any,
    chain: list[Any],
    editions: dict[int, Edition],
    edition: Edition,
    on: date | None,
) -> Reading:
    return Reading(
        page=page,
        content=edition.content,
        mode=Mode.NOW if on is None else Mode.DAY,
        edition=edition,
        newest=edition,
        on=on,
        chain=chain,
        editions=editions,
        url=places.address(page, request),
        request=request,
    )
