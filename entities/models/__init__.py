"""Who and where: the registers of this room. Rows are closed by date, never deleted."""

from entities.models.communication import CampaignNotice, FeaturedServices
from entities.models.entity import Entity
from entities.models.holiday import Holiday
from entities.models.invitation import Invitation
from entities.models.organization import OrganizationalUnit
from entities.models.points import PointChange, PointOfService, TemporaryClosure
from entities.models.role_assignment import RoleAssignment
from entities.models.territory import TerritorialUnit

__all__ = [
    "CampaignNotice",
    "Entity",
    "FeaturedServices",
    "Holiday",
    "Invitation",
    "OrganizationalUnit",
    "PointChange",
    "PointOfService",
    "RoleAssignment",
    "TemporaryClosure",
    "TerritorialUnit",
]
