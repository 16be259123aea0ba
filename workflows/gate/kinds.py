"""The kinds of object a request may name: how to find one, who sees it, whether it is ours.

Foreign and unknown must not be told apart, so the middleware asks here for both and gives
one answer (DESIGN §3.9).
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Model, Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Page,
    Site,
    Task,
    UploadedFile,
    Workflow,
)
from wagtail.permissions import policy_registry

from entities.access import Register, may_see_row
from entities.models import Entity
from entities.roles import is_platform_admin, own_entity_ids
from entities.selectors import entity_of_page
from workflows.gate.face import is_face, is_stage
from workflows.gate.governed import is_above_governed, is_governed
from workflows.gate.rows import Reach
from workflows.identifiers import identifier
from workflows.models import KeptDraft, StageTask

FILE_ACTIONS = frozenset({"add", "change", "delete", "choose"})


class Kind(Protocol):
    """What the gate asks about one kind of object."""

    def find(self, *parts: str) -> Any | None:
        """The object with this id, or ``None``."""

    def is_visible(self, user: Any, found: Any) -> bool:
        """Whether the person may know that it exists."""

    def is_protected(self, found: Any, reach: Reach) -> bool:
        """Whether a conditional refusal applies to it."""


def by_id(manager: Any, value: str) -> Any | None:
    """The row with this id; anything that is no id finds nothing."""
    number = identifier(value)
    return manager.filter(pk=number).first() if number is not None else None


class PageKind:
    """A page: of the person's entity, or one that Wagtail's own permissions reach."""

    def find(self, *parts: str) -> Page | None:
        return by_id(Page.objects, parts[0])

    def is_visible(self, user: Any, found: Page) -> bool:
        if is_platform_admin(user):
            return True
        policy = policy_registry.get_by_type(Page)
        own = policy.get_cached_permissions_for_user(user)
        if any(found.path.startswith(row.page.path) for row in own):
            return True  # below a carta of theirs, which the views ask next in any case
        owner = entity_of_page(found)
        if owner is not None:
            return owner.pk in own_entity_ids(user)
        return policy.explorable_instances(user).filter(pk=found.pk).exists()

    def is_protected(self, found: Page, reach: Reach) -> bool:
        return is_above_governed(found) if reach is Reach.ABOVE else is_governed(found)


class FileKind:
    """An image or a document: what the collection policy lets the person work with."""

    def __init__(self, get_model: Any):
        self.get_model = get_model

    def find(self, *parts: str) -> Any | None:
        return by_id(self.get_model()._default_manager, parts[0])

    def is_visible(self, user: Any, found: Any) -> bool:
        policy = policy_registry.get_by_type(type(found))
        return is_platform_admin(user) or policy.user_has_any_permission_for_instance(
            user, FILE_ACTIONS, found
        )

    def is_protected(self, found: Any, reach: Reach) -> bool:
        return found.collection_id in entity_collections()


class CollectionKind:
    """A collection; those of an entity, and everything above them, stay as they are.

    Only the platform sees any: to everybody else one of another entity and one that does not
    exist answer alike.
    """

    def find(self, *parts: str) -> Collection | None:
        return by_id(Collection.objects, parts[0])

    def is_visible(self, user: Any, found: Collection) -> bool:
        return is_platform_admin(user)

    def is_protected(self, found: Collection, reach: Reach) -> bool:
        inside = Collection.objects.filter(path__startswith=found.path)
        return found.pk in entity_collections() or (
            reach is Reach.ABOVE and inside.filter(pk__in=entity_collections()).exists()
        )


def entity_collections() -> set[int]:
    """Ids of the collections that belong to an entity, with those below them."""
    roots = Collection.objects.filter(
        Q(pk__in=Entity.objects.values("image_collection"))
        | Q(pk__in=Entity.objects.values("document_collection"))
    )
    below = Q(pk__in=[])
    for path in roots.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return set(Collection.objects.filter(below).values_list("pk", flat=True))


class SiteKind:
    """A site; the only one that serves governed pages is not deleted."""

    def find(self, *parts: str) -> Site | None:
        return by_id(Site.objects.select_related("root_page"), parts[0])

    def is_visible(self, user: Any, found: Site) -> bool:
        return True

    def is_protected(self, found: Site, reach: Reach) -> bool:
        return serves_governed(found.root_page) and not default_shows(found)


def default_shows(site: Site) -> bool:
    """Whether everything a site shows is also shown by the default one, so that it may go."""
    if site.is_default_site:
        return False
    default = Site.objects.select_related("root_page").filter(is_default_site=True).first()
    return default is not None and site.root_page.path.startswith(default.root_page.path)


def serves_governed(root: Page) -> bool:
    """Whether a site with this root shows governed pages: below it, or it stands among them."""
    return is_above_governed(root)


class WorkflowKind:
    """A Wagtail workflow; ours is the face of the dossiers and is not touched."""

    def find(self, *parts: str) -> Workflow | None:
        return by_id(Workflow.objects, parts[0])

    def is_visible(self, user: Any, found: Workflow) -> bool:
        return True

    def is_protected(self, found: Workflow, reach: Reach) -> bool:
        return is_face(found)


class TaskKind:
    """A task; the stages of the machine are not touched."""

    def find(self, *parts: str) -> Task | None:
        return by_id(Task.objects.select_related("content_type"), parts[0])

    def is_visible(self, user: Any, found: Task) -> bool:
        return True

    def is_protected(self, found: Task, reach: Reach) -> bool:
        return is_stage(found)


class ModelKind:
    """A model named in the URL by app and name, for bulk actions and new tasks."""

    def find(self, *parts: str) -> type[Model] | None:
        try:
            return apps.get_model(*parts)
        except (LookupError, ValueError):
            return None

    def is_visible(self, user: Any, found: type[Model]) -> bool:
        return True

    def is_protected(self, found: type[Model], reach: Reach) -> bool:
        from django.contrib.auth import get_user_model

        ours = (Page, get_image_model(), get_document_model(), get_user_model(), StageTask)
        return issubclass(found, ours)


class UploadKind:
    """A file waiting for its description; it is its uploader's alone."""

    def find(self, *parts: str) -> UploadedFile | None:
        return by_id(UploadedFile.objects, parts[0])

    def is_visible(self, user: Any, found: UploadedFile) -> bool:
        return found.uploaded_by_user_id == user.pk

    def is_protected(self, found: UploadedFile, reach: Reach) -> bool:
        return False


class KeptDraftKind:
    """A text that lost a race; it is its author's alone, while they may read the page's draft."""

    def find(self, *parts: str) -> KeptDraft | None:
        return by_id(KeptDraft.objects, parts[0])

    def is_visible(self, user: Any, found: KeptDraft) -> bool:
        return found.user_id == user.pk and _reads_draft(user, found.page_id)

    def is_protected(self, found: KeptDraft, reach: Reach) -> bool:
        return False


def _reads_draft(user: Any, page_id: int) -> bool:
    from workflows import access

    page = Page.objects.filter(pk=page_id).first()
    return page is not None and bool(access.may_read_draft(user, page.specific))


class RegisterKind:
    """A row of a register: of an entity whose rows the person sees there."""

    def __init__(self, register: Enum, app_label: str = "entities"):
        self.register = register
        self.app_label = app_label

    def find(self, *parts: str) -> Any | None:
        model = apps.get_model(self.app_label, self.register.value)
        return by_id(model._default_manager, parts[0])

    def is_visible(self, user: Any, found: Any) -> bool:
        return may_see_row(user, self.register, found)

    def is_protected(self, found: Any, reach: Reach) -> bool:
        return False


class AnyObjectKind:
    """Whatever model the URL names; the kind of that model answers."""

    def find(self, *parts: str) -> Any | None:
        model = KINDS["model"].find(*parts[:2])
        kind = self._kind(model) if model is not None else None
        return (kind, kind.find(parts[2])) if kind is not None and kind.find(parts[2]) else None

    def _kind(self, model: type[Model]) -> Kind | None:
        if issubclass(model, Page):
            return KINDS["page"]
        if model is get_image_model():
            return KINDS["image"]
        if model is get_document_model():
            return KINDS["document"]
        return None

    def is_visible(self, user: Any, found: Any) -> bool:
        kind, thing = found
        return kind.is_visible(user, thing)

    def is_protected(self, found: Any, reach: Reach) -> bool:
        kind, thing = found
        return kind.is_protected(thing, reach)


KINDS: dict[str, Kind] = {
    "page": PageKind(),
    "image": FileKind(get_image_model),
    "document": FileKind(get_document_model),
    "collection": CollectionKind(),
    "site": SiteKind(),
    "workflow": WorkflowKind(),
    "task": TaskKind(),
    "model": ModelKind(),
    "upload": UploadKind(),
    "kept": KeptDraftKind(),
    "object": AnyObjectKind(),
    **{f"register {register.value}": RegisterKind(register) for register in Register},
}
