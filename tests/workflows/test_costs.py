"""What a decision and a publication cost in queries: little, and nothing for every page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex

from tests.factories import workflows as make
from workflows import facts, rules, selectors
from workflows.models import Dossier, Edition
from workflows.registries import publication_followers
from workflows.services import decide as deciding
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

#: One decision, its trace, its notices and its face in Wagtail, whatever the number of pages.
CEILING = 40
#: A page more: Wagtail writes it with its rows, its log and its search entry; what is ours is
#: done once for all of them.
CEILING_BY_PAGE = 58


def first_of(pages):
    """The first postulation of a service with some commitments, at QUALITY."""
    world = make.make_world()
    make.publish_carta(world)
    more = [make.add_commitment(world.service, world.people["uni"]) for _n in range(pages - 2)]
    return world, make.submit(world, world.commitment, *more)


def cost(world, dossier):
    """Queries of the decision at the present stage, by somebody who just came in."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    stage = Stage(fresh.stage)
    person = world.who(stage)
    user = type(person).objects.get(pk=person.pk)
    action = "verdict" if stage == Stage.CONTROL else "approve"
    data, seen = make.evidence(fresh), selectors.seen_token(fresh)
    with CaptureQueriesContext(connection) as queries:
        deciding.decide(fresh.pk, user, action, data, seen=seen)
    return len(queries)


def costs(pages):
    """By stage, what it cost to decide a dossier of so many pages."""
    world, dossier = first_of(pages)
    found = {}
    while dossier.is_open:
        stage = Stage(dossier.stage)
        found[stage] = cost(world, dossier)
        dossier = Dossier.objects.get(pk=dossier.pk)
    assert Edition.objects.filter(dossier=dossier).count() == pages
    return found


def test_a_decision_costs_the_same_for_two_pages_and_for_ten():
    two, ten = costs(2), costs(10)
    last = Stage.PUBLICATION
    assert {stage: ten[stage] - two[stage] for stage in two if stage != last} == dict.fromkeys(
        [stage for stage in two if stage != last], 0
    )
    assert max(count for stage, count in two.items() if stage != last) <= CEILING, two
    assert (ten[last] - two[last]) / 8 <= CEILING_BY_PAGE, (two[last], ten[last])


def test_facts_told_after_an_approval_are_the_facts_read_again():
    world, dossier = make.dossier_at(Stage.PLANNING)
    for _round in range(4):
        fresh = Dossier.objects.get(pk=dossier.pk)
        before = facts.dossier_facts(fresh)
        make.approve(world, fresh)
        decision = fresh.decisions.last()
        told = rules.with_approval(before, decision.pk, decision.actor_id)
        after = Dossier.objects.get(pk=dossier.pk)
        assert facts.moved(told, after) == facts.dossier_facts(after)


def test_publishing_writes_the_references_of_its_pages_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        world, _dossier = make.published()
    for page in (world.carta, world.service, world.commitment):
        specific = type(page).objects.get(pk=page.pk)
        wanted = {
            (str(row[1]), row[2])
            for row in ReferenceIndex._extract_references_from_object(specific)
        }
        kept = ReferenceIndex.get_references_for_object(specific)
        assert {(row.to_object_id, row.model_path) for row in kept} == wanted


def test_a_follower_that_fails_undoes_nothing(django_capture_on_commit_callbacks):
    def breaks(dossier, editions):
        raise RuntimeError("no")

    publication_followers.register(breaks)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            _world, dossier = make.published()
    finally:
        publication_followers._members.remove(breaks)
    assert dossier.status == Dossier.Status.PUBLISHED
