"""A draft is thrown away only while nobody sent it, whatever happens at the same moment."""

import pytest
from wagtail.models import Page

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.workflows.test_simultaneous import outcomes_of
from workflows.errors import Refused
from workflows.models import DossierItem, TraceEntry
from workflows.services import drafts

REASON = "Se empezó por error en esta entidad."


@pytest.mark.django_db
def test_a_page_read_before_it_was_sent_is_not_discarded():
    world = make.make_world()
    stale = type(world.service).objects.get(pk=world.service.pk)
    make.publish_carta(world)
    extra = make.add_commitment(world.service, world.people[Role.UNI])
    stale.numchild = 0
    with pytest.raises(Refused, match="Descarte primero"):
        drafts.discard_draft(stale, world.people[Role.UNI], REASON)
    assert Page.objects.filter(pk=extra.pk).exists()


@pytest.mark.django_db
def test_a_page_already_discarded_is_refused_and_told():
    world = make.make_world()
    writer = world.people[Role.UNI]
    extra = make.add_commitment(world.service, writer)
    again = type(extra).objects.get(pk=extra.pk)
    drafts.discard_draft(extra, writer, REASON)
    with pytest.raises(Refused, match="ya no existe"):
        drafts.discard_draft(again, writer, REASON)
    assert TraceEntry.objects.filter(kind="page.discarded").count() == 1


@pytest.mark.django_db(transaction=True)
def test_sending_and_discarding_at_once_ends_in_one_of_them():
    world, _dossier = make.published()
    writer = world.people[Role.UNI]
    for number in range(3):
        extra = make.add_commitment(world.service, writer, slug=f"otro-{number}")
        mine = type(extra).objects.get(pk=extra.pk)
        outcome = outcomes_of(
            lambda mine=mine: drafts.discard_draft(mine, writer, REASON),
            lambda extra=extra: make.submit(world, extra, kind="actualizacion"),
        )
        assert outcome == {"done": 1, "Refused": 1}, outcome
        sent = DossierItem.objects.filter(page_id=extra.pk).exists()
        assert Page.objects.filter(pk=extra.pk).exists() == sent
