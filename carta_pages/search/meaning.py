"""The terms that were meant by some words: other forms, synonyms, the nearest spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Value

from carta_pages.models import SearchGram, SearchTerm, SynonymGroup
from carta_pages.search import facets, spelling, synonyms, words
from carta_pages.search.facets import Facet
from carta_pages.search.spelling import Known
from carta_pages.search.statements import holds, together

EXACT, SAME_STEM, SYNONYM, CORRECTED = 1.0, 0.8, 0.6, 0.5
"""What a word counts beside the one that was typed; times its weight where it stands."""

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
        ways = Q(holds(self.singles)) if self.singles else Q()
        for parts, _factor in self.phrases:
            whole = Q()
            for part in parts:
                whole &= Q(holds(part))
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
                    others &= Q(holds(part))
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
