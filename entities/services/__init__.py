"""The only writers of this room, one verb each, every one in a transaction."""

from entities.services.closures import (
    confirm_closure,
    end_closure,
    propose_closure,
    reject_closure,
)
from entities.services.entities import close_entity, create_entity, update_entity
from entities.services.featured import confirm_featured, propose_featured, reject_featured
from entities.services.holidays import set_holiday
from entities.services.names import rename_person
from entities.services.notices import (
    confirm_notice,
    propose_notice,
    reject_notice,
    withdraw_notice,
)
from entities.services.points import (
    confirm_point_change,
    propose_point_change,
    reject_point_change,
)
from entities.services.roles import assign_role, end_role, update_role
from entities.services.staff import (
    finish_role,
    give_role,
    renew_role,
    rescope_role,
    reset_second_factor,
)
from entities.services.units import (
    close_unit,
    create_territory,
    create_unit,
    update_territory,
    update_unit,
)

__all__ = [
    "assign_role",
    "close_entity",
    "close_unit",
    "confirm_closure",
    "confirm_featured",
    "confirm_notice",
    "confirm_point_change",
    "create_entity",
    "create_territory",
    "create_unit",
    "end_closure",
    "end_role",
    "finish_role",
    "give_role",
    "propose_closure",
    "propose_featured",
    "propose_notice",
    "propose_point_change",
    "reject_closure",
    "reject_featured",
    "reject_notice",
    "reject_point_change",
    "rename_person",
    "renew_role",
    "rescope_role",
    "reset_second_factor",
    "set_holiday",
    "update_entity",
    "update_role",
    "update_territory",
    "update_unit",
    "withdraw_notice",
]
