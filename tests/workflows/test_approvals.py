"""Which approvals count: of this text and note, by nobody who wrote or sent it (T01, T02)."""

import pytest
from wagtail.models import Page

from carta_pages.services.duplicate import duplicate_draft
from entities.vocabulary import Capacity, Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory, UserFactory
from tests.workflows.test_dossiers import merged
from workflows import access, facts, selectors
from workflows.errors import OutsideTheMachine, Refused
from workflows.models import Dossier, ItemDecision
from workflows.services import publication, submission
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

TEXTS = ("Su cédula en 31 minutos.", "Su cédula en 32 minutos.")


def also(world, user, role):
    """The same person in one more role of the entity."""
    RoleAssignmentFactory(
        user=user,
        role=role,
        entity=world.entity,
        capacity=Capacity.ENCARGADO,
        document="Acción de personal 9",
    )
    return type(user).objects.get(pk=user.pk)


def second_in(world, role):
    """One more person in a role, so that the stage does not stand empty."""
    user = UserFactory()
    RoleAssignmentFactory(
        user=user,
        role=role,
        entity=world.entity,
        capacity=Capacity.SUBROGANTE,
        document="Acción de personal 7",
    )
    return user


def returned_from(stage):
    """An update of one commitment that came back to the unit from a stage."""
    world, _first = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement=TEXTS[0])
    dossier = make.walk(world, make.submit(world, kind=Kind.UPDATE), stage)
    return world, make.return_to(world, dossier, Stage.UNIT)


def resend(dossier, user, **values):
    answers = {row.pk: "Corregido." for row in dossier.observations.filter(answered_at=None)}
    submission.resubmit(dossier.pk, user, answers=answers, **values)
    return Dossier.objects.get(pk=dossier.pk)


def test_an_approver_who_sends_it_again_no_longer_approved_it():
    world, dossier = returned_from(Stage.AUTHORITY)
    quality = also(world, world.people[Role.CAL], Role.UNI)
    world.people[Role.CAL] = second_in(world, Role.CAL)
    dossier = resend(dossier, quality)
    assert dossier.stage == Stage.QUALITY
    make.publish(world, dossier)
    edition = selectors.edition_in_force(world.commitment.pk)
    approvers = ItemDecision.objects.filter(item__dossier=dossier, approves=True)
    told = facts.dossier_facts(dossier).items[0]
    assert len(edition.stages_passed) == len(told.counted) == 6
    assert quality.pk in {row.actor_id for row in approvers}
    assert quality.pk not in {row.user_id for row in told.counted.values()}


def test_an_approver_who_writes_and_takes_it_back_no_longer_approved_it():
    world, dossier = returned_from(Stage.AUTHORITY)
    quality = also(world, world.people[Role.CAL], Role.UNI)
    second_in(world, Role.CAL)
    for text in (TEXTS[1], TEXTS[0]):
        make.edit(world.commitment, quality, statement=text)
    dossier = resend(dossier, world.people[Role.UNI])
    assert dossier.stage == Stage.QUALITY


def test_nobody_is_left_to_approve_what_the_only_approver_sent():
    world, dossier = returned_from(Stage.AUTHORITY)
    quality = also(world, world.people[Role.CAL], Role.UNI)
    with pytest.raises(Refused, match="No queda una persona distinta"):
        resend(dossier, quality)


def test_an_approval_that_falls_after_the_last_stage_stops_the_publication():
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    control = ItemDecision.objects.get(
        item__dossier=dossier, item__page=world.commitment.pk, stage=Stage.CONTROL
    )
    dossier.items.filter(page=world.commitment.pk).update(submitted_by_id=control.actor_id)
    with pytest.raises(Refused, match="Falta una aprobación válida"):
        publication.publish(dossier, world.people[Role.MDT_PUBLICATION], {})


def test_a_text_that_comes_back_is_approved_again():
    world, dossier = returned_from(Stage.AUTHORITY)
    uni = world.people[Role.UNI]
    make.edit(world.commitment, uni, statement=TEXTS[1])
    dossier = resend(dossier, uni)
    assert dossier.stage == Stage.QUALITY
    dossier = make.return_to(world, dossier, Stage.UNIT)
    make.edit(world.commitment, uni, statement=TEXTS[0])
    assert resend(dossier, uni).stage == Stage.QUALITY


def test_an_unchanged_page_of_a_returned_dossier_keeps_its_approvals():
    world = make.make_world()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish_carta(world)
    dossier = make.walk(world, make.submit(world, world.commitment, second), Stage.AUTHORITY)
    dossier = make.return_to(world, dossier, Stage.UNIT)
    make.edit(second, world.people[Role.UNI], statement=TEXTS[0])
    dossier = resend(dossier, world.people[Role.UNI])
    assert dossier.stage == Stage.QUALITY
    counted = {item.page_id: set(item.counted) for item in facts.dossier_facts(dossier).items}
    assert counted[world.commitment.pk] == {Stage.QUALITY, Stage.PLANNING}
    assert counted[second.pk] == set()


NOTES = [
    (make.NOTE, Stage.AUTHORITY),
    ("", Stage.AUTHORITY),
    ("Nota que nadie aprobó todavía.", Stage.QUALITY),
]


@pytest.mark.parametrize(("note", "stage"), NOTES)
def test_another_public_note_is_approved_like_another_text(note, stage):
    world, dossier = returned_from(Stage.AUTHORITY)
    assert resend(dossier, world.people[Role.UNI], change_note=note).stage == stage


def page_sent_again():
    """A dossier in the unit: the first page was sent again, the passport's is still awaited."""
    world, dossier = merged()
    dossier = make.return_to(world, dossier, Stage.UNIT)
    dossier = resend(dossier, world.people[Role.UNI])
    assert dossier.stage == Stage.UNIT
    return world, dossier


def test_a_page_sent_again_is_closed_while_others_are_awaited():
    world, dossier = page_sent_again()
    uni = world.people[Role.UNI]
    page = Page.objects.get(pk=world.commitment.pk).specific
    assert page.get_lock().dossier == dossier
    assert not access.may_edit(uni, page)
    with pytest.raises(OutsideTheMachine, match=dossier.number):
        make.edit(world.commitment, uni, statement=TEXTS[0])
    (awaited,) = {row.page_id for row in dossier.items.filter(awaits_resubmission=True)} & {
        row.page_id for row in dossier.items.all() if row.title.startswith("Cédula")
    }
    assert Page.objects.get(pk=awaited).specific.get_lock() is None


def test_who_wrote_a_draft_newer_than_the_edition_does_not_approve_it_next():
    world, dossier = page_sent_again()
    quality = also(world, world.people[Role.CAL], Role.UNI)
    page = world.commitment.pk
    dossier.items.filter(page=page).update(awaits_resubmission=True)
    make.edit(world.commitment, quality, statement=TEXTS[0])  # as a site before the lock has it
    dossier.items.filter(page=page).update(awaits_resubmission=False)
    other = second_in(world, Role.CAL)
    world.people[Role.CAL] = other
    for user in {row.page.owner for row in dossier.items.filter(awaits_resubmission=True)}:
        dossier = resend(dossier, user)
    make.publish(world, dossier)
    assert selectors.edition_in_force(page).content["statement"] != TEXTS[0]
    later = make.submit(world, kind=Kind.UPDATE)
    with pytest.raises(Refused, match="Usted escribió"):
        make.act(later, quality, "approve")
    assert make.act(later, other, "approve")


def test_who_wrote_a_page_wrote_its_duplicate():
    world, _dossier = make.published()
    quality = also(world, world.people[Role.CAL], Role.UNI)
    make.edit(world.commitment, quality, statement=TEXTS[0])
    source = Page.objects.get(pk=world.commitment.pk).specific
    copy = duplicate_draft(source, world.people[Role.UNI])
    assert facts.page_contributors(copy.pk, 0) == {quality.pk, world.people[Role.UNI].pk}
    other = second_in(world, Role.CAL)
    dates = {name: getattr(source, name) for name in ("valid_from", "review_on", "valid_until")}
    make.edit(copy, world.people[Role.UNI], **dates)
    dossier = make.submit(world, copy, kind=Kind.UPDATE)
    with pytest.raises(Refused, match="Usted escribió"):
        make.act(dossier, quality, "approve")
    assert make.act(dossier, other, "approve")
