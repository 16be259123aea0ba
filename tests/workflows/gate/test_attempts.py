"""The table of attempts (issue item 3): every route, by everybody; the public never moves."""

import json
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from tests.workflows.gate import world as small_country
from tests.workflows.gate.forms import page_form, text_of
from workflows.gate import table

NEXT_YEAR = timezone.now().replace(year=timezone.now().year + 1).strftime("%Y-%m-%d %H:%M")


def url(name, *args):
    return reverse(name, args=args)


def post(client, address, data=None, **extra):
    return client.post(address, data or {}, **extra)


def bulk(client, page, action, **data):
    address = url("wagtail_bulk_action", "wagtailcore", "page", action) + f"?id={page.pk}"
    return client.post(address, data)


def api(client, page, action, **data):
    return client.post(
        url("wagtailadmin_api:pages:action", page.pk, action), data, content_type="application/json"
    )


def on_page(view, **data):
    def attempt(client, world, page):
        return post(client, url(f"wagtailadmin_pages:{view}", page.pk), data)

    return attempt


def in_bulk(action, **data):
    return lambda client, world, page: bulk(client, page, action, **data)


def by_api(action, **data):
    return lambda client, world, page: api(client, page, action, **data)


def move(client, world, page):
    return post(client, url("wagtailadmin_pages:move_confirm", page.pk, world.own.service.pk))


def move_into(client, world, page):
    moved = world.own.published if page.pk == world.own.draft.pk else world.own.draft
    return post(client, url("wagtailadmin_pages:move_confirm", moved.pk, page.pk))


def copy_and_publish(client, world, page, **extra):
    data = {
        "new_title": "Copia",
        "new_slug": "copia",
        "new_parent_page": page.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
        **extra,
    }
    return post(client, url("wagtailadmin_pages:copy", page.pk), data)


def workflow_action(view):
    def attempt(client, world, page):
        return post(client, url(f"wagtailadmin_pages:{view}", page.pk, "approve", 1))

    return attempt


def unschedule(client, world, page):
    revision = page.latest_revision_id or Revision.objects.first().pk
    return post(client, url("wagtailadmin_pages:revisions_unschedule", page.pk, revision))


def remove_workflow(client, world, page):
    return post(client, url("wagtailadmin_workflows:remove", page.pk))


#: Routes about a page that nobody passes, whoever asks.
CLOSED_ROUTES = {
    "delete": on_page("delete"),
    "unpublish": on_page("unpublish", include_descendants="on"),
    "convert alias": on_page("convert_alias"),
    "move": on_page("move", new_parent_page="1"),
    "move, confirmed": move,
    "move another page into it": move_into,
    "reorder": on_page("set_page_position", position="0"),
    "copy and publish": copy_and_publish,
    "copy as alias": partial(copy_and_publish, alias="on"),
    "change privacy": on_page("set_privacy", restriction_type="login"),
    "approve natively": workflow_action("workflow_action"),
    "collect action data": workflow_action("collect_workflow_action_data"),
    "cancel the workflow": on_page("confirm_workflow_cancellation"),
    "lock": on_page("lock"),
    "unlock": on_page("unlock"),
    "unschedule": unschedule,
    "remove its workflow": remove_workflow,
    "API publish": by_api("publish"),
    "API unpublish": by_api("unpublish"),
    "API delete": by_api("delete"),
    "API move": by_api("move", destination_page_id=1),
    "API copy": by_api("copy", keep_live=True),
    "API alias": by_api("create_alias"),
    "API revert": by_api("revert_to_page_revision", revision_id=1),
    "API copy for translation": by_api("copy_for_translation", locale="es"),
}

#: Routes that also refuse for what stands above governed pages.
ABOVE_ROUTES = [
    "delete",
    "unpublish",
    "convert alias",
    "move",
    "move, confirmed",
    "reorder",
    "copy and publish",
    "copy as alias",
    "change privacy",
    "API publish",
    "API unpublish",
    "API delete",
    "API move",
    "API copy",
    "API alias",
]


#: The same verdict is drawn as a page for these people and as JSON, much cheaper, for the rest.
ON_SCREEN = {"uni", "superuser"}
#: On the other kinds of page each route meets this share of the people: every person and every
#: route meet on some kind of page, and time stays small.
SHARE = 3
OTHER_PAGES = ["draft", "service", "carta"]


def some_of(world, route, which):
    """Another third of the people for each route and kind of page."""
    first = list(CLOSED_ROUTES).index(route) + OTHER_PAGES.index(which)
    names = list(world.everybody())
    return {name for place, name in enumerate(names) if place % SHARE == first % SHARE}


def read_by_citizens(world):
    """The public page, its history and its parents as a stranger gets them."""
    pages = (world.own.published, world.own.service, world.own.carta)
    answers = [Client().get(page.url) for page in pages]
    return [(answer.status_code, answer.content) for answer in answers]


def attempt_as_everybody(world, client, page, attempt, expected, people=None):
    """Try with every person; return who got another answer or moved something."""
    before, read = small_country.public_life(), read_by_citizens(world)
    wrong = []
    for name, person in world.everybody().items():
        if people is not None and name not in people:
            continue
        client.force_login(person)
        client.defaults["HTTP_ACCEPT"] = "text/html" if name in ON_SCREEN else "application/json"
        response = attempt(client, world, page)
        if response.status_code not in expected(name):
            wrong.append(f"{name}: {response.status_code}")
        elif response.status_code == 403 and not explains(response):
            wrong.append(f"{name}: says not who can: {text_of(response)[:300]}")
    if small_country.public_life() != before or read_by_citizens(world) != read:
        wrong.append("something public changed")
    return wrong


#: How the gate, the editor and the rules of access say who can.
WHO_CAN = [str(row.who) for row in table.every_row().values() if row.who] + [
    "Puede hacerlo",
    "Puede pedirlo",
    "Nadie puede",
    "Quien edita la página la envía",
]


def explains(response):
    if "json" in response["Content-Type"]:
        words = json.loads(response.content)["error_message"]
    else:
        words = text_of(response)
    return any(who in words for who in WHO_CAN)


def of_own_page(name):
    """403 with the reason inside the entity, 404 outside of it."""
    inside = name in small_country.ENTITY_ROLES or name in {"superuser", "adm"}
    return {403} if inside else {404}


@pytest.mark.parametrize("route", CLOSED_ROUTES)
@pytest.mark.parametrize("which", ["published", *OTHER_PAGES])
def test_nobody_changes_the_public_life_of_a_governed_page(client, world, route, which):
    page = getattr(world.own, which)
    people = None if which == "published" else some_of(world, route, which)
    attempt = CLOSED_ROUTES[route]
    assert attempt_as_everybody(world, client, page, attempt, of_own_page, people) == []


@pytest.mark.parametrize("route", ABOVE_ROUTES)
def test_nobody_moves_what_stands_above(client, world, route):
    page = world.portal
    attempt = CLOSED_ROUTES[route]
    assert attempt_as_everybody(world, client, page, attempt, lambda name: {403, 404}) == []


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_bulk_actions_on_pages_are_gone(client, world, action):
    data = {"chooser": world.portal.pk, "include_descendants": "on"}
    attempt = in_bulk(action, **data)
    for page in (world.own.published, world.portal):
        assert attempt_as_everybody(world, client, page, attempt, lambda name: {403}) == []


@pytest.mark.parametrize(
    "model", [("wagtailimages", "image"), ("wagtaildocs", "document"), ("cms", "user")]
)
def test_bulk_actions_on_files_and_people_are_gone(client, world, model):
    client.force_login(world.superuser)
    for action in ("delete", "add_to_collection", "set_active_state"):
        address = url("wagtail_bulk_action", *model, action) + "?id=1"
        assert client.post(address).status_code == 403


# -- the editor's own form ---------------------------------------------------------------------

NATIVE = {
    "publish": {"action-publish": "action-publish"},
    "submit": {"action-submit": "action-submit"},
    "restart": {"action-restart-workflow": "true"},
    "cancel": {"action-cancel-workflow": "true"},
    "approve": {"action-workflow-action": "true", "workflow-action-name": "approve"},
    "broken data": {"workflow-action-extra-data": "{{{"},
    "go live": {"go_live_at": NEXT_YEAR},
    "expire": {"expire_at": NEXT_YEAR},
}


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("native", NATIVE)
def test_the_editor_only_saves_drafts(client, world, native, accept):
    page, writer = world.own.published, world.own.people["uni"]
    client.force_login(writer)
    form = {**page_form(client, page), "statement": "Otro texto", **NATIVE[native]}
    before, revisions = small_country.public_life(), Revision.objects.count()
    response = client.post(
        url("wagtailadmin_pages:edit", page.pk), form, headers={"accept": accept}
    )
    assert response.status_code == 403
    assert explains(response)
    assert small_country.public_life() == before
    assert Revision.objects.count() == revisions
    if accept == "text/html":
        assert "Otro texto" in response.content.decode(), "what was typed stays on the screen"
    else:
        assert json.loads(response.content)["success"] is False


@pytest.mark.parametrize("native", NATIVE)
def test_a_native_key_by_anybody_else_changes_nothing(client, world, native):
    page = world.own.published
    client.force_login(world.own.people["uni"])
    form = {**page_form(client, page), **NATIVE[native]}

    def attempt(client, world, page):
        return post(client, url("wagtailadmin_pages:edit", page.pk), form)

    assert attempt_as_everybody(world, client, page, attempt, of_own_page) == []


@pytest.mark.parametrize("which", ["published", "service", "carta"])
def test_the_slug_of_a_public_page_stays_whoever_posts_another(client, world, which):
    page = getattr(world.own, which)
    writer = "com" if which == "carta" else "uni"
    client.force_login(world.own.people[writer])
    form = page_form(client, page)
    refused = 400 if "slug" in form else 200  # the carta's own address is not even in its form
    form["slug"] = "otra-direccion"

    def attempt(client, world, page):
        return post(client, url("wagtailadmin_pages:edit", page.pk), form)

    def expected(name):
        roles = {str(role) for role in page.editor_roles}
        return {refused} if name in roles else of_own_page(name)

    assert attempt_as_everybody(world, client, page, attempt, expected) == []


@pytest.mark.parametrize("native", ["publish", "submit", "go live", "expire"])
def test_a_new_page_is_only_a_draft(client, world, native):
    client.force_login(world.own.people["uni"])
    add = url("wagtailadmin_pages:add", "carta_pages", "commitmentpage", world.own.service.pk)
    form = {**page_form(client, None, add), "title": "Nueva", "slug": "nueva"}
    before = small_country.public_life()
    response = client.post(add, {**form, **NATIVE[native]})
    assert response.status_code == 403
    assert explains(response)
    assert small_country.public_life() == before
    response = client.post(add, form)
    assert response.status_code == 302, text_of(response)[:500]
    created = world.own.service.get_children().get(slug="nueva")
    assert not created.live
    assert created.latest_revision.user == world.own.people["uni"]


def test_pages_are_created_only_by_those_who_write_them(client, world):
    add = partial(url, "wagtailadmin_pages:add", "carta_pages")
    form = {"title": "Nueva", "slug": "nueva"}
    attempts = {
        "commitmentpage": (world.own.service, {"uni"}),
        "servicepage": (world.own.carta, {"uni", "cal"}),
        "cartapage": (world.portal, set()),
    }
    wrong = []
    for model, (parent, writers) in attempts.items():
        for name, person in world.everybody().items():
            client.force_login(person)
            response = client.post(add(model, parent.pk), form)
            refused = response.status_code in {403, 404}
            if refused == (name in writers):
                wrong.append(f"{model} {name}: {response.status_code}")
    assert wrong == []


def test_a_slug_above_is_kept(client, world):
    client.force_login(world.superuser)
    form = page_form(client, world.portal)
    address = url("wagtailadmin_pages:edit", world.portal.pk)
    before = small_country.public_life()
    for change in ({"slug": "otra"}, {"expire_at": NEXT_YEAR}, {"go_live_at": NEXT_YEAR}):
        data = {**form, **change, "action-publish": "true"}
        response = client.post(address, data)
        assert response.status_code == 403
        assert explains(response)
        assert small_country.public_life() == before
    form.pop("loaded_revision_id", None)
    response = client.post(address, {**form, "title": "Portal nuevo", "action-publish": "true"})
    assert response.status_code == 302, "the portal's own text is still the platform's to publish"
    world.portal.refresh_from_db()
    assert world.portal.title == "Portal nuevo"


# -- around the pages --------------------------------------------------------------------------


def test_the_site_that_serves_the_carta_stays(client, world):
    before = small_country.public_life()
    edit = url("wagtailsites:edit", world.site.pk)
    for name, person in world.everybody().items():
        client.force_login(person)
        response = post(client, url("wagtailsites:delete", world.site.pk))
        assert response.status_code == 403, name
        data = {"hostname": "otro", "port": 80, "site_name": "", "root_page": "1"}
        assert post(client, edit, data).status_code == 403, name
    assert small_country.public_life() == before
    client.force_login(world.superuser)
    data = {"hostname": "localhost", "port": 80, "site_name": "", "root_page": world.portal.pk}
    assert post(client, edit, data).status_code == 403, "no longer the default site"
    for root in (world.portal, world.own.carta, world.own.published):
        planted = {**data, "hostname": "127.0.0.1", "root_page": root.pk}
        assert post(client, url("wagtailsites:add"), planted).status_code == 403, root
    assert small_country.public_life() == before
    data = {"hostname": "carta.ec", "port": 80, "site_name": "Carta", "is_default_site": "on"}
    response = post(client, edit, {**data, "root_page": world.portal.pk})
    assert response.status_code == 302
    world.site.refresh_from_db()
    assert world.site.hostname == "carta.ec"


def test_the_collections_of_an_entity_stay_private(client, world):
    collection = world.own.entity.image_collection
    for name, person in world.everybody().items():
        client.force_login(person)
        for address in (
            url("wagtailadmin_collections:delete", collection.pk),
            url("wagtailadmin_collections:edit", collection.pk),
            url("wagtailadmin_collections:set_privacy", collection.pk),
        ):
            hidden = 403 if name in {"superuser", "adm"} else 404
            assert post(client, address, {"name": "x"}).status_code == hidden, name
    collection.refresh_from_db()
    assert collection.get_view_restrictions().exists()


def test_people_and_groups_are_not_deleted(client, world):
    for name, person in world.everybody().items():
        client.force_login(person)
        victim = world.foreign.people["cal"]
        assert post(client, url("wagtailusers_users:delete", victim.pk)).status_code == 403, name
        victim.refresh_from_db()


def test_only_the_platform_sees_people_sites_and_reports(client, world):
    views = [
        "wagtailusers_users:index",
        "wagtailusers_groups:index",
        "wagtailsites:index",
        "wagtailadmin_collections:index",
        "wagtailadmin_workflows:index",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_choose_page",
    ]
    wrong = []
    for name, person in world.everybody().items():
        client.force_login(person)
        client.defaults["HTTP_ACCEPT"] = "text/html" if name == "superuser" else "application/json"
        for view in views:
            status = client.get(url(view)).status_code
            if (status == 200) != (name == "superuser") and name != "adm":
                wrong.append(f"{name} {view}: {status}")
    assert wrong == []


@pytest.mark.parametrize(
    "broken", ["http://[", "http://a:b", "//[x", "\x00", "javascript:alert(1)"]
)
def test_a_broken_link_in_a_chooser_is_no_error(client, world, broken):
    client.force_login(world.superuser)
    for view, field in (
        ("external_link", "external-link-chooser-url"),
        ("email_link", "email-link-chooser-email_address"),
        ("phone_link", "phone-link-chooser-phone_number"),
        ("anchor_link", "anchor-link-chooser-url"),
    ):
        response = client.post(url(f"wagtailadmin_choose_page_{view}"), {field: broken})
        assert response.status_code < 500, view
    client.force_login(world.own.people["uni"])
    assert post(client, url("wagtailadmin_choose_page_external_link")).status_code == 403
