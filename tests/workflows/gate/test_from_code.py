"""The same attempts from code: action classes, model methods, signals, commands (T01, T05)."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction, ConvertAliasPageError
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)
from wagtail.actions.revert_to_page_revision import RevertToPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction, Site

from tests.workflows.gate import world as small_country
from workflows.errors import OutsideTheMachine

REFUSED = (OutsideTheMachine, PermissionDenied, ProtectedError)


def draft_of(page):
    """A newer text than the public one, ready to be published by whoever can."""
    page.title = "Un título que nadie aprobó"
    return page.save_revision(user=page.owner)


def publish_action(world, page, user, skip):
    PublishPageRevisionAction(draft_of(page), user=user).execute(skip_permission_checks=skip)


def through(action, **kwargs):
    def attempt(world, page, user, skip):
        action(page, user=user, **kwargs).execute(skip_permission_checks=skip)

    return attempt


ACTIONS = {
    "publish": publish_action,
    "unpublish": lambda w, p, u, s: UnpublishPageAction(p, user=u).execute(
        skip_permission_checks=s
    ),
    "delete": through(DeletePageAction),
    "move": lambda w, p, u, s: MovePageAction(p, w.foreign.draft, "last-child", user=u).execute(
        skip_permission_checks=s
    ),
    "copy live": lambda w, p, u, s: CopyPageAction(
        p, to=p.get_parent(), update_attrs={"slug": "copia"}, keep_live=True, user=u
    ).execute(skip_permission_checks=s),
    "alias": lambda w, p, u, s: CreatePageAliasAction(
        p, parent=w.portal, update_slug="alias", user=u
    ).execute(skip_permission_checks=s),
    "convert alias": through(ConvertAliasPageAction),
    "translate": lambda w, p, u, s: CopyPageForTranslationAction(p, p.locale, user=u).execute(
        skip_permission_checks=s
    ),
}


@pytest.mark.parametrize("skip", [False, True], ids=["checked", "unchecked"])
@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_class_changes_the_public_life(world, action, skip):
    before = small_country.public_life()
    for page in (world.own.published, world.own.service, world.own.carta):
        for user in (world.superuser, world.own.people["uni"], world.ministry["mdt_pub"], None):
            if user is None and not skip:
                continue
            fresh = type(page).objects.get(pk=page.pk)
            with pytest.raises((*REFUSED, ConvertAliasPageError)) as no, transaction.atomic():
                ACTIONS[action](world, fresh, user, skip)
            if isinstance(no.value, OutsideTheMachine):
                assert str(no.value.verdict.who).endswith(".")
    assert small_country.public_life() == before


def test_reverting_by_code_makes_a_draft_and_no_more(world):
    before = small_country.public_life()
    page = world.own.published
    first = page.latest_revision
    draft_of(page)
    fresh = type(page).objects.get(pk=page.pk)
    RevertToPageRevisionAction(fresh, first, user=world.own.people["uni"]).execute()
    with pytest.raises(PermissionDenied):
        RevertToPageRevisionAction(fresh, first, user=world.ministry["mdt_pub"]).execute()
    assert _without_drafts(small_country.public_life()) == _without_drafts(before)
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    assert newest.title == first.as_object().title


def _without_drafts(life):
    return {name: life[name] for name in ("pages", "live", "editions", "restrictions")}


METHODS = {
    "revision.publish": lambda w, p: draft_of(p).publish(user=w.superuser),
    "revision.publish, unchecked": lambda w, p: draft_of(p).publish(skip_permission_checks=True),
    "unpublish": lambda w, p: p.unpublish(user=w.superuser),
    "unpublish as a base page": lambda w, p: Page.objects.get(pk=p.pk).unpublish(),
    "delete": lambda w, p: p.delete(),
    "delete by the superuser": lambda w, p: p.delete(user=w.superuser),
    "delete as a base page": lambda w, p: Page.objects.get(pk=p.pk).delete(),
    "delete by queryset": lambda w, p: Page.objects.filter(pk=p.pk).delete(),
    "move": lambda w, p: p.move(w.foreign.draft, "last-child"),
    "move as a base page": lambda w, p: Page.objects.get(pk=p.pk).move(
        w.foreign.draft, "last-child"
    ),
    "reorder": lambda w, p: Page.objects.get(pk=w.own.draft.pk).move(p, "left"),
    "move another page below": lambda w, p: _other_page().move(p, "last-child"),
    "copy": lambda w, p: p.copy(update_attrs={"slug": "copia"}, keep_live=True),
    "copy as a base page": lambda w, p: Page.objects.get(pk=p.pk).copy(
        update_attrs={"slug": "copia"}, keep_live=True
    ),
    "copy recursively": lambda w, p: p.get_parent().copy(
        recursive=True, update_attrs={"slug": "copia"}, keep_live=True
    ),
    "alias": lambda w, p: p.create_alias(update_slug="alias"),
    "alias as a base page": lambda w, p: Page.objects.get(pk=p.pk).create_alias(
        update_slug="alias"
    ),
    "translate": lambda w, p: p.copy_for_translation(p.locale),
    "save live off": lambda w, p: _set(p, live=False),
    "save live off, base page": lambda w, p: _set(Page.objects.get(pk=p.pk), live=False),
    "save another slug": lambda w, p: _set(p, slug="otra"),
    "save another slug, base page": lambda w, p: _set(Page.objects.get(pk=p.pk), slug="otra"),
    "schedule": lambda w, p: _set(p, go_live_at=timezone.now() + timedelta(days=1)),
    "expire": lambda w, p: _set(p, expire_at=timezone.now() - timedelta(days=1)),
    "expire, base page": lambda w, p: _set(
        Page.objects.get(pk=p.pk), expire_at=timezone.now() - timedelta(days=1)
    ),
    "restrict": lambda w, p: PageViewRestriction.objects.create(
        page_id=p.pk, restriction_type="login"
    ),
    "restrict the portal": lambda w, p: PageViewRestriction.objects.create(
        page_id=w.portal.pk, restriction_type="password", password="x"
    ),
    "unpublish the portal": lambda w, p: w.portal.unpublish(),
    "unpublish the portal with all below": lambda w, p: UnpublishPageAction(
        w.portal, include_descendants=True
    ).execute(skip_permission_checks=True),
    "delete the portal": lambda w, p: w.portal.delete(),
    "delete the root": lambda w, p: Page.get_first_root_node().delete(),
    "move the portal": lambda w, p: w.portal.move(_other_page(), "last-child"),
    "copy the portal": lambda w, p: w.portal.copy(
        recursive=True, update_attrs={"slug": "copia"}, keep_live=True
    ),
    "another slug of the portal": lambda w, p: _set(w.portal, slug="otro"),
    "expire the portal": lambda w, p: _set(w.portal, expire_at=timezone.now()),
    "publish another slug of the portal": lambda w, p: _publish_slug(w.portal),
    "delete the site": lambda w, p: w.site.delete(),
    "delete the sites by queryset": lambda w, p: type(w.site).objects.all().delete(),
    "another root of the site": lambda w, p: _set(w.site, root_page=Page.get_first_root_node()),
    "delete the images' collection": lambda w, p: w.own.entity.image_collection.delete(),
    "open the images' collection": lambda w, p: (
        w.own.entity.image_collection.view_restrictions.all().delete()
    ),
    "discard the entity": lambda w, p: w.own.entity.delete(),
}


def _set(instance, **values):
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()


def _other_page():
    return Page.get_first_root_node().add_child(instance=Page(title="Otra", slug="otra-rama"))


def _publish_slug(portal):
    portal.slug = "otro"
    portal.save_revision().publish()


#: Refused before any of our words can be said: by Wagtail, which asks our permission tester
#: first when it is told who, or by a foreign key of the evidence.
ELSEWHERE = {
    "revision.publish": PublishPagePermissionError,
    "delete as a base page": ProtectedError,
    "delete by queryset": ProtectedError,
    "delete the portal": ProtectedError,
    "delete the root": ProtectedError,
    "delete the images' collection": ProtectedError,
    "discard the entity": ProtectedError,
}


@pytest.mark.parametrize("method", METHODS)
def test_no_method_changes_the_public_life_and_the_refusal_says_who_can(world, method):
    before = small_country.public_life()
    expected = ELSEWHERE.get(method, OutsideTheMachine)
    with pytest.raises(expected) as refusal, transaction.atomic():
        METHODS[method](world, world.own.published)
    assert small_country.public_life() == before
    if expected is OutsideTheMachine:
        assert str(refusal.value.verdict.reason).endswith(".")
        assert str(refusal.value.verdict.who).endswith(".")


def test_a_date_given_to_a_draft_is_dropped(world):
    before = small_country.public_life()
    page = world.own.published
    revision = page.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    assert revision.approved_go_live_at is None
    assert small_country.public_life() == before


COPIED = {
    "itself": lambda w: (w.own.published, w.own.service, False),
    "with what hangs below": lambda w: (w.own.service, w.own.carta, True),
    "from above the carta": lambda w: (w.portal, Page.get_first_root_node(), True),
}


@pytest.mark.parametrize("keep_live", [False, True], ids=["draft", "live"])
@pytest.mark.parametrize("what", COPIED)
def test_no_copy_shares_identifiers_with_the_original(world, what, keep_live):
    """Rows are known by their identifiers: measurements and remedies would hang from both."""
    page, to, recursive = COPIED[what](world)
    pages = Page.objects.count()
    with pytest.raises(OutsideTheMachine, match="Duplicar como borrador"), transaction.atomic():
        CopyPageAction(
            page,
            to=to,
            update_attrs={"slug": "copia"},
            recursive=recursive,
            keep_live=keep_live,
        ).execute(skip_permission_checks=True)
    assert Page.objects.count() == pages


def test_purging_revisions_keeps_what_is_public(world):
    draft_of(world.own.published)
    before = small_country.public_life()
    call_command("purge_revisions", pages=True)
    assert small_country.public_life() == before


YESTERDAY = timedelta(days=-1)


def plant_revision(world, page):
    revision = draft_of(page)
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() + YESTERDAY
    )


def plant_expiry(world, page):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + YESTERDAY)


def plant_expiry_above(world, page):
    plant_expiry(world, world.portal)


@pytest.mark.parametrize("plant", [plant_revision, plant_expiry, plant_expiry_above])
def test_a_date_planted_by_sql_publishes_nothing_and_stops_nobody_else(world, plant, caplog):
    """The other pages of the site come and go as their authors scheduled them."""
    before = small_country.public_life()
    root = Page.get_first_root_node()
    comes = root.add_child(instance=Page(title="Aparece", slug="aparece", live=False))
    comes.go_live_at = timezone.now() + YESTERDAY
    comes.save_revision(approved_go_live_at=comes.go_live_at)
    goes = root.add_child(instance=Page(title="Caduca", slug="caduca"))
    Page.objects.filter(pk=goes.pk).update(expire_at=timezone.now() + YESTERDAY)
    plant(world, world.own.published)
    call_command("publish_scheduled", stderr=io.StringIO())
    comes.refresh_from_db()
    goes.refresh_from_db()
    assert (comes.live, goes.live) == (True, False)
    assert "was scheduled from outside" in caplog.text
    for page in (goes, comes):
        page.delete()
    assert small_country.public_life() == before


def test_deleting_people_keeps_the_public_life(world):
    before = small_country.public_life()
    for name, person in world.everybody().items():
        if name == "superuser":
            type(person).objects.get(pk=person.pk).delete()
            continue
        with pytest.raises(ProtectedError), transaction.atomic():
            person.delete()
    assert small_country.public_life() == before


def test_no_second_site_is_opened_over_the_carta_and_the_first_stays_the_default(world):
    for root in (world.portal, world.own.carta, world.own.published):
        with pytest.raises(OutsideTheMachine):
            Site.objects.create(hostname="otro.ec", port=8080, root_page=root)
    world.site.is_default_site = False
    with pytest.raises(OutsideTheMachine):
        world.site.save()
    assert Site.objects.count() == 1


def test_a_site_that_shows_only_what_the_default_one_shows_may_go(world):
    planted = Site(hostname="plantado.ec", port=8080, root_page_id=world.own.carta.pk)
    Site.objects.bulk_create([planted])
    planted = Site.objects.get(hostname="plantado.ec")
    planted.delete()
    with pytest.raises(OutsideTheMachine):
        world.site.delete()
