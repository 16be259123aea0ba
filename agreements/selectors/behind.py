"""Everything that stands behind some pages, read once: a fixed number of queries for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from agreements.models import (
    Acknowledgement,
    EntityRules,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    ServiceConditions,
    StandardSupport,
)
from agreements.rules.capability import Capability, of_service
from agreements.selectors.processes import assessed_in, known_in, named_by, processes_of
from carta_pages.models import CommitmentPage, ServicePage
from carta_pages.selectors import know_place
from entities import clock


@dataclass(frozen=True)
class BehindService:
    """What stands behind a service.

    Args:
        service: the page, draft or stored.
        codes: its processes, as it names them.
        unknown: those that the register of processes does not have open.
        capability: of its processes today.
        conditions: its six conditions, if somebody wrote them.
    """

    service: Any
    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    capability: Capability
    conditions: ServiceConditions | None


@dataclass(frozen=True)
class BehindCommitment:
    """What stands behind a commitment, by the identities of its factors and indicators."""

    service: ServicePage
    capability: Capability
    agreement_blocks: bool
    agreements: tuple[OperationAgreement, ...]
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    requirements: dict[str, list[OperationalRequirement]] = field(default_factory=dict)
    supports: dict[str, StandardSupport] = field(default_factory=dict)

    def agreements_of(self, factor: str) -> tuple[OperationAgreement, ...]:
        """Agreements in force that make a factor possible."""
        return tuple(one for one in self.agreements if factor in one.factors)


def behind_services(pages: Sequence[ServicePage]) -> list[BehindService | None]:
    """What stands behind services as their drafts name their processes, in their order.

    Four queries for all of them.

    Args:
        pages: drafts or stored pages; one that hangs from no carta yet has nothing behind it.
    """
    know_place(pages)
    today = clock.today()
    stored = [page for page in pages if page.entity_key is not None and page.pk is not None]
    if not stored:
        return [None for _page in pages]
    entities = {key for page in stored if (key := page.entity_key) is not None}
    known, assessed = known_in(entities, today), assessed_in(entities)
    conditions = {
        row.service_id: row
        for row in ServiceConditions.objects.filter(service_id__in=[page.pk for page in stored])
    }

    def behind(page: ServicePage) -> BehindService | None:
        entity_id = page.entity_key
        if entity_id is None or page.pk is None:
            return None
        codes = named_by(page.processes.all())
        return BehindService(
            service=page,
            codes=codes,
            unknown=tuple(code for code in codes if code not in known.get(entity_id, ())),
            capability=of_service(codes, assessed.get(entity_id, ()), today),
            conditions=conditions.get(page.pk),
        )

    return [behind(page) for page in pages]


def behind_commitments(pages: Sequence[CommitmentPage]) -> list[BehindCommitment | None]:
    """What stands behind commitments as their drafts name their factors, in their order.

    Twelve queries for all of them.

    Args:
        pages: drafts or stored pages; one that hangs from no service yet has nothing behind it.
    """
    know_place(pages)
    placed = [page for page in pages if page.service is not None and page.entity_key is not None]
    if not placed:
        return [None for _page in pages]
    services = {page.service.pk: page.service for page in placed if page.service is not None}
    entities = {key for page in placed if (key := page.entity_key) is not None}
    today, codes = clock.today(), processes_of(list(services.values()))
    assessed, agreements = assessed_in(entities), agreements_in(services)
    blocking = dict(
        EntityRules.objects.filter(entity_id__in=entities).values_list(
            "entity_id", "agreement_blocks"
        )
    )
    factors = [str(row.uuid) for page in placed for row in page.quality_factors.all()]
    indicators = [str(row.uuid) for page in placed for row in page.indicators.all()]
    agreed = [str(one.uuid) for found in agreements.values() for one in found]
    own = {"entity_id__in": entities}
    supports = _by_entity(
        StandardSupport.objects.filter(**own, indicator__in=indicators).select_related("unit"),
        "indicator",
    )
    evidence = _by_entity(
        Evidence.objects.filter(**own, in_force=True, subject__in=[*factors, *agreed]), "subject"
    )
    requirements = _by_entity(
        OperationalRequirement.objects.filter(**own, in_force=True, factor__in=factors), "factor"
    )

    def behind(page: CommitmentPage) -> BehindCommitment | None:
        service, entity_id = page.service, page.entity_key
        if service is None or entity_id is None:
            return None
        return BehindCommitment(
            service=service,
            capability=of_service(codes[service.pk], assessed.get(entity_id, ()), today),
            agreement_blocks=blocking.get(entity_id, True),
            agreements=agreements.get(service.pk, ()),
            evidence=evidence.get(entity_id, {}),
            requirements=requirements.get(entity_id, {}),
            supports={key: found[0] for key, found in supports.get(entity_id, {}).items()},
        )

    return [behind(page) for page in pages]


def agreements_of(service: ServicePage) -> tuple[OperationAgreement, ...]:
    """Agreements in force of a service, with their steps and acknowledgements: three queries."""
    return agreements_in([service.pk]).get(service.pk, ())


def agreements_in(service_ids: Iterable[int]) -> dict[int, tuple[OperationAgreement, ...]]:
    """The same of several services, by the service; three queries for all of them."""
    times = InternalTime.objects.filter(in_force=True).select_related("from_unit", "to_unit")
    rows = (
        OperationAgreement.objects.filter(service_id__in=list(service_ids), in_force=True)
        .select_related("unit")
        .prefetch_related(
            Prefetch("times", queryset=times, to_attr="steps"),
            Prefetch(
                "acknowledgements",
                queryset=Acknowledgement.objects.select_related("unit"),
                to_attr="acknowledged",
            ),
        )
    )
    found: dict[int, tuple[OperationAgreement, ...]] = {}
    for row in rows:
        found[row.service_id] = (*found.get(row.service_id, ()), row)
    return found


def _by_entity(rows: QuerySet[Any], key: str) -> dict[int, dict[str, list[Any]]]:
    """Rows by their entity and by what they are about: only the entity's own count."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.entity_id][str(getattr(row, key))].append(row)
    return found
