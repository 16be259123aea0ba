"""The only writer of the search index: pages of a service, all of them or none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from carta_pages.models import (
    SearchDocument,
    SearchGram,
    SearchPosting,
    SearchState,
    SearchTerm,
    ServicePage,
)
from carta_pages.search import documents, words
from carta_pages.search.documents import Prepared
from entities import clock
from workflows.models import Edition

logger = logging.getLogger("carta.search")
BATCH = 40
FEW_AT_ONCE = 900


@dataclass
class Written:
    """What a refresh did.

    Args:
        documents: pages that are in the index now, of those looked at.
        changed: how many were written because they differed.
        removed: how many went.
    """

    documents: int = 0
    changed: int = 0
    removed: int = 0

    def add(self, other: Written) -> None:
        """Count another refresh too."""
        self.documents += other.documents
        self.changed += other.changed
        self.removed += other.removed


def refresh_later(service_ids: Iterable[int]) -> None:
    """Refresh some services once what is being done is committed, in a worker where one is."""
    from carta_pages.tasks import refresh_search

    wanted = sorted(set(service_ids))
    if wanted:
        transaction.on_commit(lambda: refresh_search.enqueue(wanted), robust=True)


@transaction.atomic
def refresh(service_ids: Iterable[int]) -> Written:
    """Make the index say what is public now of some services and what hangs from them.

    Args:
        service_ids: service pages; one that is not public any more leaves the index.
    """
    ids = list(service_ids)
    _only_writer()
    prepared = documents.of_services(ids)
    stored: dict[int, dict[int, str]] = {}
    rows = SearchDocument.objects.filter(service__in=ids)
    for service_id, page_id, mark in rows.values_list("service_id", "page_id", "fingerprint"):
        stored.setdefault(service_id, {})[page_id] = mark
    written = Written()
    changed, gone = [], []
    for service_id in ids:
        pages = prepared.get(service_id, [])
        present = stored.get(service_id, {})
        written.documents += len(pages)
        changed += [page for page in pages if present.get(page.page_id) != page.fingerprint]
        gone += sorted(set(present) - {page.page_id for page in pages})
    written.changed, written.removed = len(changed), len(gone)
    _replace(changed, gone)
    return written


def _only_writer() -> SearchState:
    SearchState.objects.get_or_create(pk=1)
    return SearchState.objects.select_for_update().get(pk=1)


def _replace(changed: list[Prepared], gone: list[int]) -> None:
    """Put the new pages and words in place of the old, and count again."""
    terms = _terms(changed)
    before: dict[int, dict[int, int]] = {}
    touched = [page.page_id for page in changed] + gone
    for part in _parts(touched):
        rows = SearchPosting.objects.filter(document__in=part)
        for document_id, term_id, weight in rows.values_list("document_id", "term_id", "weight"):
            before.setdefault(document_id, {})[term_id] = weight
    counts: dict[int, int] = {}
    fresh = []
    for page in changed:
        old = before.get(page.page_id, {})
        new = {terms[text]: weight for text, weight in page.weights.items()}
        fresh += [
            SearchPosting(document_id=page.page_id, term_id=term_id, weight=weight)
            for term_id, weight in sorted(new.items())
        ]
        for term_id in new.keys() - old.keys():
            counts[term_id] = counts.get(term_id, 0) + 1
        for term_id in old.keys() - new.keys():
            counts[term_id] = counts.get(term_id, 0) - 1
    for page_id in gone:
        for term_id in before.get(page_id, {}):
            counts[term_id] = counts.get(term_id, 0) - 1
    for part in _parts(touched):
        _drop(SearchPosting.objects.filter(document__in=part))
    _drop(SearchDocument.objects.filter(pk__in=gone))
    fresh_pages = [
        SearchDocument(page_id=page.page_id, fingerprint=page.fingerprint, **page.columns)
        for page in changed
    ]
    if fresh_pages:
        SearchDocument.objects.bulk_create(
            fresh_pages,
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["fingerprint", *changed[0].columns],
        )
    SearchPosting.objects.bulk_create(fresh, batch_size=2000)
    _count(counts)


def _terms(pages: list[Prepared]) -> dict[str, int]:
    """Keys of every term of some pages, the new ones with their letters."""
    shown: dict[str, str] = {}
    for page in pages:
        for word, (_weight, written) in page.words.items():
            if len(written.encode()) > len(shown.get(word, "").encode()):
                shown[word] = written  # with its accents, when anybody writes them
        shown |= dict.fromkeys(page.facets, "")
    found: dict[str, int] = {}
    for part in _parts(sorted(shown)):
        rows = SearchTerm.objects.filter(text__in=part)
        for pk, text, known in rows.values_list("pk", "text", "shown"):
            found[text] = pk
            if len(shown[text].encode()) > len(known.encode()):
                SearchTerm.objects.filter(pk=pk).update(shown=shown[text])
    missing = [_term(text, shown[text]) for text in sorted(shown) if text not in found]
    SearchTerm.objects.bulk_create(missing, batch_size=500)
    SearchGram.objects.bulk_create(
        (
            SearchGram(gram=gram, term=term)
            for term in missing
            if term.sound
            for gram in sorted(words.grams(term.sound))
        ),
        batch_size=2000,
    )
    return found | {term.text: term.pk for term in missing}


def _term(text: str, shown: str) -> SearchTerm:
    if "=" in text:
        return SearchTerm(text=text)
    can_be_mistyped = len(text) > words.SHORT and not any(sign.isdigit() for sign in text)
    return SearchTerm(
        text=text,
        stem=words.stem(text),
        sound=words.sound(text) if can_be_mistyped else "",
        shown=shown,
    )


def _count(changes: dict[int, int]) -> None:
    """Move the counts of the terms, and drop the words that no page holds any more."""
    by_step: dict[int, list[int]] = {}
    for term_id, step in changes.items():
        by_step.setdefault(step, []).append(term_id)
    for step, ids in by_step.items():
        for part in _parts(ids):
            if step > 0:
                SearchTerm.objects.filter(pk__in=part).update(documents=F("documents") + step)
            elif step < 0:
                SearchTerm.objects.filter(pk__in=part).update(documents=F("documents") - -step)
                empty = SearchTerm.objects.filter(pk__in=part, documents=0)
                _drop(SearchGram.objects.filter(term__in=empty))
                _drop(empty)


def _drop(rows: QuerySet) -> None:
    """Delete in one statement: nobody listens, and Django would read every row first."""
    rows._raw_delete(rows.db)


def _parts(keys: list) -> Iterator[list]:
    """As many keys at a time as every database takes in one statement."""
    for start in range(0, len(keys), FEW_AT_ONCE):
        yield keys[start : start + FEW_AT_ONCE]


def rebuild(tell: Callable[[int, int], None] | None = None, *, empty: bool = False) -> Written:
    """Look at every service that was ever published; safe to repeat and to interrupt.

    Args:
        tell: called with how many services are done, of how many.
        empty: begin with nothing, for an index that was made by other rules.
    """
    if empty or is_outdated():
        _empty()
    published = Edition.objects.values("page_id")
    ids = list(ServicePage.objects.filter(pk__in=published).values_list("pk", flat=True))
    known = set(SearchDocument.objects.values_list("service_id", flat=True).distinct())
    wanted = sorted({*ids, *known})
    total = Written()
    for start in range(0, len(wanted), BATCH):
        total.add(refresh(wanted[start : start + BATCH]))
        if tell:
            tell(min(start + BATCH, len(wanted)), len(wanted))
    _finish()
    return total


def is_outdated() -> bool:
    """Whether the index was made by other rules than today's, or never."""
    state = SearchState.objects.filter(pk=1).first()
    return state is None or state.version != documents.VERSION


@transaction.atomic
def _finish() -> None:
    state = _only_writer()
    state.version, state.built_at = documents.VERSION, clock.now()
    state.save()


@transaction.atomic
def _empty() -> None:
    _only_writer()
    for model in (SearchPosting, SearchGram, SearchDocument, SearchTerm):
        _drop(model._base_manager.all())
