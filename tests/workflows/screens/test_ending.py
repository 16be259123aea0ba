"""A concluded dossier leads on: to what it published, to what may be written again."""

import pytest
from django.urls import reverse

from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows.models import Dossier, Edition
from workflows.selectors import seen_token
from workflows.services import grouping, withdrawal
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db


def main_of(client, person, dossier):
    client.force_login(person)
    response = client.get(reverse("carta_workflows:dossier", args=[dossier.pk]))
    assert response.status_code == 200
    text = response.content.decode()
    return text[text.index('id="se-le-pide"') : text.index("carta-index")]


def withdraw(dossier, person):
    fresh = Dossier.objects.get(pk=dossier.pk)
    reason = {"reason": "La fuente cambió de nombre."}
    withdrawal.withdraw(fresh.pk, person, reason, seen=seen_token(fresh))
    return Dossier.objects.get(pk=dossier.pk)


def test_a_published_one_leads_to_page_history_and_proof(stand, client):
    dossier = make.publish(stand.world, stand.at[Stage.PUBLICATION])
    shown = main_of(client, stand.person(Role.UNI), dossier)
    editions = Edition.objects.filter(dossier=dossier)
    assert editions
    for edition in editions:
        address = edition.page.get_url_parts()[2]
        for link in (address, f"{address}historial/", edition.verification_url()):
            assert f'href="{link}"' in shown, link


def test_a_withdrawn_one_leads_its_writers_back_to_the_editor(stand, client):
    dossier = stand.at[Stage.QUALITY]
    writer = stand.person(Role.UNI)
    dossier = withdraw(dossier, writer)
    editor = reverse("wagtailadmin_pages:edit", args=[dossier.items.get().page_id])
    assert f'href="{editor}"' in main_of(client, writer, dossier)
    for reader in (stand.person(Role.PLAN), stand.person(Role.AUD)):
        shown = main_of(client, reader, dossier)
        assert editor not in shown
        assert "enviarse de nuevo en otro expediente" in shown


def test_an_ended_one_has_no_stage_to_come(stand, client):
    dossier = stand.at[Stage.QUALITY]
    writer = stand.person(Role.UNI)
    url = reverse("carta_workflows:dossier", args=[dossier.pk])
    client.force_login(writer)
    assert "Por venir:" in client.get(url).content.decode()
    withdraw(dossier, writer)
    assert "Por venir:" not in client.get(url).content.decode()


def test_what_was_separated_is_a_click_away(stand, client):
    world, cal = stand.world, stand.person(Role.CAL)
    first = stand.at[Stage.QUALITY]
    page = make.add_commitment(world.service, stand.person(Role.UNI), title="Otra promesa")
    second = make.submit(world, page, kind=Kind.UPDATE)
    host = grouping.merge([first.pk, second.pk], cal)
    item = host.items.get(page_id=page.pk)
    parted = grouping.split(host.pk, [item.pk], cal)
    shown = main_of(client, cal, Dossier.objects.get(pk=host.pk))
    assert "Páginas separadas siguieron en" not in shown, "it is still open: the queue says more"
    shown = main_of(client, cal, withdraw(host, cal))
    assert f'href="{parted.get_absolute_url()}"' in shown


def test_an_open_question_is_said_to_be_the_entitys_turn(stand, client):
    for person in (stand.person(Role.UNI), stand.person(Role.MDT_CONTROL)):
        shown = main_of(client, person, stand.asked)
        assert "espera la respuesta de la entidad" in shown
        assert "la oficina de calidad o la máxima autoridad" in shown
        assert "Ir a decidir" not in shown
