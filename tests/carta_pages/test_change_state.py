"""The one door to a service's state: whole, journalled, explained (R34)."""

import pytest
from django.db import IntegrityError, transaction

from carta_pages.models import ServiceState
from carta_pages.registries import state_guards
from carta_pages.selectors import state_of
from carta_pages.services import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock, journal
from entities.errors import RuleViolation
from tests.factories.carta_pages import ServicePageFactory, plan
from tests.factories.entities import UserFactory
from workflows.models import TraceEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return ServicePageFactory()


def act(actor=Actor.QUALITY, **values):
    return StateAct(
        **{
            "actor": actor,
            "actor_id": None,
            "reason": "Consta en el plan.",
            "support": "Plan 2026",
            **values,
        }
    )


def test_a_service_without_state_has_the_empty_one(service):
    assert state_of(service.pk) == State.EMPTY


def test_a_transition_keeps_from_to_date_actor_capacity_reason_and_support(service):
    person = UserFactory()
    row = change_state(
        service,
        State.PLANNED,
        act(actor_id=person.pk, capacity="subrogante", post="Directora", office="Calidad"),
    )
    (kept,) = row.history.all()
    assert (kept.previous, kept.value, kept.transition) == ("", State.PLANNED, "T1")
    assert (kept.reason, kept.support) == ("Consta en el plan.", "Plan 2026")
    assert (kept.capacity, kept.post, kept.office) == ("subrogante", "Directora", "Calidad")
    assert kept.effective_on == clock.today()
    assert kept.actor_id == kept.history_user_id == person.pk
    assert kept.history_change_reason == "Consta en el plan."


def test_each_transition_adds_one_row_of_history_and_one_link_of_the_trace(service):
    before = TraceEntry.objects.count()
    row = plan(service)
    change_state(service, State.EMPTY, act(support=""))
    assert row.history.count() == 2
    assert TraceEntry.objects.filter(kind="service.state").count() == 2
    assert TraceEntry.objects.count() == before + 2


def test_authorship_outlives_the_account(service):
    person = UserFactory()
    row = change_state(service, State.PLANNED, act(actor_id=person.pk))
    number = person.pk
    person.delete()
    assert row.history.get().history_user_id == number


@pytest.mark.parametrize(
    ("target", "values", "field"),
    [
        (State.PUBLISHED, {}, "target"),  # not from empty
        (State.PLANNED, {"actor": Actor.MINISTRY}, "target"),
        (State.PLANNED, {"actor": Actor.CAPABILITY}, "target"),
        (State.PLANNED, {"reason": " \u200b "}, "reason"),
        (State.PLANNED, {"support": ""}, "support"),
        (State.PLANNED, {"effective_on": "tomorrow"}, "effective_on"),
    ],
)
def test_a_refused_move_names_the_field_and_changes_nothing(service, target, values, field):
    if values.get("effective_on"):
        values = {"effective_on": clock.today().replace(year=clock.today().year + 1)}
    with pytest.raises(RuleViolation) as refused:
        change_state(service, target, act(**values))
    assert field in {problem.field for problem in refused.value.problems}
    assert state_of(service.pk) == State.EMPTY
    assert not TraceEntry.objects.filter(kind="service.state").exists()


@pytest.mark.parametrize("target", [State.PUBLISHED, State.NOT_PUBLISHED])
def test_the_quality_office_cannot_reach_a_state_of_the_ministry(service, target):
    plan(service)
    with pytest.raises(RuleViolation) as refused:
        change_state(service, target, act())
    assert "Ministerio del Trabajo" in str(refused.value)


def test_a_guard_of_a_room_above_may_refuse(service):
    def guard(of, move, actor):
        return ["Falta el nivel 4."] if move.target == State.PLANNED else []

    state_guards.register(guard)
    try:
        with pytest.raises(RuleViolation, match=r"Falta el nivel 4\."):
            plan(service)
    finally:
        state_guards._members.remove(guard)
    assert state_of(service.pk) == State.EMPTY


def test_a_trace_that_cannot_be_written_undoes_the_move(service, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no trace")

    monkeypatch.setattr(journal, "record", broken)
    with pytest.raises(RuntimeError):
        plan(service)
    assert state_of(service.pk) == State.EMPTY


@pytest.mark.parametrize("value", ["publicada", "en_control", "x"])
def test_the_database_stores_none_but_the_seven_values_or_none(service, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceState.objects.create(service=service, value=value)


def test_a_service_has_one_state(service):
    plan(service)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceState.objects.create(service=service, value=State.PLANNED)
