"""A search from what was asked to what is shown: pages in order, filters with their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from carta_pages.models import SearchDocument
from carta_pages.search import facets, matching, meaning
from carta_pages.search.asking import Asked
from carta_pages.search.facets import Facet
from carta_pages.search.labels import Labels
from carta_pages.search.matching import Found
from carta_pages.search.meaning import Group, Understood

KIND_ORDER = {kind: place for place, kind in enumerate(SearchDocument.Kind.values)}


@dataclass(frozen=True)
class Hit:
    """A page that was found.

    Args:
        page_id: the page.
        terms: the filters that it passes.
    """

    page_id: int
    terms: frozenset[str]


@dataclass(frozen=True)
class Option:
    """A value of a filter.

    Args:
        value: as it stands in the address.
        label: as people read it.
        count: how many results it would leave.
        is_chosen: whether it is the one in use.
    """

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass
class Results:
    """What was found, and how.

    Args:
        asked: the search.
        chosen: the filters in use, all of them known.
        ignored: whether a filter was asked for that does not exist.
        understood: what the words mean here.
        hits: pages that pass every filter, best first.
        around: pages that the words alone find: what the filters are counted in.
        is_capped: there are more than were looked at.
        is_partial: no page has all the words; these have some.
    """

    asked: Asked
    labels: Labels
    chosen: Mapping[Facet, str]
    ignored: bool = False
    understood: Understood = field(default_factory=Understood)
    hits: list[Hit] = field(default_factory=list)
    around: list[Hit] = field(default_factory=list)
    is_capped: bool = False
    is_partial: bool = False
    _counters: dict[frozenset, Counter[str]] = field(default_factory=dict, repr=False)

    @property
    def total(self) -> int:
        """How many pages were found."""
        return len(self.hits)

    def options(self, facet: Facet) -> list[Option]:
        """The values of a filter that leave something, with the other filters as they are."""
        others = {key: value for key, value in self.chosen.items() if key is not facet}
        terms = self._counted(others)
        counts = {value: terms[f"{facet}={value}"] for value in self.labels.of(facet)}
        is_place = facet is Facet.PROVINCE
        everywhere = terms[facets.term(facet, facets.EVERYWHERE)] if is_place else 0
        found = [
            Option(value, label, count, self.chosen.get(facet) == value)
            for value, label in self.labels.of(facet).items()
            if (count := counts[value] + everywhere)
        ]
        if is_place:
            return found
        return sorted(found, key=lambda option: (-option.count, option.label))

    def _counted(self, chosen: Mapping[Facet, str]) -> Counter[str]:
        """How many pages have each term, of those that pass some filters; counted once."""
        key = frozenset(chosen.items())
        if key not in self._counters:
            passing = (hit.terms for hit in self.around if facets.passes(hit.terms, chosen))
            self._counters[key] = Counter(chain.from_iterable(passing))
        return self._counters[key]

    @cached_property
    def without(self) -> list[tuple[Facet, int]]:
        """For each filter in use, how many pages there would be without it; most first."""
        found = []
        for facet in self.chosen:
            others = {key: value for key, value in self.chosen.items() if key is not facet}
            count = sum(facets.passes(hit.terms, others) for hit in self.around)
            found.append((facet, count))
        return sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[1])


def search(asked: Asked) -> Results:
    """Find what was asked; the number of reads does not depend on what is found."""
    labels = Labels(asked.values.get(Facet.ENTITY, ""))
    known = {facet: labels.value(facet, given) for facet, given in asked.values.items()}
    chosen = {facet: value for facet, value in known.items() if value is not None}
    results = Results(asked, labels, chosen, ignored=len(chosen) < len(known))
    texts = {t for facet, value in chosen.items() for t in facets.accepted(facet, value)}
    if asked.words or chosen:
        results.understood, terms = meaning.understand(asked.words, asked.literal, texts)
        _match(results, meaning.filter_groups(chosen, terms))
    slugs = {v for hit in results.around for v in _values(hit, Facet.ENTITY)}
    labels.read_entities(slugs)
    return results


def _values(hit: Hit, facet: Facet) -> list[str]:
    prefix = f"{facet}="
    return [term.removeprefix(prefix) for term in hit.terms if term.startswith(prefix)]


def _match(results: Results, filters: list[Group]) -> None:
    groups = results.understood.groups
    if results.asked.words and not groups:
        return
    found = matching.find(groups, [] if groups else filters)
    if groups and not found.scores and len(groups) > 1:
        found = matching.find(groups, [], every=False)
        results.is_partial = bool(found.scores)
    if found.is_capped and groups and filters:
        # The best of all may not be the best of these: they are looked for among themselves.
        narrow = matching.find(groups, filters, every=not results.is_partial)
        found = Found(found.scores | narrow.scores, narrow.is_capped)
    results.is_capped = found.is_capped
    results.around = _in_order(found)
    results.hits = [hit for hit in results.around if facets.passes(hit.terms, results.chosen)]


def _in_order(found: Found) -> list[Hit]:
    """Most of the things asked, then worth, then services before what hangs from them."""
    ids = sorted(found.scores)
    rows = []
    for start in range(0, len(ids), matching.MOST_FOUND):
        part = SearchDocument.objects.filter(pk__in=ids[start : start + matching.MOST_FOUND])
        rows += part.values_list("pk", "facets", "kind", "title")
    rows.sort(
        key=lambda row: (
            -found.scores[row[0]][0],
            -round(found.scores[row[0]][1], 3),
            KIND_ORDER[row[2]],
            row[3],
            row[0],
        )
    )
    return [Hit(page_id, frozenset(terms.split())) for page_id, terms, _kind, _title in rows]
