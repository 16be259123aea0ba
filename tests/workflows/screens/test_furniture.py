"""The menu and the register of deadlines: what each role finds there."""

import html
import json
import re

import pytest
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import UserFactory
from workflows.errors import Refused
from workflows.models import StageDeadline
from workflows.screens.home import Home
from workflows.services.deadlines import set_deadline
from workflows.stages import Kind, Stage

INDEX = "workflows_stagedeadline_modeladmin_index"
CREATE = "workflows_stagedeadline_modeladmin_create"
EDIT = "workflows_stagedeadline_modeladmin_edit"


def menu(client):
    """Labels of the menu, as the sidebar gets them."""
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL).group(1)
    return set(re.findall(r'"label": "([^"]*)"', json.dumps(json.loads(props), ensure_ascii=False)))


def user_of(stand, role):
    return stand.world.people.get(role) or UserFactory(superuser=True)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_finds_their_screens_with_what_waits_in_them(stand, client, role):
    user = user_of(stand, role)
    client.force_login(user)
    labels = menu(client)
    home = Home(user)
    waits = f"Expedientes ({home.waiting_count})" if home.waiting_count else "Expedientes"
    unread = f"Avisos ({home.unread_count})" if home.unread_count else "Avisos"
    assert {"Inicio", waits, unread} <= labels
    assert ("Tablero de calidad" in labels) == (role == Role.CAL)
    assert ("Plazos internos" in labels) == (role in (Role.CAL, Role.ADM))
    assert ("Personal" in labels) == (role in (Role.STAFF, Role.ADM))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADM])
def test_the_menu_leads_nowhere_the_gate_would_refuse(stand, client, role):
    client.force_login(user_of(stand, role))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL).group(1)
    urls = set(re.findall(r'"url": "(/admin/[^"]*)"', props))
    assert urls
    for address in urls:
        assert client.get(address, follow=True).status_code == 200, address
    assert "://" not in html.unescape("".join(re.findall(r'"url": "([^"]*)"', props)))


# -- «Plazos internos» ---------------------------------------------------------------------------


def test_the_quality_office_sets_its_entitys_deadline_and_it_counts(stand, client):
    client.force_login(stand.person(Role.CAL))
    data = {"entity": stand.world.entity.pk, "stage": "planning", "business_days": "1"}
    assert client.post(reverse(CREATE), data).status_code == 302
    deadline = StageDeadline.objects.get(entity=stand.world.entity)
    assert deadline.business_days == 1
    page = make.add_commitment(stand.world.service, stand.person(Role.UNI), title="Con plazo")
    dossier = make.walk(
        stand.world, make.submit(stand.world, page, kind=Kind.UPDATE), Stage.PLANNING
    )
    assert dossier.due_on < stand.at[Stage.PLANNING].due_on
    assert client.post(reverse(EDIT, args=[deadline.pk]), {"business_days": "7"}).status_code == 302
    deadline.refresh_from_db()
    assert (deadline.business_days, deadline.stage) == (7, Stage.PLANNING)


def test_setting_it_twice_changes_it(stand, client):
    client.force_login(stand.person(Role.CAL))
    for days in ("3", "4"):
        data = {"entity": stand.world.entity.pk, "stage": "quality", "business_days": days}
        client.post(reverse(CREATE), data)
    assert StageDeadline.objects.get().business_days == 4


@pytest.mark.parametrize(
    "values",
    [
        {"business_days": "0"},
        {"business_days": "-3"},
        {"business_days": "251"},
        {"business_days": "x"},
        {"business_days": ""},
        {"stage": "control"},
        {"stage": "nada"},
        {"entity": ""},
        {"entity": "ajena"},
    ],
)
def test_a_deadline_that_is_not_one_is_refused_beside_the_field(stand, client, values):
    client.force_login(stand.person(Role.CAL))
    data = {"entity": stand.world.entity.pk, "stage": "quality", "business_days": "5", **values}
    if data["entity"] == "ajena":
        data["entity"] = stand.other.entity.pk
    response = client.post(reverse(CREATE), data)
    assert response.status_code in (200, 400)
    assert "error-message" in response.content.decode()
    assert not StageDeadline.objects.exists()


def test_the_platform_sets_the_common_ones_and_the_ministrys(stand, client):
    client.force_login(UserFactory(superuser=True))
    data = {"entity": "", "stage": "control", "business_days": "15"}
    assert client.post(reverse(CREATE), data).status_code == 302
    common = StageDeadline.objects.get(entity__isnull=True)
    client.force_login(stand.person(Role.CAL))
    assert "Toda la instalación" in client.get(reverse(INDEX)).content.decode()
    before = common.business_days
    client.post(reverse(EDIT, args=[common.pk]), {"business_days": "99"})
    common.refresh_from_db()
    assert common.business_days == before


def test_another_entitys_deadline_is_neither_seen_nor_changed(stand, client):
    theirs = StageDeadline.objects.create(
        entity=stand.other.entity, stage=Stage.QUALITY, business_days=9
    )
    client.force_login(stand.person(Role.CAL))
    assert stand.other.entity.short_name not in client.get(reverse(INDEX)).content.decode()
    foreign = client.get(reverse(EDIT, args=[theirs.pk]))
    unknown = client.get(reverse(EDIT, args=[theirs.pk + 1000]))
    assert foreign.status_code == unknown.status_code == 404
    assert client.post(reverse(EDIT, args=[theirs.pk]), {"business_days": "1"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.business_days == 9


@pytest.mark.parametrize("role", [Role.UNI, Role.PLAN, Role.MAX, Role.AUD, Role.MDT_CONTROL])
def test_nobody_else_keeps_deadlines(stand, client, role):
    client.force_login(stand.person(role))
    data = {"entity": stand.world.entity.pk, "stage": "quality", "business_days": "5"}
    assert client.get(reverse(INDEX)).status_code in (302, 403, 404)
    assert client.post(reverse(CREATE), data).status_code in (302, 403, 404)
    assert not StageDeadline.objects.exists()
    with pytest.raises(Refused):
        set_deadline(
            stand.person(role), entity_id=stand.world.entity.pk, stage="quality", business_days=5
        )
