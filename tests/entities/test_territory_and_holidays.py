"""Provinces, zones, units and holidays: data that commands load and people correct."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from entities import clock, selectors, services
from entities.errors import RuleViolation
from entities.models import Holiday, OrganizationalUnit, TerritorialUnit
from entities.vocabulary import TerritorialLevel, UnitLevel
from tests.factories.entities import (
    LONG_AGO,
    EntityFactory,
    HolidayFactory,
    ProvinceFactory,
    UnitFactory,
    ZoneFactory,
)

pytestmark = pytest.mark.django_db


def fields_refused(call):
    with pytest.raises(RuleViolation) as violation:
        call()
    return {problem.field for problem in violation.value.problems}


def test_the_24_provinces_are_loaded_once():
    call_command("setup_territory", verbosity=0)
    call_command("setup_territory", verbosity=0)
    found = dict(selectors.provinces().values_list("code", "name"))
    assert sorted(found) == [f"{code:02d}" for code in range(1, 25)]
    assert found["20"] == "Galápagos"
    assert found["14"] == "Morona Santiago"
    assert found["23"] == "Santo Domingo de los Tsáchilas"
    assert all(row.history.count() == 1 for row in selectors.provinces())


def test_a_renamed_province_is_not_overwritten():
    call_command("setup_territory", verbosity=0)
    azuay = selectors.provinces().get(code="01")
    services.update_territory(azuay, actor_id=1, reason="Corrección de nombre", name="El Azuay")
    call_command("setup_territory", verbosity=0)
    azuay.refresh_from_db()
    assert azuay.name == "El Azuay"


def test_zones_are_each_entitys_own_and_may_share_a_code():
    first, second = EntityFactory.create_batch(2)
    provinces = [ProvinceFactory(code="10", name="Imbabura"), ProvinceFactory(code="04", name="C")]
    for entity in (first, second):
        zone = services.create_territory(
            level=TerritorialLevel.ZONE,
            code="Z1",
            name="Zona 1",
            entity=entity,
            provinces=provinces,
            cantons="Ibarra, Tulcán",
        )
        assert zone.provinces.count() == 2
        assert zone.history.count() == 1
    assert TerritorialUnit.objects.filter(entity=first).count() == 1


def test_a_province_has_no_entity_a_zone_has_one_and_codes_are_not_repeated():
    entity = EntityFactory()
    ZoneFactory(entity=entity, code="Z1")
    ProvinceFactory(code="01")

    def make(**values):
        return lambda: services.create_territory(**{"code": "X", "name": "X", **values})

    assert fields_refused(make(level="provincia", entity=entity)) == {"entity"}
    assert fields_refused(make(level="zona")) == {"entity"}
    assert fields_refused(make(level="zona", entity=entity, code="Z1")) == {"code"}
    assert fields_refused(make(level="provincia", code="01")) == {"code"}
    assert fields_refused(make(level="comarca", entity=entity)) == {"level"}
    assert fields_refused(make(level="zona", entity=entity, name="")) == {"name"}


@pytest.mark.parametrize("values", [{"level": "provincia", "entity": True}, {"level": "zona"}])
def test_the_database_itself_refuses_a_misplaced_territory(values):
    entity = EntityFactory() if values.get("entity") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritorialUnit.objects.create(
            level=values["level"], entity=entity, code="X", name="X", opened_on=LONG_AGO
        )


def test_changing_only_the_provinces_of_a_zone_is_a_change():
    zone = ZoneFactory()
    services.update_territory(
        zone, actor_id=1, reason="Nueva división zonal", provinces=[ProvinceFactory()]
    )
    assert zone.provinces.count() == 1
    assert zone.history.count() == 2
    assert fields_refused(
        lambda: services.update_territory(
            zone, actor_id=1, reason="Otra entidad", entity=EntityFactory()
        )
    ) == {"entity"}


def test_units_hang_from_units_of_their_entity_and_never_in_a_ring():
    entity = EntityFactory()
    top = services.create_unit(entity, name="Coordinación", level=UnitLevel.CENTRAL)
    middle = services.create_unit(entity, name="Zona", level=UnitLevel.ZONAL, parent=top)
    bottom = services.create_unit(entity, name="Oficina", level=UnitLevel.DISTRITAL, parent=middle)
    foreign = UnitFactory()

    def move(unit, parent):
        return lambda: services.update_unit(
            unit, actor_id=1, reason="Reforma del estatuto", parent=parent
        )

    assert fields_refused(move(top, bottom)) == {"parent"}
    assert fields_refused(move(top, top)) == {"parent"}
    assert fields_refused(move(top, foreign)) == {"parent"}
    assert fields_refused(
        lambda: services.update_unit(top, actor_id=1, reason="Mudanza", entity=foreign.entity)
    ) == {"entity"}
    assert move(bottom, top)().parent == top


def test_a_ring_drawn_by_sql_stops_no_server():
    unit = UnitFactory()
    other = UnitFactory(entity=unit.entity, parent=unit)
    OrganizationalUnit.objects.filter(pk=unit.pk).update(parent=other)
    assert "parent" in fields_refused(
        lambda: services.update_unit(unit, actor_id=1, reason="Otro nombre", name="Otro")
    )


def test_a_closed_unit_stays_and_is_no_longer_in_force():
    unit = UnitFactory(opened_on=LONG_AGO)
    services.close_unit(
        unit, closed_on=date(2026, 1, 31), actor_id=1, reason="Reforma del estatuto"
    )
    assert list(OrganizationalUnit.objects.in_force(date(2026, 1, 31)).filter(pk=unit.pk)) == [unit]
    assert not OrganizationalUnit.objects.in_force(date(2026, 2, 1)).filter(pk=unit.pk).exists()


# --- Holidays ----------------------------------------------------------------------------


def test_holidays_are_loaded_once_and_corrections_stay():
    call_command("setup_holidays", verbosity=0)
    loaded = Holiday.objects.count()
    services.set_holiday(
        date(2026, 5, 25), "Batalla de Pichincha", in_force=False, actor_id=1, reason="Decreto 999"
    )
    call_command("setup_holidays", verbosity=0)
    assert Holiday.objects.count() == loaded
    assert date(2026, 5, 25) not in selectors.holidays_for(None, 2026)
    assert date(2026, 2, 16) in selectors.holidays_for(None, 2026)


def test_local_holidays_count_for_their_entity_only(django_assert_num_queries):
    national = HolidayFactory(date=date(2026, 8, 10))
    local = HolidayFactory(date=date(2026, 12, 6), entity=EntityFactory())
    HolidayFactory(date=date(2026, 7, 25), entity=EntityFactory())
    HolidayFactory(date=date(2026, 4, 3), in_force=False)
    with django_assert_num_queries(1):
        days = selectors.holidays_for(local.entity_id, 2026)
    assert days == {national.date, local.date}
    assert selectors.holidays_for(None, 2026) == {national.date}
    assert selectors.holidays_for(None, 2025) == frozenset()


def test_without_years_the_near_ones_are_meant():
    for year in (2024, 2025, 2026, 2027, 2028):
        HolidayFactory(date=date(year, 8, 10))
    with clock.frozen(date(2026, 6, 1)):
        assert {day.year for day in selectors.holidays_for(None)} == {2025, 2026, 2027}


def test_correcting_a_holiday_needs_a_reason():
    services.set_holiday(date(2026, 8, 10), "Primer Grito")
    assert fields_refused(
        lambda: services.set_holiday(date(2026, 8, 10), "Otro nombre", actor_id=1)
    ) == {"reason"}
    assert services.set_holiday(date(2026, 8, 10), "Primer Grito").history.count() == 1
    assert fields_refused(lambda: services.set_holiday(date(2026, 8, 11), " ")) == {"name"}


@pytest.mark.parametrize(
    ("day", "loaded", "missing"),
    [
        (date(2026, 9, 30), {2026}, ()),
        (date(2026, 10, 1), {2026}, (2027,)),
        (date(2026, 10, 1), {2026, 2027}, ()),
        (date(2026, 1, 2), set(), (2026,)),
        (date(2026, 12, 31), set(), (2026, 2027)),
    ],
)
def test_a_year_without_holidays_is_announced_in_time(day, loaded, missing):
    for year in loaded:
        HolidayFactory(date=date(year, 8, 10))
    HolidayFactory(date=date(2027, 4, 1), entity=EntityFactory())
    assert selectors.years_without_holidays(day) == missing


def test_the_register_warns_of_the_year_that_is_missing(superuser, enter):
    HolidayFactory(date=date(2026, 8, 10))
    with clock.frozen(date(2026, 11, 2)):
        html = enter(superuser).get("/admin/entities/holiday/").content.decode()
    assert "Faltan los feriados nacionales de 2027" in html
