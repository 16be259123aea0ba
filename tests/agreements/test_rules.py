"""The pure rules of what stands behind a promise."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.rules import chain, eligibility, standard, times
from agreements.rules.capability import Assessed, Capability, code_of, current, of_service
from agreements.rules.criteria import five_criteria, unmet
from agreements.vocabulary import TimeUnit
from carta_pages.models.vocabulary import Direction, MeasureUnit, Operator

DAY = date(2026, 6, 15)
#: The same examples every time, however busy the machine is.
steady = settings(
    derandomize=True, deadline=None, max_examples=60, suppress_health_check=list(HealthCheck)
)


def assessed(process="a", level=4, days=0, valid=365, verified=0, order=0):
    on = DAY + timedelta(days=days)
    seen = None if verified is None else on + timedelta(days=verified)
    return Assessed(process, level, on, on + timedelta(days=valid), seen, order)


# --- Capability (R18) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ([], None),
        ([assessed()], 4),
        ([assessed(verified=None)], None),
        ([assessed(days=-400, valid=399)], None),
        ([assessed(days=-400, valid=400)], 4),
        ([assessed(days=-10), assessed(level=3)], 3),
        ([assessed(days=-10), assessed(level=3, verified=None)], 4),
        ([assessed(days=-10), assessed(level=3, days=-5, verified=6)], 4),
        # A newer one that expired leaves nothing: the older, longer one does not come back.
        ([assessed(days=-300), assessed(level=5, days=-100, valid=50)], None),
        ([assessed(level=4, order=1), assessed(level=2, order=2)], 2),
    ],
)
def test_only_the_newest_verified_and_valid_one_counts(found, level):
    one = current(found, DAY)
    assert (one.level if one else None) == level


levels = st.integers(0, 5)
some = st.lists(
    st.builds(
        assessed,
        process=st.sampled_from("abc"),
        level=levels,
        days=st.integers(-500, 0),
        valid=st.integers(0, 800),
        verified=st.one_of(st.none(), st.integers(0, 60)),
        order=st.integers(0, 9),
    ),
    max_size=8,
)


@steady
@given(some, st.permutations("abc"))
def test_a_service_is_as_capable_as_its_least_capable_process(found, processes):
    whole = of_service(processes, found, DAY)
    each = [current([one for one in found if one.process == code], DAY) for code in processes]
    known = [one.level for one in each if one is not None]
    assert whole.lowest == min(known, default=None)
    assert whole.level == (min(known) if len(known) == 3 else None)
    assert whole.suffices == (len(known) == 3 and min(known) >= 4)
    assert whole.is_below == any(level < 4 for level in known)
    assert not (whole.suffices and whole.is_below)


@steady
@given(some)
def test_the_order_of_the_register_does_not_matter(found):
    unique = [
        one if one.order == place else assessed_again(one, place) for place, one in enumerate(found)
    ]
    assert of_service("abc", unique, DAY) == of_service("abc", unique[::-1], DAY)


def assessed_again(one, order):
    return Assessed(
        one.process, one.level, one.assessed_on, one.valid_until, one.verified_on, order
    )


def test_a_service_without_processes_is_neither_capable_nor_below():
    nothing = of_service([], [assessed()], DAY)
    assert (nothing.level, nothing.suffices, nothing.is_below) == (None, False, False)


def test_a_code_is_the_same_however_it_is_typed():
    assert code_of("  gsi-01 ") == code_of("GSI-01")


# --- Internal times (R65) ------------------------------------------------------------------


def steps(*pairs):
    return [times.Duration(Decimal(value), unit) for value, unit in pairs]


M, H, D = TimeUnit.MINUTES, TimeUnit.HOURS, TimeUnit.DAYS
WH, BD = TimeUnit.WORK_HOURS, TimeUnit.BUSINESS_DAYS


@pytest.mark.parametrize(
    ("given", "promised", "total", "fits"),
    [
        (steps((20, M), (15, M)), (35, M), "35", True),
        (steps((20, M), ("15.5", M)), (35, M), "35.5", False),
        (steps((90, M)), (2, H), "1.5", True),
        (steps((1, D), (1, H)), (24, H), "25", False),
        (steps((2, WH), (6, WH)), (1, BD), "1", True),
        (steps((9, WH)), (1, BD), "1.125", False),
        (steps((3, BD), (2, BD)), (5, BD), "5", True),
        ([], (5, BD), "0", True),
    ],
)
def test_times_of_one_family_are_added(given, promised, total, fits):
    found = times.compare(given, *steps(promised))
    assert (found.total, found.fits, found.strange) == (Decimal(total), fits, ())


@pytest.mark.parametrize(
    ("given", "promised", "strange"),
    [
        (steps((1, BD)), (1, D), (BD,)),
        (steps((20, M), (2, WH), (1, BD), (1, WH)), (1, D), (WH, BD)),
        (steps((5, D)), (5, BD), (D,)),
        (steps((10, M)), (1, BD), (M,)),
    ],
)
def test_times_of_two_families_are_never_guessed(given, promised, strange):
    found = times.compare(given, *steps(promised))
    assert (found.total, found.fits, found.strange) == (None, None, strange)


@steady
@given(
    st.lists(st.tuples(st.decimals(0, 999, places=2), st.sampled_from([M, H, D])), max_size=6),
    st.sampled_from([M, H, D]),
)
def test_turning_units_loses_nothing(pairs, unit):
    given = steps(*pairs)
    exact = sum((step.minutes for step in given), Decimal(0))
    assert times.compare(given, times.Duration(Decimal(10**9), unit)).fits
    in_minutes = times.Duration(exact, M)
    assert times.compare(given, in_minutes).fits
    if exact:
        assert not times.compare(given, times.Duration(exact - Decimal("0.01"), M)).fits


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5 días laborables", ("5", BD)),
        ("5 dias habiles", ("5", BD)),
        ("2,5 horas", ("2.5", H)),
        ("10 minutos", ("10", M)),
        ("15 días", ("15", D)),
        ("1 día.", ("1", D)),
        ("3 horas laborables", ("3", WH)),
        ("en 5 días", None),
        ("5 días o 3 horas", None),
        ("pronto", None),
        ("", None),
    ],
)
def test_a_parameter_is_read_only_when_it_is_plainly_a_time(text, found):
    wanted = steps(found)[0] if found else None
    assert times.parameter_time(text) == wanted


@pytest.mark.parametrize(
    ("operator", "unit", "parameter", "found"),
    [
        (Operator.AT_MOST, MeasureUnit.MINUTES, "", ("35", M)),
        (Operator.AT_MOST, MeasureUnit.BUSINESS_DAYS, "", ("35", BD)),
        (Operator.AT_LEAST, MeasureUnit.MINUTES, "", None),
        (Operator.AT_LEAST, MeasureUnit.PERCENT, "5 días", ("5", D)),
        (Operator.AT_LEAST, MeasureUnit.PERCENT, "", None),
        (Operator.AT_MOST, MeasureUnit.SCORE, "", None),
    ],
)
def test_the_committed_time_is_the_standard_or_its_parameter(operator, unit, parameter, found):
    wanted = steps(found)[0] if found else None
    assert times.committed_time(operator, Decimal(35), unit, parameter) == wanted


# --- The five criteria (R72-R77) -----------------------------------------------------------

WHOLE = {
    "text": "Imprimir en el mismo puesto.",
    "is_clear": True,
    "measure": "100 %",
    "unit_id": 3,
    "relevance": "Evita una fila.",
    "frequency": "mensual",
    "due_on": None,
}


@pytest.mark.parametrize(
    ("gone", "name"),
    [
        ({"is_clear": False}, "Claro"),
        ({"text": " "}, "Claro"),
        ({"measure": ""}, "Medible"),
        ({"unit_id": None}, "Asignable"),
        ({"relevance": ""}, "Relevante"),
        ({"frequency": ""}, "Temporal"),
    ],
)
def test_four_of_five_names_the_missing_one(gone, name):
    assert unmet(five_criteria(**WHOLE)) == ()
    assert [str(one.name) for one in unmet(five_criteria(**{**WHOLE, **gone}))] == [name]


def test_a_deadline_is_as_good_as_a_frequency():
    assert unmet(five_criteria(**{**WHOLE, "frequency": "", "due_on": DAY})) == ()


# --- The legal limit (R46) ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("committed", "limit", "direction", "weaker"),
    [
        (45, 60, Direction.LOWER, False),
        (60, 60, Direction.LOWER, False),
        (61, 60, Direction.LOWER, True),
        (95, 90, Direction.HIGHER, False),
        (89, 90, Direction.HIGHER, True),
    ],
)
def test_a_standard_gives_no_less_than_the_norm(committed, limit, direction, weaker):
    assert standard.is_weaker(Decimal(committed), Decimal(limit), direction) is weaker


@steady
@given(st.decimals(-999, 999, places=3), st.decimals(-999, 999, places=3))
def test_what_is_weaker_one_way_is_not_the_other(committed, limit):
    both = [standard.is_weaker(committed, limit, way) for way in Direction.values]
    assert sum(both) == (committed != limit)


def test_without_a_direction_nothing_is_said():
    with pytest.raises(ValueError, match="which way"):
        standard.is_weaker(Decimal(1), Decimal(2), "")


def test_a_range_is_as_good_as_its_worse_end():
    worst = standard.worst_committed(Operator.WITHIN, Decimal(10), Decimal(20), Direction.LOWER)
    assert worst == 20
    worst = standard.worst_committed(Operator.WITHIN, Decimal(10), Decimal(20), Direction.HIGHER)
    assert worst == 10


# --- The chain (R56) and the four tests (R16) -------------------------------------------------


def said(**values):
    whole = {
        "commitment": "Su cédula en 35 minutos.",
        "scope": "Nacional",
        "factors": [chain.Factor("f", "Tiempo", "Respuesta")],
        "indicators": [chain.Indicator("i", "f", "Minutos", "≤ 35 minutos")],
        "requirements": {"f": "Imprimir"},
        "agreements": {"f": "OLA-1"},
        "remedies": {"i": "Prioridad"},
    }
    return chain.Said(**{**whole, **values})


@pytest.mark.parametrize(
    ("gone", "empty"),
    [
        ({}, ()),
        ({"requirements": {}}, ("requirement",)),
        ({"agreements": {}}, ("agreement",)),
        ({"remedies": {}}, ("remedy",)),
        ({"scope": ""}, ("scope",)),
        ({"commitment": ""}, ("commitment",)),
        ({"indicators": []}, ("indicator", "standard", "remedy")),
        ({"factors": []}, ("factor", "dimension", "requirement", "agreement")),
    ],
)
def test_an_empty_cell_of_the_chain_is_named(gone, empty):
    (link,) = chain.rows([said(**gone)])
    assert link.empty == empty


def test_every_factor_has_a_row_for_each_of_its_indicators():
    two = said(
        factors=[chain.Factor("f", "Tiempo", "R"), chain.Factor("g", "Trato", "E")],
        indicators=[
            chain.Indicator("i", "f", "Minutos", "≤ 35"),
            chain.Indicator("j", "f", "Medio", "≤ 30"),
            chain.Indicator("k", "", "Suelto", "≥ 4"),
        ],
    )
    found = [(link.factor, link.indicator) for link in chain.rows([two])]
    assert found == [("Tiempo", "Minutos"), ("Tiempo", "Medio"), ("Trato", ""), ("", "Suelto")]


def test_the_four_tests_name_what_shows_them_and_what_lacks():
    capable = Capability((("a", 4),), ())
    measured = [eligibility.Measured("Minutos", True, True, ("2025",))]
    agreed = [eligibility.Agreed("Tiempo", ("OLA-1",))]
    whole = eligibility.four_tests(capable, measured, agreed)
    assert [test.holds for test in whole] == [True] * 4
    assert [test.shown_by for test in whole] == [("a: 4",), ("2025",), ("2025",), ("OLA-1",)]
    nothing = eligibility.four_tests(Capability((), ("a",)), [], [])
    assert [test.holds for test in nothing] == [False] * 4
    less = eligibility.four_tests(
        Capability((("a", 4),), ("b",)),
        [eligibility.Measured("Minutos", False, False)],
        [eligibility.Agreed("Tiempo", ())],
    )
    assert [test.lacking for test in less] == [("b",), ("Minutos",), ("Minutos",), ("Tiempo",)]
