"""Opens the entities of the demonstration and keeps their points of service."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cms.demo import content
from cms.demo.world import World
from entities.models import Entity, OrganizationalUnit, PointChange, PointOfService
from entities.services import (
    confirm_closure,
    confirm_point_change,
    create_entity,
    create_territory,
    create_unit,
    propose_closure,
    propose_point_change,
    reject_point_change,
)
from entities.vocabulary import ChangeState, PointZone, TerritorialLevel


def open_entity(world: World, key: str) -> None:
    """An entity with its carta, its zones and its units."""
    text, admin_id = content.entities()[key], world.admin_id()
    entity = create_entity(
        slug=text.slug,
        opened_on=text.opened_on,
        actor_id=admin_id,
        reason="Ingreso de la entidad al portal de cartas de servicios.",
        **text.details,
    )
    for zone in text.zones:
        create_territory(
            level=TerritorialLevel.ZONE,
            code=zone["code"],
            name=zone["name"],
            entity=entity,
            provinces=[world.province(code) for code in zone["provinces"]],
            cantons=zone.get("cantons", ""),
            opened_on=text.opened_on,
            actor_id=admin_id,
        )
    made: dict[str, OrganizationalUnit] = {}
    for row in text.units:
        made[row["key"]] = _open_unit(world, entity, row, made, admin_id)


def _open_unit(
    world: World,
    entity: Entity,
    row: dict[str, Any],
    made: dict[str, OrganizationalUnit],
    admin_id: int,
) -> OrganizationalUnit:
    return create_unit(
        entity,
        name=row["name"],
        level=row["level"],
        acronym=row.get("acronym", ""),
        parent=made[row["parent"]] if "parent" in row else None,
        is_provider=row.get("is_provider", False),
        province=world.province(row["province"]) if "province" in row else None,
        canton=row.get("canton", ""),
        opened_on=entity.opened_on,
        actor_id=admin_id,
        reason="Estructura vigente de la entidad.",
    )


def propose_points(world: World, key: str) -> None:
    """Communications proposes every point where people are attended."""
    entity = world.entity(key)
    author = world.user(f"{key}-comunicacion")
    for row in content.entities()[key].points:
        propose_point_change(
            entity=entity,
            values=_point_values(world, key, row),
            note="Registro inicial de los puntos de atención.",
            actor_id=author.pk,
        )


def _point_values(world: World, key: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "kind": row["kind"],
        "unit": world.unit(key, row["unit"]),
        "address": row["address"],
        "canton": row.get("canton", ""),
        "province": world.province(row["province"]) if "province" in row else None,
        "phone": row["phone"],
        "hours": row["hours"],
        "timezone": row.get("timezone", PointZone.MAINLAND),
        "accessibility": row["accessibility"],
        "opened_on": world.calendar.day(-world.calendar.length),
    }


def confirm_points(world: World, key: str) -> None:
    """The quality office confirms what communications proposed."""
    author = world.user(f"{key}-calidad")
    for change in PointChange.objects.filter(entity=world.entity(key), point=None):
        confirm_point_change(change, actor_id=author.pk, reason="Comprobado con la unidad.")


def point(world: World, key: str, name: str) -> PointOfService:
    """A point of an entity by its name."""
    return PointOfService.objects.get(entity=world.entity(key), name=name)


def propose_change(world: World, key: str, name: str, note: str, **values: Any) -> None:
    """Communications proposes new values of one point."""
    propose_point_change(
        entity=world.entity(key),
        point=point(world, key, name),
        values=values,
        note=note,
        actor_id=world.user(f"{key}-comunicacion").pk,
    )


def reject_change(world: World, key: str, name: str, reason: str) -> None:
    """The quality office refuses the change of a point that waits, saying why."""
    change = point(world, key, name).changes.get(state=ChangeState.PROPOSED)
    reject_point_change(change, actor_id=world.user(f"{key}-calidad").pk, reason=reason)


def propose_closing(
    world: World, key: str, name: str, *, starts: int, days: int, reason: str
) -> None:
    """Communications proposes that a point does not attend for some days.

    Args:
        world: the story's world.
        key: entity.
        name: the point.
        starts: days after the end of the story; negative is before.
        days: how many days it lasts.
        reason: what the public reads.
    """
    first = world.calendar.end + timedelta(days=starts)
    propose_closure(
        point(world, key, name),
        starts_on=first,
        ends_on=first + timedelta(days=days - 1),
        reason=reason,
        actor_id=world.user(f"{key}-comunicacion").pk,
    )


def confirm_closing(world: World, key: str, name: str) -> None:
    """The quality office confirms the closure that waits."""
    closure = point(world, key, name).closures.get(state=ChangeState.PROPOSED)
    confirm_closure(closure, actor_id=world.user(f"{key}-calidad").pk)
