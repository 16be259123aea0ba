"""What is planned: which services, for when, in which version of which plan (R78-R90)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agreements.models import PlannedService


@dataclass(frozen=True)
class PlannedDates:
    """A service's place in its entity's newest plan that names it.

    Args:
        plan_id: the plan.
        year: of the plan.
        is_approved: whether an approved version holds it; otherwise it is only being drawn up.
        publish_on: day on which it should be published: as approved, or as proposed when no
            version was approved with it yet.
        original_publish_on: day of the first approved version; ``None`` before.
        proposed_on: another day that the version being drawn up proposes; ``None`` when none.
    """

    plan_id: int
    year: int
    is_approved: bool
    publish_on: date
    original_publish_on: date | None
    proposed_on: date | None

    @property
    def was_moved(self) -> bool:
        """Whether it was approved for another day at first (R89)."""
        return self.original_publish_on is not None and self.publish_on != self.original_publish_on


def planned_of(service_ids: Iterable[int]) -> dict[int, PlannedDates]:
    """The plan dates of services, by id; those in no plan are left out: one query.

    A service that the version being drawn up drops is still planned by the approved one.

    Args:
        service_ids: ids of service pages.
    """
    rows = (
        PlannedService.objects.filter(service_id__in=list(service_ids), until_version=None)
        .exclude(in_force=False, since_version=None)
        .select_related("plan")
        .order_by("plan__year", "pk")
    )
    # Of one year, what is approved speaks before what is only proposed anew.
    ordered = sorted(rows, key=lambda row: (row.plan.year, row.since_version is not None, row.pk))
    return {row.service_id: _dates(row) for row in ordered}


def _dates(row: PlannedService) -> PlannedDates:
    publish_on = row.approved_publish_on or row.publish_on
    return PlannedDates(
        plan_id=row.plan_id,
        year=row.plan.year,
        is_approved=row.since_version is not None,
        publish_on=publish_on,
        original_publish_on=row.original_publish_on,
        proposed_on=row.publish_on if row.in_force and row.publish_on != publish_on else None,
    )


def is_planned(service_id: int, from_year: int) -> bool:
    """Whether an approved plan of a year, or of a later one, holds the service (R23, R90)."""
    return PlannedService.objects.filter(
        service_id=service_id,
        since_version__isnull=False,
        until_version=None,
        plan__year__gte=from_year,
    ).exists()
