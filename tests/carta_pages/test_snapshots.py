"""What is frozen of a page: complete, allow-listed, stable, cheap (DESIGN §3.5, §3.12)."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from carta_pages.models import (
    CartaPage,
    CommitmentPage,
    ScopeUnit,
    ServicePage,
    ServiceProvider,
    TerritorialAnnexPage,
)
from carta_pages.selectors import indicators_of_service
from entities import clock
from tests.factories.carta_pages import (
    CartaPageFactory,
    CommitmentPageFactory,
    ServicePageFactory,
    TerritorialAnnexPageFactory,
    annex_row,
    indicator,
)
from tests.factories.entities import ProvinceFactory, UnitFactory
from workflows.snapshots import Children, canonical, digest

pytestmark = pytest.mark.django_db

TYPES = (CartaPage, ServicePage, CommitmentPage, TerritorialAnnexPage)
NOT_PUBLIC = {"id", "page", "sort_order", "page_ptr", "service"}


def draft(page):
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object()


def names(members):
    return {member.name for member in members}


@pytest.mark.parametrize("model", TYPES)
def test_every_field_of_a_page_and_its_rows_is_either_frozen_or_deliberately_left_out(model):
    """A field added later must be put in the allow-list or named here."""
    schema = model.snapshot_schema
    own = {field.name for field in model._meta.local_fields} - NOT_PUBLIC
    assert own <= names(schema.fields)
    inherited = {rel.get_accessor_name() for rel in get_all_child_relations(Page)}
    rows = {member.name: member for member in schema.fields if isinstance(member, Children)}
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name in inherited:
            continue
        fields = {field.name for field in relation.related_model._meta.fields} - NOT_PUBLIC
        if relation.related_model.__name__ == "AnnexRow":
            fields -= {"commitment"}  # its title is frozen instead: see the model
        assert fields == names(rows[name].fields), name


@pytest.mark.parametrize("model", TYPES)
def test_title_address_and_search_texts_are_part_of_what_is_approved(model):
    assert {"title", "slug", "seo_title", "search_description"} <= names(
        model.snapshot_schema.fields
    )


@pytest.mark.parametrize("model", TYPES)
def test_every_frozen_value_has_a_label_for_readers(model):
    for member in model.snapshot_schema.fields:
        assert str(member.label)
        if isinstance(member, Children):
            assert member.title in names(member.fields)
            assert all(str(field.label) for field in member.fields)


def test_a_snapshot_is_plain_json_and_the_same_on_every_reading():
    page = CommitmentPageFactory()
    first, second = draft(page).build_snapshot(), draft(page).build_snapshot()
    assert json.loads(canonical(first)) == first
    assert digest(first) == digest(second)


def test_numbers_dates_choices_and_references_are_resolved():
    page = CommitmentPageFactory()
    content = draft(page).build_snapshot()
    (sheet,) = content["indicators"]
    assert sheet["value"] == "35"
    assert sheet["unit"] == {"value": "minutos", "label": "minutos"}
    assert sheet["approved_on"] == "2026-01-15"
    unit = page.indicators.get().responsible_unit
    assert sheet["responsible_unit"]["id"] == str(unit.uuid)
    assert content["scope_kinds"] == [{"value": "nacional", "label": "Nacional"}]
    assert content["quality_factors"][0]["dimensions"][0]["label"] == "Capacidad de respuesta"


def test_a_unit_renamed_later_changes_the_draft_and_not_a_snapshot_taken_before():
    page = CommitmentPageFactory()
    before = draft(page).build_snapshot()
    unit = page.indicators.get().responsible_unit
    unit.name = "Otro nombre"
    unit.save()
    after = draft(page).build_snapshot()
    assert before["indicators"][0]["responsible_unit"]["label"] != "Otro nombre"
    assert after["indicators"][0]["responsible_unit"]["label"] == "Otro nombre"


def test_saving_an_unchanged_text_does_not_change_its_hash():
    page = CommitmentPageFactory()
    before = digest(draft(page).build_snapshot())
    draft(page).save_revision()
    assert digest(draft(page).build_snapshot()) == before


def test_ticking_the_same_boxes_in_another_order_is_no_change():
    page = draft(ServicePageFactory())
    page.beneficiaries = ("juridica_publica", "natural_ecuatoriana")
    page.save_revision()
    one = digest(draft(page).build_snapshot())
    again = draft(page)
    again.beneficiaries = ("natural_ecuatoriana", "juridica_publica")
    again.save_revision()
    assert digest(draft(page).build_snapshot()) == one


def test_a_revision_survives_a_unit_that_was_closed():
    page = CommitmentPageFactory()
    unit = page.indicators.get().responsible_unit
    unit.closed_on = clock.today()
    unit.save()
    assert draft(page).build_snapshot()["indicators"][0]["responsible_unit"]["label"] == unit.name


def test_a_revision_whose_reference_is_gone_opens_with_the_field_empty():
    page = CommitmentPageFactory()
    revision = page.latest_revision
    revision.content["indicators"][0]["responsible_unit"] = 999_999
    revision.save()
    assert draft(page).indicators.all()[0].responsible_unit_id is None


def queries(action):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        action()
    return len(captured)


def commitment_with(rows):
    page = CommitmentPageFactory()
    changed = draft(page)
    for number in range(rows):
        unit = UnitFactory(
            province=ProvinceFactory(code=f"{number:02}", name=f"Provincia {number}")
        )
        changed.indicators.add(indicator(unit, code=f"X{number}", uuid=uuid.uuid4()))
        changed.scope_units.add(ScopeUnit(unit=unit))
    changed.save_revision()
    return page


def test_a_snapshot_costs_the_same_whatever_the_number_of_rows():
    few, many = draft(commitment_with(2)), draft(commitment_with(12))
    cost = queries(many.build_snapshot)
    assert cost == queries(draft(commitment_with(2)).build_snapshot)
    assert queries(few.build_snapshot) <= 12


def test_reading_a_draft_costs_the_same_whatever_the_number_of_rows():
    few, many = commitment_with(2), commitment_with(12)
    assert queries(lambda: draft(many)) == queries(lambda: draft(few)) <= 14


def test_a_service_with_many_units_is_frozen_without_a_query_per_row():
    page = ServicePageFactory()
    changed = draft(page)
    for number in range(10):
        province = ProvinceFactory(code=f"{number:02}", name=f"Provincia {number}")
        changed.providers.add(ServiceProvider(unit=UnitFactory(province=province)))
    changed.save_revision()
    whole = draft(page)
    assert queries(whole.build_snapshot) <= 10


def test_an_annex_keeps_the_names_its_row_had_when_it_was_written():
    commitment = CommitmentPageFactory()
    service = commitment.get_parent().specific
    (option,) = indicators_of_service(service)
    annex = TerritorialAnnexPageFactory(
        parent=service, rows=[annex_row(option, unit=service.responsible_unit)]
    )
    renamed = draft(commitment)
    renamed.title = "Otro título"
    renamed.indicators.get_object_list()[0].name = "Otro indicador"
    renamed.save_revision()
    renamed.save()
    (row,) = draft(annex).build_snapshot()["rows"]
    assert row["commitment_title"] == commitment.title
    assert row["indicator_name"] == "Tiempo total en la agencia"


def test_the_carta_freezes_the_entity_it_belongs_to():
    page = CartaPageFactory()
    content = draft(page).build_snapshot()
    assert content["entity"]["label"] == page.entity.name
    assert [right["kind"]["label"] for right in content["rights"]] == ["Derecho", "Deber"]
