"""Foreign is unknown: nobody learns of another entity through the admin (DESIGN §3.9, T30)."""

import re

import pytest
from django.db import connection
from django.db.models import CharField, TextField
from django.http import HttpResponse
from django.urls import clear_url_caches, path, reverse
from wagtail.admin import urls as admin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, UploadedFile
from wagtail.utils.urlpatterns import decorate_urlpatterns

from carta_pages.models import ImportRun
from entities import clock
from tests.workflows.gate import canaries, matrix
from tests.workflows.gate.canaries import CANARY
from tests.workflows.gate.matrix import TAG_LISTS, address, patterns_of
from workflows.gate import routes, table
from workflows.gate.rows import Where, open_to_all
from workflows.models import Attachment, Dossier, DossierItem, KeptDraft, Notice

UNKNOWN = 987_654
FOREIGN_KINDS = {"page", "image", "document", "upload"}
ROLES = ("uni", "com", "aud", "mdt_ctl")
#: Requests of the matrix that the suite sends; ``make torture`` sends all of them.
# What a role reaches does not depend on the database: there, each address once is enough.
PROMISED = 3_000
SAMPLE = PROMISED if connection.vendor == "sqlite" else 500


MODELS = {
    "page": Page,
    "image": get_image_model(),
    "document": get_document_model(),
    "upload": UploadedFile,
    "import": ImportRun,
    "collection": Collection,
    "dossier": Dossier,
    "item": DossierItem,
    "attachment": Attachment,
    "kept": KeptDraft,
    "notice": Notice,
    **{
        f"register {name}": canaries.model_of(name)
        for name in (*canaries.REGISTERS, *canaries.BEHIND)
    },
}


def touched(rows):
    """A register's row with one of its words changed, or without the row where it has none."""
    texts = [field.name for field in rows.model._meta.concrete_fields if plain(field)]
    rows.update(**{texts[0]: "otro"}) if texts else rows.delete()


def plain(field):
    return isinstance(field, CharField | TextField) and not field.choices


@pytest.fixture
def secrets(world):
    """Everything of the foreign entity that is not public carries the canary."""
    return canaries.plant(world.foreign)


def same(response):
    """What a person sees, without what changes with every answer."""
    body = response.content.decode()
    body = re.sub(r'(csrfmiddlewaretoken" value|CSRF_TOKEN"?:|nonce=)\W*[\w-]+', "", body)
    return response.status_code, response.headers.get("Location"), re.sub(r"\s+", " ", body)


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


@pytest.fixture
def planted(world):
    """The three entities of the country, with their secrets."""
    return canaries.planted_in(world)


def test_the_matrix_is_as_large_as_promised(world, planted):
    requests = matrix.every_request(world, planted)
    assert len(requests) >= 40_000
    assert len({one.role for one in requests}) >= 10
    chosen = matrix.sample(requests, PROMISED)
    assert len(chosen) == len(set(chosen)) >= PROMISED
    assert {(one.role, one.method) for one in chosen} == {
        (role, method) for role in matrix.ROLES for method in matrix.METHODS
    }
    assert {(one.method, one.as_script) for one in chosen} == {
        *((method, how) for method in ("get", "post") for how in (True, False)),
        ("head", True),
        ("options", True),
    }
    every = {matrix.shape(one.address) for one in requests}
    assert {matrix.shape(one.address) for one in chosen if one.method == "get"} == every


def test_each_entity_is_attacked_by_every_role_of_both_others(world, planted):
    requests = matrix.every_request(world, planted)
    entities = len(planted)
    for target, (carta, _secrets) in enumerate(planted):
        edit = reverse("wagtailadmin_pages:edit", args=[carta.draft.pk])
        history = reverse("wagtailadmin_pages:history", args=[carta.draft.pk])
        asked = {(one.role, one.entity) for one in requests if one.address in {edit, history}}
        others = {place for place in range(entities) if place != target}
        assert {role for role, _entity in asked} == set(matrix.ROLES)
        assert {entity for role, entity in asked if role not in matrix.MDT} == others
    senders = {(one.role, one.entity) for one in requests if one.role not in matrix.MDT}
    own = [role for role in matrix.ROLES if role not in matrix.MDT]
    assert senders == {(role, place) for role in own for place in range(entities)}


@pytest.mark.slow
def test_no_request_shows_or_changes_anything_of_another_entity(world, planted):
    clients = matrix.clients_of(world, planted)
    before = [canaries.state_of(carta) for carta, _secrets in planted]
    requests = matrix.sample(matrix.every_request(world, planted), SAMPLE)
    found = matrix.ask(clients, requests, planted)
    assert (found.leaks, found.broken, found.outside) == ([], [], [])
    assert [canaries.state_of(carta) for carta, _secrets in planted] == before


def test_whoever_was_signed_out_proves_nothing(world, planted):
    """An own page, allowed, that ends at the entrance: the matrix is broken and not clean."""
    own = reverse("wagtailadmin_pages:edit", args=[planted[0][0].draft.pk])
    home = reverse("wagtailadmin_home")
    requests = [
        matrix.Request("uni", 0, method, where)
        for method in matrix.METHODS
        for where in (own, home)
        if (method, where) != ("post", own)
    ]
    clients = matrix.clients_of(world, planted)
    assert matrix.ask(clients, requests, planted).broken == []
    clients["uni", 0].logout()
    assert matrix.ask(clients, requests, planted).broken == requests


@pytest.fixture
def new_address():
    """An app of tomorrow: an address with a page's number, that shows the page to everybody."""

    def leak(request, page_id):
        return HttpResponse(Page.objects.get(pk=page_id).title)

    view = decorate_urlpatterns(
        [path("de-manana/<int:page_id>/", leak, name="de_manana")], require_admin_access
    )
    admin_urls.urlpatterns[:0] = view
    clear_url_caches()
    routes.forget()
    yield "de_manana"
    admin_urls.urlpatterns.remove(view[0])
    clear_url_caches()
    routes.forget()


def test_a_new_address_joins_by_itself(world, planted, new_address, monkeypatch):
    """Declared open by mistake: the sample asks for it, and the canary tells."""
    monkeypatch.setitem(table._exact, new_address, open_to_all("De prueba."))
    requests = matrix.every_request(world, planted)
    of_the_new = [one for one in requests if "/de-manana/" in one.address]
    for carta, _secrets in planted:
        where = reverse(new_address, args=[carta.draft.pk])
        asked = {(one.role, one.method) for one in of_the_new if one.address.startswith(where)}
        assert asked == {(role, method) for role in matrix.ROLES for method in matrix.METHODS}
    chosen = {*matrix.sample(requests, PROMISED)} & {*of_the_new}
    assert "get" in {one.method for one in chosen}
    drafts = {reverse(new_address, args=[carta.draft.pk]) for carta, _secrets in planted}
    of_drafts = [one for one in of_the_new if one.address in drafts]
    found = matrix.ask(matrix.clients_of(world, planted), of_drafts[:40], planted)
    assert found.leaks
    assert not found.broken
    assert {"/de-manana/" in one.address for one in found.leaks} == {True}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("page", lambda rows: rows.update(title="otro")),
        ("image", lambda rows: rows.update(title="otro")),
        ("document", lambda rows: rows.delete()),
        ("upload", lambda rows: rows.delete()),
        ("collection", lambda rows: rows.update(name="otro")),
        ("dossier", lambda rows: rows.update(cause="otra")),
        ("item", lambda rows: rows.update(change_note="otra")),
        ("attachment", lambda rows: rows.update(title="otro")),
        ("kept", lambda rows: rows.delete()),
        ("notice", lambda rows: rows.update(read_at=clock.now())),
        *((f"register {name}", touched) for name in (*canaries.REGISTERS, *canaries.BEHIND)),
    ],
)
def test_a_change_would_be_seen(world, secrets, kind, change):
    """The control: of everything that carries a secret, and of people."""
    before = canaries.state_of(world.foreign)
    change(MODELS[kind].objects.filter(pk=secrets[kind]))
    assert canaries.state_of(world.foreign) != before


def test_a_change_of_a_person_or_of_a_text_would_be_seen(world, secrets):
    before = canaries.state_of(world.foreign)
    person = world.foreign.people["uni"]
    type(person).objects.filter(pk=person.pk).update(email="otro@ejemplo.gob.ec")
    after = canaries.state_of(world.foreign)
    assert after != before
    draft = world.foreign.draft
    type(draft).objects.filter(pk=draft.pk).update(statement="Otro texto.")
    assert canaries.state_of(world.foreign) != after


def test_the_canary_sings_for_its_own_people(client, world, secrets):
    """The control: the same walk by somebody of the foreign entity does find it."""
    client.force_login(world.foreign.people["uni"])
    page = Page.objects.get(pk=secrets["page"])
    secret = canaries.secret_of([world.foreign])
    for where in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[world.foreign.service.pk]),
        reverse("wagtailimages:edit", args=[secrets["image"]]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("carta_workflows:dossier", args=[secrets["dossier"]]),
        reverse("carta_gate:kept", args=[secrets["kept"]]),
        reverse("carta_workflows:notices"),
    ):
        response = client.get(where)
        assert response.status_code == 200, where
        assert secret.search(response.content.decode()), where
    client.force_login(world.superuser)
    for where in TAG_LISTS:
        assert client.get(f"{where}?term={CANARY}").json() == [
            f"{CANARY} etiqueta",
            f"{CANARY} etiqueta {canaries.code_of(world.foreign)}",
        ]


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
