"""Draw up, sign, approve and change a plan; what follows for its services (R23, R78-R90)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from agreements.models import PlannedService, PlanVersion, PublicationPlan
from agreements.selectors.plan_content import drawn_up
from agreements.selectors.plan_offer import offer
from agreements.services import approving, plan_alerts, schedule, signing
from agreements.services import plan as planning
from agreements.vocabulary import Activity, Instrument, SignOff
from carta_pages.models import CommitmentPage, ServiceState
from carta_pages.selectors import state_of
from carta_pages.services.change_state import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities import clock
from entities.errors import RuleViolation
from entities.vocabulary import Role
from tests.factories.agreements import assessment, process, stand_behind, stand_behind_service
from tests.factories.carta_pages import CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import RoleAssignmentFactory, person_with
from tests.factories.plan import Office
from workflows.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may():
    with clock.frozen(date(2026, 5, 4)):
        yield


@pytest.fixture
def office():
    return Office()


def fields(refused):
    return {problem.field for problem in refused.value.problems}


def planned_act(**values):
    given = {"actor": Actor.QUALITY, "actor_id": None, "reason": "Va.", "support": "Plan"}
    return StateAct(**{**given, **values})


# --- Drawing up ----------------------------------------------------------------------------------


def test_a_new_plan_has_the_seven_activities_with_dates_and_a_responsible(office):
    stages = list(office.plan.stages.all())
    assert [stage.activity for stage in stages] == [k for k in Activity if k != Activity.OTHER]
    assert all(stage.unit == office.unit and stage.post for stage in stages)
    assert all(stage.planned_start >= clock.today() for stage in stages)


def test_one_plan_of_an_entity_and_year_and_of_no_past_year(office):
    with pytest.raises(RuleViolation, match="ya tiene un plan"):
        office.open()
    with pytest.raises(RuleViolation) as refused:
        office.open(year=2025)
    assert "year" in fields(refused)
    with pytest.raises(RuleViolation) as refused:
        office.open(year=2027, on_time_goal=101)
    assert refused.value.problems


def test_a_plan_starts_from_last_years(office):
    office.ready().approve()
    schedule.save_stage(
        office.plan.stages.first(),
        actor_id=office.quality.pk,
        reason="Ya empezó.",
        real_start=clock.today(),
    )
    made = office.open(year=2027, from_last=True, on_time_goal=None, review_conditions="")
    assert made.started_from == office.plan
    assert (made.on_time_goal, made.review_conditions) == (90, office.plan.review_conditions)
    first = made.stages.first()
    assert (first.planned_start.year, first.real_start, first.original_end) == (2027, None, None)
    assert [row.service for row in made.services.all()] == [office.service]
    with pytest.raises(RuleViolation) as refused:
        Office().open(year=2027, entity=ServicePageFactory().entity, from_last=True)
    assert "from_last" in fields(refused)


def test_only_services_of_level_4_are_offered_and_the_rest_say_why(office):
    low, unknown = (sibling(office) for _each in range(2))
    run_by(low, "P-03")
    assessment(process(office.entity, office.unit, code="P-03"), 3)
    run_by(unknown, "P-09")
    found = {one.service.pk: one for one in offer(office.plan)}
    assert found[office.service.pk].why_not == ""
    assert "3 · Establecido" in found[low.pk].why_not
    assert "P-09" in found[unknown.pk].why_not
    office.list_service()
    listed = {one.service.pk: one for one in offer(office.plan)}[office.service.pk]
    assert (listed.why_not, listed.listed is None) == ("Ya consta en el plan.", False)


def sibling(office):
    """Another service of the entity, run by the same process."""
    return ServicePageFactory(
        parent=office.service.get_parent().specific, responsible_unit=office.unit
    )


def run_by(service, code):
    """The service names another process."""
    draft = service.get_latest_revision_as_object()
    draft.processes.set([type(draft.processes.all()[0])(code=code, name="Otro proceso")])
    draft.save_revision(clean=False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"publish_on": date(2027, 1, 1)}, "publish_on"),
        ({"publish_on": date(2026, 5, 3)}, "publish_on"),
        ({"publish_on": None}, "publish_on"),
    ],
)
def test_a_service_is_planned_for_a_day_of_the_year_to_come(office, values, field):
    with pytest.raises(RuleViolation) as refused:
        office.list_service(**values)
    assert fields(refused) == {field}
    assert not PlannedService.objects.exists()


def test_a_service_below_level_4_or_of_another_entity_is_not_planned(office):
    weak = ServicePageFactory()
    stand_behind_service(weak, 3)
    theirs = Office(weak)
    with pytest.raises(RuleViolation, match="nivel"):
        theirs.list_service()
    with pytest.raises(RuleViolation, match="propia entidad"):
        office.list_service(weak)


def test_a_service_is_listed_once(office):
    office.list_service()
    with pytest.raises(RuleViolation, match="ya consta"):
        office.list_service()


# --- Signing (R79) -------------------------------------------------------------------------------


def commitment_of(office):
    return CommitmentPage.objects.child_of(office.service).get()


def test_the_three_signatures_come_in_order_and_from_their_offices(office):
    page = commitment_of(office)
    with pytest.raises(RuleViolation, match="Primero falta"):
        signing.sign(page, SignOff.FORMAL, office.quality)
    with pytest.raises(RuleViolation, match="Esta firma es de"):
        signing.sign(page, SignOff.VALIDATED, office.quality)
    office.sign()
    office.list_service()
    (signed,) = drawn_up(office.plan).signed[office.service.pk]
    assert signed.is_validated
    with pytest.raises(RuleViolation, match="ya tiene esa firma"):
        signing.sign(page, SignOff.FORMAL, office.quality)


def test_one_person_does_not_sign_the_formal_review_of_what_they_signed(office):
    page = commitment_of(office)
    RoleAssignmentFactory(
        role=Role.CAL, entity=office.entity, user=office.owner, capacity="encargado"
    )
    signing.sign(page, SignOff.VALIDATED, office.owner)
    signing.sign(page, SignOff.TECHNICAL, office.owner)
    with pytest.raises(RuleViolation, match="otra persona"):
        signing.sign(page, SignOff.FORMAL, office.owner)


def test_a_later_text_needs_its_own_signatures(office):
    office.ready()
    page = commitment_of(office).get_latest_revision_as_object()
    page.statement = f"{page.statement} Siempre."
    page.save_revision(clean=False)
    (signed,) = drawn_up(office.plan).signed[office.service.pk]
    assert (signed.is_validated, len(signed.stale)) == (False, 3)
    with pytest.raises(RuleViolation, match="tres firmas"):
        office.approve()


def test_a_commitment_that_lacks_something_is_not_validated(office):
    page = commitment_of(office)
    draft = page.get_latest_revision_as_object()
    draft.quality_factors.clear()
    draft.save_revision(clean=False)
    with pytest.raises(RuleViolation, match="Todavía no está validado"):
        signing.sign(page, SignOff.VALIDATED, office.owner)


# --- Approving (R83-R85) -------------------------------------------------------------------------


def test_approval_freezes_a_version_and_plans_the_service(office):
    version = office.ready().approve()
    row = PublicationPlan.objects.get(pk=office.plan.pk)
    assert (version.number, row.version, row.is_open) == (1, 1, False)
    assert version.sha256 == drawn_up(row).sha256
    assert [one["title"] for one in version.content["services"]] == [office.service.title]
    assert len(version.content["commitments"][0]["signatures"]) == 3
    state = ServiceState.objects.get(service=office.service)
    assert (state.value, state.transition, state.actor_id) == (
        State.PLANNED, "T1", office.quality.pk,
    )  # fmt: skip
    assert version.sha256[:12] in state.support


def test_a_frozen_version_is_never_changed(office):
    version = office.ready().approve()
    for act in (
        lambda: PlanVersion.objects.filter(pk=version.pk).update(number=9),
        lambda: PlanVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert PlanVersion.objects.get(pk=version.pk).number == 1


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"on_time_goal": None}, "Parte 4"),
        ({"review_frequency": ""}, "Parte 5"),
        ({"review_conditions": ""}, "Parte 5"),
    ],
)
def test_an_empty_part_stops_the_approval_and_nothing_moves(office, values, part):
    office.ready()
    planning.save_plan(office.plan, actor_id=office.quality.pk, reason="Se quita.", **values)
    with pytest.raises(RuleViolation, match=part):
        office.approve()
    assert state_of(office.service.pk) == State.EMPTY
    assert not PlanVersion.objects.exists()


def test_a_plan_without_services_activities_or_responsibles_names_each_part(office):
    for stage in office.plan.stages.all():
        schedule.save_stage(stage, actor_id=office.quality.pk, reason="Se quita.", in_force=False)
    with pytest.raises(RuleViolation) as refused:
        office.approve()
    told = " ".join(refused.value.messages)
    assert all(f"Parte {number}" in told for number in (1, 2, 3))
    assert "Parte 4" not in told


@pytest.mark.parametrize("role", [Role.CAL, Role.UNI, Role.MAX])
def test_planning_approves_and_nobody_else(office, role):
    office.ready()
    with pytest.raises(RuleViolation, match="planificación de la entidad"):
        office.approve(person_with(role, office.entity))
    with pytest.raises(RuleViolation, match="planificación de la entidad"):
        office.approve(person_with(Role.PLAN))


def test_nobody_approves_what_they_drew_up_or_signed(office):
    office.ready()
    planning.save_plan(
        office.plan, actor_id=office.head.pk, reason="Corrige la meta.", on_time_goal=80
    )
    with pytest.raises(RuleViolation, match="lo aprueba otra persona"):
        office.approve()


def test_what_changed_since_it_was_read_is_not_approved(office):
    office.ready()
    seen = drawn_up(office.plan).sha256
    planning.save_plan(
        office.plan, actor_id=office.quality.pk, reason="Otra meta.", on_time_goal=70
    )
    with pytest.raises(RuleViolation, match="cambió mientras"):
        office.approve(seen=seen)


def test_an_approval_names_its_document_and_is_given_once(office):
    office.ready()
    with pytest.raises(RuleViolation) as refused:
        office.approve(document=" ")
    assert fields(refused) == {"document"}
    office.approve()
    with pytest.raises(RuleViolation, match="nada se aprueba"):
        office.approve()


# --- Afterwards: a new version (R85, R89-R90) ----------------------------------------------------


def test_an_approved_plan_changes_only_in_a_new_version(office):
    row = office.list_service()
    office.sign()
    office.approve()
    stage = office.plan.stages.first()
    by = {"actor_id": office.quality.pk, "reason": "Hace falta."}
    for act in (
        lambda: planning.save_plan(office.plan, on_time_goal=50, **by),
        lambda: planning.save_listed(row, in_force=False, **by),
        lambda: schedule.save_stage(stage, planned_end=stage.planned_end + timedelta(1), **by),
    ):
        with pytest.raises(RuleViolation, match="versión nueva"):
            act()
    done = schedule.save_stage(stage, real_start=clock.today(), **by)
    assert done.real_start == clock.today()
    with pytest.raises(RuleViolation, match="motivo"):
        planning.open_version(office.plan, actor_id=office.quality.pk, reason="")


def test_reprogramming_keeps_the_original_days_and_says_why(office):
    office.ready().approve()
    office.reopen()
    stage = office.plan.stages.first()
    was, later = stage.planned_end, stage.planned_end + timedelta(days=9)
    with pytest.raises(RuleViolation) as refused:
        schedule.save_stage(stage, actor_id=office.quality.pk, planned_end=later)
    assert fields(refused) == {"reason"}
    schedule.save_stage(
        stage, actor_id=office.quality.pk, reason="Se espera la norma.", planned_end=later
    )
    stage.refresh_from_db()
    assert (stage.planned_end, stage.original_end) == (later, was)
    assert stage.history.first().history_change_reason == "Se espera la norma."
    version = office.approve()
    told = version.content["schedule"][0]
    assert (told["planned_end"], told["original_end"]) == (later.isoformat(), was.isoformat())
    assert (
        PlanVersion.objects.get(number=1).content["schedule"][0]["planned_end"] == was.isoformat()
    )


def test_a_dropped_service_goes_back_to_none_with_the_reason(office):
    row = office.list_service()
    other = twin(office)
    office.list_service(other)
    office.sign()
    office.sign(other)
    office.approve()
    office.reopen()
    planning.save_listed(
        row, actor_id=office.quality.pk, in_force=False, reason="Se cambia el sistema."
    )
    assert state_of(office.service.pk) == State.PLANNED
    office.approve()
    state = ServiceState.objects.get(service=office.service)
    assert (state.value, state.reason) == (State.EMPTY, "Se cambia el sistema.")
    assert state_of(other.pk) == State.PLANNED


def twin(office):
    """Another complete service of the entity, run by the same process."""
    made = sibling(office)
    stand_behind(CommitmentPageFactory(parent=made))
    return made


def test_a_service_outside_the_plan_has_no_state_and_cannot_be_planned_by_hand(office):
    with pytest.raises(RuleViolation, match="no consta en un plan"):
        change_state(office.service, State.PLANNED, planned_act())
    office.list_service()
    with pytest.raises(RuleViolation, match="no consta en un plan"):
        change_state(office.service, State.PLANNED, planned_act())
    assert state_of(office.service.pk) == State.EMPTY
    with pytest.raises(RuleViolation, match="No Postulable"):
        change_state(office.service, State.NOT_ELIGIBLE, planned_act())


def test_a_planned_service_leaves_the_plan_only_by_a_version(office):
    office.ready().approve()
    with pytest.raises(RuleViolation, match="sáquelo"):
        change_state(office.service, State.EMPTY, planned_act())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (State.EMPTY, State.PLANNED),
        (State.NOT_ELIGIBLE, State.PLANNED),
        (State.NOT_PUBLISHED, State.PLANNED),
        (State.EXCLUDED, State.PLANNED),
        (State.PUBLISHED, State.PUBLISHED),
        (State.RENEWED, State.RENEWED),
        (State.UPDATED, State.UPDATED),
    ],
)
def test_a_listed_service_enters_from_each_state(office, before, after):
    ServiceState.objects.create(service=office.service, value=before)
    office.ready().approve()
    assert state_of(office.service.pk) == after


def test_a_refused_service_is_planned_again_only_when_it_is_listed_anew(office):
    row = office.list_service()
    office.sign()
    office.approve()
    ServiceState.objects.filter(service=office.service).update(value=State.NOT_PUBLISHED)
    office.reopen()
    office.approve()
    assert state_of(office.service.pk) == State.NOT_PUBLISHED
    office.reopen()
    by = {"actor_id": office.quality.pk}
    planning.save_listed(row, in_force=False, reason="Se corrige lo observado.", **by)
    office.list_service()
    office.approve()
    assert state_of(office.service.pk) == State.PLANNED


def test_a_level_lost_meanwhile_stops_the_next_version(office):
    office.ready().approve()
    with clock.frozen(date(2027, 12, 1)):
        found = drawn_up(office.plan)
        assert any("nivel 4" in text for text in approving.lacking(office.reopen(), found))


# --- Logs (R8, R81-R82, R86) ---------------------------------------------------------------------


def test_logs_belong_to_the_plan_and_to_no_other_entity(office):
    stage = office.plan.stages.first()
    note = schedule.note(stage, text="Se avanzó a la mitad.", actor=office.owner)
    assert (note.noted_on, note.person_id) == (clock.today(), office.owner.pk)
    by = {"actor_id": office.quality.pk}
    today = clock.today()
    tick = schedule.save_tick(
        None, plan=office.plan, instrument=Instrument.CARTA, ticked_on=today, **by
    )
    assert tick.entity == office.entity
    with pytest.raises(RuleViolation, match="ya está marcado"):
        schedule.save_tick(
            None, plan=office.plan, instrument=Instrument.CARTA, ticked_on=today, **by
        )
    with pytest.raises(RuleViolation) as refused:
        schedule.save_tick(
            None, plan=office.plan, instrument="otro", ticked_on=today + timedelta(1), **by
        )
    assert fields(refused) == {"name", "ticked_on"}
    said = {"held_on": today, "topic": "Cronograma", "attendees": "Todos", "agreements": "Sí."}
    assert schedule.save_meeting(None, plan=office.plan, **said, **by).entity == office.entity
    with pytest.raises(RuleViolation) as refused:
        schedule.save_meeting(None, plan=office.plan, **{**said, "agreements": ""}, **by)
    assert fields(refused) == {"agreements"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"real_start": date(2026, 5, 5)}, "real_start"),
        ({"real_end": date(2026, 5, 4)}, "real_start"),
        ({"real_start": date(2026, 5, 4), "real_end": date(2026, 5, 1)}, "real_end"),
        ({"planned_end": date(2026, 1, 1)}, "planned_end"),
        ({"post": ""}, "post"),
        ({"unit": None}, "unit"),
    ],
)
def test_an_activity_with_wrong_days_or_nobody_responsible_is_refused(office, values, field):
    stage = office.plan.stages.first()
    with pytest.raises(RuleViolation) as refused:
        schedule.save_stage(stage, actor_id=office.quality.pk, reason="Se cambia.", **values)
    assert field in fields(refused)
    stage.refresh_from_db()
    assert stage.history.count() == 1


def test_a_late_activity_is_told_once_and_again_when_its_day_was_moved(office):
    office.ready().approve()
    Notice.objects.all().delete()
    later = office.plan.stages.first().planned_start + timedelta(days=3)
    assert plan_alerts.warn(clock.today()).endswith("0 actividades atrasadas.")
    for _each in range(2):
        plan_alerts.warn(later)
    told = Notice.objects.filter(recipient_id=office.quality.pk)
    assert told.count() == office.plan.stages.filter(planned_start__lt=later).count() > 0
    assert "debía empezar" in told.first().body
    assert not Notice.objects.exclude(recipient_id=office.quality.pk).exists()
