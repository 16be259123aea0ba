"""What the rules judge: a person, a page and a dossier as plain values, gathered by ``facts``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from entities.vocabulary import CROSS_ENTITY_ROLES, EDITOR_ROLES, Role
from workflows.approvals import Approval, counted
from workflows.stages import Route, Stage


@dataclass(frozen=True)
class Person:
    """What the rules need to know of somebody on a day.

    Args:
        user_id: who.
        active: whether the account is active.
        entity_roles: (role, entity id) pairs in force.
        cross_roles: MDT and platform roles in force.
        delegated: entities in which the person holds MAX as documented delegate.
    """

    user_id: int
    active: bool = True
    entity_roles: frozenset[tuple[Role, int]] = frozenset()
    cross_roles: frozenset[Role] = frozenset()
    delegated: frozenset[int] = frozenset()

    def holds(self, role: Role, entity_id: int) -> bool:
        """Whether the role is held, for the entity where the role belongs to one."""
        if role in CROSS_ENTITY_ROLES:
            return role in self.cross_roles
        return (role, entity_id) in self.entity_roles

    def belongs_to(self, entity_id: int) -> bool:
        """Whether any role ties the person to the entity."""
        return any(entity == entity_id for _role, entity in self.entity_roles)

    def writes_for(self, entity_id: int) -> bool:
        """Whether the person still holds a writer's role in the entity."""
        return any((role, entity_id) in self.entity_roles for role in EDITOR_ROLES)


@dataclass(frozen=True)
class PageFacts:
    """One page of a dossier, as the rules see it.

    Args:
        page_id: which page.
        title: for messages.
        snapshot_hash: the text being approved.
        contributors: who saved a revision since the live edition.
        submitters: who sent it, in any round.
        deciders: (stage, user id) of everybody who decided anything about it.
        approvals: those that are not void.
    """

    page_id: int
    title: str
    snapshot_hash: str
    contributors: frozenset[int] = frozenset()
    submitters: frozenset[int] = frozenset()
    deciders: frozenset[tuple[Stage, int]] = frozenset()
    approvals: frozenset[Approval] = frozenset()

    @cached_property
    def counted(self) -> dict[Stage, Approval]:
        """By stage, the approval that counts today."""
        return counted(self.approvals, self.snapshot_hash, self.contributors | self.submitters)

    def is_approved_at(self, stage: Stage) -> bool:
        """Whether exactly this text was approved at the stage and still counts."""
        return stage in self.counted


@dataclass(frozen=True)
class DossierFacts:
    """A dossier, as the rules see it."""

    dossier_id: int
    entity_id: int
    entity_name: str
    route: Route
    stage: Stage
    is_open: bool
    items: tuple[PageFacts, ...]
    remitted: bool = False
    open_observations: int = 0
    open_clarifications: int = 0
    awaiting: int = 0
    decided_stages: frozenset[Stage] = field(default_factory=frozenset)
