"""Which entities a row of the security log concerns, so that the audit of each reads its own.

Most people work for one entity, and what they do concerns that one. Of somebody who works for
several, for the Ministry or for the platform, a row goes where the thing lies that the request
named; what nobody can place is left to the platform, for it may be another entity's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.models import SecurityEvent
from entities import clock
from entities.access import entity_id_of, entity_of_collection
from entities.models import Entity, RoleAssignment, TemporaryClosure
from entities.roles import in_force
from entities.selectors import entity_of_page
from workflows.gate import routes, table
from workflows.gate.kinds import KINDS
from workflows.gate.rows import Where
from workflows.identifiers import identifier
from workflows.models import Attachment, KeptDraft

Kind = SecurityEvent.Kind
OF_AN_ACCOUNT = frozenset(Kind) - {
    Kind.REFUSED,
    Kind.EXPORTED,
    Kind.CONFIDENTIAL_READ,
    Kind.ROLE_CHANGED,
}
"""What concerns every entity that the account works for: it is of the person, not of a thing."""
CHOSEN = ("entidad", "entity")
"""How an address says which entity's list it is about."""
OF_A_PLACE = "carta_staff:"
"""Views of people, who are of no entity by themselves: the place is chosen there, and checked."""

#: What a number in an address is, where a view of ours looks for it by itself.
BY_ADDRESS: dict[str, tuple[str, str]] = {
    "wagtaildocs_serve": ("wagtaildocs.Document", "id"),
    "carta_workflows:attachment": ("workflows.Attachment", "pk"),
    **{
        f"carta_workflows:{name}": ("workflows.Dossier", "pk")
        for name in (
            "dossier",
            "decide",
            "resubmit",
            "withdraw",
            "answer",
            "preview",
            "backing_file",
        )
    },
    **{
        f"carta_staff:{name}": ("entities.RoleAssignment", "pk")
        for name in ("rescope", "renew", "finish")
    },
    **{f"carta_staff:{name}": ("entities.Invitation", "pk") for name in ("send_again", "cancel")},
}


def concerned(
    request: HttpRequest, kind: str, user_id: int | None, about_id: int | None
) -> list[int | None]:
    """The entities a row concerns, each of which gets one; ``[None]``: only the platform reads it.

    Args:
        request: as it was answered.
        kind: one of ``SecurityEvent.Kind``.
        user_id: who did it; ``None`` when unknown.
        about_id: to whom, if to somebody else.
    """
    if kind in OF_AN_ACCOUNT:
        return list(_entities_of(about_id or user_id)) or [None]
    held = _entities_of(user_id)
    if len(held) == 1 and not _crosses(user_id):
        return list(held)
    places = _places(request)
    found: list[int | None] = [one for one in held if places is None or one in places]
    return found or [None]


def _held(user_id: int | None) -> Any:
    rows = RoleAssignment.objects.filter(in_force(clock.today()), user_id=user_id).order_by()
    return rows.values_list("entity_id", flat=True).distinct()


def _entities_of(user_id: int | None) -> list[int]:
    if user_id is None:
        return []
    return sorted(one for one in _held(user_id) if one is not None)


def _crosses(user_id: int | None) -> bool:
    return _held(user_id).filter(entity__isnull=True).exists()


def _places(request: HttpRequest) -> set[int] | None:
    """Entities of what the request named; ``None`` when it named nothing at all."""
    match = request.resolver_match
    if match is not None:
        things = [*_targets(request), *_by_address(match.view_name, match.kwargs, match.args)]
        places = {place for thing in things if (place := _place(thing)) is not None}
        # What the address names is not for its reader to call otherwise.
        named = bool(things or match.kwargs or match.args)
        if places or (named and not match.view_name.startswith(OF_A_PLACE)):
            return places
    chosen = [one for name in CHOSEN for one in request.GET.getlist(name)]
    if chosen:
        return {number for number in map(identifier, chosen) if number is not None}
    return None


def _targets(request: HttpRequest) -> list[Any]:
    """What the gate looks for at this address."""
    key = routes.key_of_request(request)
    row = table.lookup(key) if key is not None else None
    found = []
    for target in row.targets if row is not None else ():
        kwargs: Mapping[str, Any] = request.resolver_match.kwargs  # type: ignore[union-attr]
        if target.where is Where.URL:
            asked = [tuple(str(kwargs[name]) for name in target.source.split(","))]
        else:
            asked = [(value,) for value in request.GET.getlist(target.source)]
        found += [KINDS[target.kind].find(*parts) for parts in asked]
    return found


def _by_address(name: str, kwargs: Mapping[str, Any], args: tuple[Any, ...]) -> list[Any]:
    if name not in BY_ADDRESS:
        return []
    label, keyword = BY_ADDRESS[name]
    number = identifier(kwargs.get(keyword, args[0] if args else None))
    model = get_document_model() if label == "wagtaildocs.Document" else apps.get_model(label)
    return [model._default_manager.filter(pk=number).first() if number is not None else None]


def _place(thing: Any) -> int | None:
    """The entity a thing lies in; ``None`` for what is nobody's or was not found."""
    if isinstance(thing, tuple):  # a kind and what it found
        thing = thing[1]
    if isinstance(thing, KeptDraft):
        thing = thing.page
    if isinstance(thing, Page):
        return _pk(entity_of_page(thing))
    if isinstance(thing, (get_image_model(), get_document_model())):
        return _pk(entity_of_collection(thing.collection))
    if isinstance(thing, Attachment):
        return thing.dossier.entity_id
    if isinstance(thing, (Entity, TemporaryClosure)):
        return entity_id_of(thing)
    found: int | None = getattr(thing, "entity_id", None)
    return found


def _pk(entity: Entity | None) -> int | None:
    return entity.pk if entity is not None else None
