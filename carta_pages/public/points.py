"""Points of service as they are today: hours, closures, the clock of Galápagos (DESIGN §3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from carta_pages.public import wording
from entities import clock
from entities.selectors import PointStatus, points_with_status
from entities.vocabulary import PointZone

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from carta_pages.public.cartogram import Province
    from entities.models import PointOfService, TemporaryClosure


@dataclass(frozen=True)
class PointView:
    """One point, ready to read."""

    point: PointOfService
    kind: str
    closure: str
    is_closed: bool
    is_galapagos: bool


@dataclass
class ProvincePoints:
    """Points of one province, or those that have none (virtual, telephone)."""

    name: str
    points: list[PointView] = field(default_factory=list)
    is_chosen: bool = False

    @property
    def closures(self) -> int:
        """How many of them are closed or soon will be: said where the list is still folded."""
        return sum(bool(view.closure) for view in self.points)


def points_of(
    entity_id: int | None, units: Collection[str] = (), chosen: Province | None = None
) -> list[ProvincePoints]:
    """Points of an entity by province, in one query.

    Args:
        entity_id: whose.
        units: uuids of the units that provide the service; points of other units are left
            out, points of no unit belong to the whole entity. Empty: all points.
        chosen: the reader's province, which comes first.
    """
    if entity_id is None:
        return []
    today = clock.today()
    provinces: dict[str, ProvincePoints] = {}
    for status in points_with_status(entity_id, on=today, upcoming=True):
        if not _is_of(status.point, units):
            continue
        province = status.point.province
        name = province.name if province else ""
        is_chosen = bool(chosen and province and province.code == chosen.code)
        group = provinces.setdefault(name, ProvincePoints(name, is_chosen=is_chosen))
        group.points.append(_view(status, today))
    return sorted(provinces.values(), key=lambda group: (not group.is_chosen, group.name == ""))


def points_in(
    province: Province, entity_id: int | None, units: Collection[str] = ()
) -> ProvincePoints:
    """Points of one entity in one province, in one query.

    Args:
        province: the reader's.
        entity_id: whose.
        units: as for ``points_of``.
    """
    found = ProvincePoints(province.name, is_chosen=True)
    if entity_id is not None:
        today = clock.today()
        found.points = [
            _view(status, today)
            for status in points_with_status(
                entity_id, on=today, upcoming=True, province=province.code
            )
            if _is_of(status.point, units)
        ]
    return found


def _is_of(point: PointOfService, units: Collection[str]) -> bool:
    return not units or point.unit is None or str(point.unit.uuid) in units


def point_of(entity_id: int | None, uuid: UUID) -> PointView | None:
    """One point of an entity as it is today, in one query; ``None`` when it has none such."""
    today = clock.today()
    for status in points_with_status(entity_id, on=today, upcoming=True, uuid=uuid):
        if entity_id is not None:
            return _view(status, today)
    return None


def _view(status: PointStatus, today: date) -> PointView:
    point, closure = status.point, status.closure
    return PointView(
        point=point,
        kind=str(point.get_kind_display()),
        closure=_closure_words(closure, today) if closure else "",
        is_closed=closure is not None and closure.covers(today),
        is_galapagos=point.timezone == PointZone.GALAPAGOS,
    )


def _closure_words(closure: TemporaryClosure, today: date) -> str:
    reason = closure.reason
    if not closure.covers(today):
        return _("Cerrará %(period)s: %(reason)s") % {
            "period": wording.period(closure.starts_on, closure.ends_on),
            "reason": reason,
        }
    if closure.ends_on is None:
        return _("Cerrado hasta nuevo aviso: %s") % reason
    return _("Cerrado hasta el %(day)s: %(reason)s") % {
        "day": wording.day(closure.ends_on),
        "reason": reason,
    }
