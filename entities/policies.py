"""What Wagtail lets people do with pages, images and documents, answered from roles.

Wagtail asks groups; these policies put role assignments in their place, by objects that
look like its permission rows, so that most of its own methods work unchanged and with few
queries. Nobody publishes, locks or deletes in an entity's part of the tree through them, a
superuser included (DESIGN §3.9-10); the page tester of the approvals room decides finally.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import commonprefix
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from entities.models import Entity
from entities.roles import (
    EDITOR_ROLES,
    active_assignments,
    entity_ids,
    holders_of_any,
    holders_somewhere,
    is_platform_admin,
)
from entities.selectors import entity_of_page
from entities.vocabulary import Role

if TYPE_CHECKING:
    from entities.roles import User

DRAFTING = frozenset({"add", "change"})
"""All that a role gives on an entity's pages: drafts. What is public has its own door."""
_COLLECTIONS = "_carta_own_collections"
PORTAL = frozenset({"add", "change", "publish"})
"""What the platform administrator does with the pages above the entities'."""
FILE_ACTIONS = frozenset({"add", "change", "choose"})
"""No "delete", for anybody: a file that a page has used must stay (DESIGN §4)."""


@dataclass(frozen=True)
class _Codename:
    codename: str


@dataclass(frozen=True)
class _PagePermission:
    """Looks like GroupPagePermission where Wagtail reads it."""

    page: Page
    permission: _Codename

    @property
    def page_id(self) -> int:
        return self.page.pk


@dataclass(frozen=True)
class _CollectionPermission:
    """Looks like GroupCollectionPermission where Wagtail reads it."""

    collection: Collection
    permission: _Codename

    @property
    def collection_id(self) -> int:
        return self.collection.pk


def _people(condition: Q) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(condition, is_active=True)


def _entity_paths() -> list[str]:
    return list(
        Entity.objects.filter(root_page__isnull=False).values_list("root_page__path", flat=True)
    )


class RolePagePermissionPolicy(PagePermissionPolicy):
    """Editors' roles draft below their entity's carta; the administrator keeps the portal.

    A superuser sees every page and acts on those above and beside the entities'; below an
    entity's carta only roles count.
    """

    permission_cache_name = "_carta_page_permissions"
    _explorable_root_instance_cache_name = "_carta_explorable_root_page"

    def get_all_permissions_for_user(self, user: User) -> list[_PagePermission]:
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        ids = entity_ids(user, EDITOR_ROLES)
        held = [one.entity for one in active_assignments(user) if one.entity_id in ids]
        roots = {entity.root_page_id: entity.root_page for entity in held if entity}
        permissions = [
            _PagePermission(page, _Codename(self._get_permission_codename(action)))
            for page in roots.values()
            if page is not None
            for action in sorted(DRAFTING)
        ]
        if is_platform_admin(user):
            root = Page.get_first_root_node()
            permissions += [
                _PagePermission(root, _Codename(self._get_permission_codename(action)))
                for action in sorted(PORTAL)
            ]
        return permissions

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Page
    ) -> bool:
        entity = entity_of_page(instance)
        if entity is None:
            return super().user_has_any_permission_for_instance(user, set(actions), instance)
        if not user.is_active or not DRAFTING & set(actions):
            return False
        return entity.pk in entity_ids(user, EDITOR_ROLES)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Page]:
        if not user.is_active or user.is_anonymous:
            return self.model._default_manager.none()
        wanted = set(actions)
        pages = self.model._default_manager.none()
        if is_platform_admin(user) and (user.is_superuser or PORTAL & wanted):
            pages = self.model._default_manager.exclude(self._below(_entity_paths()))
        if DRAFTING & wanted:
            own = Entity.objects.filter(
                pk__in=entity_ids(user, EDITOR_ROLES), root_page__isnull=False
            ).values_list("root_page__path", flat=True)
            pages = pages | self.model._default_manager.filter(self._below(own))
        return pages

    @staticmethod
    def _below(paths: Iterable[str]) -> Q:
        condition = Q(pk__in=[])
        for path in paths:
            condition |= Q(path__startswith=path)
        return condition

    def users_with_any_permission(
        self, actions: Iterable[str], include_superusers: bool = True
    ) -> QuerySet[Any]:
        wanted = set(actions)
        roles: list[Role] = []
        if DRAFTING & wanted:
            roles += EDITOR_ROLES
        if PORTAL & wanted:
            roles.append(Role.ADM)
        condition = Q(pk__in=holders_somewhere(roles).values("pk"))
        if include_superusers:
            condition |= Q(is_superuser=True)
        return _people(condition)

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Page, include_superusers: bool = True
    ) -> QuerySet[Any]:
        wanted = set(actions)
        entity = entity_of_page(instance)
        if entity is not None:
            if not DRAFTING & wanted:
                return _people(Q(pk__in=[]))
            return holders_of_any(EDITOR_ROLES, entity.pk)
        condition = Q(pk__in=[])
        if PORTAL & wanted:
            condition |= Q(pk__in=holders_of_any([Role.ADM], None).values("pk"))
        if include_superusers:
            condition |= Q(is_superuser=True)
        return _people(condition)

    def explorable_root_instance(self, user: User) -> Page | None:
        """Where the explorer begins: the carta itself for whoever writes in one entity."""
        roots = {row.page.path: row.page for row in self.get_cached_permissions_for_user(user)}
        if len(roots) == 1 and not is_platform_admin(user):
            return next(iter(roots.values()))
        root: Page | None = super().explorable_root_instance(user)
        return root

    def explorable_instances(self, user: User) -> QuerySet[Page]:
        """Own pages and the way to them; every page for the platform administrator."""
        if is_platform_admin(user):
            return self.model._default_manager.all()
        roots = {row.page.path for row in self.get_cached_permissions_for_user(user)}
        if not roots:
            return self.model._default_manager.none()
        # As Wagtail says it, from what is already known of the person: no row is read.
        steps = self.model.steplen
        above = {path[:end] for path in roots for end in range(steps, len(path), steps)}
        shared = commonprefix([path[:-steps] for path in roots])
        top = shared[: len(shared) - len(shared) % steps]
        reach = self._below(roots) | Q(path__in=above)
        return self.model._default_manager.filter(reach, path__startswith=top)


def _own_collections(user: User, column: str) -> list[Collection]:
    """The collections of the person's entities, for images or for documents.

    Both are read at once and kept on the user, who lives as long as a request.
    """
    entities = {
        assignment.entity_id: assignment.entity
        for assignment in active_assignments(user)
        if assignment.role in EDITOR_ROLES and assignment.entity is not None
    }
    columns = ("image_collection_id", "document_collection_id")
    wanted = {getattr(entity, name) for entity in entities.values() for name in columns} - {None}
    kept: dict[int, Collection] | None = getattr(user, _COLLECTIONS, None)
    if kept is None or not wanted <= kept.keys():
        kept = Collection.objects.in_bulk(wanted) if wanted else {}
        setattr(user, _COLLECTIONS, kept)
    own = {getattr(entity, column) for entity in entities.values()} - {None}
    return [kept[pk] for pk in sorted(own) if pk in kept]


class RoleCollectionPolicy(CollectionPermissionPolicy):
    """Images and documents: editors' roles in their own entity's collections, nobody else's.

    The administrator uses every collection; nobody deletes.
    """

    def __init__(self, model: Any, auth_model: Any = None) -> None:
        super().__init__(model, auth_model)
        # Wagtail's own collection policies share one memory on the user, filled from groups
        # by whichever is asked first; ours must neither read it nor fill it.
        self.permission_cache_name = f"_carta_{self.model_name}_permissions"

    def get_all_permissions_for_user(self, user: User) -> list[_CollectionPermission]:
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return []
        if is_platform_admin(user):
            collections = [Collection.get_first_root_node()]
        else:
            collections = _own_collections(user, f"{self._collection_field()}_id")
        return [
            _CollectionPermission(collection, _Codename(self._get_permission_codename(action)))
            for collection in collections
            for action in sorted(FILE_ACTIONS)
        ]

    def _collection_field(self) -> str:
        return "image_collection" if self.model_name == "image" else "document_collection"

    def _check_perm(
        self, user: User, actions: Iterable[str], collection: Collection | None = None
    ) -> bool:
        allowed = FILE_ACTIONS & set(actions)
        return bool(allowed) and bool(super()._check_perm(user, allowed, collection))

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Any]:
        allowed = FILE_ACTIONS & set(actions)
        if not allowed:
            return self.model._default_manager.none()
        return super().instances_user_has_any_permission_for(user, allowed)

    def collections_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Collection]:
        allowed = FILE_ACTIONS & set(actions)
        if not allowed or not user.is_active:
            return Collection.objects.none()
        return super().collections_user_has_any_permission_for(user, allowed)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[Any]:
        if not FILE_ACTIONS & set(actions):
            return _people(Q(pk__in=[]))
        editors = holders_somewhere([*EDITOR_ROLES, Role.ADM]).values("pk")
        return _people(Q(pk__in=editors) | Q(is_superuser=True))

    def users_with_any_permission_for_instance(
        self, actions: Iterable[str], instance: Any
    ) -> QuerySet[Any]:
        if not FILE_ACTIONS & set(actions):
            return _people(Q(pk__in=[]))
        return _people(
            Q(pk__in=self._holders_for(instance.collection).values("pk")) | Q(is_superuser=True)
        )

    def _holders_for(self, collection: Collection) -> QuerySet[Any]:
        ancestors = collection.get_ancestors(inclusive=True).values("pk")
        own = Entity.objects.filter(**{f"{self._collection_field()}__in": ancestors}).first()
        if own is None:
            return holders_of_any([Role.ADM], None)
        return holders_of_any([*EDITOR_ROLES, Role.ADM], own.pk)
