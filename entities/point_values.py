"""The values of a point of service as a proposal keeps them: JSON, by name, complete.

Rows are named by uuid or province code, so that a proposal stays readable when ids do not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from entities.models import OrganizationalUnit, PointOfService, TerritorialUnit
from entities.vocabulary import PointKind, PointZone, TerritorialLevel

POINT_FIELDS = (
    "name",
    "kind",
    "unit",
    "address",
    "canton",
    "province",
    "phone",
    "email",
    "hours",
    "timezone",
    "accessibility",
    "opened_on",
    "closed_on",
)
"""What may be proposed of a point, in the order in which it is shown."""

_DATES = frozenset({"opened_on", "closed_on"})


def to_json(name: str, value: Any) -> Any:
    """One value as the proposal keeps it."""
    if isinstance(value, TerritorialUnit):
        return value.code
    if isinstance(value, OrganizationalUnit):
        return str(value.uuid)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if name in ("kind", "timezone") else value


def from_json(name: str, value: Any) -> Any:
    """One kept value as the model takes it. Raises ValidationError for a row that is gone."""
    if value in (None, ""):
        return None if name in _DATES or name in ("unit", "province") else ""
    if name in _DATES:
        return date.fromisoformat(value)
    if name == "unit":
        return _row(OrganizationalUnit.objects.filter(uuid=value))
    if name == "province":
        return _row(TerritorialUnit.objects.filter(level=TerritorialLevel.PROVINCE, code=value))
    return value


def _row(rows: Any) -> Any:
    row = rows.first()
    if row is None:
        raise ValidationError(_("Un dato de la propuesta ya no existe; vuelva a proponerla."))
    return row


def current(point: PointOfService) -> dict[str, Any]:
    """All values of a point as a proposal would keep them."""
    return {name: to_json(name, getattr(point, name)) for name in POINT_FIELDS}


def label(name: str) -> str:
    """How a field of a point is called on screen."""
    field: Any = PointOfService._meta.get_field(name)
    return str(field.verbose_name)


def shown(name: str, value: Any) -> str:
    """A kept value as people read it."""
    if value in (None, ""):
        return ""
    if name == "kind":
        return str(PointKind(value).label)
    if name == "timezone":
        return str(PointZone(value).label)
    if name in _DATES:
        return date_format(date.fromisoformat(value), "d/m/Y")
    if name == "province":
        row = TerritorialUnit.objects.filter(level=TerritorialLevel.PROVINCE, code=value).first()
        return row.name if row else str(value)
    if name == "unit":
        unit = OrganizationalUnit.objects.filter(uuid=value).first()
        return unit.name if unit else str(value)
    return str(value)
