"""Open, correct and close an entity (R1; DESIGN §2: an entity comes with its rooms)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, CollectionViewRestriction

from entities import clock
from entities.errors import Problem
from entities.history import one_history_row
from entities.models import Entity
from entities.provisioning import provisioning_steps
from entities.rules import period_problems, reason_problems, text_problems
from entities.services import saving
from entities.slugs import slug_problems

_REQUIRED = ("name", "short_name")
_FIXED = frozenset({"slug", "root_page", "image_collection", "document_collection", "uuid"})


def _private_collection(name: str) -> Collection:
    """A collection nobody reads without signing in; whose people, ``may_read_collection`` says."""
    root = Collection.get_first_root_node()
    collection = root.add_child(instance=Collection(name=name))
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    return collection


@transaction.atomic
def create_entity(
    *,
    name: str,
    short_name: str,
    slug: str,
    opened_on: date | None = None,
    actor_id: int | None = None,
    reason: str = "",
    **details: Any,
) -> Entity:
    """Open an entity with its private collections and whatever rooms above provide.

    All in one transaction: a provisioning step that raises leaves nothing behind. Raises
    RuleViolation naming every problem, e.g. a reserved or taken ``slug``.
    """
    entity = Entity()
    saving.apply(
        entity,
        {
            "name": name,
            "short_name": short_name,
            "slug": slug,
            "opened_on": opened_on or clock.today(),
            **details,
        },
    )
    problems = text_problems({"name": entity.name, "short_name": entity.short_name}, _REQUIRED)
    problems += slug_problems(entity.slug)
    saving.check(entity, problems)
    reason = reason or _("Alta de la entidad.")
    with one_history_row(entity, actor_id=actor_id, reason=reason):
        images = _private_collection(f"{entity.short_name}: imágenes")
        documents = _private_collection(f"{entity.short_name}: documentos")
        images.refresh_from_db()  # siblings are kept in order: the second moved the first
        entity.image_collection, entity.document_collection = images, documents
        entity.save()
        for step in provisioning_steps():
            step(entity, actor_id)
        _keep_root_page(entity)
    saving.tell(
        "entity.created",
        entity,
        entity_id=entity.pk,
        actor_id=actor_id,
        reason=reason,
        values={"name": entity.name, "short_name": entity.short_name, "slug": entity.slug},
    )
    return entity


def _keep_root_page(entity: Entity) -> None:
    """A step may set the page on the instance or in the row; both count."""
    if entity.root_page_id is None:
        entity.refresh_from_db(fields=["root_page"])
    else:
        entity.save(update_fields=["root_page"])


def _locked(entity: Entity) -> Entity:
    return Entity.objects.select_for_update().get(pk=entity.pk)


@transaction.atomic
def update_entity(entity: Entity, *, actor_id: int | None, reason: str, **values: Any) -> Entity:
    """Correct the data of an entity; its address is fixed, for citizens keep links to it.

    Raises RuleViolation when the reason is missing, nothing changes or a value is refused.
    """
    problems = reason_problems(reason)
    row = _locked(entity)
    if values.pop("slug", row.slug) != row.slug:
        problems.append(Problem("slug", _("La dirección de una entidad no se cambia.")))
    unknown = set(values) & _FIXED
    if unknown:
        raise TypeError(f"These are not set by hand: {sorted(unknown)}")
    changed = saving.apply(row, values)
    problems += text_problems({"name": row.name, "short_name": row.short_name}, _REQUIRED)
    problems += period_problems(row.opened_on, row.closed_on, "closed_on")
    saving.check(row, problems)
    if changed:
        saving.save(row, actor_id=actor_id, reason=reason)
        saving.tell(
            "entity.changed",
            row,
            entity_id=row.pk,
            actor_id=actor_id,
            reason=reason,
            values={name: getattr(row, name) for name in changed},
        )
    return row


def close_entity(entity: Entity, *, closed_on: date, actor_id: int | None, reason: str) -> Entity:
    """Set the last day of an entity.

    Its roles are not ended with it: somebody must still bring the exclusions or the transfer
    of its services to an end. No role may be given beyond that day.
    """
    return update_entity(entity, actor_id=actor_id, reason=reason, closed_on=closed_on)
