"""Finds the pages that hold the terms that were meant: a bounded number of reads.

The cost does not grow with the number of pages: of each word only the best pages are read,
in the order of an index, and the rarest word leads.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Value

from carta_pages.models import SearchPosting
from carta_pages.search.meaning import Group
from carta_pages.search.statements import together

MOST_FOUND = 500


@dataclass
class Found:
    """The pages that hold what was asked, best first within what was read.

    Args:
        scores: worth of each page, and of how many of the things asked it has one.
        is_capped: there are more than were read.
    """

    scores: dict[int, tuple[int, float]] = field(default_factory=dict)
    is_capped: bool = False


def find(groups: list[Group], filters: list[Group], *, every: bool = True) -> Found:
    """The best pages that have every thing asked, or any of them; two reads.

    Args:
        groups: what was asked; empty to list what the filters let through.
        filters: what a page must pass besides.
        every: whether all of the groups are needed.
    """
    needed = [*groups, *filters] if every or not groups else filters
    if not (groups or filters) or any(not group.is_known for group in needed):
        return Found()
    leaders = [min(needed, key=lambda group: group.reach)] if every or not groups else groups
    branches = []
    for leader in leaders:
        others = Q()
        for group in needed:
            if group is not leader:
                others &= group.condition()
        for terms, besides in leader.leads():
            branches.append(_best(terms, others & besides))
    rows = list(together(branches))
    per_branch: dict[int, int] = {}
    best: dict[int, int] = {}
    for place, document_id, weight in rows:
        per_branch[place] = per_branch.get(place, 0) + 1
        best[document_id] = max(best.get(document_id, 0), weight)
    ids = sorted(best, key=lambda pk: (-best[pk], pk))[:MOST_FOUND]
    capped = len(best) > MOST_FOUND or any(n > MOST_FOUND for n in per_branch.values())
    return Found(_scores(ids, groups), capped)


def _best(terms: list[int], condition: Q) -> QuerySet:
    rows = SearchPosting.objects.filter(condition)
    rows = rows.filter(term=terms[0]) if len(terms) == 1 else rows.filter(term__in=terms)
    best = rows.order_by("-weight", "document")
    return best.values_list(Value(terms[0]), "document", "weight")[: MOST_FOUND + 1]


def _scores(ids: list[int], groups: list[Group]) -> dict[int, tuple[int, float]]:
    terms = {pk for group in groups for pk in group.terms}
    if not ids or not terms:
        return dict.fromkeys(ids, (0, 0.0))
    held: dict[int, dict[int, int]] = {pk: {} for pk in ids}
    rows = SearchPosting.objects.filter(document__in=ids, term__in=terms)
    for document_id, term_id, weight in rows.values_list("document", "term", "weight"):
        held[document_id][term_id] = weight
    scores = {}
    for pk in ids:
        worth = [group.score(held[pk]) for group in groups]
        scores[pk] = (sum(1 for value in worth if value), sum(worth))
    return scores
