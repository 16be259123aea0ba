"""Foreign is unknown: nobody learns of another entity through the admin (DESIGN §3.9, T30)."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import NoReverseMatch, get_resolver, reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, UploadedFile

from tests.factories.entities import (
    ClosureFactory,
    HolidayFactory,
    PointChangeFactory,
    PointFactory,
    UnitFactory,
    ZoneFactory,
)
from workflows.gate import routes, table
from workflows.gate.rows import Where

UNKNOWN = 987_654
CANARY = "CANARIO"
SECRET = re.compile(
    f"{CANARY} (borrador|promesa|persona|imagen|documento|punto|unidad|zona|feriado|etiqueta|clave)"
)
#: A screen may repeat the tag that it was asked for.
WITHOUT_TAG = re.compile(SECRET.pattern.replace("|etiqueta", ""))
FOREIGN_KINDS = {"page", "image", "document", "upload"}
ROLES = ("uni", "com", "aud", "mdt_ctl")


@pytest.fixture
def secrets(world):
    """Everything of the foreign entity that is not public carries the canary."""
    foreign = world.foreign
    draft = foreign.draft
    draft.title = f"{CANARY} borrador"
    draft.statement = f"{CANARY} promesa"
    draft.search_description = f"{CANARY} clave"
    draft.save()
    draft.save_revision(user=foreign.people["uni"])
    for person in foreign.people.values():
        person.first_name = f"{CANARY} persona"
        person.save()
    image = get_image_model().objects.create(
        title=f"{CANARY} imagen",
        file=get_test_image_file(),
        collection=foreign.entity.image_collection,
        uploaded_by_user=foreign.people["uni"],
    )
    document = get_document_model().objects.create(
        title=f"{CANARY} documento",
        file=ContentFile(b"%PDF-1.4 x", name="documento.pdf"),
        collection=foreign.entity.document_collection,
        uploaded_by_user=foreign.people["uni"],
    )
    for file in (image, document):
        file.tags.add(f"{CANARY} etiqueta")
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name="canario.pdf"), uploaded_by_user=foreign.people["uni"]
    )
    entity = foreign.entity
    point = PointFactory(entity=entity, name=f"{CANARY} punto")
    rows = {
        "entity": entity,
        "organizationalunit": UnitFactory(entity=entity, name=f"{CANARY} unidad"),
        "territorialunit": ZoneFactory(entity=entity, name=f"{CANARY} zona"),
        "pointofservice": point,
        "pointchange": PointChangeFactory(entity=entity, point=point),
        "temporaryclosure": ClosureFactory(point=point),
        "roleassignment": foreign.people["uni"].role_assignments.first(),
        "holiday": HolidayFactory(entity=entity, name=f"{CANARY} feriado"),
    }
    return {
        **{f"register {name}": row.pk for name, row in rows.items()},
        "page": draft.pk,
        "image": image.pk,
        "document": document.pk,
        "upload": upload.pk,
        "collection": foreign.entity.image_collection_id,
    }


def same(response):
    """What a person sees, without what changes with every answer."""
    body = response.content.decode()
    body = re.sub(r'(csrfmiddlewaretoken" value|CSRF_TOKEN"?:|nonce=)\W*[\w-]+', "", body)
    return response.status_code, response.headers.get("Location"), re.sub(r"\s+", " ", body)


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


def patterns_of(key):
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


def address(key, parameters, values):
    kwargs = {name: values.get(name, FILLERS.get(name, values.get("*", 1))) for name in parameters}
    try:
        return reverse(key, kwargs=kwargs)
    except NoReverseMatch:
        return None


def rows_about_objects():
    for key, row in table.every_row().items():
        if key.startswith("~") or "*" in key or key not in routes.admin_keys():
            continue
        for target in row.targets:
            if target.kind in FOREIGN_KINDS or target.kind.startswith("register"):
                yield key, target


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_foreign_answers_like_unknown(client, world, secrets, role, method):
    person = world.own.people.get(role) or world.ministry[role]
    client.force_login(person)
    wrong = []
    for key, target in rows_about_objects():
        for parameters in patterns_of(key):
            answers = []
            for value in (secrets[target.kind], UNKNOWN):
                own = world.own.draft.pk
                values = {"*": own, target.source: value}
                where = address(key, parameters, values)
                if where is None:
                    wrong.append(f"{key}: no address")
                    continue
                if target.where is Where.QUERY:
                    where += f"?{target.source}={value}"
                answers.append(same(getattr(client, method)(where)))
            if len(answers) == 2 and (answers[0] != answers[1] or answers[0][0] not in {403, 404}):
                wrong.append(f"{key} {target.source}: {answers[0][0]} and {answers[1][0]}")
    assert wrong == []


def every_address(world, secrets):
    """Every address of the admin, with ids of the foreign entity wherever one fits."""
    foreign, entity = world.foreign, world.foreign.entity
    ids = {
        *secrets.values(),
        foreign.service.pk,
        entity.pk,
        entity.document_collection_id,
        foreign.draft.latest_revision_id,
        foreign.people["uni"].pk,
        foreign.people["uni"].role_assignments.first().pk,
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
            for values in pairs(free, fitting, foreign):
                where = address(key, parameters, dict(zip(free, values, strict=True)))
                if where and where not in seen:
                    seen.add(where)
                    yield where


def pairs(free, ids, foreign):
    """One address per id; where it holds several ids the page comes first."""
    if len(free) < 2:
        return [(value,) for value in ids] if free else [()]
    revision = foreign.draft.latest_revision_id
    return [(foreign.draft.pk, *(value for _ in free[1:])) for value in (*ids, revision)]


#: Tags are words of one list for every entity; the lists of files are also asked by tag.
TAG_LISTS = ("/admin/tag-autocomplete/", "/admin/tag-autocomplete/taggit/tag/")


def tag_queries():
    tag = f"{CANARY} etiqueta".replace(" ", "+")
    return (f"?term={CANARY}", f"?tag={tag}", f"?tags={tag}")


@pytest.mark.parametrize("role", ["uni", "aud", "mdt_ctl"])
def test_no_address_shows_a_foreign_secret(client, world, secrets, role):
    person = world.own.people.get(role) or world.ministry[role]
    client.force_login(person)
    client.raise_request_exception = False
    queries = ("", f"?q={CANARY}", f"?search={CANARY}&for_explorer=1", *tag_queries())
    leaks, broken = [], []
    for where in (*every_address(world, secrets), *TAG_LISTS):
        asked = where.count("/") <= 4 or where in TAG_LISTS
        for query in queries if asked else queries[:1]:
            response = client.get(where + query, follow=True)
            if response.status_code >= 500:
                broken.append(where + query)
            said = response.content.decode(errors="replace").replace(f"q={CANARY}", "")
            if (WITHOUT_TAG if "etiqueta" in query else SECRET).search(said):
                leaks.append(where + query)
    assert (leaks, broken) == ([], [])


def test_the_canary_sings_for_its_own_people(client, world, secrets):
    """The control: the same walk by somebody of the foreign entity does find it."""
    client.force_login(world.foreign.people["uni"])
    page = Page.objects.get(pk=secrets["page"])
    for where in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[world.foreign.service.pk]),
        reverse("wagtailimages:edit", args=[secrets["image"]]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
    ):
        response = client.get(where)
        assert response.status_code == 200, where
        assert SECRET.search(response.content.decode()), where
    client.force_login(world.superuser)
    for where in TAG_LISTS:
        assert client.get(f"{where}?term={CANARY}").json() == [f"{CANARY} etiqueta"]


def test_the_explorer_stops_at_the_own_entity(client, world, secrets):
    client.force_login(world.own.people["uni"])
    names = [world.foreign.entity.name, CANARY]
    for where in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore", args=[world.own.service.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Promesa",
        reverse("wagtailadmin_api:pages:listing") + "?for_explorer=1",
        reverse("wagtailadmin_api:pages:listing"),
    ):
        body = client.get(where, follow=True).content.decode()
        for name in names:
            assert name not in body, where


def test_a_page_of_nobody_is_not_found_by_any_role(client, world):
    for person in world.everybody().values():
        client.force_login(person)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[UNKNOWN])).status_code == 404


def test_strangers_are_sent_to_the_door(client, world):
    for key in ("wagtailadmin_pages:edit", "wagtailadmin_pages:delete"):
        for page in (world.own.published.pk, UNKNOWN):
            response = client.get(reverse(key, args=[page]))
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("wagtailadmin_login"))
    assert client.get(reverse("wagtailadmin_login")).status_code == 200
