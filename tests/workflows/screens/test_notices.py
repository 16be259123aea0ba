"""The inbox: a person's own notices, marked as read by saying so, never by looking."""

import html
import re

import pytest
from django.urls import reverse

from entities.models import RoleAssignment
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory
from workflows.models import Dossier, Notice
from workflows.stages import Stage


def url(name):
    return reverse(f"carta_workflows:{name}")


def text(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


@pytest.fixture
def cal(stand, client):
    client.force_login(stand.person(Role.CAL))
    return client


def own(stand, **filters):
    return Notice.objects.filter(recipient_id=stand.person(Role.CAL).pk, **filters)


def test_everybody_reads_their_own_and_nobody_elses(stand, cal):
    shown = text(cal.get(url("notices")))
    mine = own(stand).first()
    assert mine.subject in shown
    subjects = set(own(stand).values_list("subject", flat=True))
    for other in Notice.objects.exclude(recipient_id=stand.person(Role.CAL).pk):
        assert other.subject in subjects or other.subject not in shown


def test_looking_marks_nothing(stand, cal):
    before = own(stand, read_at__isnull=True).count()
    assert before
    cal.get(url("notices"))
    cal.get(url("notices"), {"ver": "sin-leer"})
    assert own(stand, read_at__isnull=True).count() == before


def test_opening_marks_it_and_goes_to_its_dossier(stand, cal):
    notice = own(stand, dossier=stand.at[Stage.QUALITY]).first()
    response = cal.post(url("notice_read"), {"open": notice.pk})
    assert response.url == reverse("carta_workflows:dossier", args=[notice.dossier_id])
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_the_ticked_ones_and_all_of_them_are_marked(stand, cal):
    two = list(own(stand, read_at__isnull=True)[:2])
    cal.post(url("notice_read"), {"notice": [notice.pk for notice in two]})
    assert not own(stand, pk__in=[n.pk for n in two], read_at__isnull=True).exists()
    cal.post(url("notice_read"), {"all": "1"})
    assert not own(stand, read_at__isnull=True).exists()
    assert "0 sin leer" in text(cal.get(url("notices")))


def test_the_notice_of_a_dossier_out_of_reach_says_so(stand, client):
    user = stand.person(Role.MDT_RECEPTION)
    dossier = stand.at[Stage.RECEPTION]
    notice = Notice.objects.filter(recipient_id=user.pk, dossier=dossier).first()
    Dossier.objects.filter(pk=dossier.pk).update(remitted_at=None)
    client.force_login(user)
    for screen in (url("notices"), f"{url('notices')}?ver=sin-leer"):
        assert dossier.number not in text(client.get(screen))
    response = client.post(url("notice_read"), {"open": notice.pk}, follow=True)
    assert "ya no está a su alcance" in text(response)


def test_whoever_left_an_entity_reads_no_more_of_it(stand, client):
    user = stand.person(Role.CAL)
    elsewhere = RoleAssignmentFactory(role=Role.CAL, entity=stand.other.entity, user=user)
    about = Notice.objects.filter(recipient_id=user.pk, dossier__entity=stand.world.entity)
    assert about.exists()
    Notice.objects.create(
        recipient_id=user.pk,
        key="carta",
        subject="Usted recibió un cargo",
        body="Un texto.",
        created_at=stand.at[Stage.QUALITY].opened_at,
    )
    RoleAssignment.objects.filter(user=user).exclude(pk=elsewhere.pk).delete()
    client.force_login(user)
    shown = text(client.get(url("notices")))
    assert "1 sin leer" in shown
    assert "Usted recibió un cargo" in shown
    for number in set(about.values_list("dossier__number", flat=True)):
        assert number not in shown


@pytest.mark.parametrize("value", ["0", "-1", "x", "9" * 40, "1 OR 1=1", "⚠"])
def test_a_strange_id_marks_nothing_and_is_no_error(stand, cal, value):
    before = own(stand, read_at__isnull=True).count()
    for data in ({"notice": [value]}, {"open": value}):
        assert cal.post(url("notice_read"), data).status_code in (302, 404)
    assert own(stand, read_at__isnull=True).count() == before


@pytest.mark.parametrize("page", ["2", "0", "x", "99999"])
def test_the_inbox_is_paginated(stand, cal, page):
    user = stand.person(Role.CAL)
    Notice.objects.bulk_create(
        Notice(
            recipient_id=user.pk,
            key=f"prueba-{n}",
            subject=f"Aviso {n}",
            body="Un texto.",
            created_at=stand.at[Stage.QUALITY].opened_at,
        )
        for n in range(60)
    )
    assert cal.get(url("notices"), {"p": page}).status_code == 200
    assert "Página 1 de" in text(cal.get(url("notices")))
