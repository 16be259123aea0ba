"""«Duplicar como borrador»: ours, for whoever writes the page, never live (DESIGN §3.9)."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from tests.workflows.gate import world as small_country
from tests.workflows.gate.forms import text_of


def duplicate(page):
    return reverse("carta_gate:duplicate", args=[page.pk])


def test_the_copy_is_a_draft_beside_the_page(client, world):
    page, writer = world.own.published, world.own.people["uni"]
    client.force_login(writer)
    assert "Duplicar como borrador" in text_of(client.get(duplicate(page)))
    known = set(Page.objects.values_list("pk", flat=True))
    before = small_country.public_life()
    response = client.post(duplicate(page))
    assert response.status_code == 302
    copy = Page.objects.exclude(pk__in=known).get().specific
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert not copy.live
    assert copy.live_revision_id is None
    assert copy.get_parent().pk == page.get_parent().pk
    assert copy.slug != page.slug
    after = small_country.public_life()
    assert (after["live"], after["editions"]) == (before["live"], before["editions"])


def test_only_writers_duplicate(client, world):
    wrong = []
    pages = Page.objects.count()
    for name, person in world.everybody().items():
        client.force_login(person)
        status = client.post(duplicate(world.own.published)).status_code
        inside = name in world.own.people or name in {"superuser", "adm"}
        expected = 302 if name == "uni" else 403 if inside else 404
        if status != expected:
            wrong.append(f"{name}: {status}")
    assert wrong == []
    assert Page.objects.count() == pages + 1


@pytest.mark.parametrize("which", ["portal", "carta"])
def test_what_is_born_once_is_not_duplicated(client, world, which):
    page = world.portal if which == "portal" else world.own.carta
    for person in (world.superuser, world.own.people["com"]):
        client.force_login(person)
        assert client.post(duplicate(page)).status_code in {403, 404}


def test_the_button_is_shown_to_writers(client, world):
    page = world.own.published
    for role, shown in (("uni", True), ("cal", False)):
        client.force_login(world.own.people[role])
        explorer = client.get(reverse("wagtailadmin_explore", args=[world.own.service.pk]))
        assert (duplicate(page) in explorer.content.decode()) is shown
