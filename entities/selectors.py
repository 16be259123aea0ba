"""What the other rooms and the public read of the registers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from entities import clock, point_values
from entities.models import (
    CampaignNotice,
    Entity,
    FeaturedServices,
    Holiday,
    PointChange,
    PointOfService,
    TemporaryClosure,
    TerritorialUnit,
)
from entities.models.points import Proposal
from entities.vocabulary import ChangeState, TerritorialLevel

# --- Entities, units, territory -------------------------------------------------------


def entity_of_page(page: Any) -> Entity | None:
    """The entity below whose carta a page hangs (the carta itself included), in one query."""
    steps = page.steplen
    paths = [page.path[:end] for end in range(steps, len(page.path) + 1, steps)]
    return Entity.objects.filter(root_page__path__in=paths).first()


def provinces() -> QuerySet[TerritorialUnit]:
    """The country's provinces, by INEC code."""
    return TerritorialUnit.objects.filter(level=TerritorialLevel.PROVINCE).order_by("code")


# --- Holidays -------------------------------------------------------------------------


def holidays_for(entity_id: int | None, *years: int) -> frozenset[date]:
    """Days not worked in the years: the national ones and, with an entity, its local ones.

    Without years: last year's, this year's and next year's, enough for any running term.
    """
    wanted = years or tuple(clock.today().year + shift for shift in (-1, 0, 1))
    whose = Q(entity__isnull=True)
    if entity_id is not None:
        whose |= Q(entity_id=entity_id)
    when = Q(date__year__in=wanted)
    return frozenset(
        Holiday.objects.filter(whose & when, in_force=True).values_list("date", flat=True)
    )


def holidays_by_entity(entity_ids: Iterable[int]) -> dict[int, frozenset[date]]:
    """:func:`holidays_for` of several entities, around today, in one query."""
    wanted = set(entity_ids)
    if not wanted:
        return {}
    years = [clock.today().year + shift for shift in (-1, 0, 1)]
    rows = Holiday.objects.filter(
        Q(entity__isnull=True) | Q(entity_id__in=wanted), in_force=True, date__year__in=years
    )
    found: dict[int | None, set[date]] = {}
    for entity_id, day in rows.values_list("entity_id", "date"):
        found.setdefault(entity_id, set()).add(day)
    national = found.get(None, set())
    return {pk: frozenset(national | found.get(pk, set())) for pk in wanted}


def years_without_holidays(on: date | None = None) -> tuple[int, ...]:
    """This year and, from October on, the next, when no national holiday is loaded for it.

    Terms counted in such a year are too short by the holidays that are missing.
    """
    day = on or clock.today()
    years = [day.year, day.year + 1] if day.month >= 10 else [day.year]
    known = {
        found.year
        for found in Holiday.objects.filter(
            entity__isnull=True, in_force=True, date__year__in=years
        ).dates("date", "year")
    }
    return tuple(year for year in years if year not in known)


# --- Points of service ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PointStatus:
    """A point on a day: open, or closed for a while and why."""

    point: PointOfService
    closure: TemporaryClosure | None

    @property
    def is_open(self) -> bool:
        return self.closure is None


def points_in_force(
    entity_id: int | None = None, on: date | None = None
) -> QuerySet[PointOfService]:
    """Confirmed points that exist on a day, ready to be shown without further queries."""
    day = on or clock.today()
    points = PointOfService.objects.in_force(day).select_related("entity", "unit", "province")
    if entity_id is not None:
        points = points.filter(entity_id=entity_id)
    return points.order_by("province__code", "canton", "name", "pk")


def points_with_status(
    entity_id: int | None = None,
    on: date | None = None,
    upcoming: bool = False,
    uuid: UUID | None = None,
    province: str = "",
) -> list[PointStatus]:
    """The points of a day, each with the first closure that covers it; one query.

    Args:
        entity_id: of one entity; ``None`` is all of them.
        on: the day; ``None`` is today.
        upcoming: whether a closure that starts later is given too (it does not close the point
            yet: compare with :meth:`TemporaryClosure.covers`).
        uuid: only that point.
        province: only those of a province, by INEC code.
    """
    day = on or clock.today()
    shown = Q(closures__state=ChangeState.CONFIRMED) & (
        Q(closures__ends_on__isnull=True) | Q(closures__ends_on__gte=day)
    )
    if not upcoming:
        shown &= Q(closures__starts_on__lte=day)
    points = points_in_force(entity_id, day)
    if uuid is not None:
        points = points.filter(uuid=uuid)
    if province:
        points = points.filter(province__level=TerritorialLevel.PROVINCE, province__code=province)
    points = (
        points.annotate(shown_closure=FilteredRelation("closures", condition=shown))
        .select_related("shown_closure")  # type: ignore[misc]  # a filtered relation, Django has it
        .order_by("province__code", "canton", "name", "pk", "shown_closure__starts_on")
    )
    first: dict[int, PointStatus] = {}
    for point in points:
        first.setdefault(point.pk, PointStatus(point, getattr(point, "shown_closure", None)))
    return list(first.values())


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PointEvent:
    """One public line of a point's history: no person, no proposal that was not confirmed.

    Args:
        at: when it was confirmed.
        point: its name now.
        what: what happened.
        reason: as whoever proposed it wrote it for the public.
        changes: values, old and new.
    """

    at: datetime
    point: str
    what: str
    reason: str
    changes: tuple[FieldChange, ...] = ()

    @property
    def on(self) -> date:
        """The day, in continental Ecuador."""
        return self.at.astimezone(clock.ZONE).date()


def point_events(entity_id: int, most: int) -> list[PointEvent]:
    """What was last confirmed about the points of an entity, newest first, in two queries.

    Args:
        entity_id: whose.
        most: how many lines.
    """
    decided = {"state": ChangeState.CONFIRMED, "decided_at__isnull": False}
    changes = PointChange.objects.filter(entity_id=entity_id, point__isnull=False, **decided)
    closures = TemporaryClosure.objects.filter(point__entity_id=entity_id, **decided)
    newest = ("-decided_at", "-pk")
    events = [
        *map(_change_event, changes.select_related("point").order_by(*newest)[:most]),
        *map(_closure_event, closures.select_related("point").order_by(*newest)[:most]),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)[:most]


def _change_event(change: PointChange) -> PointEvent:
    first = not change.before
    fields = tuple(
        FieldChange(
            label=point_values.label(name),
            old=point_values.shown(name, change.before.get(name)),
            new=point_values.shown(name, change.values[name]),
        )
        for name in point_values.POINT_FIELDS
        if name in change.values and not first
    )
    return PointEvent(
        at=_decided_at(change),
        point=change.point.name if change.point else "",
        what=_("Se publicó el punto de atención") if first else _("Se cambiaron datos"),
        reason=change.note,
        changes=fields,
    )


def _closure_event(closure: TemporaryClosure) -> PointEvent:
    return PointEvent(
        at=_decided_at(closure),
        point=closure.point.name,
        what=_closure_text(closure),
        reason=closure.reason,
    )


def _decided_at(proposal: Proposal) -> datetime:
    assert proposal.decided_at is not None  # asked for above
    return proposal.decided_at


def _closure_text(closure: TemporaryClosure) -> str:
    if closure.ends_on is None:
        return _("Cierre temporal desde el %(start)s hasta nuevo aviso") % {
            "start": f"{closure.starts_on:%d/%m/%Y}"
        }
    return _("Cierre temporal del %(start)s al %(end)s") % {
        "start": f"{closure.starts_on:%d/%m/%Y}",
        "end": f"{closure.ends_on:%d/%m/%Y}",
    }


# --- What the communications team says aloud ------------------------------------------


def notices_in_force(
    entity_id: int, on: date | None = None, service_id: int | None = None
) -> list[CampaignNotice]:
    """Confirmed notices of a day, the one that ends first before the others; one query.

    Args:
        entity_id: whose carta.
        on: the day; ``None`` is today.
        service_id: only those of one service; ``None`` gives all of the carta's.
    """
    day = on or clock.today()
    rows = CampaignNotice.objects.filter(
        entity_id=entity_id,
        state=ChangeState.CONFIRMED,
        withdrawn_at__isnull=True,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    return list(rows.order_by("ends_on", "pk"))


def featured_ids(carta_ids: Iterable[int]) -> dict[int, list[int]]:
    """Page ids of the services that go first, by page of the carta, in one query.

    Some may not be public any more: whoever shows them leaves those out.
    """
    rows = FeaturedServices.objects.filter(
        entity__root_page_id__in=list(carta_ids), state=ChangeState.CONFIRMED
    ).order_by("decided_at", "pk")
    return dict(rows.values_list("entity__root_page_id", "services"))
