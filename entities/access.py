"""Who may see and keep which register: one table, asked by screens and services alike.

The platform administrator may do all of it. Everybody else acts only in the entities where
a role says so; a cross-entity role of the Ministry opens none of these registers.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from entities.models import Entity, TemporaryClosure
from entities.roles import ENTITY_ROLES, entity_ids, has_role, is_platform_admin
from entities.vocabulary import Role

if TYPE_CHECKING:
    from wagtail.models import Collection

    from entities.roles import User


class Register(Enum):
    """The registers of this room, by model name; rooms above :func:`declare` theirs."""

    ENTITIES = "entity"
    UNITS = "organizationalunit"
    TERRITORY = "territorialunit"
    POINTS = "pointofservice"
    POINT_CHANGES = "pointchange"
    CLOSURES = "temporaryclosure"
    NOTICES = "campaignnotice"
    FEATURED = "featuredservices"
    ROLES = "roleassignment"
    HOLIDAYS = "holiday"


_CAL = (Role.CAL,)
_COM_CAL = (Role.COM, Role.CAL)

SEE: dict[Enum, tuple[Role, ...]] = {
    Register.ENTITIES: (),
    Register.UNITS: ENTITY_ROLES,
    Register.TERRITORY: _CAL,
    Register.POINTS: ENTITY_ROLES,
    Register.POINT_CHANGES: _COM_CAL,
    Register.CLOSURES: _COM_CAL,
    Register.NOTICES: _COM_CAL,
    Register.FEATURED: _COM_CAL,
    Register.ROLES: _CAL,
    Register.HOLIDAYS: _CAL,
}
KEEP: dict[Enum, tuple[Role, ...]] = {
    Register.ENTITIES: (),
    Register.UNITS: _CAL,
    Register.TERRITORY: _CAL,
    Register.POINTS: _COM_CAL,
    Register.POINT_CHANGES: (),
    Register.CLOSURES: _COM_CAL,
    Register.NOTICES: _COM_CAL,
    Register.FEATURED: _COM_CAL,
    Register.ROLES: (),
    Register.HOLIDAYS: _CAL,
}
"""Who adds and edits. For points, closures, notices and what is featured that is to
propose; another person decides, of those in :data:`DECIDE`."""
DECIDE: dict[Enum, tuple[Role, ...]] = {
    Register.POINT_CHANGES: _CAL,
    Register.CLOSURES: _CAL,
    Register.NOTICES: _CAL,
    Register.FEATURED: _CAL,
}
"""Who confirms or rejects what was proposed (DESIGN §3.2); other registers have no proposals."""
_above: dict[str, Enum] = {}


def declare(
    app_label: str, register: Enum, *, see: tuple[Role, ...], keep: tuple[Role, ...]
) -> None:
    """Add a register of a room above to the table; called from its ``AppConfig.ready``.

    Args:
        app_label: the room.
        register: a member whose value is the model's name.
        see: roles that read its rows in their entity.
        keep: roles that add and edit them.
    """
    _above[f"{app_label}.{register.value}"] = register
    SEE[register], KEEP[register] = see, keep


def register_of(model: Any) -> Enum:
    """The register whose rows a model holds.

    Args:
        model: a model class or an instance.

    Raises:
        ValueError: no room declared it.
    """
    return _above.get(model._meta.label_lower) or Register(model._meta.model_name)


DOCUMENT_READERS = (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.COM)
"""Who opens an entity's own files. Audit reads the frozen copies of a dossier instead."""


def may_open(user: User, register: Enum) -> bool:
    """Whether the person sees the register at all, with what in it is the whole country's."""
    return is_platform_admin(user) or bool(entity_ids(user, SEE[register]))


def may_see(user: User, register: Enum, entity_id: int) -> bool:
    """Whether the person sees the rows of one entity in the register."""
    return is_platform_admin(user) or entity_id in entity_ids(user, SEE[register])


def may_see_row(user: User, register: Enum, row: Any) -> bool:
    """Whether the person sees this row: of one of their entities, or the whole country's."""
    entity_id = entity_id_of(row)
    if entity_id is None:
        return may_open(user, register)
    return may_see(user, register, entity_id)


def visible_entity_ids(user: User, register: Enum) -> frozenset[int] | None:
    """Entities whose rows the person sees in the register; None means all."""
    return None if is_platform_admin(user) else entity_ids(user, SEE[register])


def may_add(user: User, register: Enum) -> bool:
    """Whether the person adds (or proposes) rows in some entity; the form asks in which."""
    return is_platform_admin(user) or bool(entity_ids(user, KEEP[register]))


def may_keep(user: User, register: Enum, entity_id: int) -> bool:
    """Whether the person adds, edits or proposes rows of one entity."""
    return is_platform_admin(user) or entity_id in entity_ids(user, KEEP[register])


def may_keep_row(user: User, register: Enum, row: Any) -> bool:
    """Whether the person edits this row; what is the whole country's, only the platform."""
    entity_id = entity_id_of(row)
    if entity_id is None:
        return is_platform_admin(user)
    return may_keep(user, register, entity_id)


def keepable_entity_ids(user: User, register: Enum) -> frozenset[int] | None:
    """Entities in which the person may add rows; None means all."""
    return None if is_platform_admin(user) else entity_ids(user, KEEP[register])


def may_decide_proposal(user: User, register: Enum, entity_id: int) -> bool:
    """Whether the person confirms or rejects what is proposed in the register (DESIGN §3.2)."""
    return is_platform_admin(user) or any(
        has_role(user, role, entity_id) for role in DECIDE[register]
    )


def entity_of_collection(collection: Collection) -> Entity | None:
    """The entity a collection belongs to, itself or by an ancestor; None for shared ones."""
    steps = collection.steplen
    paths = [collection.path[:end] for end in range(steps, len(collection.path) + 1, steps)]
    found: Any = (
        Entity.objects.filter(image_collection__path__in=paths)
        | Entity.objects.filter(document_collection__path__in=paths)
    ).first()
    return found


def may_read_collection(user: User, collection: Collection) -> bool:
    """Whether the person may open the files of a collection (drafts' files, not editions').

    An entity's files are for its own people and the platform administrator; a collection
    that belongs to no entity is left to Wagtail's own restrictions.
    """
    entity = entity_of_collection(collection)
    if entity is None or is_platform_admin(user):
        return True
    return bool(entity_ids(user, DOCUMENT_READERS) & {entity.pk})


def entity_id_of(row: Any) -> int | None:
    """The entity a register row belongs to; None for what is of the whole country."""
    if isinstance(row, Entity):
        return row.pk
    owner = row.point if isinstance(row, TemporaryClosure) else row
    entity_id: int | None = owner.entity_id
    return entity_id
