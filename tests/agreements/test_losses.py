"""What days take away: reviews that come near, levels that end, agreements that go (R70, R167)."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from wagtail.models import Page

from agreements.models import OperationAgreement, ReviewCase
from agreements.rules.capability import Assessed, expired
from agreements.services import cases, operation
from agreements.services.losses import find_losses
from agreements.services.reminding import LADDER, remind_reviews
from agreements.vocabulary import CaseCause, CaseOutcome
from carta_pages.models import ServiceState
from carta_pages.selectors import state_of
from carta_pages.states import State
from entities import clock
from entities.business_days import add_business_days
from entities.selectors import holidays_for
from entities.vocabulary import Role
from tests.factories.agreements import assessment, process, stand_behind
from tests.factories.carta_pages import CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, person_with
from workflows.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    """A published service with a published commitment, all backed, its level valid today."""
    made = ServicePageFactory()
    running = process(made.entity, made.responsible_unit)
    assessment(running, valid_until=clock.today() + timedelta(days=5))
    commitment = CommitmentPageFactory(parent=made)
    stand_behind(commitment)
    Page.objects.filter(pk__in=[made.pk, commitment.pk]).update(live=True)
    ServiceState.objects.update_or_create(service=made, defaults={"value": State.PUBLISHED})
    Notice.objects.all().delete()
    return made


def out_of_force(value=False):
    row = OperationAgreement.objects.get()
    return operation.save_agreement(
        row,
        entity=row.entity,
        factors=row.factors,
        actor_id=None,
        reason="Se revisó el acuerdo.",
        in_force=value,
    )


def answers_for(unit):
    """Somebody who answers for one unit only."""
    held = RoleAssignmentFactory(role=Role.UNI, entity=unit.entity)
    held.units.set([unit])
    return held.user


def resolve(case):
    cases.close_case(case, outcome=CaseOutcome.RECOVERED, resolution="Se evaluó.", actor_id=1)


# -- the level ends ---------------------------------------------------------------------------


def test_a_level_that_ended_opens_the_review_once_and_moves_no_state(service):
    office = person_with(Role.CAL, service.entity)
    last = clock.today() + timedelta(days=5)
    find_losses(last)
    assert not ReviewCase.objects.exists()
    find_losses(last + timedelta(days=1))
    find_losses(last + timedelta(days=2))
    case = ReviewCase.objects.get()
    assert (case.cause, case.service_id) == (CaseCause.EXPIRED, service.pk)
    assert f"vigente hasta el {last:%d/%m/%Y}" in case.why
    assert state_of(service.pk) == State.PUBLISHED
    assert Notice.objects.get(recipient_id=office.pk).key == f"review-case-{case.pk}"
    resolve(case)
    find_losses(last + timedelta(days=3))
    assert ReviewCase.objects.count() == 1


@pytest.mark.parametrize("state", [State.PLANNED, State.EXCLUDED, State.NOT_PUBLISHED, State.EMPTY])
def test_what_is_not_published_is_not_reviewed(service, state):
    ServiceState.objects.update(value=state)
    out_of_force()
    find_losses(clock.today() + timedelta(days=90))
    assert not ReviewCase.objects.exists()


DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ((), 0),
        ((Assessed("p", 4, DAY, DAY, DAY, 1),), 0),
        ((Assessed("p", 4, DAY, DAY - timedelta(1), DAY, 1),), 1),
        ((Assessed("p", 4, DAY, DAY - timedelta(1), None, 1),), 0),
        ((Assessed("other", 4, DAY, DAY - timedelta(1), DAY, 1),), 0),
        (
            (
                Assessed("p", 4, DAY - timedelta(9), DAY - timedelta(1), DAY, 1),
                Assessed("p", 4, DAY, DAY + timedelta(9), DAY, 2),
            ),
            0,
        ),
    ],
    ids=["none", "last day", "the day after", "not verified", "other process", "renewed"],
)
def test_only_the_newest_verified_level_ends(said, found):
    assert len(expired(["p", "p"], said, DAY)) == found


# -- the agreement goes -----------------------------------------------------------------------


def test_a_factor_without_agreement_opens_the_review_once_for_each_loss(service):
    find_losses(clock.today())
    assert not ReviewCase.objects.exists()
    lost = out_of_force()
    find_losses(clock.today())
    find_losses(clock.today())
    case = ReviewCase.objects.get()
    assert (case.cause, case.agreement_id) == (CaseCause.AGREEMENT, lost.pk)
    assert state_of(service.pk) == State.PUBLISHED
    resolve(case)
    find_losses(clock.today())
    assert ReviewCase.objects.count() == 1


def test_an_agreement_that_came_back_and_is_lost_again_is_another_loss(service):
    lost = out_of_force()
    find_losses(clock.today())
    resolve(ReviewCase.objects.get())
    ReviewCase.objects.update(opened_on=clock.today() - timedelta(days=30))
    out_of_force(True)
    find_losses(clock.today())
    assert ReviewCase.objects.count() == 1
    out_of_force(False)
    find_losses(clock.today())
    assert list(ReviewCase.objects.values_list("agreement_id", flat=True)) == [lost.pk, lost.pk]


def test_an_agreement_that_another_one_replaces_is_no_loss(service):
    old = OperationAgreement.objects.get()
    operation.save_agreement(
        None,
        entity=old.entity,
        factors=old.factors,
        actor_id=None,
        code="OLA-NUEVO",
        name="El que lo reemplaza",
        unit=old.unit,
    )
    OperationAgreement.objects.filter(pk=old.pk).update(in_force=False)
    find_losses(clock.today())
    assert not ReviewCase.objects.exists()


# -- its review comes near --------------------------------------------------------------------


def test_the_review_of_an_agreement_is_told_once_a_step_in_business_days(service):
    row = OperationAgreement.objects.get()
    office = person_with(Role.CAL, service.entity)
    leads, other = (
        answers_for(row.unit),
        answers_for(UnitFactory(entity=service.entity)),
    )
    today = clock.today()
    due = add_business_days(today, 10, holidays_for(service.entity))
    OperationAgreement.objects.update(next_review_on=due + timedelta(days=9))
    remind_reviews(today)
    assert not Notice.objects.exists()
    OperationAgreement.objects.update(next_review_on=due)
    remind_reviews(today)
    remind_reviews(today)
    told = Notice.objects.filter(key__endswith=f"{due}-{LADDER[0]}")
    assert {office.pk, leads.pk} <= set(told.values_list("recipient_id", flat=True))
    assert not told.filter(recipient_id=other.pk).exists()
    assert told.filter(recipient_id=office.pk).count() == 1
    assert "vence en 10 días laborables" in told.first().subject
    remind_reviews(due)
    assert Notice.objects.filter(recipient_id=office.pk).count() == 2


@pytest.mark.parametrize("values", [{"in_force": False}, {"next_review_on": None}])
def test_what_is_not_in_force_or_says_no_day_is_not_reminded(service, values):
    person_with(Role.CAL, service.entity)
    OperationAgreement.objects.update(next_review_on=clock.today())
    OperationAgreement.objects.update(**values)
    remind_reviews(clock.today())
    assert not Notice.objects.exists()


def test_the_daily_command_does_both(service, capsys):
    OperationAgreement.objects.update(in_force=False)
    call_command("diario")
    said = capsys.readouterr().out
    assert "Revisiones obligatorias abiertas: 1." in said
    assert "Revisiones de acuerdos de operación: 0 avisadas." in said
