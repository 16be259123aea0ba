"""Every rule of a commitment, broken once on a text that is otherwise complete (R36-R56, R101)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from carta_pages import requirements
from carta_pages.models import ScopeTerritory, ScopeUnit
from carta_pages.models.vocabulary import Dimension, Direction, MeasureUnit, Operator, ScopeKind
from entities import clock
from tests.factories.carta_pages import (
    CommitmentPageFactory,
    indicator,
    quality_factor,
    remedy,
)
from tests.factories.entities import ProvinceFactory, UnitFactory
from workflows.registries import Severity, findings_for

pytestmark = pytest.mark.django_db
THICK = (
    "Garantizamos la implementación de procedimientos administrativos interinstitucionales "
    "para la ciudadanía usuaria en 35 minutos."
)


@pytest.fixture
def page():
    return CommitmentPageFactory().get_latest_revision_as_object()


def rules(page, severity=Severity.ERROR):
    return {finding.rule for finding in requirements.check(page) if finding.severity is severity}


def fields(page, rule):
    return {finding.field for finding in requirements.check(page) if finding.rule == rule}


def row(page, relation, **values):
    """Change the first row of a relation in memory."""
    first = getattr(page, relation).get_object_list()[0]
    for name, value in values.items():
        setattr(first, name, value)
    return first


def test_a_complete_commitment_lacks_nothing(page):
    assert [finding for finding in findings_for(page) if finding.blocks] == []


def test_an_empty_commitment_is_told_everything_it_lacks_at_once():
    page = CommitmentPageFactory(bare=True, statement="").get_latest_revision_as_object()
    assert rules(page) == {"R36", "R47", "R51", "R52", "R53", "R163"}


def test_every_finding_names_rule_source_and_force(page):
    page.statement = "Procuraremos atenderle."
    page.quality_factors.set([])
    for finding in requirements.check(page):
        assert finding.rule.startswith("R")
        assert str(finding.source)
        assert str(finding.force) in {"condición", "recomendación", "regla de esta instalación"}


@pytest.mark.parametrize(
    ("values", "rule", "field"),
    [
        ({"text": ""}, "R36", "quality_factors-0-text"),
        ({"journey_step": ""}, "R37", "quality_factors-0-journey_step"),
        ({"critical_point": ""}, "R37", "quality_factors-0-critical_point"),
        ({"dimensions": ()}, "R38", "quality_factors-0-dimensions"),
        ({"dimensions": (Dimension.OTHER,)}, "R38", "quality_factors-0-other_dimension"),
        ({"affects_perception": None}, "R40", "quality_factors-0-affects_perception"),
        ({"affects_perception": False}, "R40", "quality_factors-0-affects_perception"),
        ({"perception_impact": ""}, "R40", "quality_factors-0-perception_impact"),
    ],
)
def test_a_quality_factor_is_tied_to_journey_dimension_and_perception(page, values, rule, field):
    row(page, "quality_factors", **values)
    assert field in fields(page, rule)


@pytest.mark.parametrize(
    "name",
    [
        "code",
        "name",
        "measures",
        "formula",
        "unit",
        "direction",
        "frequency",
        "source",
        "responsible_unit_id",
        "version",
        "approved_on",
    ],
)
def test_the_indicator_sheet_is_complete(page, name):
    row(page, "indicators", **{name: None if name.endswith(("_id", "_on")) else ""})
    assert f"indicators-0-{name.removesuffix('_id')}" in fields(page, "R43")


@pytest.mark.parametrize("name", ["variables", "statistical_basis", "baseline"])
def test_the_rest_of_the_sheet_is_recommended(page, name):
    row(page, "indicators", **{name: None if name == "baseline" else ""})
    assert "R43" in rules(page, Severity.WARNING)
    assert "R43" not in rules(page)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"operator": ""}, "operator"),
        ({"value": None}, "value"),
        ({"operator": Operator.WITHIN, "value_to": None}, "value_to"),
        ({"unit": MeasureUnit.PERCENT, "value": Decimal(101)}, "value"),
        ({"direction": Direction.HIGHER, "operator": Operator.AT_MOST}, "operator"),
        ({"direction": Direction.LOWER, "operator": Operator.AT_LEAST}, "operator"),
    ],
)
def test_the_standard_has_operator_value_and_sense(page, values, field):
    row(page, "indicators", **values)
    assert f"indicators-0-{field}" in fields(page, "R45")


def test_a_standard_of_zero_is_a_value(page):
    row(page, "indicators", value=Decimal(0))
    assert "R45" not in rules(page)


def test_a_standard_worse_than_the_baseline_is_only_remarked(page):
    row(page, "indicators", baseline=Decimal(30))
    assert "R46" in rules(page, Severity.SUGGESTION)


def test_each_factor_needs_its_indicator_and_each_indicator_its_factor(page):
    page.quality_factors.add(quality_factor(text="Trato"))
    row(page, "indicators", factor=None)
    messages = {str(f.message) for f in requirements.check(page) if f.rule == "R43"}
    assert any("diga qué factor mide" in message for message in messages)
    assert any("El factor 2 no tiene indicador" in message for message in messages)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("", "R47"),
        ("Le atendemos en 40 minutos.", "R47"),
        ("Le atendemos en 35 horas.", "R47"),
        ("Le atendemos pronto.", "R47"),
    ],
)
def test_the_text_carries_the_number_and_unit_of_the_standard(page, statement, rule):
    page.statement = statement
    assert "statement" in fields(page, rule)
    assert rule in rules(page)


def test_the_text_carries_both_ends_of_a_range(page):
    row(page, "indicators", operator=Operator.WITHIN, value=Decimal(20), value_to=Decimal(35))
    page.statement = "Le atendemos en 35 minutos."
    assert "R47" in rules(page)
    page.statement = "Le atendemos entre 20 y 35 minutos."
    assert "R47" not in rules(page)


@pytest.mark.parametrize(
    ("statement", "rule", "severity"),
    [
        ("Procuraremos atenderle en 35 minutos.", "R49", Severity.WARNING),
        ("La espera no superará los 35 minutos.", "R47", Severity.SUGGESTION),
        ("Su trámite es atendido en 35 minutos.", "R47", Severity.SUGGESTION),
        ("En 35 minutos " + "le va " * 20 + "bien.", "R223", Severity.SUGGESTION),
        (THICK, "R47", Severity.SUGGESTION),
    ],
)
def test_how_it_is_written_is_remarked_and_does_not_stop_a_submission(
    page, statement, rule, severity
):
    page.statement = statement
    (finding,) = requirements.check(page)
    assert (finding.rule, finding.severity, finding.field) == (rule, severity, "statement")


@pytest.mark.parametrize(
    ("statement", "rule", "words"),
    [
        ("No demoramos más de 35 minutos.", "R47", "en positivo"),
        ("Le atendemos en unos 35 minutos.", "R49", "quite «unos»"),
        ("Le atendemos en 35 horas.", "R47", "dice 35 horas"),
        ("Le atendemos en 40 minutos.", "R47", "no dice el número"),
        ("Le atendemos en 35.", "R47", "no dice la unidad"),
    ],
)
def test_what_makes_it_a_promise_stops_a_submission(page, statement, rule, words):
    page.statement = statement
    (finding,) = requirements.check(page)
    assert (finding.rule, finding.blocks, finding.field) == (rule, True, "statement")
    assert words in str(finding.message)


@pytest.mark.parametrize(
    ("statement", "unit", "value"),
    [
        ("Usted recibe su cédula en un máximo de 40 minutos.", MeasureUnit.MINUTES, "40"),
        ("Usted recibe su cédula en dos días hábiles.", MeasureUnit.BUSINESS_DAYS, "2"),
        ("Atendemos a 9 de cada 10 personas a su hora.", MeasureUnit.PERCENT, "90"),
        ("Atendemos el 95 % de las citas a su hora.", MeasureUnit.PERCENT, "95"),
        ("Resolvemos el 95,5 por ciento de reclamos.", MeasureUnit.PERCENT, "95.5"),
        ("Resolvemos noventa y cinco por ciento de reclamos.", MeasureUnit.PERCENT, "95"),
        ("La gente nos califica con 4,5 sobre 5.", MeasureUnit.SCORE, "4.5"),
    ],
)
def test_real_commitments_are_not_stopped(page, statement, unit, value):
    row(page, "indicators", unit=unit, value=Decimal(value), baseline=None)
    page.statement = statement
    assert [f for f in requirements.check(page) if f.field == "statement"] == []


def test_a_commitment_without_indicator_is_not_a_commitment(page):
    page.indicators.set([])
    assert "R51" in rules(page)


@pytest.mark.parametrize(
    ("kinds", "values", "field"),
    [
        ((), {}, "scope_kinds"),
        ((ScopeKind.ZONAL,), {}, "scope_territories"),
        ((ScopeKind.PROVINCIAL,), {}, "scope_territories"),
        ((ScopeKind.DISTRICT,), {}, "scope_territories"),
        ((ScopeKind.DECONCENTRATED,), {"scope_deconcentrated": "Austro"}, "scope_units"),
    ],
)
def test_a_scope_that_is_not_national_says_where(page, kinds, values, field):
    page.scope_kinds = kinds
    for name, value in values.items():
        setattr(page, name, value)
    assert field in fields(page, "R52")


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        (ScopeKind.DECONCENTRATED, "scope_deconcentrated"),
        (ScopeKind.OTHER, "scope_other"),
    ],
)
def test_deconcentrated_units_and_others_are_specified(page, kind, field):
    page.scope_kinds = (kind,)
    assert field in fields(page, "R101")
    setattr(page, field, "Agencias del Austro")
    assert field not in fields(page, "R101")


def test_a_province_satisfies_a_provincial_scope_and_a_unit_any(page):
    page.scope_kinds = (ScopeKind.PROVINCIAL,)
    page.scope_territories.add(ScopeTerritory(territory=ProvinceFactory()))
    assert "R52" not in rules(page)
    page.scope_territories.set([])
    page.scope_units.add(ScopeUnit(unit=UnitFactory()))
    assert "R52" not in rules(page)


def test_only_the_central_office_needs_no_list(page):
    page.scope_kinds = (ScopeKind.CENTRAL,)
    assert "R52" not in rules(page)


def test_a_national_scope_with_a_list_is_remarked(page):
    page.scope_units.add(ScopeUnit(unit=UnitFactory()))
    assert "R52" in rules(page, Severity.WARNING)
    assert "R52" not in rules(page)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("description", "R53"),
        ("trigger", "R53"),
        ("how_to_ask", "R53"),
        ("deadline", "R53"),
        ("applied_by", "R53"),
        ("user_effect", "R53"),
        ("valid_from", "R53"),
        ("instrument", "R55"),
        ("is_linked", "R54"),
        ("is_viable", "R54"),
        ("is_documented", "R54"),
        ("informs_improvement", "R54"),
        ("indicator", "R53"),
    ],
)
def test_a_remedy_is_complete_formal_and_meets_its_four_conditions(page, name, rule):
    empty = {"valid_from": None, "indicator": None}.get(name, "")
    row(page, "remedies", **{name: False if name.startswith("i") and rule == "R54" else empty})
    assert f"remedies-0-{name}" in fields(page, rule)


def test_a_remedy_that_expired_does_not_count(page):
    row(page, "remedies", valid_until=clock.today() - timedelta(days=1))
    assert "remedies" in fields(page, "R53")
    row(page, "remedies", valid_until=clock.today())
    assert "R53" not in rules(page)


def test_every_indicator_has_a_remedy(page):
    second = indicator(UnitFactory(), code="IND-02", name="Trato")
    page.indicators.add(second)
    assert "remedies" in fields(page, "R53")
    page.remedies.add(remedy(second))
    assert "remedies" not in fields(page, "R53")


@pytest.mark.parametrize("name", ["valid_from", "review_on"])
def test_a_commitment_says_from_when_and_when_it_is_reviewed(page, name):
    setattr(page, name, None)
    assert name in fields(page, "R163")


def test_a_unit_closed_meanwhile_is_named_with_its_field(page):
    unit = row(page, "indicators").responsible_unit
    unit.closed_on = clock.today() - timedelta(days=1)
    unit.save()
    assert "indicators-0-responsible_unit" in fields(page, "R217")


def test_a_unit_that_closes_in_the_future_is_still_fine(page):
    unit = row(page, "indicators").responsible_unit
    unit.closed_on = clock.today()
    unit.save()
    assert "R217" not in rules(page)


def test_rules_hold_whatever_the_clock_says(page):
    with clock.frozen(clock.now().replace(year=2025)):
        assert date(2026, 1, 1) > clock.today()
        assert "R53" not in rules(page)
