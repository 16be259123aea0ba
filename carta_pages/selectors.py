"""Reads of the carta's tree and of drafts, each with a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from carta_pages.states import State
from workflows.selectors import editions_in_force

if TYPE_CHECKING:
    from wagtail.models import Page

    from carta_pages.models import CartaPage, ServicePage


def _paths_above(page: Page) -> list[str]:
    """Tree paths of a page and everything above it."""
    path = page.path or ""
    step = page.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def _foreseen_above(page: Page) -> Any:
    """The governed page above, where a list has read it for all its rows."""
    known = getattr(page, "foreseen", None)
    above = known.parent if known is not None else None
    return above if hasattr(above, "carta") else None


def carta_above(page: Page) -> CartaPage | None:
    """The carta a page hangs from, or the page itself; entity included."""
    from carta_pages.models import CartaPage

    if isinstance(page, CartaPage):
        return page
    above = _foreseen_above(page)
    if above is not None:
        known: CartaPage | None = above.carta
        return known
    paths = _paths_above(page)
    found: CartaPage | None = (
        CartaPage.objects.filter(path__in=paths).select_related("entity").first()
    )
    return found


def service_above(page: Page) -> ServicePage | None:
    """The service a page hangs from, or the page itself; responsible unit included."""
    from carta_pages.models import ServicePage

    if isinstance(page, ServicePage):
        return page
    above = _foreseen_above(page)
    if isinstance(above, ServicePage):
        return above
    paths = _paths_above(page)
    found: ServicePage | None = (
        ServicePage.objects.filter(path__in=paths).select_related("responsible_unit").first()
    )
    return found


def know_place(pages: Iterable[Any]) -> None:
    """Let pages of a carta know their carta and their service: two queries for all of them.

    Args:
        pages: specific instances, drafts or stored; others are left alone.
    """
    from carta_pages.models import CartaPage, CommitmentPage, ServicePage
    from carta_pages.models.base import ContentPage

    lost = [page for page in pages if isinstance(page, ContentPage) and page.path]
    above = {page.pk: set(_paths_above(page)) for page in lost}
    paths = set().union(*above.values())
    cartas = CartaPage.objects.filter(path__in=paths).select_related("entity") if paths else []
    by_path = {carta.path: carta for carta in cartas}
    below = [page for page in lost if isinstance(page, CommitmentPage)]
    wanted = {path for page in below for path in above[page.pk]}
    services = (
        ServicePage.objects.filter(path__in=wanted).select_related("responsible_unit")
        if wanted
        else []
    )
    services_by_path = {service.path: service for service in services}
    for page in lost:
        if "carta" not in page.__dict__:
            known = next((by_path[path] for path in above[page.pk] if path in by_path), None)
            page.__dict__["carta"] = page if isinstance(page, CartaPage) else known
    for page in below:
        if "service" not in page.__dict__:
            found = [services_by_path[path] for path in above[page.pk] if path in services_by_path]
            page.__dict__["service"] = found[0] if found else None


@dataclass(frozen=True)
class IndicatorOption:
    """One indicator of a service, as the newest draft of its commitment has it."""

    commitment_id: int
    commitment_title: str
    uuid: str
    name: str
    unit: str
    operator: str
    value: Decimal | None
    value_to: Decimal | None
    direction: str


def indicators_of_service(service: Any) -> list[IndicatorOption]:
    """Indicators of all commitments of a service, from their newest drafts, in one query."""
    return indicators_of_services([service])[service.pk]


def indicators_of_services(services: Sequence[Any]) -> dict[int, list[IndicatorOption]]:
    """The same of several services, by the service; one query."""
    from django.db.models import Q

    from carta_pages.models import CommitmentPage

    found: dict[int, list[IndicatorOption]] = {service.pk: [] for service in services}
    below = Q(pk__in=[])
    for service in services:
        below |= Q(path__startswith=service.path, depth=service.depth + 1)
    owners = {service.path: service.pk for service in services}
    drafts = (
        CommitmentPage.objects.filter(below, latest_revision__isnull=False)
        .order_by("pk")
        .values_list("pk", "path", "latest_revision__content")
    )
    for page_id, path, content in drafts:
        found[owners[path[: -CommitmentPage.steplen]]].extend(_options(page_id, content))
    return found


def _options(commitment_id: int, content: dict[str, Any]) -> list[IndicatorOption]:
    from carta_pages.models import IndicatorSheet

    return [
        IndicatorOption(
            commitment_id=commitment_id,
            commitment_title=content.get("title", ""),
            uuid=str(row["uuid"]),
            name=row.get("name") or row.get("code") or "",
            unit=IndicatorSheet(
                unit=row.get("unit", ""), other_unit=row.get("other_unit", "")
            ).unit_label,
            operator=row.get("operator", ""),
            value=_decimal(row.get("value")),
            value_to=_decimal(row.get("value_to")),
            direction=row.get("direction", ""),
        )
        for row in content.get("indicators") or ()
    ]


def _decimal(text: Any) -> Decimal | None:
    return None if text in (None, "") else Decimal(str(text))


def state_of(service_id: int) -> State:
    """The service's state now; empty when it never had one."""
    from carta_pages.models import ServiceState

    value = ServiceState.objects.filter(service_id=service_id).values_list("value", flat=True)
    return State(value.first() or State.EMPTY)


def services_of(page_ids: Iterable[int]) -> list[ServicePage]:
    """The services that the pages are, or hang from, in tree order."""
    from wagtail.models import Page

    from carta_pages.models import ServicePage

    paths = {
        prefix
        for page in Page.objects.filter(pk__in=page_ids).only("path")
        for prefix in _paths_above(page)
    }
    return list(ServicePage.objects.filter(path__in=paths).order_by("path"))


def commitments_in_force(service: Any) -> list[Any]:
    """Commitments of a service whose newest edition is not an exclusion."""
    from carta_pages.models import CommitmentPage

    return _in_force(CommitmentPage.objects.child_of(service))


def parts_in_force(service: Any) -> list[Any]:
    """Commitments and territorial annex of a service, as long as no exclusion took them out."""
    from wagtail.models import Page

    return _in_force(Page.objects.child_of(service))


def _in_force(pages: Any) -> list[Any]:
    found = list(pages.order_by("path"))
    editions = editions_in_force([page.pk for page in found])
    return [page for page in found if page.pk in editions and not editions[page.pk].is_exclusion]


@dataclass(frozen=True)
class PortfolioRow:
    """One service of the entity with its state and its step, side by side (R33)."""

    service: ServicePage
    state: State
    since: date | None
    dossiers: tuple[Any, ...]


def portfolio(entity_id: int) -> list[PortfolioRow]:
    """Every service of an entity, its state and the open dossiers of its pages: four queries."""
    from wagtail.models import Page

    from carta_pages.models import CartaPage, ServicePage
    from workflows.models import Dossier, DossierItem

    carta = CartaPage.objects.filter(entity_id=entity_id).first()
    if carta is None:
        return []
    services = list(
        ServicePage.objects.child_of(carta)
        .select_related("responsible_unit", "state")
        .order_by("path")
    )
    items = (
        DossierItem.objects.filter(
            page__path__startswith=carta.path, dossier__status=Dossier.Status.OPEN
        )
        .select_related("dossier", "page")
        .defer("snapshot")
    )
    found: dict[str, dict[int, Any]] = {}
    length = Page.steplen * (carta.depth + 1)
    for item in items:
        found.setdefault(item.page.path[:length], {})[item.dossier_id] = item.dossier
    rows = []
    for service in services:
        state = getattr(service, "state", None)
        rows.append(
            PortfolioRow(
                service=service,
                state=State(state.value if state else State.EMPTY),
                since=state.effective_on if state else None,
                dossiers=tuple(found.get(service.path, {}).values()),
            )
        )
    return rows
