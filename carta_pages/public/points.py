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

    @property
    def closures(self) -> int:
        """How many of them are closed or soon will be: said where the list is still folded."""
        return sum(bool(view.closure) for view in self.points)


def points_of(entity_id: int | None, units: Collection[str] = ()) -> list[ProvincePoints]:
    """Points of an entity by province, in two queries.

    Args:
        entity_id: whose.
        units: uuids of the units that provide the service; points of other units are left
            out, points of no unit belong to the whole entity. Empty: all points.
    """
    if entity_id is None:
        return []
    today = clock.today()
    provinces: dict[str, ProvincePoints] = {}
    for status in points_with_status(entity_id, on=today, upcoming=True):
        unit = status.point.unit
        if units and unit is not None and str(unit.uuid) not in units:
            continue
        name = status.point.province.name if status.point.province else ""
        group = provinces.setdefault(name, ProvincePoints(name))
        group.points.append(_view(status, today))
    return sorted(provinces.values(), key=lambda group: group.name == "")


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
