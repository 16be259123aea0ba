"""Assess, verify, and what follows by itself (R18-R19, R23-R24, R167)."""

from datetime import timedelta

import pytest

from agreements.models import CapabilityAssessment, ReviewCase
from agreements.services import capability, cases
from agreements.vocabulary import CaseOutcome
from carta_pages.models import ServiceState
from carta_pages.selectors import state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock
from entities.errors import RuleViolation
from entities.vocabulary import Role
from tests.factories.agreements import assessment, process, verified_by_people
from tests.factories.carta_pages import ServicePageFactory, plan
from tests.factories.entities import UnitFactory, person_with
from tests.factories.plan import listed
from tests.factories.workflows import dossier_at, make_world
from workflows.models import Notice
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    """In the approved plan of its entity: here only the level is in question."""
    found = ServicePageFactory()
    listed(found)
    return found


@pytest.fixture
def running(service):
    """The process that the service names."""
    return process(service.entity, service.responsible_unit)


def standing(service, state):
    """The service in a state, however it came there."""
    ServiceState.objects.update_or_create(service=service, defaults={"value": state})


@pytest.mark.parametrize("before", [State.EMPTY, State.PLANNED, State.NOT_PUBLISHED])
def test_a_verified_level_below_4_moves_the_service_by_itself(service, running, before):
    standing(service, before)
    office = person_with(Role.CAL, service.entity)
    verified_by_people(running, 3)
    row = ServiceState.objects.get(service=service)
    assert (row.value, row.previous) == (State.NOT_ELIGIBLE, before)
    assert "dio nivel 3" in row.reason
    assert row.actor_id is None
    assert "No Postulable" in Notice.objects.get(recipient_id=office.pk).subject


def test_nothing_moves_while_nobody_verified(service, running):
    plan_capable(service, running)
    assessment(running, 2, verified=False)
    assert state_of(service.pk) == State.PLANNED


def plan_capable(service, running):
    assessment(running, 4, assessed_on=clock.today() - timedelta(days=30))
    plan(service)


def test_a_newer_lower_level_takes_a_planned_service_out(service, running):
    plan_capable(service, running)
    verified_by_people(running, 2)
    assert state_of(service.pk) == State.NOT_ELIGIBLE


@pytest.mark.parametrize("state", [State.PUBLISHED, State.RENEWED, State.UPDATED])
def test_a_published_service_keeps_its_state_and_must_be_reviewed(service, running, state):
    standing(service, state)
    office = person_with(Role.CAL, service.entity)
    found = verified_by_people(running, 3)
    assert state_of(service.pk) == state
    case = ReviewCase.objects.get(service=service)
    assert (case.assessment, case.closed_on) == (found, None)
    assert "Revisión obligatoria" in Notice.objects.get(recipient_id=office.pk).subject
    verified_by_people(running, 2)
    assert ReviewCase.objects.count() == 1


def test_a_review_is_resolved_with_its_reasons_and_once(service, running):
    standing(service, State.PUBLISHED)
    verified_by_people(running, 3)
    case = ReviewCase.objects.get()
    office = person_with(Role.CAL, service.entity)
    with pytest.raises(RuleViolation) as refused:
        cases.close_case(case, outcome="", resolution=" ", actor_id=office.pk)
    assert {problem.field for problem in refused.value.problems} == {"outcome", "resolution"}
    said = {"outcome": CaseOutcome.RECOVERED, "resolution": "Nueva evaluación, nivel 4."}
    cases.close_case(case, **said, actor_id=office.pk)
    assert ReviewCase.objects.get().closed_on == clock.today()
    with pytest.raises(RuleViolation, match="cerrada"):
        cases.close_case(case, **said, actor_id=office.pk)


def test_the_ministry_is_told_while_it_controls(service):
    world, dossier = dossier_at(Stage.CONTROL, _capable_world())
    controller = world.people[Role.MDT_CONTROL]
    Notice.objects.all().delete()
    verified_by_people(CapabilityAssessment.objects.get().process, 3)
    assert state_of(world.service.pk) == State.NOT_ELIGIBLE
    told = Notice.objects.get(recipient_id=controller.pk)
    assert told.dossier_id == dossier.pk
    assert "desfavorable" in told.body


def _capable_world():
    """A world whose service is assessed; what its commitment lacks is not asked here."""
    from agreements import joining

    joining.leave()
    world = make_world()
    assessment(process(world.entity, world.unit))
    return world


# --- The guard of the states --------------------------------------------------------------------


def act(actor=Actor.QUALITY):
    return StateAct(actor=actor, actor_id=None, reason="Consta en el plan.", support="Plan 2026")


@pytest.mark.parametrize(
    ("level", "verified", "days", "may"),
    [
        (4, True, 365, True),
        (5, True, 365, True),
        (3, True, 365, False),
        (4, False, 365, False),
        (4, True, 0, False),
        (None, True, 365, False),
    ],
)
def test_planning_needs_a_verified_valid_level_4(service, running, level, verified, days, may):
    today = clock.today()
    if level is not None:
        assessment(
            running,
            level,
            verified=verified,
            assessed_on=today - timedelta(days=20),
            valid_until=today + timedelta(days=days) if days else today - timedelta(days=1),
        )
    if may:
        assert change_state(service, State.PLANNED, act()).value == State.PLANNED
        return
    with pytest.raises(RuleViolation):
        change_state(service, State.PLANNED, act())
    assert state_of(service.pk) == State.EMPTY


def test_a_service_of_two_processes_needs_both(service, running):
    assessment(running)
    draft = service.get_latest_revision_as_object()
    draft.processes.add(type(draft.processes.all()[0])(code="P-02", name="Validación"))
    draft.save_revision(clean=False)
    service = type(service).objects.get(pk=service.pk)
    with pytest.raises(RuleViolation, match="P-02"):
        change_state(service, State.PLANNED, act())
    assessment(process(service.entity, service.responsible_unit, code="p-02"))
    assert change_state(service, State.PLANNED, act()).value == State.PLANNED


def test_a_capable_service_is_never_called_not_eligible(service, running):
    assessment(running)
    with pytest.raises(RuleViolation, match="nivel 4 verificado"):
        change_state(service, State.NOT_ELIGIBLE, act())


# --- Writing (R18) --------------------------------------------------------------------------------


def test_nobody_verifies_their_own_assessment_nor_without_the_role(running):
    both = person_with(Role.UNI, running.entity)
    person = person_with(Role.CAL, running.entity)
    made = assessment(running, verified=False, assessor_id=person.pk)
    stranger = person_with(Role.CAL)
    for who in (person, both, stranger):
        with pytest.raises(RuleViolation, match="persona distinta"):
            capability.verify(made, who, reason="Se revisó todo.")
    other = person_with(Role.CAL, running.entity, capacity="encargado")
    assert capability.verify(made, other, reason="Se revisó todo.").verified_on == clock.today()
    with pytest.raises(RuleViolation, match="ya está verificada"):
        capability.verify(made, other, reason="Se revisó todo.")


def test_whoever_corrected_it_does_not_verify_it(running):
    author = person_with(Role.UNI, running.entity)
    office = person_with(Role.CAL, running.entity)
    made = assessment(running, 2, verified=False, assessor_id=author.pk)
    capability.correct_assessment(made, actor_id=office.pk, reason="Sube el nivel.", level=5)
    with pytest.raises(RuleViolation, match="o la corrigió"):
        capability.verify(made, office, reason="Se revisó todo.")
    other = person_with(Role.CAL, running.entity, capacity="encargado")
    assert capability.verify(made, other, reason="Se revisó todo.").level == 5


def test_a_level_that_changed_after_it_was_read_is_not_verified(running):
    author = person_with(Role.UNI, running.entity)
    office = person_with(Role.CAL, running.entity)
    made = assessment(running, 4, verified=False, assessor_id=author.pk)
    seen = capability.seen_of(made)
    capability.correct_assessment(made, actor_id=author.pk, reason="Sube el nivel.", level=5)
    with pytest.raises(RuleViolation, match="cambió desde que usted la abrió"):
        capability.verify(made, office, reason="Se revisó todo.", seen=seen)
    made.refresh_from_db()
    now = capability.seen_of(made)
    assert capability.verify(made, office, reason="Se revisó todo.", seen=now).level == 5


def test_a_verified_assessment_is_not_corrected(running):
    made, author = assessment(running, 3), person_with(Role.UNI, running.entity).pk
    with pytest.raises(RuleViolation, match="autoevaluación nueva"):
        capability.correct_assessment(made, actor_id=author, reason="Fue un error.", level=4)
    waiting = assessment(running, 3, verified=False)
    capability.correct_assessment(waiting, actor_id=author, reason="Fue un error.", level=4)
    assert waiting.history.first().history_change_reason == "Fue un error."
    assert CapabilityAssessment.objects.get(pk=waiting.pk).level == 4


def test_an_assessment_says_when_and_why(running):
    person, today = person_with(Role.UNI, running.entity), clock.today()
    with pytest.raises(RuleViolation) as refused:
        capability.assess(
            running,
            level=4,
            assessed_on=today + timedelta(days=1),
            valid_until=today,
            findings="",
            actor=person,
        )
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"assessed_on", "valid_until", "findings"}


def test_a_process_is_of_a_unit_of_its_own_entity(service):
    with pytest.raises(RuleViolation, match="propia entidad"):
        capability.save_process(
            None, actor_id=1, entity=service.entity, code="X", name="Y", unit=UnitFactory()
        )
