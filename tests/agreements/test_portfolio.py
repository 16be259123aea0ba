"""«Cartera de servicios»: who sees what, the filters, the arithmetic, the sheet (R33, R35)."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agreements.models import CapabilityAssessment, Evidence, OperationAgreement, PortfolioSheet
from agreements.portfolio_asking import Asked
from agreements.rules.portfolio import Catalogue, Score, score_of
from agreements.selectors.portfolio import catalogues, portfolio
from agreements.selectors.standings import kept_standings, standings
from agreements.services import evidence, portfolio_sheets
from carta_pages.models import ServiceState
from carta_pages.states import State
from entities import clock
from entities.vocabulary import MDT_ROLES, Role
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.carta_pages import CommitmentPageFactory, ServicePageFactory
from tests.factories.country import country
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory, person_with
from workflows.registries import Checked, Finding, Severity

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
SCREEN = "agreements_portfolio"


@pytest.fixture
def service():
    """A planned service with everything behind its one commitment."""
    made = ServicePageFactory(title="Emisión de cédula")
    stand_behind_service(made)
    stand_behind(CommitmentPageFactory(parent=made))
    ServiceState.objects.create(service=made, value=State.PLANNED)
    return made


def enter(client, user):
    client.force_login(user, backend=BACKEND)
    return user


def shown(client, **asked):
    return client.get(reverse(SCREEN), asked).content.decode()


# -- who sees what --------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CAL, Role.PLAN, Role.MAX])
def test_the_offices_of_an_entity_see_all_of_it_and_nothing_of_another(client, service, role):
    ServicePageFactory(title="Servicio ajeno")
    enter(client, person_with(role, service.entity))
    page = shown(client)
    assert "Emisión de cédula" in page
    assert "4 · Predecible" in page
    assert "Sin errores" in page
    assert "Servicio ajeno" not in page


@pytest.mark.parametrize("role", MDT_ROLES)
def test_the_ministry_sees_states_and_nothing_behind_them(client, service, role):
    ServicePageFactory(title="Aún sin estado")
    enter(client, person_with(role))
    page = shown(client)
    assert "Emisión de cédula" in page
    assert "Planificado" in page
    assert "Aún sin estado" not in page
    for inside in ("Predecible", "criterios", service.responsible_unit.name):
        assert inside not in page
    assert not standings(portfolio(person_with(role)))


def test_a_unit_sees_its_own_services(client, service):
    other = ServicePageFactory(
        parent=service.carta,
        title="De otra unidad",
        responsible_unit=UnitFactory(entity=service.entity),
    )
    held = RoleAssignmentFactory(role=Role.UNI, entity=service.entity)
    held.units.set([service.responsible_unit])
    enter(client, held.user)
    page = shown(client)
    assert "Emisión de cédula" in page
    assert other.title not in page


def test_audit_reads_states_in_its_period_only(client, service):
    today = clock.today()
    held = RoleAssignmentFactory(role=Role.AUD, entity=service.entity, ends_on=today)
    assert [row.is_whole for row in portfolio(held.user)] == [False]
    enter(client, held.user)
    assert "criterios" not in shown(client)
    with clock.frozen(today + timedelta(days=1)):
        assert portfolio(type(held.user).objects.get(pk=held.user.pk)) == []


@pytest.mark.parametrize("role", [Role.COM, Role.STAFF])
def test_who_has_no_part_in_it_is_told_so(client, service, role):
    enter(client, person_with(role, service.entity))
    assert client.get(reverse(SCREEN)).status_code == 403
    assert client.post(reverse("agreements_portfolio_ask"), {"formato": "csv"}).status_code == 403


# -- the score ------------------------------------------------------------------------------


def finding(rule, severity=Severity.ERROR):
    return Finding(severity, "Falta.", rule=rule)


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ([], Score(0, 0, 0, 0)),
        ([Checked((), frozenset({"R1", "R2"}))], Score(2, 2, 0, 0)),
        ([Checked((finding("R1"), finding("R1")), frozenset({"R1", "R2"}))], Score(2, 1, 2, 0)),
        (
            [
                Checked((), frozenset({"R1"})),
                Checked((finding("R1"), finding("R9", Severity.WARNING)), frozenset({"R1"})),
            ],
            Score(1, 0, 1, 1),
        ),
    ],
    ids=["nothing", "all hold", "one broken twice", "broken in one of two pages"],
)
def test_a_criterion_holds_when_no_page_breaks_it(said, score):
    assert score_of(said) == score


def test_what_changes_behind_a_service_changes_its_score_at_once(service):
    user = person_with(Role.CAL, service.entity)

    def score():
        return standings(portfolio(user))[service.pk].score

    assert score().errors == 0
    row = Evidence.objects.filter(subject_kind="factor").get()
    evidence.correct_evidence(row, actor_id=1, reason="Ya no vale.", in_force=False)
    assert score().errors == 1
    draft = service.get_latest_revision_as_object()
    draft.description = ""
    draft.save_revision(clean=False)
    assert score().errors == 2


def test_a_day_that_passes_changes_it_too(service):
    user = person_with(Role.CAL, service.entity)
    assert standings(portfolio(user))[service.pk].level == 4
    last = CapabilityAssessment.objects.get().valid_until
    assert standings(portfolio(user))[service.pk].capability_until == last
    with clock.frozen(last + timedelta(days=1)):
        assert standings(portfolio(user))[service.pk].level is None


def test_what_is_kept_is_not_computed_again(service, django_assert_num_queries):
    rows = portfolio(person_with(Role.CAL, service.entity))
    computed = standings(rows)
    with django_assert_num_queries(0):
        assert kept_standings(rows) == computed == standings(rows)


# -- filters and order ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"q": "cedula emision"}, True),
        ({"q": "pasaporte"}, False),
        ({"estado": "planificado"}, True),
        ({"estado": "ninguno"}, False),
        ({"etapa": "ninguno"}, True),
        ({"etapa": "control"}, False),
        ({"nivel": "4"}, True),
        ({"nivel": "sin"}, False),
        ({"hallazgos": "sin"}, True),
        ({"hallazgos": "con"}, False),
        ({"orden": "-lista"}, True),
        ({"orden": "revision", "p": "99"}, True),
    ],
)
def test_filters_keep_what_they_say(client, service, asked, found):
    enter(client, person_with(Role.CAL, service.entity))
    response = client.get(reverse(SCREEN), asked)
    assert response.status_code == 200
    assert (f'/estado/">{service.title}' in response.content.decode()) is found


@pytest.mark.parametrize(
    "asked",
    [{"estado": "x"}, {"etapa": "<b>"}, {"nivel": "9"}, {"hallazgos": "1"}, {"orden": "pk"}],
)
def test_an_impossible_filter_finds_nothing_and_says_so(client, service, asked):
    enter(client, person_with(Role.CAL, service.entity))
    response = client.get(reverse(SCREEN), asked)
    assert response.status_code == 400
    assert f'/estado/">{service.title}' not in response.content.decode()


def test_the_next_review_is_the_first_of_them(service):
    user = person_with(Role.CAL, service.entity)
    day = clock.today() + timedelta(days=3)
    OperationAgreement.objects.update(next_review_on=day)
    (row,) = Asked(user, {"orden": "revision"}).rows
    assert standings([row])[row.pk].agreement_review == day


# -- the country ----------------------------------------------------------------------------


def test_forty_entities_of_forty_services_list_in_fifteen_questions(client):
    country(40, 40)
    ministry = enter(client, person_with(Role.MDT_CONTROL))
    client.get(reverse(SCREEN))
    with CaptureQueriesContext(connection) as asked:
        page = shown(client)
    assert len(asked) <= 15, [one["sql"][:120] for one in asked]
    assert "Página 1 de 24" in page
    rows = portfolio(ministry)
    assert len(rows) == 40 * 30
    assert sum(catalogues(rows).values(), Catalogue()) == Catalogue(1200, 1200, 400)


def test_who_sees_inside_asks_as_little_once_it_is_computed(client):
    entity, *_others = country(2, 60)
    enter(client, person_with(Role.CAL, entity))
    with CaptureQueriesContext(connection) as first:
        shown(client)
    with CaptureQueriesContext(connection) as asked:
        page = shown(client)
    assert len(asked) <= 15, [one["sql"][:120] for one in asked]
    assert len(first) <= 60
    assert "Página 1 de 2" in page


def test_what_is_too_much_to_wait_for_is_left_to_the_sheet(client, monkeypatch):
    entity, *_others = country(1, 3)
    monkeypatch.setattr("agreements.portfolio_asking.MOST_AT_ONCE", 2)
    enter(client, person_with(Role.CAL, entity))
    response = client.get(reverse(SCREEN), {"hallazgos": "con"})
    assert response.status_code == 400
    assert "pida la hoja" in response.content.decode()


# -- the sheet ------------------------------------------------------------------------------


@pytest.fixture
def asked_for(client, django_capture_on_commit_callbacks):
    def ask(**values):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("agreements_portfolio_ask"), values)
        assert response.status_code == 302
        return PortfolioSheet.objects.first()

    return ask


def file_of(client, sheet):
    return client.get(reverse("agreements_portfolio_file", args=[sheet.pk]))


def test_the_sheet_says_what_the_screen_says(client, service, asked_for):
    ServicePageFactory(parent=service.carta, title="=1+1")
    enter(client, person_with(Role.CAL, service.entity))
    sheet = asked_for(formato="xlsx", filtros="orden=-servicio")
    assert (
        "La hoja tiene 2 servicios."
        in client.get(reverse("agreements_portfolio_sheet", args=[sheet.pk])).content.decode()
    )
    rows = list(load_workbook(BytesIO(file_of(client, sheet).content)).active.values)
    assert [row[1] for row in rows[1:]] == ["Emisión de cédula", "'=1+1"]
    assert rows[1][7] == "4 · Predecible"
    assert rows[1][9] == rows[1][10]
    text = file_of(client, asked_for(formato="csv", filtros="q=cedula")).content.decode("utf-8-sig")
    assert text.count("\r\n") == 2
    assert "Emisión de cédula" in text


def test_a_sheet_is_its_persons_alone_and_goes_within_a_day(client, service, asked_for):
    mine = enter(client, person_with(Role.CAL, service.entity))
    sheet = asked_for(formato="csv")
    enter(client, person_with(Role.CAL, service.entity))
    for name in ("sheet", "file"):
        where = reverse(f"agreements_portfolio_{name}", args=[sheet.pk])
        assert client.get(where).status_code == 404
    enter(client, mine)
    assert file_of(client, sheet).status_code == 200
    with clock.frozen(clock.now() + timedelta(days=2)):
        portfolio_sheets.forget_sheets(clock.today())
    assert file_of(client, sheet).status_code == 404
    assert client.post(reverse("agreements_portfolio_ask"), {"formato": "exe"}).status_code == 404


def test_a_sheet_tells_how_it_goes(client, monkeypatch):
    country(2, 45)
    admin = enter(client, UserFactory(superuser=True))
    sheet = PortfolioSheet.objects.create(
        asked_by_id=admin.pk, format="csv", created_at=clock.now()
    )
    seen = []

    def tell(pk, done, total):
        portfolio_sheets.cache.set(portfolio_sheets._progress_key(pk), [done, total], 60)
        page = client.get(reverse("agreements_portfolio_sheet", args=[pk])).content.decode()
        seen.append((done, total, f"{done} de {total} servicios" in page))

    monkeypatch.setattr(portfolio_sheets, "_tell", tell)
    assert portfolio_sheets.make_sheet(sheet.pk) == PortfolioSheet.State.DONE
    assert [one[:2] for one in seen] == [(50, 91), (91, 91)]
    assert all(one[2] for one in seen)
    sheet.refresh_from_db()
    assert sheet.row_count == 91
    assert portfolio_sheets.make_sheet(sheet.pk) == PortfolioSheet.State.DONE


def test_a_sheet_that_fails_says_so(client, service, monkeypatch, asked_for):
    enter(client, person_with(Role.CAL, service.entity))
    monkeypatch.setattr(portfolio_sheets, "lines", lambda *said: 1 / 0)
    sheet = asked_for(formato="csv")
    page = client.get(reverse("agreements_portfolio_sheet", args=[sheet.pk])).content.decode()
    assert "Algo falló" in page
    assert file_of(client, sheet).status_code == 404
