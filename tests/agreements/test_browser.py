"""In a real browser: checklist, chain and forms fit any window, without a fault of axe."""

import pytest
from django.urls import reverse

from agreements import joining
from agreements.models import Evidence
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.workflows.screens.test_browser import BEYOND, WCAG, open_as  # noqa: F401 - a fixture
from workflows.stages import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def backed(transactional_db):
    """A world with everything behind its promise, and one more promise with nothing."""
    make.tree_root()
    joining.leave()  # the world is planned before anything stands behind it
    world = make.make_world()
    joining.join()
    stand_behind_service(world.service)
    agreed = stand_behind(world.commitment)
    bare = make.add_commitment(world.service, world.people[Role.UNI], title="Sin respaldo")
    return world, agreed, bare


def problems_in(tab, part):
    """What axe finds in a part of a screen."""
    axe_module = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe_module.Axe().run(tab, context=part, options={"runOnly": WCAG})
    return [
        (each["id"], [node["target"] for node in each["nodes"]])
        for each in found.response["violations"]
    ]


def test_what_travels_with_a_dossier_is_read_in_any_window(backed, open_as):  # noqa: F811
    world, agreed, _bare = backed
    Evidence.objects.filter(subject_kind="factor").update(is_public=True)
    make.publish_carta(world)
    dossier = make.walk(world, make.submit(world), Stage.RECEPTION)
    type(agreed).objects.update(roles="Otra unidad atiende.")
    review = reverse("carta_workflows:dossier", args=[dossier.pk])
    narrow = {"width": 320, "height": 900}
    for role in (Role.CAL, Role.MDT_RECEPTION):
        tab = open_as(world.people[role], review, viewport=narrow)
        for group in tab.locator(".carta-backing > summary").all():
            group.click()
        assert tab.evaluate(BEYOND) == [], role
        assert problems_in(tab, ".carta-review__main") == [], role
        told = tab.get_by_role("heading", name="Cambió después de").count()
        assert told == (1 if role == Role.CAL else 0)
        tab.context.close()
    make.publish(world, dossier)
    page = f"/{world.carta.slug}/{world.service.slug}/{world.commitment.slug}/"
    tab = open_as(world.people[Role.COM], page, viewport=narrow)
    assert tab.get_by_role("heading", name="Evidencia pública").is_visible()
    assert tab.evaluate(BEYOND) == []
    assert problems_in(tab, "main") == []


def test_what_stands_behind_is_seen_in_any_window(backed, open_as):  # noqa: F811
    world, agreed, bare = backed
    screens = [
        reverse("wagtailadmin_pages:edit", args=[bare.pk]),
        reverse("agreements_chain", args=[world.service.pk]),
        reverse("agreements_evidence_modeladmin_index"),
        reverse("agreements_operationagreement_modeladmin_edit", args=[agreed.pk]),
    ]
    for path in screens:
        tab = open_as(world.people[Role.UNI], path, viewport={"width": 320, "height": 900})
        assert tab.evaluate(BEYOND) == [], path
        # The editor has its own test; here what this room adds to it.
        part = ".carta-behind" if path == screens[0] else "main"
        assert problems_in(tab, part) == [], path
        tab.context.close()
    tab = open_as(world.people[Role.UNI], screens[0])
    tab.locator(".carta-behind a", has_text="no tiene evidencia").first.focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.locator("#id_target").input_value().startswith("factor:")
