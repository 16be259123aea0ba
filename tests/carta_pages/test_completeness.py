"""The list of what is missing follows what is typed, and stores nothing."""

import pytest
from django.urls import reverse
from wagtail.models import Revision

from entities.vocabulary import Role
from tests.carta_pages.editor_forms import change
from tests.carta_pages.test_editor import Desk
from tests.factories.carta_pages import CartaPageFactory, CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import person_with

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


def test_text_that_could_not_be_saved_is_said_and_the_last_draft_is_judged(desk):
    data = change(desk.open(), indicators__0__value="1.234")
    text = ask(desk, data).content.decode()
    assert "campos con errores" in text


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
