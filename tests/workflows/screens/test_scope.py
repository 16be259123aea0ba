"""What lists and counts show is what the rules say, row by row (DESIGN §3.10)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities import clock, roles
from entities.vocabulary import Role
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory
from workflows import access, facts, rules
from workflows.models import Dossier, Notice
from workflows.screens import queue
from workflows.screens.scope import readable_dossier, visible_dossiers
from workflows.services import notices
from workflows.stages import Stage


def _people(stand):
    stranger = UserFactory()
    admin = UserFactory(superuser=True)
    expired = RoleAssignmentFactory(role=Role.CAL, entity=stand.world.entity, expired=True).user
    sacked = UserFactory(inactive=True)
    RoleAssignmentFactory(role=Role.CAL, entity=stand.world.entity, user=sacked)
    elsewhere = RoleAssignmentFactory(
        role=Role.UNI,
        entity=stand.world.entity,
        units=[UnitFactory(entity=stand.world.entity)],
    ).user
    whole = RoleAssignmentFactory(role=Role.UNI, entity=stand.world.entity).user
    double = RoleAssignmentFactory(role=Role.MDT_CONTROL, user=UserFactory()).user
    RoleAssignmentFactory(role=Role.PLAN, entity=stand.world.entity, user=double)
    return [*stand.everybody, stranger, admin, expired, sacked, elsewhere, whole, double]


def test_the_list_holds_exactly_what_the_rule_lets_open(stand):
    dossiers = list(Dossier.objects.all())
    units = {
        dossier.pk: frozenset(dossier.items.exclude(unit=None).values_list("unit_id", flat=True))
        for dossier in dossiers
    }
    for user in _people(stand):
        allowed = {d.pk for d in dossiers if access.may_read_dossier(user, d, units[d.pk])}
        assert set(visible_dossiers(user).values_list("pk", flat=True)) == allowed, user


def test_the_queue_holds_exactly_what_the_rules_let_do(stand):
    """Decide, send again or answer: the SQL of the counts and the rules must not part."""
    dossiers = list(Dossier.objects.filter(status=Dossier.Status.OPEN).select_related("entity"))
    found_something = False
    for user in _people(stand):
        waiting = set(queue.waiting_for(user).values_list("pk", flat=True))
        expected = {d.pk for d in dossiers if _something_to_do(user, d)}
        assert waiting == expected, (user, waiting ^ expected)
        found_something |= bool(expected)
    assert found_something


def _something_to_do(user, dossier):
    told = facts.dossier_facts(dossier)
    if not user.is_active:
        return False
    if dossier.stage == Stage.UNIT:
        pages = [item.page.specific for item in dossier.items.filter(awaits_resubmission=True)]
        return any(access.may_open_editor(user, page) for page in pages)
    if dossier.stage == Stage.CONTROL and told.open_clarifications:
        return bool(rules.may_answer(facts.person(user), told))
    return bool(rules.may_decide(facts.person(user), told))


def test_whoever_is_told_that_a_dossier_waits_finds_it_in_the_queue(stand):
    for stage, dossier in stand.at.items():
        for user_id in notices.able_to_act(dossier):
            user = next(u for u in stand.everybody if u.pk == user_id)
            assert queue.waiting_for(user).filter(pk=dossier.pk).exists(), stage


def test_the_holders_of_all_stages_at_once_are_those_of_each(stand, django_assert_num_queries):
    dossiers = list(Dossier.objects.filter(status=Dossier.Status.OPEN))
    dossiers = [dossier for dossier in dossiers if dossier.stage != Stage.UNIT]
    with django_assert_num_queries(1):
        together = facts.holders_at(dossiers)
    assert any(together.values())
    for dossier in dossiers:
        alone = facts.holders_of(Stage(dossier.stage), dossier.entity_id)
        assert together[dossier.pk] == alone, dossier


def test_reminders_read_the_same_for_one_dossier_and_for_many(stand):
    """And tell exactly those who are able to act."""
    today = clock.today()
    everything = Dossier.objects.filter(status=Dossier.Status.OPEN)
    first = everything.exclude(stage=Stage.UNIT).first()
    reads = []
    for due in (everything.filter(pk=first.pk), everything):
        due.update(due_on=today)
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            assert notices.remind(today) == due.count()
        reads.append([q["sql"] for q in queries if q["sql"].startswith("SELECT")])
    assert everything.count() > 3
    assert len(reads[0]) == len(reads[1])
    for dossier in everything:
        told = Notice.objects.filter(dossier=dossier).values_list("recipient_id", flat=True)
        assert set(told) == set(notices.able_to_act(dossier)), dossier


def test_the_batched_facts_are_the_facts(stand, django_assert_num_queries):
    dossiers = list(Dossier.objects.select_related("entity"))
    with django_assert_num_queries(5):
        together = facts.facts_of(dossiers)
    for dossier in dossiers:
        assert together[dossier.pk] == facts.dossier_facts(dossier)


def test_planning_that_remits_by_delegation_finds_its_dossier_in_the_queue(stand, settings):
    settings.CARTA_PLANNING_MAY_REMIT = True
    head = stand.person(Role.PLAN)
    RoleAssignmentFactory(
        role=Role.MAX, entity=stand.world.entity, user=head, capacity="delegado", document="Of. 1"
    )
    roles.forget(head)
    waiting = queue.waiting_for(head)
    assert waiting.filter(pk=stand.at[Stage.AUTHORITY].pk).exists()
    settings.CARTA_PLANNING_MAY_REMIT = False
    assert not queue.waiting_for(head).filter(pk=stand.at[Stage.AUTHORITY].pk).exists()
    roles.forget(head)


@pytest.mark.parametrize("pk", [0, 2**63, 10**40])
def test_a_number_no_database_holds_is_an_unknown_dossier(stand, pk):
    assert readable_dossier(stand.person(Role.CAL), pk) is None
