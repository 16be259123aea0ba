"""The demonstration as it stands after loading (issue 2, «Demo»; DEMO-FACTS §8)."""

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.core.management import call_command
from wagtail.models import Revision

from agreements.models import PlanVersion, PublicationPlan
from agreements.selectors.plan_content import drawn_up
from agreements.selectors.plan_offer import offer
from carta_pages.models import (
    CartaPage,
    CommitmentPage,
    ServicePage,
    ServiceState,
    TerritorialAnnexPage,
)
from carta_pages.states import State
from cms.demo import acts
from cms.demo.calendar import StoryCalendar
from cms.demo.loader import BEGUN, ENDED
from cms.demo.world import World
from cms.demo_password import DEMO_PASSWORD
from entities import clock, staff
from entities.models import Entity, PointChange, PointOfService, TemporaryClosure
from entities.services.staff import manager_of
from entities.staff import Standing
from entities.vocabulary import ChangeState
from tests.cms.demo.conftest import run_command
from workflows import facts, selectors, staffing, verify
from workflows.models import Decision, Dossier, Edition, Notice, TraceEntry
from workflows.registries import findings_for
from workflows.screens.home import Home
from workflows.screens.stage_coverage import coverage
from workflows.services import submission
from workflows.stages import Stage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("demo"),
]

STATES = {
    "registro-civil/cedula": State.RENEWED,
    "registro-civil/pasaporte": State.UPDATED,
    "registro-civil/inscripcion-de-nacimiento": State.PLANNED,
    "registro-civil/inscripcion-de-defuncion": State.PUBLISHED,
    "registro-civil/copia-de-acta": State.PUBLISHED,
    "sri/inscripcion-ruc": State.PUBLISHED,
    "sri/devolucion-iva": State.NOT_PUBLISHED,
    "sri/certificado-cumplimiento": State.PUBLISHED,
    "sri/reclamo-tributario": State.PLANNED,
    "iess/jubilacion-por-vejez": State.PLANNED,
    "iess/cita-medica": State.PUBLISHED,
    "iess/certificado-afiliacion": State.PUBLISHED,
    "iess/fondos-de-reserva": State.PUBLISHED,
    "trabajo/denuncia-laboral": State.PUBLISHED,
    "trabajo/registro-de-contratos": State.PUBLISHED,
    "trabajo/visto-bueno": State.PLANNED,
    "trabajo/certificado-no-impedimento": State.PUBLISHED,
    "ant/licencia-de-conducir": State.UPDATED,
    "ant/duplicado-de-licencia": State.PUBLISHED,
    "ant/canje-de-licencia": State.PLANNED,
    "ant/licencia-digital": State.NOT_ELIGIBLE,
    "educacion/titulos-extranjeros": State.EXCLUDED,
    "educacion/consulta-de-titulos": State.PUBLISHED,
    "educacion/certificado-de-registro": State.PUBLISHED,
    "educacion/consultas-de-becas": State.PLANNED,
}
SUFFIXES = (
    "unidad", "calidad", "planificacion", "autoridad", "comunicacion", "territorio", "auditoria",
)  # fmt: skip
PREFIXES = ("rc", "sri", "iess", "trabajo", "ant", "edu")
MINISTRY = ("mdt-recepcion", "mdt-control", "mdt-publicacion")


def story_world():
    return World(StoryCalendar(clock.today()))


def public_pages():
    for model in (CartaPage, ServicePage, CommitmentPage, TerritorialAnnexPage):
        yield from model.objects.filter(live=True)


def place(service):
    return f"{service.entity.slug}/{service.slug}"


# --- What there is ---------------------------------------------------------------------------


def test_six_entities_with_their_public_carta():
    assert Entity.objects.count() == 6
    for carta in CartaPage.objects.all():
        assert carta.live, carta.title
        assert selectors.edition_in_force(carta.pk) is not None


def test_twenty_five_services_and_their_commitments():
    assert ServicePage.objects.count() == 25
    assert CommitmentPage.objects.count() >= 60
    in_force = [
        page
        for page in CommitmentPage.objects.filter(live=True)
        if not selectors.edition_in_force(page.pk).is_exclusion
    ]
    assert len(in_force) >= 35


def test_every_state_is_seen_as_the_story_tells_it():
    found = {
        place(service): State(service.state.value)
        for service in ServicePage.objects.select_related("state")
    }
    assert found == STATES
    assert set(found.values()) == set(State) - {State.EMPTY}


def test_the_way_to_the_states_is_in_their_history():
    passport = ServicePage.objects.get(slug="pasaporte").state
    values = passport.history.order_by("history_date").values_list("value", flat=True)
    assert list(values) == ["planificado", "publicado", "actualizado", "actualizado"]
    degrees = ServicePage.objects.get(slug="titulos-extranjeros").state
    assert degrees.previous == State.PUBLISHED
    assert degrees.reason


def test_updates_left_two_and_three_editions():
    same_day = CommitmentPage.objects.get(slug="el-mismo-dia")
    values = [
        edition.content["indicators"][0]["value"]
        for edition in Edition.objects.filter(page=same_day.pk).order_by("number")
    ]
    assert values == ["88", "90", "92"]
    licence = CommitmentPage.objects.get(slug="tiempo-en-agencia")
    assert Edition.objects.filter(page=licence.pk).count() == 2
    carta = CartaPage.objects.get(slug="sri")
    assert Edition.objects.filter(page=carta.pk).count() == 2


def test_the_passport_has_its_annex_for_galapagos_and_morona_santiago():
    annex = TerritorialAnnexPage.objects.get(slug="anexo-galapagos-y-morona-santiago")
    content = selectors.edition_in_force(annex.pk).content
    assert {row["unit"]["province"] for row in content["rows"]} == {
        "Galápagos",
        "Morona Santiago",
    }
    assert {row["parameter"] for row in content["rows"]} == {"5 días laborables"}


def test_points_of_service_in_several_provinces_and_changes_that_wait():
    provinces = set(PointOfService.objects.values_list("province__name", flat=True)) - {None}
    assert len(provinces) >= 10
    assert PointOfService.objects.filter(timezone="Pacific/Galapagos").exists()
    states = Counter(PointChange.objects.values_list("state", flat=True))
    assert states[ChangeState.PROPOSED] >= 4
    assert states[ChangeState.REJECTED] == 1
    assert set(TemporaryClosure.objects.values_list("state", flat=True)) == {
        ChangeState.PROPOSED,
        ChangeState.CONFIRMED,
    }


# --- What waits ------------------------------------------------------------------------------


def test_a_dossier_waits_at_each_stage():
    waiting = Counter(Dossier.objects.filter(status="open").values_list("stage", flat=True))
    assert set(waiting) == set(Stage)


def test_one_returned_one_answered_one_asked():
    returned = Dossier.objects.get(items__page__slug="canje-de-licencia", status="open")
    assert returned.stage == Stage.UNIT
    assert returned.observations.filter(answered_at=None).count() == 3
    answered = Dossier.objects.get(items__page__slug="visto-bueno", status="open")
    assert answered.stage == Stage.QUALITY
    assert answered.observations.exclude(answered_at=None).exists()
    asked = Dossier.objects.get(clarifications__answered_at=None, clarifications__isnull=False)
    assert asked.stage == Stage.CONTROL


def test_one_withdrawn_one_unfavourable_one_of_several_units():
    assert Dossier.objects.filter(status=Dossier.Status.WITHDRAWN).count() == 1
    refused = Dossier.objects.get(status=Dossier.Status.UNFAVOURABLE)
    assert {item.page.slug for item in refused.items.all()} >= {"devolucion-iva"}
    merged = Dossier.objects.get(absorbed__isnull=False)
    assert merged.stage == Stage.PLANNING
    assert merged.items.values("unit").distinct().count() == 2
    assert merged.items.count() == 3


def test_every_open_dossier_can_be_decided_to_its_end_by_distinct_people():
    for dossier in Dossier.objects.filter(status="open").select_related("entity"):
        told = facts.dossier_facts(dossier)
        assert staffing.stage_without_people(told, facts.candidates(told), told.stage) is None


def test_the_named_accounts_finish_every_dossier_by_hand():
    world = story_world()
    for dossier in Dossier.objects.filter(status="open"):
        pages = [item.page for item in dossier.items.select_related("page")]
        entity = dossier.entity
        key = next(key for key in PREFIXES if world.entity(key).pk == entity.pk)
        if dossier.stage == Stage.UNIT:
            writer = get_user_model().objects.get(pk=dossier.opened_by_id)
            answers = {row.pk: "Corregido." for row in dossier.observations.all()}
            submission.resubmit(dossier.pk, writer, answers=answers)
        for asked in dossier.clarifications.filter(answered_at=None):
            text = {"answer": "Se envía la serie separada por motivo."}
            acts.clarification.answer(asked.pk, world.user(f"{key}-calidad"), text)
        _finish(world, dossier, key, pages[0])
    assert not Dossier.objects.filter(status="open").exists()
    assert list(verify.faults()) == []


def _finish(world, dossier, key, page):
    name = f"{key}/…"
    world._page_keys[name] = page.pk
    while Dossier.objects.get(pk=dossier.pk).is_open:
        acts.approve(world, name)
    del world._page_keys[name]


# --- Who is there ----------------------------------------------------------------------------


def test_the_accounts_are_those_of_the_design_with_the_demo_password():
    users = {user.username: user for user in get_user_model().objects.all()}
    wanted = {f"{prefix}-{suffix}" for prefix in PREFIXES for suffix in SUFFIXES}
    assert wanted | {*MINISTRY, "admin"} <= set(users)
    assert users["admin"].is_superuser
    assert sum(user.is_superuser for user in users.values()) == 1
    for username in ("rc-unidad", "edu-auditoria", "mdt-control", "admin"):
        assert check_password(DEMO_PASSWORD, users[username].password)
    assert len({user.get_full_name() for user in users.values()}) == len(users)


@pytest.mark.parametrize("suffix", ["unidad", "calidad", "planificacion", "autoridad"])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_account_that_writes_or_decides_finds_something_to_do(prefix, suffix):
    home = Home(get_user_model().objects.get(username=f"{prefix}-{suffix}"))
    assert home.waiting_count or home.drafts


def test_the_first_account_of_the_readme_has_something_to_correct_and_something_to_finish():
    home = Home(get_user_model().objects.get(username="rc-unidad"))
    assert home.waiting_count
    assert home.drafts
    assert home.sent_dossiers


@pytest.mark.parametrize("username", MINISTRY)
def test_the_ministry_has_its_queues(username):
    assert Home(get_user_model().objects.get(username=username)).waiting_count


@pytest.mark.parametrize("prefix", PREFIXES)
def test_territory_and_communications_have_something_at_hand(prefix):
    for suffix in ("territorio", "comunicacion"):
        home = Home(get_user_model().objects.get(username=f"{prefix}-{suffix}"))
        assert home.waiting_count or home.drafts or home.sent_dossiers, suffix


def test_old_notices_have_been_read():
    old = clock.now() - timedelta(days=90)
    unread = Notice.objects.filter(read_at=None)
    assert unread.exists()
    assert unread.count() < Notice.objects.count() / 5
    assert not unread.filter(created_at__lt=old).exists()


# --- When it happened ------------------------------------------------------------------------


def test_time_never_runs_backwards_and_stays_within_twelve_months():
    moments = list(TraceEntry.objects.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0].date() >= clock.today() - timedelta(days=366)
    assert moments[-1].date() < clock.today()
    assert (moments[-1] - moments[0]).days > 300


def test_wagtail_tells_the_same_days():
    created = Revision.objects.order_by("created_at").values_list("created_at", flat=True)
    assert created[0].date() >= clock.today() - timedelta(days=366)
    assert created.last().date() < clock.today()
    published = CommitmentPage.objects.get(slug="en-35-minutos")
    first = Edition.objects.get(page=published.pk, number=1)
    assert published.first_published_at == first.published_at


def test_decisions_are_taken_on_business_days():
    weekdays = {
        at.astimezone(clock.ZONE).weekday() for at in Decision.objects.values_list("at", flat=True)
    }
    assert weekdays <= {0, 1, 2, 3, 4}


def test_the_trace_says_where_the_demonstration_begins_and_ends():
    kinds = list(TraceEntry.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds[0] == BEGUN
    assert kinds[-1] == ENDED
    assert kinds.count(BEGUN) == kinds.count(ENDED) == 1


# --- Whether it holds ------------------------------------------------------------------------


def test_the_evidence_is_whole():
    assert list(verify.faults()) == []


def test_nothing_published_breaks_a_rule_of_the_text():
    assert [
        (page.title, finding.message) for page in public_pages() for finding in findings_for(page)
    ] == []


def test_a_second_run_changes_nothing():
    before = {model: model._base_manager.count() for model in apps.get_models()}
    length = TraceEntry.objects.count()
    assert "ya estaba cargada" in run_command()
    assert {model: model._base_manager.count() for model in apps.get_models()} == before
    assert TraceEntry.objects.count() == length


def test_progress_is_told_month_by_month(demo):
    lines = [line for line in demo.output.splitlines() if line.startswith("  [")]
    assert 12 <= len(lines) <= 14
    assert "pasos" in lines[0]
    assert (
        lines[-1].split("]")[0].strip(" [").split("/")[0]
        == (lines[-1].split("]")[0].strip(" [").split("/")[1])
    )


def test_the_daily_command_has_nothing_to_complain_about():
    call_command("diario", stdout=_Nowhere())


class _Nowhere:
    def write(self, text):
        return len(text)


# --- What citizens see -----------------------------------------------------------------------


def sitemap(client):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = [urlsplit(node.text).path for node in root.iter() if node.tag.endswith("}loc")]
    if root.tag.endswith("sitemapindex"):
        return [
            urlsplit(node.text).path
            for part in found
            for node in ElementTree.fromstring(client.get(part).content).iter()
            if node.tag.endswith("}loc")
        ]
    return found


def test_sixty_public_pages_each_saying_that_it_is_a_demonstration(client):
    paths = sitemap(client)
    assert len(paths) >= 60
    silent = []
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        if "Datos de demostración" not in response.content.decode():
            silent.append(path)
    assert silent == []


def test_what_is_not_public_is_not_in_the_sitemap(client):
    paths = " ".join(sitemap(client))
    for slug in ("devolucion-iva", "licencia-digital", "titulos-extranjeros", "visto-bueno"):
        assert slug not in paths


@pytest.mark.parametrize("prefix", PREFIXES)
def test_whoever_manages_the_people_finds_an_invitation_and_a_role_about_to_end(prefix):
    manager = get_user_model().objects.get(username=f"{prefix}-personal")
    (entity,) = staff.managed_entities(manager_of(manager))
    people = staff.members(entity)
    standings = {held.standing for member in people for held in member.held}
    assert {Standing.CURRENT, Standing.SOON, Standing.INVITED} <= standings
    assert not any(row.is_missing for row in coverage(entity, people))


# --- The yearly plan (R78-R90) -------------------------------------------------------------------


def test_every_entity_has_an_approved_plan_and_each_planned_service_came_by_one():
    newest = {plan.entity_id: plan for plan in PublicationPlan.objects.order_by("year")}
    assert set(newest) == set(Entity.objects.values_list("pk", flat=True))
    assert all(plan.version and not plan.is_open for plan in newest.values())
    entered = ServiceState.history.filter(transition="T1", value=State.PLANNED)
    assert entered.values("service_id").distinct().count() == 24
    hashes = {version.sha256[:12] for version in PlanVersion.objects.all()}
    for row in entered:
        assert any(start in row.support for start in hashes), row.support


def test_a_frozen_version_says_the_five_parts():
    for version in PlanVersion.objects.all():
        content = version.content
        assert content["commitments"]
        assert len(content["schedule"]) == 7
        assert all(stage["unit"] and stage["post"] for stage in content["schedule"])
        assert content["indicators"]["goal"]
        assert content["review"]["frequency"]
        assert content["review"]["conditions"]


def test_the_service_at_level_3_cannot_be_planned_and_the_offer_says_why():
    plan = PublicationPlan.objects.filter(entity__slug="ant").order_by("-year").first()
    (digital,) = [one for one in offer(plan) if one.service.slug == "licencia-digital"]
    assert "3 · Establecido" in digital.why_not
    assert digital.service.pk not in [row.service_id for row in drawn_up(plan).listed]
