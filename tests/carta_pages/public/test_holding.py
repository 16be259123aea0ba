"""Which standard holds in a province: rule tables over what editions say (R97-R98, R52)."""

from datetime import date

import pytest

from carta_pages.public.cartogram import GALAPAGOS, Province, positions, same_name, tiles
from carta_pages.public.holding import (
    Reach,
    Rule,
    Spot,
    answer,
    differing,
    in_force,
    reach_at,
    reach_of_row,
    reach_of_scope,
    reach_of_territory,
    standing_at,
    units_to_tell,
)

MORONA = Province("14", "Morona Santiago")
AZUAY = Province("01", "Azuay")
TODAY = date(2026, 6, 1)


def unit(key, province="Morona Santiago", canton="Morona"):
    return {
        "id": key,
        "label": f"Agencia {key}",
        "level": "provincial",
        "province": province,
        "canton": canton,
    }


def at_unit(key, **where):
    return {"unit": unit(key, **where), "territory": None, "value": "60"}


def at(code="14", level="provincia", value="60", **more):
    return {"unit": None, "territory": {"id": code, "label": "X", "level": level, **more}}


def zone(provinces=("14", "01"), cantons="", **more):
    return at("Z6", "zona", provinces=list(provinces), cantons=cantons, **more)


MACAS, SUCUA = unit("Macas"), unit("Sucúa", canton="Sucúa")
QUITO = unit("Quito", "Pichincha", "Quito")
VIRTUAL = unit("virtual", "", "")
OLD_ZONE = at("Z6", "zona")

RULES = [
    # rows, units of the service, rule, row that holds everywhere, units told
    ("no annex", [], [MACAS], Rule.NATIONAL, None, {}),
    ("another province", [at("01")], [MACAS], Rule.NATIONAL, None, {}),
    (
        "a unit of another province",
        [at_unit("Quito", province="Pichincha")],
        [],
        Rule.NATIONAL,
        None,
        {},
    ),
    ("the province", [at("14")], [MACAS], Rule.LOCAL, 0, {}),
    ("a zone of whole provinces", [zone()], [MACAS], Rule.LOCAL, 0, {}),
    ("a zone without it", [zone(["01"])], [MACAS], Rule.NATIONAL, None, {}),
    ("its only unit", [at_unit("Macas")], [MACAS], Rule.LOCAL, 0, {"Agencia Macas": 0}),
    (
        "one of two units",
        [at_unit("Macas")],
        [MACAS, SUCUA, QUITO],
        Rule.BOTH,
        None,
        {"Agencia Macas": 0, "Agencia Sucúa": None},
    ),
    (
        "both units, two values",
        [at_unit("Macas"), at_unit("Sucúa", canton="Sucúa")],
        [MACAS, SUCUA],
        Rule.LOCAL,
        None,
        {"Agencia Macas": 0, "Agencia Sucúa": 1},
    ),
    ("nobody listed the units", [at_unit("Macas")], [], Rule.BOTH, None, {"Agencia Macas": 0}),
    (
        "a unit the service forgot to list",
        [at_unit("Macas")],
        [SUCUA],
        Rule.BOTH,
        None,
        {"Agencia Macas": 0, "Agencia Sucúa": None},
    ),
    (
        "the cantons of a zone",
        [zone(["14"], "Sucua, Logroño")],
        [MACAS, SUCUA],
        Rule.BOTH,
        None,
        {"Agencia Macas": None, "Agencia Sucúa": 0},
    ),
    ("a zone that names no provinces", [OLD_ZONE], [MACAS], Rule.UNSURE, None, {}),
    ("a unit that names no province", [{"unit": VIRTUAL}], [MACAS], Rule.UNSURE, None, {}),
    ("a row that names no place", [{"unit": None, "territory": None}], [], Rule.UNSURE, None, {}),
    ("unsure beside the province", [OLD_ZONE, at("14")], [], Rule.LOCAL, 1, {}),
]


@pytest.mark.parametrize(
    ("rows", "units", "rule", "row", "told"), [r[1:] for r in RULES], ids=[r[0] for r in RULES]
)
def test_which_standard_holds(rows, units, rule, row, told):
    found = answer(rows, MORONA, TODAY, units=units)
    assert found.rule == rule
    assert found.row is (None if row is None else rows[row])
    expected = {label: None if place is None else rows[place] for label, place in told.items()}
    assert {unit.label: unit.row for unit in found.units} == expected


def test_what_is_unsure_is_said_beside_the_answer():
    found = answer([OLD_ZONE, at("14")], MORONA, TODAY)
    assert found.unsure == (OLD_ZONE,)


def test_units_are_told_by_canton_and_name():
    units = [unit("B", canton="Sucúa"), unit("Z", canton="Gualaquiza"), unit("A", canton="Sucúa")]
    found = answer([at_unit("B", canton="Sucúa")], MORONA, TODAY, units=units)
    assert [(told.canton, told.label) for told in found.units] == [
        ("Gualaquiza", "Agencia Z"),
        ("Sucúa", "Agencia A"),
        ("Sucúa", "Agencia B"),
    ]


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [
        (None, None, True),
        ("2026-06-01", None, True),
        ("2026-06-02", None, False),
        (None, "2026-06-01", True),
        (None, "2026-05-31", False),
        ("2026-01-01", "2026-12-31", True),
    ],
)
def test_a_row_counts_only_between_its_dates(start, end, holds):
    row = {**at("14"), "valid_from": start, "valid_until": end}
    assert in_force(row, TODAY) is holds
    assert answer([row], MORONA, TODAY).rule == (Rule.LOCAL if holds else Rule.NATIONAL)
    assert differing([row], [MORONA, AZUAY], TODAY) == ({"14"} if holds else set())


def scope(*kinds, units=(), territories=(), **texts):
    return {
        "scope_kinds": [{"value": kind, "label": kind} for kind in kinds],
        "scope_units": [{"unit": one} for one in units],
        "scope_territories": [{"territory": one["territory"]} for one in territories],
        **texts,
    }


SCOPES = [
    (scope("nacional"), Reach.WHOLE),
    (scope("nacional", "provincial", territories=[at("01")]), Reach.WHOLE),
    (scope(), Reach.WHOLE),
    (scope("provincial", territories=[at("14")]), Reach.WHOLE),
    (scope("provincial", territories=[at("01")]), Reach.NONE),
    (scope("provincial"), Reach.UNKNOWN),
    (scope("zonal", territories=[zone()]), Reach.WHOLE),
    (scope("zonal", territories=[zone(cantons="Sucúa")]), Reach.PART),
    (scope("zonal", territories=[zone(["01"])]), Reach.NONE),
    (scope("zonal", territories=[OLD_ZONE]), Reach.UNKNOWN),
    (scope("unidades_desconcentradas", units=[MACAS]), Reach.PART),
    (scope("unidades_desconcentradas", units=[QUITO]), Reach.NONE),
    (scope("unidades_desconcentradas", units=[QUITO, VIRTUAL]), Reach.UNKNOWN),
    (scope("unidades_desconcentradas", scope_deconcentrated="las agencias grandes"), Reach.UNKNOWN),
    (scope("provincial", "otros", territories=[at("01")], scope_other="ferias"), Reach.UNKNOWN),
    (scope("planta_central"), Reach.UNKNOWN),
]


@pytest.mark.parametrize(("content", "reach"), SCOPES)
def test_how_much_of_a_province_a_commitment_covers(content, reach):
    assert reach_of_scope(content, MORONA) == reach


def test_no_standard_holds_where_the_commitment_does_not():
    found = answer([at("14")], MORONA, TODAY, scope=Reach.NONE, units=[MACAS])
    assert (found.rule, found.row, found.units) == (Rule.ABSENT, None, ())


def test_a_commitment_of_some_units_tells_only_those():
    content = scope("unidades_desconcentradas", units=[MACAS, QUITO])
    reach = reach_of_scope(content, MORONA)
    units = units_to_tell(content, [MACAS, SUCUA], reach)
    found = answer([], MORONA, TODAY, scope=reach, units=units)
    assert (found.rule, [told.label for told in found.units]) == (Rule.NATIONAL, ["Agencia Macas"])


@pytest.mark.parametrize(
    ("row", "reach"),
    [
        (at("14"), Reach.WHOLE),
        (at("Z1", "distrito", provinces=["14"], cantons="Morona"), Reach.PART),
        (at("Z1", "distrito", provinces=[], cantons="Morona"), Reach.UNKNOWN),
        (at_unit("x", province="MORONA-SANTIAGO"), Reach.PART),
        (at_unit("x", province="Santiago"), Reach.NONE),
    ],
)
def test_how_much_of_a_province_a_row_covers(row, reach):
    assert reach_of_row(row, MORONA) == reach
    assert row.get("unit") or reach_of_territory(row["territory"], MORONA) == reach


def test_the_map_marks_whole_provinces_and_those_with_a_unit():
    rows = [at("01"), at_unit("Macas"), at_unit("Quito", province="Pichincha"), OLD_ZONE]
    assert differing(rows, [MORONA, AZUAY, Province("17", "Pichincha")], TODAY) == {
        "14",
        "01",
        "17",
    }
    assert differing([OLD_ZONE], [MORONA], TODAY) == set()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Sucumbíos", "SUCUMBIOS", True),
        ("Morona-Santiago", "Morona  Santiago", True),
        ("Cañar", "Canar", True),
        ("Loja", "El Oro", False),
        ("", "", False),
    ],
)
def test_spellings_of_one_name(one, other, same):
    assert same_name(one, other) is same


# --- One window -------------------------------------------------------------------------------

WINDOW = Spot(MORONA, "Sucúa", "Sucúa")
PROVINCE = at(value="50")
OWN = at_unit("Sucúa")
CANTON = zone(cantons="Morona; SUCUA\nLogroño")
NO_PLACE = {"unit": None, "territory": None, "value": "9"}
ENDED = {**OWN, "valid_until": "2026-05-31"}
LATER = {**OWN, "valid_from": "2026-06-02"}
NOWHERE = Spot(None, "", "Sucúa")
OF_NOBODY = Spot(MORONA, "Sucúa")
AT_A_WINDOW = [
    # rows, the one that holds, those of which nobody knows
    ("nothing", [], None, ()),
    ("its unit's before all", [PROVINCE, zone(), CANTON, OWN], OWN, ()),
    ("its canton's before its province's", [PROVINCE, zone(), CANTON], CANTON, ()),
    ("a zone of whole provinces", [zone()], zone(), ()),
    ("another unit", [at_unit("Macas")], None, ()),
    ("another province", [at("01"), zone(["01"])], None, ()),
    ("other cantons", [zone(cantons="Morona, Logroño")], None, ()),
    ("a zone whose text names no province", [OLD_ZONE], None, (OLD_ZONE,)),
    ("the same beside its province", [OLD_ZONE, PROVINCE], PROVINCE, (OLD_ZONE,)),
    ("a row that names no place", [NO_PLACE], None, (NO_PLACE,)),
    ("a row that ended", [ENDED, PROVINCE], PROVINCE, ()),
    ("a row that has not begun", [LATER], None, ()),
]


@pytest.mark.parametrize(
    ("rows", "row", "unsure"), [case[1:] for case in AT_A_WINDOW], ids=[c[0] for c in AT_A_WINDOW]
)
def test_which_row_holds_at_a_window(rows, row, unsure):
    standing = standing_at(rows, WINDOW, TODAY)
    assert (standing.row, standing.unsure) == (row, unsure)


def test_what_has_no_place_is_in_no_territory_but_may_be_of_a_unit():
    assert standing_at([PROVINCE, zone()], NOWHERE, TODAY).row is None
    assert standing_at([OWN], NOWHERE, TODAY).row == OWN


def test_a_window_of_nobody_does_not_know_whether_a_unit_of_its_province_runs_it():
    standing = standing_at([OWN, at_unit("Quito", province="Pichincha")], OF_NOBODY, TODAY)
    assert (standing.row, standing.unsure) == (None, (OWN,))


AT_SPOTS = [
    (scope(), Reach.WHOLE, Reach.WHOLE, Reach.WHOLE),
    (scope("nacional", units=[QUITO]), Reach.WHOLE, Reach.WHOLE, Reach.WHOLE),
    (scope("otros"), Reach.UNKNOWN, Reach.UNKNOWN, Reach.UNKNOWN),
    (scope("planta_central"), Reach.UNKNOWN, Reach.UNKNOWN, Reach.UNKNOWN),
    (scope("unidades_desconcentradas", units=[SUCUA]), Reach.WHOLE, Reach.UNKNOWN, Reach.WHOLE),
    (scope("unidades_desconcentradas", units=[MACAS]), Reach.NONE, Reach.UNKNOWN, Reach.NONE),
    (scope("unidades_desconcentradas", units=[QUITO]), Reach.NONE, Reach.NONE, Reach.NONE),
    (scope("provincial", territories=[PROVINCE]), Reach.WHOLE, Reach.WHOLE, Reach.NONE),
    (scope("provincial", territories=[at("01")]), Reach.NONE, Reach.NONE, Reach.NONE),
    (scope("zonal", territories=[CANTON]), Reach.WHOLE, Reach.WHOLE, Reach.NONE),
    (scope("zonal", territories=[zone(cantons="Macas")]), Reach.NONE, Reach.NONE, Reach.NONE),
    (scope("zonal", territories=[OLD_ZONE]), Reach.UNKNOWN, Reach.UNKNOWN, Reach.NONE),
]


@pytest.mark.parametrize(("content", "window", "of_nobody", "nowhere"), AT_SPOTS)
def test_whether_a_commitment_reaches_a_spot(content, window, of_nobody, nowhere):
    spots = (WINDOW, OF_NOBODY, NOWHERE)
    assert [reach_at(content, spot) for spot in spots] == [window, of_nobody, nowhere]


def test_a_window_without_a_canton_does_not_know_whether_a_zone_of_cantons_holds_it():
    content = scope("zonal", territories=[CANTON])
    assert reach_at(content, Spot(MORONA, "", "Sucúa")) == Reach.UNKNOWN


AGREEING = {
    Reach.WHOLE: {Reach.WHOLE},
    Reach.NONE: {Reach.NONE},
    Reach.PART: {Reach.WHOLE, Reach.NONE, Reach.UNKNOWN},
    Reach.UNKNOWN: {Reach.UNKNOWN},
}


@pytest.mark.parametrize("content", [content for content, _reach in SCOPES])
def test_a_window_never_says_otherwise_than_its_province(content):
    assert reach_at(content, OF_NOBODY) in AGREEING[reach_of_scope(content, MORONA)]


# --- The country as tiles ---------------------------------------------------------------------

NEIGHBOURS = [
    ("08", "10"), ("10", "04"), ("04", "21"), ("10", "17"), ("08", "23"), ("23", "17"),
    ("17", "15"), ("15", "21"), ("21", "22"), ("13", "23"), ("13", "12"), ("23", "12"),
    ("12", "05"), ("17", "05"), ("05", "18"), ("15", "18"), ("13", "09"), ("24", "09"),
    ("09", "02"), ("12", "02"), ("02", "06"), ("05", "06"), ("06", "16"), ("18", "16"),
    ("22", "16"), ("16", "14"), ("06", "01"), ("03", "01"), ("01", "14"), ("03", "07"),
    ("07", "11"), ("01", "11"), ("11", "19"), ("14", "19"),
]  # fmt: skip


def test_each_province_stands_once_on_the_map():
    codes = [f"{number:02}" for number in range(1, 25)]
    assert sorted(positions()) == codes
    assert len(set(positions().values())) == len(codes)


@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_provinces_that_touch_stand_side_by_side(one, other):
    (column, row), (other_column, other_row) = positions()[one], positions()[other]
    assert max(abs(column - other_column), abs(row - other_row)) == 1


def test_galapagos_touches_nobody():
    column, row = positions()[GALAPAGOS]
    for code, (other_column, other_row) in positions().items():
        if code != GALAPAGOS:
            assert max(abs(column - other_column), abs(row - other_row)) > 1, code


def test_north_is_above_and_west_is_left():
    at_ = positions()
    for north, south in [("08", "13"), ("04", "17"), ("17", "05"), ("05", "11"), ("21", "16")]:
        assert at_[north][1] < at_[south][1]
    for west, east in [("13", "17"), ("24", "14"), ("07", "19"), ("08", "21")]:
        assert at_[west][0] < at_[east][0]


def test_the_list_goes_by_name_and_a_province_unknown_to_the_layout_is_still_in_it():
    shown = tiles([MORONA, Province("25", "Árbol"), AZUAY], "14", {"01"})
    assert [(tile.code, tile.row > 0) for tile in shown] == [
        ("25", False),
        ("01", True),
        ("14", True),
    ]
    assert [tile.code for tile in shown if tile.is_chosen] == ["14"]
    assert [tile.code for tile in shown if tile.differs] == ["01"]
