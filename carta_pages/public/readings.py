"""Finds what is to be read: the edition in force, the one of a day, one version, a draft."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from carta_pages.public import places
from carta_pages.public.reading import Mode, Reading
from workflows import selectors
from workflows.models import Edition, IndexEdition

if TYPE_CHECKING:
    from django.http import HttpRequest


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
