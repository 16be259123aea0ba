"""Reads of the carta's tree and of drafts, each with a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import Page

    from carta_pages.models import CartaPage, ServicePage


def _paths_above(page: Page) -> list[str]:
    """Tree paths of a page and everything above it."""
    path = page.path or ""
    step = page.steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def carta_above(page: Page) -> CartaPage | None:
    """The carta a page hangs from, or the page itself; entity included."""
    from carta_pages.models import CartaPage

    if isinstance(page, CartaPage):
        return page
    paths = _paths_above(page)
    return CartaPage.objects.filter(path__in=paths).select_related("entity").first()


def service_above(page: Page) -> ServicePage | None:
    """The service a page hangs from, or the page itself; responsible unit included."""
    from carta_pages.models import ServicePage

    if isinstance(page, ServicePage):
        return page
    paths = _paths_above(page)
    return ServicePage.objects.filter(path__in=paths).select_related("responsible_unit").first()


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
    from wagtail.models import Revision

    from carta_pages.models import CommitmentPage

    newest = CommitmentPage.objects.child_of(service).values("latest_revision_id")
    revisions = (
        Revision.objects.filter(pk__in=newest)
        .order_by("object_id")
        .values_list("object_id", "content")
    )
    return [
        option for object_id, content in revisions for option in _options(int(object_id), content)
    ]


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
