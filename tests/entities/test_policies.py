"""Pages, images and documents: access by role, given and withdrawn on the next request."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)
from wagtail.permissions import policy_registry

from entities import clock, services
from entities.policies import RoleCollectionPolicy, RolePagePermissionPolicy
from entities.vocabulary import EDITOR_ROLES, Role
from entities.wagtail_hooks import keep_people_with_roles
from tests.entities.conftest import said, side
from tests.factories.entities import (
    LONG_AGO,
    RoleAssignmentFactory,
    UserFactory,
    person_with,
    provision_entity,
)

pytestmark = pytest.mark.django_db

PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock", "bulk_delete", "delete")
FORBIDDEN = ("publish", "lock", "unlock", "bulk_delete", "delete")


def fresh(user):
    """The same person on the next request."""
    return get_user_model().objects.get(pk=user.pk)


def add_tree(sides):
    """root → portal → one carta per side, with a page below; plain pages are enough here."""
    root = Page.get_first_root_node()
    portal = root.add_child(instance=Page(title="Portal", slug="portal-de-prueba"))
    for one in sides:
        one.carta = portal.add_child(instance=Page(title=one.entity.name, slug=one.entity.slug))
        one.page = one.carta.add_child(instance=Page(title="Servicio", slug="servicio"))
        one.entity.root_page = one.carta
        one.entity.save()
        one.carta = Page.objects.get(pk=one.carta.pk)
    return Page.objects.get(pk=portal.pk)


@pytest.fixture
def portal(ours, theirs):
    return add_tree([ours, theirs])


@pytest.fixture
def pages():
    return policy_registry.get_by_type(Page)


def test_our_policies_are_the_ones_wagtail_asks():
    assert type(policy_registry.get_by_type(Page)) is RolePagePermissionPolicy
    assert type(policy_registry.get_by_type(get_image_model())) is RoleCollectionPolicy
    assert type(policy_registry.get_by_type(get_document_model())) is RoleCollectionPolicy


# --- Pages -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["uni", "ter", "cal", "plan", "max", "com", "aud"])
def test_a_role_drafts_in_its_own_entity_or_nowhere(role, ours, theirs, portal, pages):
    user = getattr(ours, role)
    drafts = role in {editor.value for editor in EDITOR_ROLES}
    for page in (ours.carta, ours.page):
        for action in ("add", "change"):
            assert pages.user_has_permission_for_instance(user, action, page) is drafts
    for action in PAGE_ACTIONS:
        assert not pages.user_has_permission_for_instance(user, action, portal)
        for page in (theirs.carta, theirs.page):
            assert not pages.user_has_permission_for_instance(user, action, page)
    assert set(pages.instances_user_has_permission_for(user, "change")) == (
        {ours.carta, ours.page} if drafts else set()
    )


@pytest.mark.parametrize("role", [*Role, "superuser", "nobody"])
def test_nobody_publishes_locks_or_deletes_in_an_entitys_pages(role, ours, portal, pages):
    if role == "superuser":
        user = UserFactory(superuser=True)
    elif role == "nobody":
        user = UserFactory()
    else:
        scope = {"entity": ours.entity} if role in {"uni", "ter", "com", "aud"} else {}
        user = getattr(ours, role) if hasattr(ours, role) else person_with(role, **scope)
    for page in (ours.carta, ours.page):
        for action in FORBIDDEN:
            assert not pages.user_has_permission_for_instance(user, action, page), action
            assert user not in pages.users_with_permission_for_instance(action, page)
            assert page not in pages.instances_user_has_permission_for(user, action)


def test_the_platform_administrator_keeps_the_portal_and_drafts_in_no_entity(
    ours, portal, pages, superuser, platform_admin
):
    for user in (superuser, platform_admin):
        for action in ("add", "change", "publish"):
            assert pages.user_has_permission_for_instance(user, action, portal)
            assert user in pages.users_with_permission_for_instance(action, portal)
        for action in ("add", "change"):
            assert not pages.user_has_permission_for_instance(user, action, ours.page)
            assert user not in pages.users_with_permission_for_instance(action, ours.page)
        editable = set(pages.instances_user_has_permission_for(user, "change"))
        assert portal in editable
        assert not editable & {ours.carta, ours.page}
        assert set(pages.explorable_instances(user)) == set(Page.objects.all())
        assert pages.explorable_root_instance(user).depth == 1


def test_people_explore_their_own_tree_and_the_way_to_it(ours, theirs, portal, pages):
    explored = set(pages.explorable_instances(ours.uni))
    assert explored == {portal, ours.carta, ours.page}
    assert pages.explorable_root_instance(ours.uni) == ours.carta
    both = ours.com
    RoleAssignmentFactory(user=both, role=Role.COM, entity=theirs.entity)
    both = fresh(both)
    assert set(pages.explorable_instances(both)) == {
        portal, ours.carta, ours.page, theirs.carta, theirs.page,
    }  # fmt: skip
    assert pages.explorable_root_instance(both) == portal


@pytest.mark.parametrize("role", [Role.PLAN, Role.MAX, Role.AUD, Role.MDT_CONTROL])
def test_people_without_drafts_explore_nothing(role, ours, portal, pages):
    user = getattr(ours, role.value, None) or person_with(role)
    assert not pages.explorable_instances(user).exists()
    assert pages.explorable_root_instance(user) is None


def test_strangers_and_closed_accounts_have_nothing(ours, portal, pages):
    ours.uni.is_active = False
    for user in (AnonymousUser(), ours.uni, UserFactory(superuser=True, is_active=False)):
        assert not pages.user_has_any_permission(user, PAGE_ACTIONS)
        assert not pages.instances_user_has_any_permission_for(user, PAGE_ACTIONS).exists()
        assert not pages.user_has_any_permission_for_instance(user, PAGE_ACTIONS, ours.page)


def test_groups_give_nothing(ours, portal, pages):
    """The permissions Wagtail lets an administrator click together for a group are not read."""
    group = Group.objects.create(name="Editores de todo")
    for codename in ("add_page", "change_page", "publish_page", "lock_page"):
        GroupPagePermission.objects.create(
            group=group, page=portal, permission=Permission.objects.get(codename=codename)
        )
    user = UserFactory()
    user.groups.add(group)
    assert not pages.user_has_any_permission(user, PAGE_ACTIONS)
    assert not pages.user_has_permission_for_instance(user, "publish", ours.page)
    assert user not in pages.users_with_any_permission(PAGE_ACTIONS)


def test_users_with_a_permission_come_from_roles(ours, theirs, portal, pages):
    found = set(pages.users_with_permission_for_instance("change", ours.page))
    assert found == {ours.uni, ours.ter, ours.cal, ours.com}
    everywhere = set(pages.users_with_permission("change", include_superusers=False))
    assert everywhere == found | {theirs.uni, theirs.ter, theirs.cal, theirs.com}


def test_page_permissions_cost_three_queries_a_request(
    ours, theirs, portal, pages, django_assert_max_num_queries
):
    user = fresh(ours.uni)
    with django_assert_max_num_queries(3):
        for _ in range(5):
            pages.user_has_any_permission(user, {"add"})
            pages.get_cached_permissions_for_user(user)
            pages.explorable_root_instance(user)


def test_pages_follow_the_role_on_the_next_request(ours, portal, pages):
    user = UserFactory()
    assert not pages.user_has_permission_for_instance(user, "change", ours.page)
    role = services.assign_role(user, Role.UNI, ours.entity, post="Cargo", starts_on=LONG_AGO)
    assert pages.user_has_permission_for_instance(fresh(user), "change", ours.page)
    yesterday = clock.today() - timedelta(days=1)
    services.end_role(role, ends_on=yesterday, actor_id=None, reason="Cesación de funciones")
    assert not pages.user_has_permission_for_instance(fresh(user), "change", ours.page)


# --- Images and documents ----------------------------------------------------------------


@pytest.fixture
def sites(db):
    """Two provisioned entities, each with its collections and people."""
    first, second = side(), side()
    for one in (first, second):
        provisioned = provision_entity()
        one.entity.image_collection = provisioned.image_collection
        one.entity.document_collection = provisioned.document_collection
        provisioned.image_collection = provisioned.document_collection = None
        provisioned.save()
        one.entity.save()
        one.image = get_image_model().objects.create(
            title=f"Imagen {one.entity.short_name}",
            file=get_test_image_file(),
            collection=one.entity.image_collection,
        )
        one.document = get_document_model().objects.create(
            title=f"Documento {one.entity.short_name}",
            file=ContentFile(b"texto", name="nota.txt"),
            collection=one.entity.document_collection,
        )
    return first, second


def files_of(one):
    return (
        (policy_registry.get_by_type(get_image_model()), one.image),
        (policy_registry.get_by_type(get_document_model()), one.document),
    )


@pytest.mark.parametrize("role", ["uni", "ter", "cal", "plan", "max", "com", "aud"])
def test_files_of_the_own_entity_for_editors_only(role, sites):
    ours, theirs = sites
    user = getattr(ours, role)
    edits = role in {editor.value for editor in EDITOR_ROLES}
    for policy, file in files_of(ours):
        for action in ("add", "change", "choose"):
            assert policy.user_has_permission(user, action) is edits
            assert policy.user_has_permission_for_instance(user, action, file) is edits
            own = policy.collections_user_has_permission_for(user, action)
            assert list(own) == ([file.collection] if edits else [])
            assert list(policy.instances_user_has_permission_for(user, action)) == (
                [file] if edits else []
            )
            assert (user in policy.users_with_permission_for_instance(action, file)) is edits
    for policy, file in files_of(theirs):
        for action in ("add", "change", "choose", "delete"):
            assert not policy.user_has_permission_for_instance(user, action, file)
            assert user not in policy.users_with_permission_for_instance(action, file)


@pytest.mark.parametrize("who", ["uni", "cal", "superuser", "platform_admin", "nobody"])
def test_nobody_deletes_a_file(who, sites, superuser, platform_admin):
    ours, _ = sites
    user = {"superuser": superuser, "platform_admin": platform_admin, "nobody": UserFactory()}.get(
        who
    ) or getattr(ours, who)
    for policy, file in files_of(ours):
        assert not policy.user_has_permission(user, "delete")
        assert not policy.user_has_permission_for_instance(user, "delete", file)
        assert not policy.instances_user_has_permission_for(user, "delete").exists()
        assert not policy.collections_user_has_permission_for(user, "delete").exists()
        assert not policy.users_with_permission("delete").exists()
        assert not policy.users_with_permission_for_instance("delete", file).exists()


def test_groups_give_no_files(sites):
    ours, _ = sites
    group = Group.objects.create(name="Editores de todo")
    for codename in ("add_image", "change_image", "choose_image", "delete_image"):
        GroupCollectionPermission.objects.create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(codename=codename),
        )
    user = UserFactory()
    user.groups.add(group)
    policy, image = files_of(ours)[0]
    assert not policy.user_has_any_permission(user, ["add", "change", "choose", "delete"])
    assert user not in policy.users_with_permission_for_instance("change", image)


def test_an_editor_meets_only_the_own_entitys_images(sites, enter):
    ours, theirs = sites
    client = enter(ours.uni)
    listing = client.get(reverse("wagtailimages:index"))
    assert listing.status_code == 200
    assert ours.image.title in listing.content.decode()
    assert theirs.image.title not in listing.content.decode()
    chooser = client.get(reverse("wagtailimages_chooser:choose")).content.decode()
    assert ours.image.title in chooser
    assert theirs.image.title not in chooser
    assert client.get(reverse("wagtailimages:edit", args=[ours.image.pk])).status_code == 200
    assert client.get(reverse("wagtailimages:edit", args=[theirs.image.pk])).status_code != 200
    assert client.post(reverse("wagtailimages:delete", args=[ours.image.pk])).status_code != 200
    assert get_image_model().objects.filter(pk=ours.image.pk).exists()


def test_a_new_document_goes_only_to_the_own_collection(sites, enter):
    ours, theirs = sites
    client = enter(ours.com)

    def upload(collection):
        return client.post(
            reverse("wagtaildocs:add_multiple"),
            {
                "title": "Nota",
                "collection": collection.pk,
                "files[]": ContentFile(b"texto", name="otra.txt"),
            },
        )

    upload(theirs.entity.document_collection)
    in_theirs = get_document_model().objects.filter(collection=theirs.entity.document_collection)
    assert list(in_theirs) == [theirs.document]
    assert upload(ours.entity.document_collection).status_code == 200
    in_ours = get_document_model().objects.filter(collection=ours.entity.document_collection)
    assert in_ours.count() >= 2


def test_the_superuser_deletes_no_file_by_hand_or_in_bulk(sites, superuser, enter):
    ours, _ = sites
    client = enter(superuser)
    client.post(reverse("wagtailimages:delete", args=[ours.image.pk]))
    client.post(reverse("wagtaildocs:delete", args=[ours.document.pk]))
    for model, pk in (("image", ours.image.pk), ("document", ours.document.pk)):
        app = {"image": "wagtailimages", "document": "wagtaildocs"}[model]
        bulk = reverse("wagtail_bulk_action", args=[app, model, "delete"])
        client.post(f"{bulk}?id={pk}&next=/admin/")
    assert get_image_model().objects.filter(pk=ours.image.pk).exists()
    assert get_document_model().objects.filter(pk=ours.document.pk).exists()


def test_a_document_is_served_to_its_own_people_and_looks_absent_to_others(
    sites, superuser, client, enter
):
    ours, theirs = sites
    address = reverse("wagtaildocs_serve", args=[ours.document.pk, ours.document.filename])
    absent = reverse("wagtaildocs_serve", args=[999_999, ours.document.filename])
    assert client.get(address).status_code == 404
    assert said(client.get(address)) == said(client.get(absent))
    for user in (ours.uni, ours.plan, ours.max, superuser):
        assert enter(user).get(address).status_code == 200
    for user in (theirs.cal, ours.aud, person_with(Role.MDT_CONTROL)):
        stranger = enter(user)
        assert stranger.get(address).status_code == 404
        assert said(stranger.get(address)) == said(stranger.get(absent))


def test_the_admin_opens_and_closes_with_the_role(ours, enter):
    """Given and withdrawn on the next request of the same session, with no group at all."""
    user = UserFactory()
    client = enter(user)
    home = reverse("wagtailadmin_home")
    images = reverse("wagtailimages:index")
    assert client.get(home).status_code == 302
    role = services.assign_role(user, Role.COM, ours.entity, post="Cargo", starts_on=LONG_AGO)
    assert client.get(home).status_code == 200
    assert user.groups.count() == 0
    yesterday = clock.today() - timedelta(days=1)
    services.end_role(role, ends_on=yesterday, actor_id=None, reason="Cesación de funciones")
    assert client.get(home).status_code == 302
    assert client.get(images).status_code == 302


def test_a_person_with_roles_is_not_deleted_from_the_admin(ours, superuser, enter):
    client = enter(superuser)
    client.post(reverse("wagtailusers_users:delete", args=[ours.uni.pk]))
    model = get_user_model()._meta
    bulk = reverse("wagtail_bulk_action", args=[model.app_label, model.model_name, "delete"])
    client.post(f"{bulk}?id={ours.cal.pk}&next=/admin/")
    assert get_user_model().objects.filter(pk__in=[ours.uni.pk, ours.cal.pk]).count() == 2


def test_the_refusal_is_said_and_concerns_people_with_roles_only(ours, rf):
    request = rf.post("/")
    request._messages = Mock()
    refused = keep_people_with_roles(request, ours.uni)
    assert refused.status_code == 302
    assert "desactive la cuenta" in str(request._messages.add.call_args)
    assert keep_people_with_roles(request, UserFactory()) is None


def test_wagtails_own_collection_policy_does_not_answer_for_files(sites):
    """All of Wagtail's collection policies remember their answer in one place; ours does not."""
    ours, _ = sites
    collections = policy_registry.get_by_type(Collection)
    image_policy, image = files_of(ours)[0]
    document_policy, document = files_of(ours)[1]
    assert not collections.user_has_any_permission(ours.uni, ["add", "change", "delete"])
    assert image_policy.user_has_permission_for_instance(ours.uni, "change", image)
    assert document_policy.user_has_permission_for_instance(ours.uni, "change", document)
    assert not collections.user_has_any_permission(ours.uni, ["add", "change", "delete"])
