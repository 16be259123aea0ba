"""A draft keeps its rows, its identities and its clean text through every save (DESIGN §3.5)."""

import uuid

import pytest

from carta_pages.models import CommitmentPage, IndicatorSheet
from tests.factories.carta_pages import CommitmentPageFactory
from workflows import machine

pytestmark = pytest.mark.django_db


def latest(page):
    return CommitmentPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_a_bare_draft_needs_only_a_title():
    page = CommitmentPageFactory(bare=True, statement="", title="Sin terminar")
    assert latest(page).title == "Sin terminar"


def test_rows_come_back_from_a_draft_with_their_identities():
    page = CommitmentPageFactory()
    stored = {row.uuid for row in page.indicators.all()}
    assert {row.uuid for row in latest(page).indicators.all()} == stored


def publish(page):
    with machine.at_work():
        latest(page).get_latest_revision().publish(skip_permission_checks=True)


def test_rows_added_to_a_draft_of_a_live_page_keep_their_identity_when_published():
    page = CommitmentPageFactory()
    publish(page)
    draft = latest(page)
    added = IndicatorSheet(name="Otro", uuid=uuid.uuid4())
    draft.indicators.add(added)
    draft.save_revision()
    publish(page)
    names = {row.name: row.uuid for row in CommitmentPage.objects.get(pk=page.pk).indicators.all()}
    assert names["Otro"] == added.uuid


def test_rows_written_by_code_keep_the_order_in_which_they_were_written():
    names = [f"Indicador {number}" for number in (3, 1, 2)]
    page = CommitmentPageFactory(
        bare=True, statement="", indicators=[IndicatorSheet(name=name) for name in names]
    )
    assert [row.name for row in page.indicators.all()] == names
    draft = latest(page)
    draft.indicators.add(IndicatorSheet(name="Indicador 0", sort_order=9))
    draft.save_revision()
    assert [row.name for row in latest(page).indicators.all()] == [*names, "Indicador 0"]
    publish(page)
    stored = CommitmentPage.objects.get(pk=page.pk).indicators.all()
    assert [row.name for row in stored] == [*names, "Indicador 0"]
