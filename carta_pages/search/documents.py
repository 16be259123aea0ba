"""What the index says of a published service and of what hangs from it, from its editions.

Drafts are never read: a page is described by its edition in force, its entity by the carta's.
State and life events are of today and come from their registers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from carta_pages.models import CartaPage, LifeEvent, SearchDocument, ServicePage, ServiceState
from carta_pages.search import texts, words
from carta_pages.search.facets import Facet, term
from carta_pages.search.provinces import Provinces
from carta_pages.states import State
from workflows import selectors
from workflows.models import Edition

VERSION = "1"
"""Changes when what is said of a page, or how words are compared, changes: asks for a rebuild."""

TITLE, LEAD, TEXT, ENTITY = 12, 5, 2, 1
"""What a word weighs where it stands: in the title, in what is promised, further down."""

MOST_WORDS, MOST_TEXT = 400, 6000
Kind = SearchDocument.Kind
KINDS = {
    "servicepage": Kind.SERVICE,
    "commitmentpage": Kind.COMMITMENT,
    "territorialannexpage": Kind.ANNEX,
}
TEXTS = {
    Kind.SERVICE: texts.of_service,
    Kind.COMMITMENT: texts.of_commitment,
    Kind.ANNEX: texts.of_annex,
}
KIND_WEIGHT = {Kind.SERVICE: 3, Kind.COMMITMENT: 2, Kind.ANNEX: 1}


@dataclass
class Prepared:
    """One page ready for the index.

    Args:
        page_id: the page.
        edition_id: the edition that it is described by.
        kind: service, commitment or annex.
        title: as published.
        lead: what is promised, or what the service is.
        text: the rest that people may look for.
        words: weight and written form of each word.
        facets: terms of the filters that it passes.
    """

    page_id: int
    service_id: int
    edition_id: int
    kind: Kind
    title: str
    entity_name: str = ""
    service_title: str = ""
    lead: str = ""
    text: str = ""
    words: dict[str, tuple[int, str]] = field(default_factory=dict)
    facets: list[str] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, Any]:
        """Values of its ``SearchDocument``."""
        return {
            "service_id": self.service_id,
            "edition_id": self.edition_id,
            "kind": self.kind,
            "title": self.title[:255],
            "entity_name": self.entity_name[:200],
            "service_title": self.service_title[:255],
            "lead": self.lead,
            "text": self.text,
            "facets": " ".join(self.facets),
        }

    @property
    def fingerprint(self) -> str:
        """Equal exactly when nothing of it differs."""
        told = [VERSION, self.columns, sorted(self.words.items())]
        return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def weights(self) -> dict[str, int]:
        """Weight of every term, words and filters alike."""
        found = {word: weight for word, (weight, _shown) in self.words.items()}
        return found | dict.fromkeys(self.facets, KIND_WEIGHT[self.kind])


def of_services(service_ids: Iterable[int]) -> dict[int, list[Prepared]]:
    """The pages of each service that are public now; none when it is not, or is excluded."""
    services = list(ServicePage.objects.filter(pk__in=list(service_ids)).order_by("path"))
    register = _Register(services)
    return {service.pk: list(register.pages_of(service)) for service in services}


class _Register:
    """Everything that some services need, in a number of queries that does not depend on them."""

    def __init__(self, services: list[ServicePage]):
        ids = [service.pk for service in services]
        self.below: dict[str, list[Page]] = {}
        for page in _below([service.path for service in services]):
            self.below.setdefault(page.path[: -Page.steplen], []).append(page)
        cartas = {service.path[: -Page.steplen] for service in services}
        above = CartaPage.objects.filter(path__in=cartas).select_related("entity")
        self.cartas = {page.path: page for page in above}
        parts = [page.pk for pages in self.below.values() for page in pages]
        wanted = [*ids, *parts, *(page.pk for page in self.cartas.values())]
        self.editions = selectors.editions_in_force(wanted)
        states = ServiceState.objects.filter(service__in=ids)
        self.states = dict(states.values_list("service_id", "value"))
        self.events: dict[int, list[str]] = {}
        chosen = LifeEvent.objects.filter(in_force=True, services__in=ids).order_by("slug")
        for slug, service_id in chosen.values_list("slug", "services"):
            self.events.setdefault(service_id, []).append(slug)
        self.provinces = Provinces()

    def pages_of(self, service: ServicePage) -> Iterator[Prepared]:
        carta = self.cartas.get(service.path[: -service.steplen])
        edition = self._in_force(service.pk)
        carta_edition = self._in_force(carta.pk) if carta else None
        state = self.states.get(service.pk, State.EMPTY)
        if edition is None or carta is None or carta_edition is None or state == State.EXCLUDED:
            return
        entity = carta_edition.content.get("entity") or {}
        parts = [(Kind.SERVICE, service.pk, edition), *self._parts(service)]
        facets = [term(Facet.ENTITY, carta.entity.slug)]
        facets += [term(Facet.STATE, state)] if state else []
        facets += _terms(Facet.EVENT, self.events.get(service.pk, ()))
        facets += _terms(Facet.CHANNEL, _channels(edition.content))
        promised = [row.content for kind, _pk, row in parts if kind is Kind.COMMITMENT]
        dimensions = {value for content in promised for value in _dimensions(content)}
        whole = self.provinces.of_service(edition.content, promised)
        entity = carta_edition.content.get("entity") or {}
        for kind, page_id, row in parts:
            is_whole = kind is Kind.SERVICE
            own = _dimensions(row.content) if kind is Kind.COMMITMENT else dimensions
            places = whole if is_whole else self.provinces.of_part(row.content)
            prepared = _described(kind, page_id, row, service, edition, entity)
            prepared.facets = sorted(
                {
                    *facets,
                    term(Facet.KIND, kind),
                    *_terms(Facet.DIMENSION, own),
                    *_terms(Facet.PROVINCE, places),
                }
            )
            yield prepared

    def _parts(self, service: ServicePage) -> Iterator[tuple[Kind, int, Edition]]:
        for page in self.below.get(service.path, ()):
            kind = KINDS.get(page.content_type.model)
            edition = self._in_force(page.pk)
            if kind and edition:
                yield kind, page.pk, edition

    def _in_force(self, page_id: int) -> Edition | None:
        edition = self.editions.get(page_id)
        return None if edition is None or edition.is_exclusion else edition


def _below(paths: list[str]) -> list[Page]:
    """Pages right below some others of one depth, in one query."""
    if not paths:
        return []
    under = Q()
    for path in paths:
        under |= Q(path__startswith=path)
    pages = Page.objects.filter(under, depth=len(paths[0]) // Page.steplen + 1)
    return list(pages.select_related("content_type").order_by("path"))


def _described(
    kind: Kind, page_id: int, edition: Edition, service: Any, service_edition: Edition, entity: dict
) -> Prepared:
    content = edition.content
    lead, parts = TEXTS[kind](content)
    prepared = Prepared(
        page_id=page_id,
        service_id=service.pk,
        edition_id=edition.pk,
        kind=kind,
        title=edition.title,
        entity_name=str(entity.get("label") or ""),
        service_title="" if kind is Kind.SERVICE else service_edition.title,
        lead=_joined([lead]),
        text=_joined([content.get("search_description"), *parts]),
    )
    names = " ".join([prepared.entity_name, str(entity.get("short_name") or "")])
    weighed = (
        (TITLE, prepared.title),
        (LEAD, prepared.lead),
        (TEXT, f"{prepared.service_title} {prepared.text}"),
        (ENTITY, names),
    )
    for weight, text in weighed:
        for token in words.tokens(text):
            if token.text not in words.STOP and len(prepared.words) < MOST_WORDS:
                shown = text[token.start : token.end].lower()
                prepared.words.setdefault(token.text, (weight, shown))
    return prepared


def _joined(parts: Iterable[Any]) -> str:
    return " · ".join(" ".join(str(part).split()) for part in parts if part)[:MOST_TEXT]


def _terms(facet: Facet, found: Iterable[str]) -> list[str]:
    return [term(facet, value) for value in found]


def _channels(content: dict[str, Any]) -> set[str]:
    rows = content.get("channels") or ()
    return {row["kind"]["value"] for row in rows if row.get("kind")}


def _dimensions(content: dict[str, Any]) -> set[str]:
    rows = content.get("quality_factors") or ()
    return {dimension["value"] for row in rows for dimension in row.get("dimensions") or ()}
