"""Everything that stands behind one page, read once: a fixed number of queries a page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

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
from agreements.selectors.processes import assessed_of, known_codes, named_by, processes_of
from carta_pages.models import CommitmentPage, ServicePage
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


def behind_service(page: ServicePage) -> BehindService | None:
    """What stands behind a service as its draft names its processes: three queries.

    Args:
        page: a draft or a stored page; one that hangs from no carta yet has nothing behind it.
    """
    entity_id = page.entity_key
    if entity_id is None or page.pk is None:
        return None
    today = clock.today()
    codes = named_by(page.processes.all())
    known = known_codes(entity_id, today)
    return BehindService(
        service=page,
        codes=codes,
        unknown=tuple(code for code in codes if code not in known),
        capability=of_service(codes, assessed_of(entity_id), today),
        conditions=ServiceConditions.objects.filter(service_id=page.pk).first(),
    )


def behind_commitment(page: CommitmentPage) -> BehindCommitment | None:
    """What stands behind a commitment as its draft names its factors: ten queries.

    Args:
        page: a draft or a stored page; one that hangs from no service yet has nothing behind it.
    """
    service, entity_id = page.service, page.entity_key
    if service is None or entity_id is None:
        return None
    codes = processes_of([service])[service.pk]
    agreements = agreements_of(service)
    factors = [str(row.uuid) for row in page.quality_factors.all()]
    indicators = [str(row.uuid) for row in page.indicators.all()]
    supports = StandardSupport.objects.filter(entity_id=entity_id, indicator__in=indicators)
    rules = EntityRules.objects.filter(entity_id=entity_id).first()
    return BehindCommitment(
        service=service,
        capability=of_service(codes, assessed_of(entity_id), clock.today()),
        agreement_blocks=rules.agreement_blocks if rules else True,
        agreements=agreements,
        evidence=_evidence(entity_id, [*factors, *(str(one.uuid) for one in agreements)]),
        requirements=_requirements(entity_id, factors),
        supports={str(one.indicator): one for one in supports.select_related("unit")},
    )


def agreements_of(service: ServicePage) -> tuple[OperationAgreement, ...]:
    """Agreements in force of a service, with their steps and acknowledgements: three queries."""
    times = InternalTime.objects.filter(in_force=True).select_related("from_unit", "to_unit")
    rows = (
        OperationAgreement.objects.filter(service=service, in_force=True)
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
    return tuple(rows)


def _evidence(entity_id: int, subjects: list[str]) -> dict[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(entity_id=entity_id, subject__in=subjects, in_force=True):
        found[str(row.subject)].append(row)
    return found


def _requirements(entity_id: int, factors: list[str]) -> dict[str, list[OperationalRequirement]]:
    found: dict[str, list[OperationalRequirement]] = defaultdict(list)
    rows = OperationalRequirement.objects.filter(
        entity_id=entity_id, factor__in=factors, in_force=True
    )
    for row in rows:
        found[str(row.factor)].append(row)
    return found
