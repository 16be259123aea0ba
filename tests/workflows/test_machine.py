"""The walk of a dossier through its stages, by the services people use (DESIGN §3)."""

import pytest
from wagtail.models import Page

from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import selectors, verify
from workflows.errors import OutsideTheMachine, Refused, Stale
from workflows.models import Dossier, Edition, IndexEdition, TraceEntry
from workflows.services import decide as deciding
from workflows.services import submission
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db


def test_a_commitment_travels_every_stage_and_is_published_with_its_service():
    world, dossier = make.published()
    assert dossier.status == Dossier.Status.PUBLISHED
    for page in (world.service, world.commitment):
        assert Page.objects.get(pk=page.pk).live
        edition = selectors.edition_in_force(page.pk)
        assert edition.number == 1
        assert len(edition.stages_passed) == 6
    index = selectors.index_in_force(world.carta.pk)
    assert {row["page"] for row in index.rows} == {
        world.carta.pk,
        world.service.pk,
        world.commitment.pk,
    }
    assert list(verify.faults()) == []


def test_the_institutional_route_ends_at_planning():
    world = make.make_world()
    dossier = make.submit(world, world.carta, user=world.people[Role.COM])
    dossier = make.approve(world, dossier)
    assert dossier.stage == Stage.PLANNING
    dossier = make.approve(world, dossier)
    assert dossier.status == Dossier.Status.PUBLISHED
    assert len(selectors.edition_in_force(world.carta.pk).stages_passed) == 2


def test_a_returned_page_that_changed_starts_again_and_an_unchanged_one_keeps_its_approvals():
    world, dossier = make.dossier_at(Stage.PLANNING)
    dossier = make.return_to(world, dossier, Stage.UNIT)
    assert dossier.stage == Stage.UNIT
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    answers = {observation.pk: "Corregido." for observation in dossier.observations.all()}
    submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)
    dossier.refresh_from_db()
    assert dossier.stage == Stage.QUALITY
    dossier = make.publish(world, dossier)
    content = selectors.edition_in_force(world.commitment.pk).content
    assert content["statement"] == "Su cédula en 30 minutos."


def test_a_returned_dossier_sent_again_unchanged_goes_back_to_whoever_returned_it():
    world, dossier = make.dossier_at(Stage.PLANNING)
    dossier = make.return_to(world, dossier, Stage.UNIT)
    answers = {
        observation.pk: "No procede: ya consta." for observation in dossier.observations.all()
    }
    submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)
    dossier.refresh_from_db()
    assert dossier.stage == Stage.PLANNING


def test_an_update_writes_a_second_edition_and_keeps_the_first():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    dossier = make.submit(world, kind=Kind.UPDATE, change_note="De 35 a 30 minutos.")
    make.publish(world, dossier)
    editions = list(Edition.objects.filter(page=world.commitment.pk).order_by("number"))
    assert [edition.number for edition in editions] == [1, 2]
    assert "35" in editions[0].content["statement"]
    assert editions[1].change_note == "De 35 a 30 minutos."
    assert list(verify.faults()) == []


def test_a_decision_on_what_was_seen_before_a_change_is_stale():
    world, dossier = make.dossier_at(Stage.QUALITY)
    seen = selectors.seen_token(dossier)
    make.return_to(world, dossier, Stage.UNIT)
    with pytest.raises(Stale):
        deciding.decide(
            dossier.pk, world.people[Role.CAL], "approve", make.evidence(dossier), seen=seen
        )


def test_nobody_decides_twice_nor_their_own_text():
    world, dossier = make.dossier_at(Stage.QUALITY)
    for role in (Role.UNI, Role.PLAN):
        with pytest.raises(Refused) as refused:
            make.act(dossier, world.people[role], "approve")
        assert refused.value.verdict.who


def test_every_decision_has_its_entry_in_the_trace():
    _world, dossier = make.published()
    kinds = list(
        TraceEntry.objects.filter(subject=f"dossier:{dossier.pk}").values_list("kind", flat=True)
    )
    assert kinds == [
        "dossier.submitted",
        "dossier.approved",
        "dossier.approved",
        "dossier.approved",
        "dossier.approved",
        "dossier.favourable",
        "dossier.approved",
        "dossier.published",
        "edition.published",
    ]


def test_index_editions_follow_each_publication():
    world, _dossier = make.published()
    assert IndexEdition.objects.filter(page=world.carta.pk).count() == 2
    assert IndexEdition.objects.filter(page=world.service.pk).count() == 1


def test_publishing_what_is_already_public_again_is_refused_too():
    world, _dossier = make.published()
    page = Page.objects.get(pk=world.commitment.pk).specific
    before = page.last_published_at
    with pytest.raises(OutsideTheMachine):
        page.live_revision.publish(skip_permission_checks=True)
    assert Page.objects.get(pk=page.pk).last_published_at == before
    assert make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
