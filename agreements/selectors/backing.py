"""What stands behind the pinned pages of a dossier, as plain content: a fixed number of queries.

It is read from the pinned text, not from a newer draft: the factors and indicators that count are
those being approved.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch

from agreements.backing_schema import (
    ACKNOWLEDGEMENT,
    AGREEMENT,
    ASSESSMENT,
    CASE,
    CONDITION,
    EVIDENCE,
    PROCESS,
    REQUIREMENT,
    SCHEMA,
    SUPPORT,
    TIME,
)
from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    ReviewCase,
    ServiceConditions,
    StandardSupport,
)
from agreements.rules.capability import current
from agreements.selectors.processes import assessed_of, known_codes, named_by, processes_of
from agreements.vocabulary import Condition, Subject
from carta_pages.models import CommitmentPage, ServicePage
from entities import clock
from workflows.backing import PinnedPage
from workflows.snapshots import Content, Snapshot, encode

OCTETS = "application/octet-stream"


@dataclass
class _Page:
    """A pinned page with the service it belongs to."""

    pinned: PinnedPage
    service_id: int
    factors: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)


def read(pages: Sequence[PinnedPage], entity_id: int) -> Mapping[int, Snapshot]:
    """What stands behind services and commitments now; other pages are absent.

    Args:
        pages: as they were sent, all of one entity.
        entity_id: whose.
    """
    services = {page.path: page for page in _services(pages)}
    found = [one for page in pages if (one := _placed(page, services)) is not None]
    if not found:
        return {}
    stock = _Stock(found, list(services.values()), entity_id)
    return {one.pinned.page_id: stock.behind(one) for one in found}


def _services(pages: Iterable[PinnedPage]) -> list[ServicePage]:
    paths = set()
    for page in pages:
        if _is(page, ServicePage):
            paths.add(page.path)
        elif _is(page, CommitmentPage):
            paths.add(page.path[: -ServicePage.steplen])
    return list(ServicePage.objects.filter(path__in=paths))


def _is(page: PinnedPage, model: Any) -> bool:
    return bool(page.content.get("page_type") == model._meta.label_lower)


def _placed(page: PinnedPage, services: Mapping[str, ServicePage]) -> _Page | None:
    if _is(page, ServicePage):
        return _Page(page, page.page_id) if page.path in services else None
    service = services.get(page.path[: -ServicePage.steplen])
    if not _is(page, CommitmentPage) or service is None:
        return None
    return _Page(
        page,
        service.pk,
        {row["uuid"]: row.get("text", "") for row in page.content.get("quality_factors") or ()},
        {
            row["uuid"]: row.get("name") or row.get("code", "")
            for row in page.content.get("indicators") or ()
        },
    )


class _Stock:
    """Every row that any of the pages needs, read once."""

    def __init__(self, pages: Sequence[_Page], services: Sequence[ServicePage], entity_id: int):
        ids = [service.pk for service in services]
        self.codes = _codes(pages, services)
        self.processes = known_codes(entity_id, clock.today())
        self.assessments = _assessments(entity_id)
        self.conditions = {
            row.service_id: row for row in ServiceConditions.objects.filter(service__in=ids)
        }
        self.cases = _by(ReviewCase.objects.filter(service__in=ids, closed_on=None), "service_id")
        self.agreements = _by(_agreements(ids), "service_id")
        factors = [key for page in pages for key in page.factors]
        indicators = [key for page in pages for key in page.indicators]
        asked = OperationalRequirement.objects.filter(factor__in=factors, in_force=True)
        self.requirements = _by(asked.select_related("unit").order_by("pk"), "factor")
        rows = StandardSupport.objects.filter(indicator__in=indicators)
        self.supports = {str(row.indicator): row for row in rows.select_related("unit", "norm")}
        self.evidence = _by(self._evidence(factors), "subject")

    def _evidence(self, factors: Sequence[str]) -> Any:
        subjects = [
            *factors,
            *(str(row.uuid) for row in self.assessments.values()),
            *(str(row.uuid) for row in self.conditions.values()),
            *(str(row.uuid) for rows in self.agreements.values() for row in rows),
            *(str(row.uuid) for row in self.supports.values()),
        ]
        return Evidence.objects.filter(subject__in=subjects, in_force=True).order_by("pk")

    def behind(self, page: _Page) -> Snapshot:
        """What stands behind one page."""
        told = _Told(self.evidence)
        agreements = [
            row
            for row in self.agreements.get(str(page.service_id), ())
            if set(row.factors) & set(page.factors)
        ]
        for key, text in page.factors.items():
            told.prove(Subject.FACTOR, key, text)
        content: Content = {
            "schema_version": SCHEMA.version,
            "requirements": [
                {**encode(row, REQUIREMENT), "factor": text}
                for key, text in page.factors.items()
                for row in self.requirements.get(key, ())
            ],
            "agreements": [_agreement(row, page.factors, told) for row in agreements],
            "times": [
                {**encode(step, TIME), "agreement": row.code}
                for row in agreements
                for step in row.steps
            ],
            "acknowledgements": [
                {**encode(given, ACKNOWLEDGEMENT), "agreement": row.code}
                for row in agreements
                for given in row.acknowledged
            ],
            "supports": [
                _support(self.supports[key], name, told)
                for key, name in page.indicators.items()
                if key in self.supports
            ],
            "processes": [
                self._process(code, told) for code in self.codes.get(page.service_id, ())
            ],
            "conditions": self._conditions(page.service_id, told),
            "cases": [encode(row, CASE) for row in self.cases.get(str(page.service_id), ())],
        }
        return Snapshot({**content, "evidence": told.rows}, told.files)

    def _process(self, code: str, told: _Told) -> Content:
        process = self.processes.get(code)
        named = encode(process, PROCESS) if process else {"uuid": "", "code": code, "name": code}
        assessment = self.assessments.get(code)
        if assessment is None:
            return {**named, "level": None}
        told.prove(Subject.ASSESSMENT, assessment.uuid, named["name"])
        return {**named, **encode(assessment, ASSESSMENT)}

    def _conditions(self, service_id: int, told: _Told) -> list[Content]:
        row = self.conditions.get(service_id)
        if row is None:
            return []
        told.prove(Subject.CONDITIONS, row.uuid, "")
        return [
            {
                "name": str(condition.label),
                **encode(
                    SimpleNamespace(
                        on=getattr(row, f"{condition.value}_on"),
                        document=getattr(row, f"{condition.value}_document"),
                    ),
                    CONDITION,
                ),
            }
            for condition in Condition
        ]


class _Told:
    """Evidence of one page as it is told, with the files it names."""

    def __init__(self, evidence: Mapping[str, Sequence[Evidence]]):
        self._evidence = evidence
        self.rows: list[Content] = []
        self.files: dict[str, Any] = {}

    def prove(self, kind: Subject, subject: Any, name: str) -> None:
        """Add what proves one thing."""
        about = f"{kind.label}: {name}" if name else str(kind.label)
        for row in self._evidence.get(str(subject), ()):
            self.files[row.sha256] = row
            self.rows.append(
                {
                    **encode(row, EVIDENCE),
                    "about": about,
                    "subject_kind": str(kind),
                    "file": {
                        "sha256": row.sha256,
                        "name": row.file_name,
                        "size": row.size,
                        "type": OCTETS,
                        "title": row.title,
                        "alt": "",
                    },
                }
            )


def _agreement(row: OperationAgreement, factors: Mapping[str, str], told: _Told) -> Content:
    told.prove(Subject.AGREEMENT, row.uuid, row.code)
    backed = [text for key, text in factors.items() if key in row.factors]
    return {**encode(row, AGREEMENT), "factors": backed}


def _support(row: StandardSupport, name: str, told: _Told) -> Content:
    told.prove(Subject.STANDARD, row.uuid, name)
    return {**encode(row, SUPPORT), "indicator": name}


def _codes(pages: Sequence[_Page], services: Sequence[ServicePage]) -> dict[int, tuple[str, ...]]:
    """Processes of each service: as it is being approved, or as stored where it is not sent."""
    sent = {
        page.pinned.page_id: named_by(
            SimpleNamespace(code=row.get("code") or "", name=row.get("name") or "")
            for row in page.pinned.content.get("processes") or ()
        )
        for page in pages
        if page.pinned.page_id == page.service_id
    }
    others = [service for service in services if service.pk not in sent]
    return {**(processes_of(others) if others else {}), **sent}


def _assessments(entity_id: int) -> dict[str, CapabilityAssessment]:
    """By process, the self-assessment that counts today."""
    by_process = defaultdict(list)
    for one in assessed_of(entity_id):
        by_process[one.process].append(one)
    counting = {
        code: found.order
        for code, rows in by_process.items()
        if (found := current(rows, clock.today())) is not None
    }
    rows = CapabilityAssessment.objects.in_bulk(list(counting.values()))
    return {code: rows[pk] for code, pk in counting.items()}


def _agreements(service_ids: Sequence[int]) -> Any:
    times = InternalTime.objects.filter(in_force=True).select_related("from_unit", "to_unit")
    given = Acknowledgement.objects.select_related("unit").order_by("pk")
    return (
        OperationAgreement.objects.filter(service__in=service_ids, in_force=True)
        .select_related("unit")
        .prefetch_related(
            Prefetch("times", queryset=times.order_by("position", "pk"), to_attr="steps"),
            Prefetch("acknowledgements", queryset=given, to_attr="acknowledged"),
        )
        .order_by("code", "pk")
    )


def _by(rows: Iterable[Any], name: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[str(getattr(row, name))].append(row)
    return found
