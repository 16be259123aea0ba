"""What carta, service and annex still lack (R16-R17, R41, R59, R97-R98, R172)."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from carta_pages import requirements
from carta_pages.models import CartaCitation, ServiceProcedure
from carta_pages.models.vocabulary import DesignStatus, OperationStatus, Operator, RequestKind
from carta_pages.requirements.rules import RULES
from carta_pages.selectors import indicators_of_service
from entities import clock
from tests.factories.carta_pages import (
    CartaPageFactory,
    CommitmentPageFactory,
    NormFactory,
    ServicePageFactory,
    TerritorialAnnexPageFactory,
    annex_row,
)
from tests.factories.entities import ProvinceFactory, UnitFactory, ZoneFactory
from workflows.registries import Severity

pytestmark = pytest.mark.django_db


def errors(page):
    return [finding for finding in requirements.check(page) if finding.blocks]


def fields(page, rule):
    return {finding.field for finding in requirements.check(page) if finding.rule == rule}


def test_pages_of_other_rooms_have_no_findings():
    carta = CartaPageFactory()
    assert requirements.check(carta.get_parent().specific) == []


def test_every_rule_says_what_it_asks_and_where_it_comes_from():
    assert len(RULES) > 30
    for rule in RULES:
        assert rule.number.startswith("R")
        assert str(rule.text)
        assert str(rule.source)


# -- carta -------------------------------------------------------------------------------------


@pytest.fixture
def carta():
    return CartaPageFactory().get_latest_revision_as_object()


def test_a_complete_carta_lacks_nothing(carta):
    assert errors(carta) == []


@pytest.mark.parametrize("name", ["presentation", "mission", "contact_office"])
def test_the_carta_has_its_texts(carta, name):
    setattr(carta, name, "")
    assert name in fields(carta, "R59")


@pytest.mark.parametrize("relation", ["rights", "participation", "complaint_channels"])
def test_the_carta_has_its_rows(carta, relation):
    getattr(carta, relation).set([])
    assert relation in fields(carta, "R59")


def test_the_carta_says_how_to_reach_its_office(carta):
    carta.contact_phone = ""
    assert "contact_phone" in fields(carta, "R59")
    carta.contact_email = "carta@ejemplo.gob.ec"
    assert "R59" not in {finding.rule for finding in errors(carta)}


def test_a_kind_of_request_without_channel_is_remarked(carta):
    rows = carta.complaint_channels.get_object_list()
    carta.complaint_channels.set([row for row in rows if row.kind == RequestKind.COMPLAINT])
    (finding,) = [f for f in requirements.check(carta) if f.rule == "R172"]
    assert finding.severity is Severity.WARNING
    assert "Felicitaciones" in str(finding.message)


def test_a_norm_no_longer_in_force_is_named(carta):
    carta.citations.set([CartaCitation(norm=NormFactory(in_force=False))])
    assert "citations-0-norm" in fields(carta, "R217")


# -- service -----------------------------------------------------------------------------------


@pytest.fixture
def service():
    return ServicePageFactory().get_latest_revision_as_object()


def test_a_complete_service_lacks_nothing(service):
    assert errors(service) == []


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("description", ""),
        ("obtains", ""),
        ("beneficiaries", ()),
        ("coverage", ""),
        ("sheet_code", ""),
        ("sheet_valid_until", None),
    ],
)
def test_the_service_has_its_data(service, name, empty):
    setattr(service, name, empty)
    assert name in fields(service, "R17")


def test_the_service_has_a_responsible_unit(service):
    service.responsible_unit = None
    assert "responsible_unit" in fields(service, "R17")


def test_the_sheet_is_in_force_on_the_day_of_the_postulation(service):
    service.sheet_valid_until = clock.today()
    assert "sheet_valid_until" not in fields(service, "R17")
    service.sheet_valid_until = clock.today() - timedelta(days=1)
    assert "sheet_valid_until" in fields(service, "R17")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("design_status", DesignStatus.DOCUMENTED),
        ("operation_status", OperationStatus.TRANSITION),
        ("operation_status", ""),
    ],
)
def test_only_a_validated_service_in_operation_is_postulated(service, name, value):
    setattr(service, name, value)
    assert name in fields(service, "R41")


def test_the_service_has_a_process_and_a_channel(service):
    service.processes.set([])
    service.channels.set([])
    assert "processes" in fields(service, "R16")
    assert "channels" in fields(service, "R17")


@pytest.mark.parametrize(
    ("url", "remarked"),
    [
        ("https://www.gob.ec/dgrcic/tramites/cedula", False),
        ("https://gob.ec/x", False),
        ("https://www.gob.ec.ejemplo.com/x", True),
        ("https://notgob.ec/x", True),
        ("", False),
    ],
)
def test_a_tramite_is_linked_in_the_state_catalogue(service, url, remarked):
    service.procedures.set([ServiceProcedure(name="Cédula", url=url)])
    assert ("procedures-0-url" in fields(service, "R17")) is remarked


# -- annex -------------------------------------------------------------------------------------


@pytest.fixture
def commitment():
    return CommitmentPageFactory()


@pytest.fixture
def option(commitment):
    (found,) = indicators_of_service(commitment.get_parent().specific)
    return found


@pytest.fixture
def annex(commitment, option):
    service = commitment.get_parent().specific
    page = TerritorialAnnexPageFactory(
        parent=service, rows=[annex_row(option, unit=service.responsible_unit)]
    )
    return page.get_latest_revision_as_object()


def test_a_complete_annex_lacks_nothing(annex):
    assert errors(annex) == []


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("justification_capacity", "R97"),
        ("justification_demand", "R97"),
        ("justification_delivery", "R97"),
        ("coherence", "R98"),
    ],
)
def test_the_annex_says_why(annex, name, rule):
    setattr(annex, name, "")
    assert name in fields(annex, rule)


@pytest.mark.parametrize(
    ("values", "rule", "field"),
    [
        ({"unit": None}, "R97", "unit"),
        ({"valid_from": None}, "R97", "valid_from"),
        ({"justification": ""}, "R98", "justification"),
        ({"control_data": ""}, "R98", "control_data"),
        ({"value": None}, "R45", "value"),
        ({"indicator": None}, "R98", "indicator"),
        ({"indicator_unit": "horas"}, "R98", "indicator"),
        ({"indicator_name": "Otro nombre"}, "R98", "indicator"),
        ({"operator": Operator.AT_LEAST}, "R98", "operator"),
        ({"value": Decimal(35)}, "R97", "value"),
    ],
)
def test_each_row_is_justified_controlled_and_coherent(annex, values, rule, field):
    (row,) = annex.rows.get_object_list()
    for name, value in values.items():
        setattr(row, name, value)
    assert f"rows-0-{field}" in fields(annex, rule)


def test_an_annex_without_rows_is_no_annex(annex):
    annex.rows.set([])
    assert "rows" in fields(annex, "R97")


def overlap(annex, *rows):
    annex.rows.set(rows)
    return any("se superponen" in str(finding.message) for finding in requirements.check(annex))


def test_two_rows_of_one_place_and_indicator_overlap_only_when_their_dates_meet(annex, option):
    unit = UnitFactory()
    spring = {"unit": unit, "valid_from": date(2026, 1, 1), "valid_until": date(2026, 6, 30)}
    first = annex_row(option, **spring)
    assert overlap(annex, first, annex_row(option, unit=unit, valid_from=date(2026, 6, 30)))
    assert not overlap(annex, first, annex_row(option, unit=unit, valid_from=date(2026, 7, 1)))
    assert not overlap(annex, first, annex_row(option, unit=UnitFactory()))
    assert overlap(annex, first, annex_row(option, unit=unit, valid_from=None))


def test_a_unit_and_its_province_overlap(annex, option):
    galapagos = ProvinceFactory(code="20", name="Galápagos")
    unit = UnitFactory(province=galapagos)
    assert overlap(annex, annex_row(option, unit=unit), annex_row(option, territory=galapagos))
    other = ProvinceFactory(code="14", name="Morona Santiago")
    assert not overlap(annex, annex_row(option, unit=unit), annex_row(option, territory=other))


def test_a_zone_of_whole_provinces_contains_them_and_one_of_cantons_does_not(annex, option):
    province = ProvinceFactory(code="09", name="Guayas")
    whole, split = ZoneFactory(), ZoneFactory(cantons="Guayaquil, Durán")
    for zone in (whole, split):
        zone.provinces.add(province)
    row = annex_row(option, territory=province)
    assert overlap(annex, annex_row(option, territory=whole), row)
    assert not overlap(annex, annex_row(option, territory=split), row)


def test_a_row_of_another_indicator_does_not_overlap(annex, option):
    unit = UnitFactory()
    other = annex_row(option, unit=unit, indicator=uuid.uuid4())
    assert not overlap(annex, annex_row(option, unit=unit), other)
