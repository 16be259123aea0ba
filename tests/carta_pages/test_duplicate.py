"""«Duplicar como borrador»: same text, other identities, no past (DESIGN §3.9)."""

import pytest

from carta_pages.models import CommitmentPage
from carta_pages.services import duplicate_draft
from entities.vocabulary import Role
from tests.factories.carta_pages import (
    CommitmentPageFactory,
    TerritorialAnnexPageFactory,
    indicator,
    quality_factor,
    remedy,
)
from tests.factories.entities import person_with
from workflows.errors import Refused
from workflows.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    commitment = CommitmentPageFactory(title="Tiempo de espera")
    draft = commitment.get_latest_revision_as_object()
    factor = quality_factor(text="Trato")
    sheet = indicator(draft.responsible_unit, name="Trato", factor=factor.uuid)
    draft.quality_factors.add(factor)
    draft.indicators.add(sheet)
    draft.remedies.add(remedy(sheet, description="Disculpa"))
    draft.save_revision()
    return CommitmentPage.objects.get(pk=commitment.pk)


@pytest.fixture
def writer(page):
    return person_with(Role.UNI, page.entity)


def test_the_copy_is_a_draft_beside_the_original_with_its_own_address(page, writer):
    copy = duplicate_draft(page, writer)
    assert copy.title == "Copia de Tiempo de espera"
    assert copy.slug != page.slug
    assert copy.get_parent().pk == page.get_parent().pk
    assert not copy.live
    assert copy.owner == writer
    assert copy.latest_revision.user == writer
    assert not Edition.objects.filter(page=copy.pk).exists()
    assert (copy.valid_from, copy.review_on) == (None, None)


def test_the_newest_draft_is_what_is_copied_and_every_row_gets_another_identity(page, writer):
    copy = duplicate_draft(page, writer).get_latest_revision_as_object()
    draft = page.get_latest_revision_as_object()
    for relation in ("quality_factors", "indicators", "remedies", "feedback_channels"):
        old, new = getattr(draft, relation).all(), getattr(copy, relation).all()
        assert [str(row) for row in old] == [str(row) for row in new]
        assert not {row.uuid for row in old} & {row.uuid for row in new}


def test_references_between_rows_follow_to_the_copies(page, writer):
    copy = duplicate_draft(page, writer)
    by_name = {row.name: row for row in copy.indicators.all()}
    factors = {row.text: row.uuid for row in copy.quality_factors.all()}
    assert by_name["Trato"].factor == factors["Trato"]
    apology = next(row for row in copy.remedies.all() if row.description == "Disculpa")
    assert apology.indicator == by_name["Trato"].uuid


def test_the_original_is_left_as_it_was(page, writer):
    before = page.get_latest_revision_as_object().build_snapshot()
    duplicate_draft(page, writer)
    assert page.get_latest_revision_as_object().build_snapshot() == before


def test_a_service_is_duplicated_without_what_hangs_below_it(page):
    service = page.get_parent().specific
    copy = duplicate_draft(service, person_with(Role.CAL, page.entity), title="Otro servicio")
    assert copy.title == "Otro servicio"
    assert copy.get_children_count() == 0
    assert [row.name for row in copy.processes.all()] == ["Cedulación"]


@pytest.mark.parametrize("role", [Role.CAL, Role.COM, Role.PLAN, Role.AUD])
def test_only_a_writer_of_such_pages_duplicates(page, role):
    with pytest.raises(Refused):
        duplicate_draft(page, person_with(role, page.entity))


def test_what_is_one_per_place_is_not_duplicated(page, writer):
    annex = TerritorialAnnexPageFactory(parent=page.get_parent().specific)
    with pytest.raises(Refused, match="Solo se duplican"):
        duplicate_draft(annex, writer)
