"""What travels together because a rule says so is not parted by splitting (R29, R30)."""

from datetime import timedelta

import pytest

from carta_pages.selectors import commitments_in_force, indicators_of_service, state_of
from carta_pages.states import State
from entities import clock
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import TerritorialAnnexPageFactory, annex_row
from tests.workflows.test_dossiers import merged, two_dossiers, withdraw
from workflows import selectors, verify
from workflows.errors import Refused
from workflows.models import Decision, Dossier, TraceEntry
from workflows.services import grouping
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

CAUSE = "El servicio ya no se presta."
REASON = "Falta el sustento de la medición."


def exclusion_at(stage):
    """The exclusion of a public service with its two commitments."""
    world, _dossier = make.published()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish(world, make.submit(world, second, kind=Kind.UPDATE))
    dossier = make.submit(
        world, world.service, world.commitment, second, kind=Kind.EXCLUSION, cause=CAUSE
    )
    return world, make.walk(world, dossier, stage)


def first_of_two(stage):
    """The first postulation of a service with two commitments."""
    world = make.make_world()
    make.publish_carta(world)
    second = make.add_commitment(world.service, world.people[Role.UNI])
    return world, second, make.walk(world, make.submit(world, world.commitment, second), stage)


def item_of(dossier, page):
    return dossier.items.get(page_id=page.pk)


def split_on_the_board(world, dossier, *pages):
    ids = [item_of(dossier, page).pk for page in pages]
    return grouping.split(dossier.pk, ids, world.people[Role.CAL])


def split_by_decision(world, dossier, page):
    data = {"item": str(item_of(dossier, page).pk), "target": "unit", "reason": REASON}
    make.act(dossier, world.who(Stage(dossier.stage)), "split", data)


def refused(act):
    """The refusal, after which nothing was written."""
    before = (Dossier.objects.count(), Decision.objects.count(), TraceEntry.objects.count())
    with pytest.raises(Refused) as error:
        act()
    after = (Dossier.objects.count(), Decision.objects.count(), TraceEntry.objects.count())
    assert after == before
    return error.value.verdict.message


def test_an_excluded_service_is_not_parted_from_its_commitments():
    world, dossier = exclusion_at(Stage.PLANNING)
    for page in (world.service, world.commitment):
        message = refused(lambda page=page: split_on_the_board(world, dossier, page))
        assert "deben seguir juntas" in message
        assert world.commitment.title in message
        assert world.service.title in message


def test_a_stage_that_returns_one_page_does_not_part_an_exclusion():
    world, dossier = exclusion_at(Stage.AUTHORITY)
    message = refused(lambda: split_by_decision(world, dossier, world.commitment))
    assert "deben seguir juntas" in message
    make.publish(world, dossier)
    assert state_of(world.service.pk) == State.EXCLUDED
    assert commitments_in_force(world.service) == []


def test_a_service_postulated_for_the_first_time_keeps_a_commitment():
    world, dossier = make.dossier_at(Stage.QUALITY)
    for page in (world.service, world.commitment):
        message = refused(lambda page=page: split_on_the_board(world, dossier, page))
        assert "deben seguir juntas" in message
        assert f"«{world.service.title}» necesita al menos un compromiso" in message


def test_a_second_commitment_leaves_a_first_postulation_and_arrives_later():
    world, second, dossier = first_of_two(Stage.PLANNING)
    separated = split_on_the_board(world, dossier, second)
    with pytest.raises(Refused, match="Publique antes"):
        make.publish(world, separated)
    make.publish(world, dossier)
    assert state_of(world.service.pk) == State.PUBLISHED
    make.publish(world, separated)
    assert state_of(world.service.pk) == State.UPDATED
    assert len(commitments_in_force(world.service)) == 2
    assert list(verify.faults()) == []


def test_one_commitment_of_two_is_returned_alone():
    world, second, dossier = first_of_two(Stage.PLANNING)
    split_by_decision(world, dossier, second)
    dossier.refresh_from_db()
    assert dossier.stage == Stage.PLANNING
    assert Dossier.objects.get(split_from=dossier).stage == Stage.UNIT


def test_whoever_splits_on_the_board_is_told_as_the_quality_office():
    world, second, dossier = first_of_two(Stage.PLANNING)
    separated = split_on_the_board(world, dossier, second)
    told = Decision.objects.filter(dossier__in=[dossier, separated], outcome=Decision.Outcome.SPLIT)
    assert {(row.role, bool(row.office)) for row in told} == {(Role.CAL, True)}


def test_whoever_grouped_before_planning_decided_still_decides_when_it_comes_back():
    world, first, second = two_dossiers()
    host = grouping.merge([first.pk, second.pk], world.people[Role.CAL])
    host = make.return_to(world, host, Stage.QUALITY)
    assert make.approve(world, host).stage == Stage.PLANNING
    passport = next(s for s in make._services(host) if s.title.startswith("Pasaporte"))
    ids = [item.pk for item in passport.items]
    separated = grouping.split(host.pk, ids, world.people[Role.CAL])
    separated = make.return_to(world, separated, Stage.QUALITY)
    assert make.approve(world, separated).stage == Stage.PLANNING


def test_a_verdict_parts_what_it_must():
    world, dossier = merged()
    dossier = make.walk(world, dossier, Stage.CONTROL)
    bad = make._services(dossier)[1]
    data = make.evidence(dossier)
    data |= {f"verdict-{bad.page_id}": "unfavourable", f"reason-{bad.page_id}": REASON}
    make.act(dossier, world.people[Role.MDT_CONTROL], "verdict", data)
    assert Dossier.objects.filter(status=Dossier.Status.UNFAVOURABLE).count() == 1


def test_a_commitment_published_meanwhile_stops_the_exclusion_of_its_service():
    world, dossier = exclusion_at(Stage.QUALITY)
    withdraw(world, dossier)
    third = make.add_commitment(world.service, world.people[Role.UNI], title="Tercero")
    update = make.submit(world, third, kind=Kind.UPDATE)
    dossier = make.submit(
        world,
        world.service,
        *commitments_in_force(world.service),
        kind=Kind.EXCLUSION,
        cause=CAUSE,
    )
    make.publish(world, update)
    with pytest.raises(Refused, match="Tercero"):
        make.publish(world, dossier)
    assert not selectors.edition_in_force(world.service.pk).is_exclusion


def test_the_causes_of_merged_exclusions_are_all_kept():
    world, second, dossier = first_of_two(Stage.QUALITY)
    make.publish(world, dossier)
    one = make.submit(world, world.commitment, kind=Kind.EXCLUSION, cause="Cambió la norma.")
    two = make.submit(world, second, kind=Kind.EXCLUSION, cause=CAUSE)
    grouping.merge([one.pk, two.pk], world.people[Role.CAL])
    one.refresh_from_db()
    assert "Cambió la norma." in one.cause
    assert CAUSE in one.cause


def test_merged_first_postulations_still_travel_together():
    world, first, second = two_dossiers()
    host = grouping.merge([first.pk, second.pk], world.people[Role.CAL])
    assert make.publish(world, host).status == Dossier.Status.PUBLISHED


def test_parting_and_grouping_again_gives_nobody_more_time():
    world, second, dossier = first_of_two(Stage.PLANNING)
    late = clock.today() - timedelta(days=1)
    since = clock.now() - timedelta(days=9)
    Dossier.objects.filter(pk=dossier.pk).update(due_on=late, stage_entered_at=since)
    separated = split_on_the_board(world, dossier, second)
    for _round in range(2):
        for part in Dossier.objects.filter(pk__in=[dossier.pk, separated.pk], status="open"):
            assert (part.stage, part.due_on, part.stage_entered_at) == (
                Stage.PLANNING,
                late,
                since,
            )
        if _round == 0:
            Dossier.objects.filter(pk=dossier.pk).update(due_on=clock.today())
            grouping.merge([dossier.pk, separated.pk], world.people[Role.CAL])


def test_what_waited_late_for_planning_is_late_again_when_it_leaves_the_group():
    """Grouped with a page of the quality office, it waits there; apart, it waited all along."""
    with clock.frozen(clock.now() - timedelta(days=40)):
        world, second, dossier = first_of_two(Stage.QUALITY)
        separated = split_on_the_board(world, dossier, second)
        make.approve(world, dossier)
    dossier.refresh_from_db()
    due, since = dossier.due_on, dossier.stage_entered_at
    assert (dossier.stage, due < clock.today()) == (Stage.PLANNING, True)
    host = grouping.merge([dossier.pk, separated.pk], world.people[Role.CAL])
    assert host.stage == Stage.QUALITY
    split_on_the_board(world, host, second)
    host.refresh_from_db()
    assert (host.stage, host.due_on, host.stage_entered_at) == (Stage.PLANNING, due, since)


def exclusion_with_annex():
    world, _dossier = make.published()
    (option,) = indicators_of_service(world.service)
    annex = TerritorialAnnexPageFactory(
        parent=world.service, user=world.people[Role.UNI], rows=[annex_row(option, unit=world.unit)]
    )
    make.publish(world, make.submit(world, annex, kind=Kind.UPDATE, cause="Norma"))
    return world, annex


def test_an_excluded_service_takes_its_territorial_annex_along():
    """A service, its commitments and its annex are one agreement (DESIGN §1, R30)."""
    world, annex = exclusion_with_annex()
    pages = [world.service, world.commitment]
    dossier = make.submit(world, *pages, kind=Kind.EXCLUSION, cause=CAUSE)
    assert {item.page_id for item in dossier.items.all()} == {one.pk for one in (*pages, annex)}
    assert annex.title in refused(lambda: split_on_the_board(world, dossier, annex))
    make.publish(world, dossier)
    assert selectors.edition_in_force(annex.pk).is_exclusion


def test_an_annex_is_not_updated_once_its_service_was_excluded():
    world, annex = exclusion_with_annex()
    make.edit(annex, world.people[Role.UNI], title="Otro anexo")
    update = make.submit(world, annex, kind=Kind.UPDATE, cause="Norma")
    make.publish(world, make.submit(world, world.commitment, kind=Kind.EXCLUSION, cause=CAUSE))
    assert state_of(world.service.pk) == State.EXCLUDED
    with pytest.raises(Refused, match="El servicio no está publicado"):
        make.publish(world, update)
    assert selectors.edition_in_force(annex.pk).number == 1
