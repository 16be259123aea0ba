"""Which processes run a service, and how capable they are today (R16-R18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from wagtail.models import Revision

from agreements.models import CapabilityAssessment, Process
from agreements.rules.capability import Assessed, Capability, code_of, of_service
from carta_pages.models import CartaPage, ServicePage
from carta_pages.models.service_rows import ServiceProcess
from entities import clock
from workflows.models import Dossier, DossierItem


def named_by(rows: Iterable[Any]) -> tuple[str, ...]:
    """Codes by which a service names its processes; a row without code gives its name."""
    return tuple(
        dict.fromkeys(code_of(row.code or row.name) for row in rows if row.code or row.name)
    )


def processes_of(services: Sequence[ServicePage]) -> dict[int, tuple[str, ...]]:
    """Codes of each service: as published where it is public, as drafted where it is not yet.

    Args:
        services: stored services.

    Returns:
        by id of the service; two queries whatever their number.
    """
    drafts = {
        service.latest_revision_id: service.pk
        for service in services
        if not service.live and service.latest_revision_id
    }
    found: dict[int, list[Any]] = {service.pk: [] for service in services}
    revisions = Revision.objects.filter(pk__in=drafts).values_list("pk", "content")
    for revision_id, content in revisions:
        found[drafts[revision_id]] = [
            ServiceProcess(code=row.get("code", ""), name=row.get("name", ""))
            for row in content.get("processes") or ()
        ]
    stored = [service.pk for service in services if service.pk not in drafts.values()]
    for row in ServiceProcess.objects.filter(page_id__in=stored).order_by("sort_order"):
        found[row.page_id].append(row)
    return {pk: named_by(rows) for pk, rows in found.items()}


def assessed_of(entity_id: int) -> list[Assessed]:
    """Every self-assessment of an entity's open processes, as the rule reads them: one query."""
    return assessed_in([entity_id]).get(entity_id, [])


def assessed_in(entity_ids: Iterable[int]) -> dict[int, list[Assessed]]:
    """The same of several entities, by the entity; one query."""
    found: dict[int, list[Assessed]] = defaultdict(list)
    rows = CapabilityAssessment.objects.filter(entity_id__in=set(entity_ids)).values_list(
        "entity_id", "process__code", "level", "assessed_on", "valid_until", "verified_on", "pk"
    )
    for entity_id, code, level, assessed, valid, verified, pk in rows:
        found[entity_id].append(Assessed(code_of(code), level, assessed, valid, verified, pk))
    return found


def capability_of(service: ServicePage, on: date | None = None) -> Capability:
    """The capability of a stored service on a day; today when not given."""
    codes = processes_of([service])[service.pk]
    entity_id = service.entity_key
    assessed = assessed_of(entity_id) if entity_id else []
    return of_service(codes, assessed, on or clock.today())


def run_by(process: Process) -> list[ServicePage]:
    """Services of the entity that name the process, in tree order."""
    carta = CartaPage.objects.filter(entity_id=process.entity_id).first()
    if carta is None:
        return []
    services = list(ServicePage.objects.child_of(carta).order_by("path"))
    named = processes_of(services)
    return [service for service in services if code_of(process.code) in named[service.pk]]


def known_codes(entity_id: int, on: date) -> dict[str, Process]:
    """The open processes of an entity by code, with their unit: one query."""
    processes = Process.objects.filter(entity_id=entity_id).in_force(on)
    return {code_of(process.code): process for process in processes.select_related("unit")}


def open_dossiers_of(service: ServicePage) -> list[Dossier]:
    """Open dossiers with a page of the service, oldest first."""
    ids = DossierItem.objects.filter(
        page__path__startswith=service.path, dossier__status=Dossier.Status.OPEN
    ).values_list("dossier_id", flat=True)
    return list(Dossier.objects.filter(pk__in=set(ids)).select_related("entity").order_by("pk"))


def known_in(entity_ids: Iterable[int], on: date) -> dict[int, set[str]]:
    """Codes of the open processes of several entities, by the entity: one query."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Process.objects.filter(entity_id__in=set(entity_ids)).in_force(on)
    for entity_id, code in rows.values_list("entity_id", "code"):
        found[entity_id].add(code_of(code))
    return found
