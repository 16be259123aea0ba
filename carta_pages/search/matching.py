"""Finds the terms that were meant, then the pages that hold them: a bounded number of reads.

The cost does not grow with the number of pages: of each word only the best pages are read,
in the order of an index, and the rarest word leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from carta_pages.models import SearchGram, SearchPosting, SearchTerm, SynonymGroup
from carta_pages.search import facets, spelling, synonyms, words
from carta_pages.search.facets import Facet
from carta_pages.search.spelling import Known

EXACT, SAME_STEM, SYNONYM, CORRECTED = 1.0, 0.8, 0.6, 0.5
"""What a word counts beside the one that was typed; times its weight where it stands."""

MOST_FOUND = 500
MOST_CORRECTED = 3
MOST_CANDIDATES = 60
MOST_FORMS = 16
Phrase = tuple[tuple[frozenset[int], ...], float]


@dataclass
class Group:
    """One thing that was asked for, as terms of the index; one of them is enough.

    Args:
        typed: how it was typed.
        singles: terms with what they count.
        phrases: ways to say it of several words: all of them must be there.
        marked: the words to mark in a text.
        weight: how many pages it may be in, at most.
    """

    typed: str = ""
    singles: dict[int, float] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    marked: set[str] = field(default_factory=set)
    documents: dict[int, int] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Whether some page may have it."""
        return bool(self.singles or self.phrases)

    @property
    def reach(self) -> int:
        """In how many pages it may be, at most."""
        rarest = (min(self._held(part) for part in parts) for parts, _factor in self.phrases)
        return self._held(self.singles) + sum(rarest)

    def _held(self, ids: Iterable[int]) -> int:
        return sum(self.documents.get(pk, 0) for pk in ids)

    @property
    def terms(self) -> set[int]:
        """Every term that it may be said with."""
        said = {pk for parts, _factor in self.phrases for part in parts for pk in part}
        return said | set(self.singles)

    def condition(self) -> Q:
        """That a page says it one way or another."""
        ways = Q(_holds(self.singles)) if self.singles else Q()
        for parts, _factor in self.phrases:
            whole = Q()
            for part in parts:
                whole &= Q(_holds(part))
            ways |= whole
        return ways

    def leads(self) -> Iterable[tuple[list[int], Q]]:
        """Terms to begin from, each with what else the page must hold."""
        forms = sorted(self.singles, key=lambda pk: (-self.documents.get(pk, 0), pk))
        for pk in forms[:MOST_FORMS]:
            yield [pk], Q()
        if forms[MOST_FORMS:]:
            yield forms[MOST_FORMS:], Q()
        for parts, _factor in self.phrases:
            rarest = min(parts, key=self._held)
            others = Q()
            for part in parts:
                if part is not rarest:
                    others &= Q(_holds(part))
            yield sorted(rarest), others

    def score(self, weights: Mapping[int, int]) -> float:
        """What a page with these words is worth to who asked for it."""
        ways = [weights[pk] * factor for pk, factor in self.singles.items() if pk in weights]
        for parts, factor in self.phrases:
            found = [max((weights.get(pk, 0) for pk in part), default=0) for part in parts]
            ways.append(min(found) * factor)
        return max(ways, default=0.0)


@dataclass
class Understood:
    """What the words mean in this index.

    Args:
        groups: things that some page may have.
        unknown: words that no page has and that are not near any.
        corrected: what was typed and the word that was taken instead.
    """

    groups: list[Group] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)

    @property
    def marked(self) -> set[str]:
        """Words to mark in the results."""
        return {word for group in self.groups for word in group.marked}


@dataclass
class Found:
    """The pages that hold what was asked, best first within what was read.

    Args:
        scores: worth of each page, and of how many of the things asked it has one.
        is_capped: there are more than were read.
    """

    scores: dict[int, tuple[int, float]] = field(default_factory=dict)
    is_capped: bool = False


class Words:
    """The terms that some words, stems and filters stand for, read once."""

    def __init__(self, texts: set[str], stems: set[str], sounds: set[str]):
        wanted = Q(text__in=texts) | Q(stem__in=stems - {""}) | Q(sound__in=sounds - {""})
        self._take(SearchTerm.objects.filter(wanted))

    def _take(self, rows: Any) -> None:
        self.by_text: dict[str, SearchTerm] = getattr(self, "by_text", {})
        self.by_stem: dict[str, list[SearchTerm]] = getattr(self, "by_stem", {})
        self.by_sound: dict[str, list[SearchTerm]] = getattr(self, "by_sound", {})
        for row in rows:
            if row.text not in self.by_text:
                self.by_text[row.text] = row
                self.by_stem.setdefault(row.stem, []).append(row)
                self.by_sound.setdefault(row.sound, []).append(row)

    def add_stems(self, stems: set[str]) -> None:
        """Read the other forms of some words too."""
        self._take(SearchTerm.objects.filter(stem__in=stems - {""}))

    def forms(self, word: str) -> list[tuple[SearchTerm, float]]:
        """The word and its other forms, with what each counts."""
        rows = list(self.by_stem.get(words.stem(word), ()))
        own = self.by_text.get(word)
        if own is not None and own not in rows:
            rows.append(own)
        return [(row, EXACT if row.text == word else SAME_STEM) for row in rows]


def understand(asked: Iterable[str], literal: bool, filters: set[str]) -> tuple[Understood, Words]:
    """The terms meant by some words; two reads, four when a word is typed wrong.

    Args:
        asked: the words of the search.
        literal: no other spelling and no synonyms.
        filters: terms of filters, read along.
    """
    asked = list(asked)
    same = SynonymGroup.objects.filter(in_force=True).values_list("words", flat=True)
    things = synonyms.units(asked, [] if literal or not asked else list(same))
    said = {word for unit in things for way in (unit.words, *unit.others) for word in way}
    known = Words(said | filters, {words.stem(word) for word in said}, _sounds(asked, literal))
    understood = Understood()
    lost = []
    for unit in things:
        group = _group(unit, known)
        if group.is_known:
            understood.groups.append(group)
        else:
            lost.append(group)
    if lost and not literal:
        lost = _correct(lost, known, understood)
    understood.unknown = [group.typed for group in lost]
    return understood, known


def _sounds(asked: list[str], literal: bool) -> set[str]:
    long = (word for word in asked if len(word) > words.SHORT)
    return set() if literal else {words.sound(word) for word in long}


def _group(unit: synonyms.Unit, known: Words) -> Group:
    group = Group(" ".join(unit.words))
    _say(group, unit.words, EXACT, known)
    for way in unit.others:
        _say(group, way, SYNONYM, known)
    return group


def _say(group: Group, way: tuple[str, ...], factor: float, known: Words) -> None:
    """Add one way to say it, if every word of it is somewhere."""
    parts = [known.forms(word) for word in way]
    if not all(parts):
        return
    for part in parts:
        for row, _same in part:
            group.marked.add(row.text)
            group.documents[row.pk] = row.documents
    if len(parts) == 1:
        for row, same in parts[0]:
            group.singles[row.pk] = max(group.singles.get(row.pk, 0), same * factor)
    else:
        group.phrases.append((tuple(frozenset(r.pk for r, _ in part) for part in parts), factor))


def _correct(lost: list[Group], known: Words, understood: Understood) -> list[Group]:
    """Take for each lost word the nearest known one; gives those that stay lost."""
    tried = [group for group in lost if _can_be_wrong(group.typed)][:MOST_CORRECTED]
    near = _near([words.sound(group.typed) for group in tried])
    chosen = {}
    for place, group in enumerate(tried):
        heard = known.by_sound.get(words.sound(group.typed), [])
        candidates = [Known(r.text, r.shown or r.text, r.sound, r.documents) for r in heard]
        if best := spelling.best(group.typed, [*candidates, *near.get(place, ())]):
            chosen[group.typed] = best
    if not chosen:
        return lost
    known.add_stems({words.stem(best.text) for best in chosen.values()})
    for group in tried:
        if best := chosen.get(group.typed):
            _say(group, (best.text,), CORRECTED, known)
            understood.corrected[group.typed] = best.shown
            understood.groups.append(group)
    return [group for group in lost if not group.is_known]


def _can_be_wrong(typed: str) -> bool:
    return len(typed) > words.SHORT and " " not in typed and not typed.isdigit()


def _near(sounds: list[str]) -> dict[int, list[Known]]:
    """By place in the list, the words that share most letters in a row; one read for all."""
    names = ("term__text", "term__shown", "term__sound", "term__documents")
    branches = [
        SearchGram.objects.filter(gram__in=words.grams(heard))
        .values("term", *names)
        .annotate(shared=Count("gram"))
        .order_by("-shared", "term")
        .values_list(Value(place), *names)[:MOST_CANDIDATES]
        for place, heard in enumerate(sounds)
    ]
    found: dict[int, list[Known]] = {}
    for place, text, shown, heard, documents in together(branches):
        found.setdefault(place, []).append(Known(text, shown or text, heard, documents))
    return found


def filter_groups(chosen: Mapping[Facet, str], known: Words) -> list[Group]:
    """The filters as things that a page must have; a value that no page has has no terms."""
    groups = []
    for facet, value in chosen.items():
        rows = [known.by_text.get(text) for text in facets.accepted(facet, value)]
        held = {row.pk: row.documents for row in rows if row is not None}
        groups.append(Group(singles=dict.fromkeys(held, 0.0), documents=held))
    return groups


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


def _holds(terms: Iterable[int]) -> Exists:
    rows = SearchPosting.objects.filter(document=OuterRef("document"), term__in=sorted(terms))
    return Exists(rows)


def together(branches: list[QuerySet]) -> Iterable[tuple]:
    """Rows of several limited lists in one statement: each keeps its own order and limit.

    Django's ``union`` would not take a limit inside it on SQLite; a derived table does.
    """
    if not branches:
        return []
    statements, values = [], []
    for place, branch in enumerate(branches):
        statement, parameters = branch.query.sql_with_params()
        statements.append(f"SELECT * FROM ({statement}) AS b{place}")  # noqa: S608  (our queries)
        values.extend(parameters)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        return list(cursor.fetchall())
