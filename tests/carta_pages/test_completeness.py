"""The list of what is missing follows what is typed, and stores nothing."""

from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from entities import clock
from entities.vocabulary import Role
from tests.carta_pages.editor_forms import add_row, change, read
from tests.carta_pages.test_editor import Desk
from tests.factories.carta_pages import CartaPageFactory, CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import person_with
from tests.workflows.gate.forms import text_of
from tests.workflows.gate.test_editor import edit_url
from workflows.models import Decision, Dossier, DossierItem, PinnedRevision
from workflows.stages import Kind, Route, Stage

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client):
    return Desk(client)


def ask(desk, data, page=None):
    url = reverse("carta_completeness", args=[(page or desk.page).pk])
    return desk.client.post(url, data.urlencode(), content_type="application/x-www-form-urlencoded")


def test_it_answers_for_the_text_as_typed_and_saves_nothing(desk):
    before = Revision.objects.count()
    data = change(desk.open(), statement="Le atendemos en 40 minutos.")
    response = ask(desk, data)
    assert response.status_code == 200
    assert "no dice el número del estándar" in response.content.decode()
    assert 'href="#id_statement"' in response.content.decode()
    assert Revision.objects.count() == before
    assert desk.draft().statement == desk.page.statement


def test_a_row_being_removed_counts_as_removed(desk):
    data = change(desk.open(), indicators__0__DELETE="on")
    assert "Agregue al menos un indicador" in ask(desk, data).content.decode()


def test_text_that_could_not_be_saved_is_said_and_the_rest_is_judged_as_typed(desk):
    data = change(desk.open(), indicators__0__value="1.234", statement="")
    text = ask(desk, data).content.decode()
    assert "campos con errores" in text
    assert "Escriba el compromiso." in text
    assert "Falta: el valor" not in text


def test_a_new_page_with_one_bad_number_asks_only_for_what_is_missing(desk):
    """«Agregue al menos un factor» was said of a form that had one."""
    url = reverse("wagtailadmin_pages:add", args=["carta_pages", "commitmentpage", desk.service.pk])
    data = change(read(desk.client.get(url)), title="Trato amable")
    add_row(data, "quality_factors", text="Amabilidad")
    add_row(data, "indicators", name="Trato", code="T-1", operator="gte", value="1.234")
    response = desk.client.post(
        url, data.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 400
    body = response.content.decode()
    assert "campos con errores" in body
    assert "Agregue al menos un factor" not in body
    assert "Agregue al menos un indicador" not in body
    assert "Indicador 1. Falta: el operador" not in body
    assert "Factor 1. Falta: el punto del recorrido" in body


# -- where the page stands ---------------------------------------------------------------------


def in_dossier(desk, stage):
    now, page = clock.now(), desk.page
    dossier = Dossier.objects.create(
        number="EXP-EN-CURSO",
        entity=desk.entity,
        route=Route.COMMITMENT,
        kind=Kind.FIRST,
        stage=stage,
        opened_at=now,
        opened_by_id=1,
        stage_entered_at=now,
        content_hash="0" * 64,
    )
    revision = page.get_latest_revision()
    DossierItem.objects.create(
        dossier=dossier,
        page_id=page.pk,
        title=page.title,
        pin=PinnedRevision.objects.create(revision=revision, sha256="0" * 64, pinned_at=now),
        snapshot="{}",
        snapshot_hash="0" * 64,
        awaits_resubmission=stage == Stage.UNIT,
        submitted_by_id=1,
        submitted_at=now,
    )
    return dossier


def shown(desk):
    return " ".join(text_of(desk.client.get(edit_url(desk.page))).split())


def test_a_page_under_review_says_where_and_asks_for_nothing(desk):
    dossier = in_dossier(desk, Stage.QUALITY)
    text = shown(desk)
    assert f"En revisión en «{dossier.get_stage_display()}»: expediente {dossier.number}" in text
    assert "No falta nada" not in text
    assert dossier.get_absolute_url() in desk.client.get(edit_url(desk.page)).content.decode()


def test_a_returned_page_says_by_whom_when_why_and_what_to_do(desk):
    dossier = in_dossier(desk, Stage.UNIT)
    returned = Decision.objects.create(
        dossier=dossier,
        stage=Stage.QUALITY,
        outcome=Decision.Outcome.RETURNED,
        target=Stage.UNIT,
        actor_id=1,
        role="cal",
        at=clock.now(),
        reason="Falta la fórmula <b>completa</b>.",
        content_hash="0" * 64,
    )
    text = shown(desk)
    day = timezone.localtime(returned.at).strftime("%d/%m/%Y")
    assert f"Devuelta por {returned.get_stage_display()} el {day}:" in text
    assert "Responder y reenviar" in text
    assert "Enviar a revisión" not in text
    body = desk.client.get(edit_url(desk.page)).content.decode()
    assert reverse("carta_workflows:resubmit", args=[dossier.pk]) in body
    assert "Falta la fórmula &lt;b&gt;completa&lt;/b&gt;." in body
    assert "Devuelta por" in ask(desk, desk.open()).content.decode()


def test_a_public_page_without_changes_says_its_version_and_where_it_is(desk):
    desk.publish()
    live = desk.page.__class__.objects.get(pk=desk.page.pk)
    edition = SimpleNamespace(number=3)
    with patch("workflows.screens.standing.selectors.edition_in_force", return_value=edition):
        text = shown(desk)
        body = desk.client.get(edit_url(desk.page)).content.decode()
    assert "Publicada: versión 3." in text
    assert "No falta nada para enviar" not in text
    assert f'href="{live.url}historial/"' in body


def test_what_stops_a_submission_is_kept_apart_from_where_it_comes_from(desk):
    data = change(desk.open(), statement="", indicators__0__variables="")
    text = ask(desk, data).content.decode()
    assert "Impide enviar" in text
    assert "que no impide" in text
    assert "De dónde sale:" in text
    assert "recomendaciones" not in text


@pytest.mark.parametrize("missing", ["indicators-TOTAL_FORMS", "title"])
def test_a_broken_form_is_no_server_error(desk, missing):
    data = desk.open()
    del data[missing]
    assert ask(desk, data).status_code in {200, 400, 404}


def test_it_only_listens_to_posts(desk):
    assert desk.client.get(reverse("carta_completeness", args=[desk.page.pk])).status_code == 405


def test_a_page_of_another_entity_and_an_unknown_one_answer_alike(desk):
    foreign = CommitmentPageFactory(parent=ServicePageFactory(parent=CartaPageFactory()))
    data = desk.open()
    assert ask(desk, data, foreign).status_code == 404
    url = reverse("carta_completeness", args=[999_999])
    assert desk.client.post(url).status_code == 404


def test_a_reader_who_does_not_write_the_page_is_refused(desk):
    data = desk.open()
    desk.client.force_login(person_with(Role.COM, desk.entity), backend=BACKEND)
    assert ask(desk, data).status_code == 403


def test_a_stranger_is_sent_to_sign_in(desk):
    data = desk.open()
    desk.client.logout()
    assert ask(desk, data).status_code == 302
