"""References that a stored draft makes to rows that may be gone since, found for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations

Serialised = tuple[type[models.Model], dict[str, Any]]
Known = dict[type[models.Model], set[Any]]
_known: ContextVar[Known | None] = ContextVar("rows that drafts refer to", default=None)


@contextmanager
def known(drafts: Iterable[Serialised]) -> Iterator[None]:
    """Read once, one query a register, which rows exist of those that these drafts name.

    Args:
        drafts: (page type, serialised content) of each.
    """
    token = _known.set(_existing(place for model, data in drafts for place in _places(model, data)))
    try:
        yield
    finally:
        _known.reset(token)


def without_dangling(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    """A page's serialised data, its references to rows that are gone emptied.

    Args:
        model: the page type.
        data: what the revision stores; changed in place.
    """
    places = list(_places(model, data))
    found = _known.get()
    existing = _existing(places) if found is None else found
    for remote, holder, name in places:
        if remote._meta.pk.to_python(holder[name]) not in existing.get(remote, ()):
            holder[name] = None
    return data


def _existing(places: Iterable[tuple[type[models.Model], dict[str, Any], str]]) -> Known:
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for remote, holder, name in places:
        wanted[remote].add(holder[name])
    return {
        remote: set(remote._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for remote, keys in wanted.items()
    }


def _places(
    model: type[models.Model], data: dict[str, Any]
) -> Iterator[tuple[type[models.Model], dict[str, Any], str]]:
    yield from _references(model, data)
    for relation in get_all_child_relations(model):
        for row in data.get(relation.get_accessor_name()) or ():
            yield from _references(relation.related_model, row, skip=relation.field.name)


def _references(
    model: type[models.Model], holder: dict[str, Any], skip: str = ""
) -> Iterator[tuple[type[models.Model], dict[str, Any], str]]:
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or field.name == skip:
            continue
        if field.model is not model or field.remote_field.parent_link:
            continue  # Wagtail's own: it restores them itself
        if holder.get(field.name) is not None:
            yield field.remote_field.model, holder, field.name
