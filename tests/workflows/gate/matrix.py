"""Every address of the admin × ids of other entities × roles × methods (RELIABILITY T30, T31).

The suite asks a fixed sample of it, ``make torture`` all of it. Addresses come from the
resolver, so that a new one joins by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Revision, UploadedFile

from entities.vocabulary import ENTITY_ROLES, MDT_ROLES
from tests.factories.entities import (
    ClosureFactory,
    HolidayFactory,
    PointChangeFactory,
    PointFactory,
    UnitFactory,
    ZoneFactory,
)
from workflows.gate import routes, table
from workflows.models import Dossier, Edition

CANARY = "CANARIO"
WORDS = "borrador|promesa|persona|imagen|documento|punto|unidad|zona|feriado|archivo|etiqueta|clave"
SECRET = re.compile(f"{CANARY}[ _-]({WORDS})", re.IGNORECASE)
#: A screen may repeat the tag that it was asked for.
WITHOUT_TAG = re.compile(SECRET.pattern.replace("|etiqueta", ""), re.IGNORECASE)
METHODS = ("get", "post", "head", "options")
ROLES = tuple(role.value for role in (*ENTITY_ROLES, *MDT_ROLES))
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
REGISTERS = (
    "entity",
    "organizationalunit",
    "territorialunit",
    "pointofservice",
    "pointchange",
    "temporaryclosure",
    "roleassignment",
    "holiday",
)
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
}


def plant(carta: Any) -> dict[str, int]:
    """Write the canary into every field, title and file name of an entity; ids by kind."""
    draft, writer, entity = carta.draft, carta.people["uni"], carta.entity
    draft.title = f"{CANARY} borrador"
    draft.statement = f"{CANARY} promesa"
    draft.search_description = f"{CANARY} clave"
    draft.save()
    draft.save_revision(user=writer)
    for person in carta.people.values():
        person.first_name = f"{CANARY} persona"
        person.save()
    image = get_image_model().objects.create(
        title=f"{CANARY} imagen",
        file=get_test_image_file(filename=f"{CANARY}-archivo.png"),
        collection=entity.image_collection,
        uploaded_by_user=writer,
    )
    document = get_document_model().objects.create(
        title=f"{CANARY} documento",
        file=ContentFile(b"%PDF-1.4 CANARIO documento", name=f"{CANARY}-archivo.pdf"),
        collection=entity.document_collection,
        uploaded_by_user=writer,
    )
    for file in (image, document):
        file.tags.add(f"{CANARY} etiqueta")
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name=f"{CANARY}-archivo.pdf"), uploaded_by_user=writer
    )
    point = PointFactory(entity=entity, name=f"{CANARY} punto")
    rows = {
        "entity": entity,
        "organizationalunit": UnitFactory(entity=entity, name=f"{CANARY} unidad"),
        "territorialunit": ZoneFactory(entity=entity, name=f"{CANARY} zona"),
        "pointofservice": point,
        "pointchange": PointChangeFactory(entity=entity, point=point),
        "temporaryclosure": ClosureFactory(point=point),
        "roleassignment": writer.role_assignments.first(),
        "holiday": HolidayFactory(entity=entity, name=f"{CANARY} feriado"),
    }
    return {
        **{f"register {name}": row.pk for name, row in rows.items()},
        "page": draft.pk,
        "image": image.pk,
        "document": document.pk,
        "upload": upload.pk,
        "collection": entity.image_collection_id,
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
    role: str
    method: str
    address: str


def every_request(world: Any, others: list[tuple[Any, dict[str, int]]]) -> list[Request]:
    """The whole matrix, by role, so that each person signs in once."""
    addresses = [
        where for carta, secrets in others for where in every_address(world, carta, secrets)
    ] + list(TAG_LISTS)
    return [
        Request(role, method, where + query)
        for role in ROLES
        for where in addresses
        for method in METHODS
        for query in (QUERIES if method == "get" and _is_asked(where) else QUERIES[:1])
    ]


def _is_asked(where: str) -> bool:
    """Lists, searches and choosers: what is asked with a query."""
    return where.count("/") <= 4 or where in TAG_LISTS


def sample(requests: list[Request], number: int) -> list[Request]:
    """A fixed sample: each address read by somebody, the rest spread over all combinations."""
    by_shape: dict[str, list[Request]] = {}
    for one in requests:
        if one.method == "get":
            by_shape.setdefault(shape(one.address), []).append(one)
    chosen = {reads[turn * 7919 % len(reads)] for turn, reads in enumerate(by_shape.values())}
    # A step that shares no factor with the methods meets each of them in turn.
    step = max(1, len(requests) // max(1, number - len(chosen)))
    step -= step > 1 and step % 2 == 0
    # What is met twice counts once: a smaller step then makes up the number.
    while step > 2 and len(chosen.union(requests[::step])) < number:
        step -= 2
    chosen.update(requests[::step])
    return sorted(chosen, key=lambda one: (ROLES.index(one.role), one.address, one.method))


def shape(where: str) -> str:
    """An address without its numbers."""
    return re.sub(r"\d+", "#", where)


@dataclass
class Found:
    asked: int
    leaks: list[Request]
    broken: list[Request]
    outside: list[Request]


def ask(
    client: Any,
    world: Any,
    requests: list[Request],
    tell: Callable[[int], None] = lambda done: None,
) -> Found:
    """Send the requests and look for the canary, for failures and for ways out of the site."""
    client.raise_request_exception = False
    found = Found(len(requests), [], [], [])
    signed_in = None
    for number, one in enumerate(requests):
        if one.role != signed_in:
            client.force_login(world.own.people.get(one.role) or world.ministry[one.role])
            signed_in = one.role
        data = {"data": FORM} if one.method == "post" else {}
        response = getattr(client, one.method)(one.address, follow=one.method == "get", **data)
        if response.status_code >= 500:
            found.broken.append(one)
        if "malo.example" in response.headers.get("Location", ""):
            found.outside.append(one)
        secret = WITHOUT_TAG if "etiqueta" in one.address else SECRET
        if secret.search(_said(response)):
            found.leaks.append(one)
        tell(number)
    return found


def _said(response: Any) -> str:
    """Headers and body, without the word that was searched for."""
    body = b"".join(response) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return heads + body.decode(errors="replace").replace(f"q={CANARY}", "")


def state_of(carta: Any) -> dict[str, list[Any]]:
    """Everything of an entity that a stranger's request might change."""
    entity, people = carta.entity, [person.pk for person in carta.people.values()]
    pages = Page.objects.descendant_of(carta.carta, inclusive=True)
    rows = {
        "pages": pages,
        "revisions": Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)],
        ),
        "people": type(carta.people["uni"]).objects.filter(pk__in=people),
        "dossiers": Dossier.objects.filter(entity=entity),
        "editions": Edition.objects.filter(page__in=pages.values("pk")),
        "images": get_image_model().objects.filter(collection=entity.image_collection),
        "documents": get_document_model().objects.filter(collection=entity.document_collection),
        **{name: _of(name, entity) for name in REGISTERS},
    }
    return {name: list(found.order_by("pk").values()) for name, found in rows.items()}


def _of(name: str, entity: Any) -> Any:
    model = apps.get_model("entities", name)
    if name == "entity":
        return model.objects.filter(pk=entity.pk)
    if name == "temporaryclosure":
        return model.objects.filter(point__entity=entity)
    return model.objects.filter(entity=entity)
