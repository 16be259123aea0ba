"""The screens of the plan: who opens them, what they say, what they cost (R81-R90)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agreements.models import PlanVersion, PublicationPlan
from agreements.selectors.plan_content import drawn_up
from agreements.services import schedule
from carta_pages.selectors import state_of
from carta_pages.states import State
from entities import clock
from entities.vocabulary import Role
from tests.agreements.test_plan import twin
from tests.factories.entities import UserFactory, person_with
from tests.factories.plan import Office

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def approved(office):
    office.ready().approve()
    return office


def enter(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name, *args):
    return reverse(f"agreements_{name}", args=args)


DRAWN_UP = ("plan", "plan_sheet", "plan_services", "plan_reopen", "plan_approve")
FROZEN = ("plan_version", "plan_version_sheet")


@pytest.mark.parametrize(
    ("role", "drawn", "frozen"),
    [
        (Role.CAL, True, True),
        (Role.PLAN, True, True),
        (Role.UNI, True, True),
        (Role.COM, False, False),
        (Role.AUD, False, False),
        (Role.MDT_CONTROL, False, True),
        (Role.MDT_RECEPTION, False, True),
    ],
)
def test_each_role_opens_what_is_its_own(client, approved, role, drawn, frozen):
    crosses = role in (Role.MDT_CONTROL, Role.MDT_RECEPTION)
    enter(client, person_with(role) if crosses else person_with(role, approved.entity))
    version = PlanVersion.objects.get()
    for name in DRAWN_UP:
        found = client.get(url(name, approved.plan.pk)).status_code
        # A version is opened by the quality office alone.
        expected = 200 if drawn and (name != "plan_reopen" or role == Role.CAL) else 404
        assert found == (403 if expected == 404 and drawn else expected), name
    for name in FROZEN:
        assert client.get(url(name, version.pk)).status_code == (200 if frozen else 404), name
    listed = client.get(url("approved_plans"))
    assert listed.status_code == (200 if frozen else 403)


def test_another_entitys_plan_is_an_unknown_one(client, approved):
    enter(client, person_with(Role.CAL))
    version = PlanVersion.objects.get()
    for name in DRAWN_UP:
        for pk in (approved.plan.pk, 987_654):
            assert client.get(url(name, pk)).status_code == 404, name
    for name in FROZEN:
        for pk in (version.pk, 987_654):
            assert client.get(url(name, pk)).status_code == 404, name
    assert approved.entity.name not in client.get(url("approved_plans")).content.decode()


def test_the_ministry_never_sees_what_is_being_drawn_up(client, office):
    enter(client, person_with(Role.MDT_CONTROL))
    office.ready()
    assert office.entity.name not in client.get(url("approved_plans")).content.decode()
    office.approve()
    assert office.entity.name in client.get(url("approved_plans")).content.decode()


def test_planning_reads_and_approves_on_one_screen(client, office):
    office.ready()
    enter(client, office.head)
    where = url("plan_approve", office.plan.pk)
    shown = client.get(where)
    assert office.service.title in shown.content.decode()
    sent = {"document": "Memorando 7", "seen": shown.context["form"]["seen"].value()}
    assert client.post(where, {**sent, "document": ""}).status_code == 400
    assert client.post(where, sent).status_code == 302
    assert PlanVersion.objects.get().document == "Memorando 7"
    assert state_of(office.service.pk) == State.PLANNED


def test_a_stale_screen_shows_the_plan_again_to_be_read(client, office):
    office.ready()
    enter(client, office.head)
    where = url("plan_approve", office.plan.pk)
    answer = client.post(where, {"document": "Memorando 7", "seen": "0" * 64})
    assert answer.status_code == 400
    assert "cambió mientras" in answer.content.decode()
    assert drawn_up(office.plan).sha256 in answer.content.decode()
    assert not PlanVersion.objects.exists()


def test_who_drew_it_up_is_refused_and_told_why(client, office):
    office.ready()
    enter(client, office.quality)
    where = url("plan_approve", office.plan.pk)
    assert "planificación de la entidad" in client.get(where).content.decode()
    sent = {"document": "M", "seen": drawn_up(office.plan).sha256}
    assert client.post(where, sent).status_code == 403


def test_a_new_version_is_opened_with_its_reason(client, approved):
    enter(client, approved.quality)
    where = url("plan_reopen", approved.plan.pk)
    answer = client.post(where, {"reason": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["reason"])
    assert client.post(where, {"reason": "Entra otro servicio."}).status_code == 302
    assert PublicationPlan.objects.get().is_open


def test_the_workbook_has_the_five_parts(client, approved):
    enter(client, approved.quality)
    version = PlanVersion.objects.get()
    for where in (url("plan_sheet", approved.plan.pk), url("plan_version_sheet", version.pk)):
        answer = client.get(where)
        assert answer["Content-Type"] == XLSX
        assert answer["Content-Disposition"].startswith("attachment")
        book = load_workbook(BytesIO(answer.content))
        assert [name[:2] for name in book.sheetnames[1:]] == ["1.", "2.", "3.", "4.", "5."]
        assert version.sha256 in [row[1].value for row in book["Plan"].iter_rows()]
        assert book.worksheets[1]["A2"].value == approved.service.title
        assert len(list(book.worksheets[2].iter_rows())) == 1 + 7 + 1


def test_a_text_that_looks_like_a_formula_is_no_formula(client, office):
    office.plan.review_conditions = "=1+1"
    office.plan.save()
    enter(client, office.quality)
    book = load_workbook(BytesIO(client.get(url("plan_sheet", office.plan.pk)).content))
    assert book.worksheets[5]["B2"].value == "'=1+1"


def test_state_and_lateness_are_words_and_the_indicator_has_no_number_before(client, office):
    enter(client, office.quality)
    told = client.get(url("plan", office.plan.pk)).content.decode()
    assert "Sin dato" in told
    with clock.frozen(clock.today() + timedelta(days=30)):
        told = client.get(url("plan", office.plan.pk)).content.decode()
    assert "Atrasada" in told
    assert "de atraso" in told
    assert "Alertas" in told


def test_original_days_stand_beside_the_new_ones(client, approved):
    approved.reopen()
    stage = approved.plan.stages.first()
    was = stage.planned_end
    schedule.save_stage(
        stage,
        actor_id=approved.quality.pk,
        reason="Se espera la norma.",
        planned_end=was + timedelta(days=5),
    )
    told = enter(client, approved.quality).get(url("plan", approved.plan.pk)).content.decode()
    assert f"{was:%d/%m/%Y}" in told
    assert "Reprogramado" in told


def test_the_offer_says_why_a_service_is_left_out(client, office):
    office.list_service()
    enter(client, office.quality)
    told = client.get(url("plan_services", office.plan.pk)).content.decode()
    assert "Ya consta en el plan." in told


def test_the_plan_costs_the_same_whatever_its_activities(client, office, monkeypatch):
    monkeypatch.setattr("cms.middleware.session_limits._touch", lambda session, now: None)
    office.list_service()
    enter(client, office.quality)
    where = url("plan", office.plan.pk)
    client.get(where)
    few = cost(client, where)
    for number in range(5):
        stage = schedule.save_stage(
            None,
            actor_id=office.quality.pk,
            plan=office.plan,
            position=8 + number,
            activity="otra",
            name=f"Otra actividad {number}",
            unit=office.unit,
            post="Jefe",
            planned_start=date(office.plan.year, 12, 1),
            planned_end=date(office.plan.year, 12, 2),
        )
        schedule.note(stage, text="Se avanzó.", actor=office.quality)
    assert cost(client, where) == few


def test_each_more_service_costs_only_the_reading_of_its_texts(client, office, monkeypatch):
    """What a snapshot names of the registers is asked for each commitment, and nothing else."""
    monkeypatch.setattr("cms.middleware.session_limits._touch", lambda session, now: None)
    office.list_service()
    enter(client, office.quality)
    where = url("plan", office.plan.pk)
    client.get(where)
    costs = [cost(client, where)]
    for _each in range(2):
        office.list_service(twin(office))
        costs.append(cost(client, where))
    one, two = costs[1] - costs[0], costs[2] - costs[1]
    assert one == two
    assert one <= 12


def cost(client, where):
    """Queries of a screen."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_the_administrator_reads_everything_and_approves_nothing(client, office):
    office.ready()
    enter(client, UserFactory(superuser=True))
    for name in DRAWN_UP:
        assert client.get(url(name, office.plan.pk)).status_code == 200, name
    sent = {"document": "M", "seen": drawn_up(office.plan).sha256}
    assert client.post(url("plan_approve", office.plan.pk), sent).status_code == 403
