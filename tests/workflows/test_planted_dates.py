"""Nothing is scheduled: a date planted in a draft is refused on submission, nulled at the end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from wagtail.models import Page, Revision

from entities import clock
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.workflows.gate.forms import page_form
from workflows.errors import Refused
from workflows.models import Dossier, Edition
from workflows.services import publication, submission
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

IN_A_YEAR, LAST_YEAR = timedelta(days=365), timedelta(days=-365)
PLANTED = {
    "appears in a year": {"go_live_at": IN_A_YEAR},
    "appeared last year": {"go_live_at": LAST_YEAR},
    "expires in a year": {"expire_at": IN_A_YEAR},
    "expired last year": {"expire_at": LAST_YEAR},
}


def plant(revision, dates):
    """As SQL would, or code that never passed by our page."""
    content = dict(revision.content)
    content |= {name: (clock.now() + away).isoformat() for name, away in dates.items()}
    Revision.objects.filter(pk=revision.pk).update(content=content)


def draft_of(page):
    return Page.objects.get(pk=page.pk).latest_revision


def new_text(world):
    return make.edit(world.commitment, world.people[Role.UNI], statement="Cédula en 30 minutos.")


@pytest.mark.parametrize("dates", PLANTED)
def test_a_draft_with_a_planted_date_is_not_sent(dates):
    world = make.make_world()
    plant(draft_of(world.commitment), PLANTED[dates])
    with pytest.raises(Refused, match="Nadie puede programar") as refusal:
        make.submit(world)
    assert world.commitment.title in str(refusal.value)
    assert not Dossier.objects.exists()


def test_a_revision_approved_to_go_live_is_not_sent():
    world = make.make_world()
    Revision.objects.filter(pk=draft_of(world.commitment).pk).update(
        approved_go_live_at=clock.now() + IN_A_YEAR
    )
    with pytest.raises(Refused, match="Nadie puede programar"):
        make.submit(world)


def test_a_returned_page_with_a_planted_date_is_not_sent_again():
    world, dossier = make.dossier_at(Stage.QUALITY)
    make.return_to(world, dossier, Stage.UNIT)
    plant(new_text(world), PLANTED["appears in a year"])
    answers = {observation.pk: "Corregido." for observation in dossier.observations.all()}
    with pytest.raises(Refused, match="Nadie puede programar"):
        submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)


def test_its_writer_saves_it_again_without_the_date(client):
    world = make.make_world()
    writer = world.people[Role.UNI]
    plant(draft_of(world.commitment), {"go_live_at": IN_A_YEAR, "expire_at": IN_A_YEAR})
    client.force_login(writer)
    form = page_form(client, world.commitment)
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[world.commitment.pk]),
        {**form, "statement": "Usted recibe su cédula en una hora."},
    )
    assert response.status_code == 302
    saved = draft_of(world.commitment).content
    assert (saved["go_live_at"], saved["expire_at"]) == (None, None)
    assert saved["statement"] == "Usted recibe su cédula en una hora."


@pytest.mark.parametrize("dates", PLANTED)
def test_a_date_that_reached_the_pinned_text_is_nulled_at_publication(monkeypatch, dates):
    """Texts were pinned before submission asked; Wagtail would schedule them and say nothing."""
    world, _dossier = make.published()
    revision = new_text(world)
    plant(revision, PLANTED[dates])
    monkeypatch.setattr(submission, "check_unscheduled", lambda revision, title: None)
    dossier = make.publish(world, make.submit(world, kind=Kind.UPDATE))
    page = Page.objects.get(pk=world.commitment.pk)
    assert dossier.status == Dossier.Status.PUBLISHED
    assert page.live
    assert page.live_revision_id == revision.pk
    assert (page.go_live_at, page.expire_at) == (None, None)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    assert page.specific.statement == "Cédula en 30 minutos."


def test_when_wagtail_leaves_another_text_live_nothing_is_published(monkeypatch):
    world, _dossier = make.published()
    new_text(world)
    dossier = make.walk(world, make.submit(world, kind=Kind.UPDATE), Stage.PUBLICATION)
    before = Page.objects.get(pk=world.commitment.pk).live_revision_id
    monkeypatch.setattr(publication.PublishPageRevisionAction, "execute", lambda self, **kw: None)
    with pytest.raises(Refused, match="no se publicó nada"):
        make.approve(world, dossier)
    dossier.refresh_from_db()
    assert (dossier.stage, dossier.status) == (Stage.PUBLICATION, Dossier.Status.OPEN)
    assert Edition.objects.filter(page_id=world.commitment.pk).count() == 1
    assert Page.objects.get(pk=world.commitment.pk).live_revision_id == before
