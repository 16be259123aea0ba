"""Every address of the admin × ids of other entities × roles × methods (RELIABILITY T30, T31).

Three entities: the addresses of each are asked for by every role of the two others, in turn,
and by MDT's. The suite asks a fixed sample of it, ``make torture`` all of it. Addresses come
from the resolver, so that a new one joins by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from math import gcd
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from entities.vocabulary import ENTITY_ROLES, MDT_ROLES
from tests.workflows.gate.canaries import CANARY, secret_of
from workflows.gate import routes, table

METHODS = ("get", "post", "head", "options")
MDT = tuple(role.value for role in MDT_ROLES)
ROLES = (*(role.value for role in ENTITY_ROLES), *MDT)
QUERIES = (
    "",
    f"?q={CANARY}",
    f"?search={CANARY}&for_explorer=1",
    f"?term={CANARY}",
    f"?tag={CANARY}+etiqueta",
    f"?tags={CANARY}+etiqueta",
)
#: Tags are words of one list for every entity; the lists of files are also asked by tag.
TAG_LISTS = ("/admin/tag-autocomplete/", "/admin/tag-autocomplete/taggit/tag/")
#: What a hostile form brings: the words of many forms at once, and a way out of the site.
FORM = {
    "title": "Cambiado por un extraño",
    "name": "Cambiado por un extraño",
    "slug": "cambiado",
    "reason": "Sin motivo ninguno que valga.",
    "action-publish": "1",
    "action-delete": "1",
    "confirm": "1",
    "next": "https://malo.example/",
}

#: Other parts of an address; none of them names anybody's object.
FILLERS = {
    "content_type_app_name": "carta_pages",
    "content_type_model_name": "commitmentpage",
    "app_label": "wagtailcore",
    "app_name": "wagtailimages",
    "model_name": "page",
    "action": "delete",
    "action_name": "publish",
    "filter_spec": "original",
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "uidb64": "MQ",
    "token": "x-y",
    "sha256": "0" * 64,
    "point": UUID(int=0),
}


def patterns_of(key: str) -> list[tuple[str, ...]]:
    """The keywords of each address behind a key of the table."""
    resolver = get_resolver()
    *namespaces, name = key.split(":")
    for namespace in namespaces:
        _prefix, resolver = resolver.namespace_dict[namespace]
    return [
        tuple(parameters)
        for possibility, *_rest in resolver.reverse_dict.getlist(name)
        for _result, parameters in possibility
    ]


def address(key: str, parameters: tuple[str, ...], values: dict[str, Any]) -> str | None:
    """The address with the values, fillers for what names nobody's object."""
    kwargs = {name: values.get(name, FILLERS.get(name, values.get("*", 1))) for name in parameters}
    try:
        return reverse(key, kwargs=kwargs)
    except NoReverseMatch:
        return None


def every_address(world: Any, carta: Any, secrets: dict[str, int]) -> Iterator[str]:
    """Every address of the admin, with ids of an entity wherever one fits."""
    entity, writer = carta.entity, carta.people["uni"]
    ids = {
        *secrets.values(),
        carta.service.pk,
        entity.pk,
        entity.document_collection_id,
        carta.draft.latest_revision_id,
        writer.pk,
        writer.role_assignments.first().pk,
        world.portal.pk,
        1,
    }
    seen = set()
    for key in routes.admin_keys():
        row = table.lookup(key)
        if row is None or key.startswith("~") or key == "wagtailadmin_logout":
            continue
        for parameters in patterns_of(key):
            free = [name for name in parameters if name not in FILLERS]
            named = [target.kind for target in row.targets]
            fitting = {secrets[kind] for kind in named if kind in secrets} or ids
            for values in _pairs(free, sorted(fitting), carta):
                where = address(key, parameters, dict(zip(free, values, strict=True)))
                if where and where not in seen:
                    seen.add(where)
                    yield where


def _pairs(free: list[str], ids: list[int], carta: Any) -> list[tuple[int, ...]]:
    """One address per id; where it holds several ids the page comes first."""
    if len(free) < 2:
        return [(value,) for value in ids] if free else [()]
    revision = carta.draft.latest_revision_id
    return [(carta.draft.pk, *(value for _ in free[1:])) for value in (*ids, revision)]


@dataclass(frozen=True)
class Request:
    """One request.

    Args:
        role: of whoever sends it.
        entity: the place of their entity among the three; of MDT's roles, always 0.
        method: in small letters.
        address: with its query.
        as_script: whether it asks for JSON, as autosave and choosers do, or for a page.
    """

    role: str
    entity: int
    method: str
    address: str
    as_script: bool = False


def every_request(world: Any, planted: list[tuple[Any, dict[str, int]]]) -> list[Request]:
    """The whole matrix: each entity's addresses, asked for by every role of the others in turn.

    Args:
        world: the country.
        planted: the three entities, each with the ids of its secrets.
    """
    found = []
    for target, (carta, secrets) in enumerate(planted):
        addresses = [*every_address(world, carta, secrets), *TAG_LISTS]
        for number, role in enumerate(ROLES):
            for place, where in enumerate(addresses):
                turn = number + place
                attacker = (target + 1 + turn % 2) % len(planted)
                found += _asked(role, 0 if role in MDT else attacker, where, turn)
    return sorted(found, key=lambda one: (ROLES.index(one.role), one.entity))


def _asked(role: str, entity: int, where: str, turn: int) -> Iterator[Request]:
    for method in METHODS:
        for query in QUERIES if method == "get" and _is_asked(where) else QUERIES[:1]:
            # A page that nobody looks at need not be drawn; the others by turns.
            as_script = method in {"head", "options"} or turn // 2 % 4 > 0
            yield Request(role, entity, method, where + query, as_script)


def _is_asked(where: str) -> bool:
    """Lists, searches and choosers: what is asked with a query."""
    return where.count("/") <= 4 or where in TAG_LISTS


def sample(requests: list[Request], number: int) -> list[Request]:
    """A fixed sample: each address read by somebody, the rest spread over all combinations."""
    by_shape: dict[str, list[Request]] = {}
    for one in requests:
        if one.method == "get" and not one.as_script:
            by_shape.setdefault(shape(one.address), []).append(one)
    chosen = {reads[turn * 7919 % len(reads)] for turn, reads in enumerate(by_shape.values())}
    # Each method in turn; steps of a golden ratio meet everything about equally often.
    by_method = [[one for one in requests if one.method == method] for method in METHODS]
    places = cycle((found, _coprime(len(found))) for found in by_method)
    turn = 0
    while len(chosen) < number:
        found, step = next(places)
        chosen.add(found[turn // len(METHODS) * step % len(found)])
        turn += 1
    return sorted(
        chosen, key=lambda one: (ROLES.index(one.role), one.entity, one.address, one.method)
    )


def _coprime(length: int) -> int:
    step = int(length * 0.618_034) | 1
    while gcd(step, length) > 1:
        step += 2
    return step


def shape(where: str) -> str:
    """An address without its numbers."""
    return re.sub(r"\d+", "#", where)


@dataclass
class Found:
    asked: int
    leaks: list[Request]
    broken: list[Request]
    outside: list[Request]


def clients_of(world: Any, planted: list[tuple[Any, dict[str, int]]]) -> dict[Any, Client]:
    """A browser for everybody of the matrix, signed in; by role and entity."""
    found = {}
    for role in ROLES:
        for entity, (carta, _secrets) in enumerate(planted[:1] if role in MDT else planted):
            client = Client(raise_request_exception=False)
            client.force_login(world.ministry[role] if role in MDT else carta.people[role])
            found[role, entity] = client
    return found


def ask(
    clients: dict[Any, Client],
    requests: list[Request],
    planted: list[tuple[Any, dict[str, int]]],
) -> Found:
    """Send the requests and look for the canary, for failures and for ways out of the site."""
    found = Found(len(requests), [], [], [])
    cartas = [carta for carta, _secrets in planted]
    everybodys, door = secret_of(cartas), reverse("wagtailadmin_login")
    of_others = [secret_of([*cartas[:own], *cartas[own + 1 :]]) for own in range(len(cartas))]
    for one in requests:
        client = clients[one.role, one.entity]
        data: dict[str, Any] = {"data": FORM} if one.method == "post" else {}
        if one.as_script:
            data["headers"] = {"accept": "application/json"}
        response = getattr(client, one.method)(one.address, follow=one.method == "get", **data)
        location = response.headers.get("Location", "")
        sent_away = _is_at(door, response) and not one.address.startswith(door)
        if response.status_code >= 500 or sent_away:
            found.broken.append(one)
        if "malo.example" in location:
            found.outside.append(one)
        secret = everybodys if one.role in MDT else of_others[one.entity]
        if secret.search(_said(response)):
            found.leaks.append(one)
    return found


def _is_at(door: str, response: Any) -> bool:
    """Whether it was sent to the entrance: a stranger sees nothing, and proves nothing.

    A page that was read has been followed there already, and says no more where it was sent.
    """
    sent = response.headers.get("Location", "")
    return sent.startswith(door) or response.request["PATH_INFO"].startswith(door)


def _said(response: Any) -> str:
    """Headers and body."""
    body = b"".join(response) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return heads + body.decode(errors="replace")
