"""Registers keep who and why for ever; the site is told what is missing at start."""

from datetime import date

import pytest
from django.core.checks import run_checks
from django.core.management import call_command

from entities import clock, services
from entities.admin.history import history_rows
from entities.history import one_history_row
from entities.models import Entity, Holiday, OrganizationalUnit
from entities.spreadsheets import safe_cell
from entities.vocabulary import Role, UnitLevel
from tests.factories.entities import LONG_AGO, EntityFactory, UnitFactory, UserFactory


@pytest.mark.django_db
def test_a_deleted_account_leaves_its_authorship_behind():
    author = UserFactory()
    unit = services.create_unit(
        EntityFactory(), name="Archivo", level=UnitLevel.CENTRAL, actor_id=author.pk
    )
    pk = author.pk
    author.delete()
    record = unit.history.get()
    assert record.history_user_id == pk
    assert record.history_user is None
    assert history_rows(unit)[0].who == f"Persona n.º {pk} (sin cuenta)"


@pytest.mark.django_db
def test_history_is_dated_by_the_house_clock():
    with clock.frozen(date(2026, 2, 3)):
        holiday = services.set_holiday(date(2026, 8, 10), "Primer Grito")
    assert holiday.history.get().history_date.date() == date(2026, 2, 3)
    assert not hasattr(holiday, "_history_date")


@pytest.mark.django_db
def test_one_act_is_one_row_many_to_many_included():
    entity = EntityFactory()
    units = UnitFactory.create_batch(3, entity=entity)
    assignment = services.assign_role(
        UserFactory(), Role.UNI, entity, post="Cargo", starts_on=LONG_AGO, units=units
    )
    record = assignment.history.get()
    assert record.history_type == "+"
    assert record.units.count() == 3


@pytest.mark.django_db
def test_a_failure_leaves_no_row_and_no_mark_on_the_instance():
    unit = UnitFactory()
    before = unit.history.count()
    with (
        pytest.raises(RuntimeError),
        one_history_row(unit, actor_id=None, reason="Un motivo"),
    ):
        raise RuntimeError
    assert unit.history.count() == before
    unit.save()
    assert unit.history.count() == before + 1


@pytest.mark.django_db
def test_the_history_reads_as_people_speak(django_assert_max_num_queries):
    author = UserFactory(first_name="Rosa", last_name="Quispe")
    unit = UnitFactory(level=UnitLevel.CENTRAL)
    parent = UnitFactory(entity=unit.entity, name="Coordinación General")
    services.update_unit(
        unit,
        actor_id=author.pk,
        reason="Reforma del estatuto",
        level=UnitLevel.ZONAL,
        parent=parent,
        is_provider=True,
        closed_on=date(2026, 12, 31),
    )
    with django_assert_max_num_queries(6):
        newest, first = history_rows(unit)
    assert (newest.who, newest.reason, newest.what) == (
        "Rosa Quispe", "Reforma del estatuto", "Cambio",
    )  # fmt: skip
    shown = {change.label: (change.old, change.new) for change in newest.changes}
    assert shown["nivel"] == ("Planta central", "Zonal")
    assert shown["depende de"] == ("", "Coordinación General")
    assert shown["unidad prestadora"] == ("No", "Sí")
    assert shown["vigente hasta"][1]
    assert len(shown) == 4
    assert first.what == "Registro"


@pytest.mark.django_db
def test_a_long_history_costs_what_a_short_one_costs(django_assert_max_num_queries):
    unit = UnitFactory()
    for number in range(60):
        services.update_unit(unit, actor_id=1, reason="Otro nombre más", name=f"Nombre {number}")
    with django_assert_max_num_queries(6):
        assert len(history_rows(unit)) == 61


@pytest.mark.parametrize("model", [Entity, OrganizationalUnit, Holiday])
def test_the_author_is_a_plain_number(model):
    field = model.history.model._meta.get_field("history_user_id")
    assert not field.is_relation
    assert model.history.model._meta.get_field("history_change_reason").max_length is None


def test_migrations_say_all_that_the_models_say(db):
    call_command("makemigrations", "entities", check=True, dry_run=True, verbosity=0)


def ids_of_checks(**kwargs):
    return {message.id for message in run_checks(**kwargs)}


def test_a_site_without_the_role_backend_is_told(settings):
    assert "entities.E001" not in ids_of_checks()
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert "entities.E001" in ids_of_checks()


def test_a_site_that_would_keep_no_history_is_told(settings):
    settings.SIMPLE_HISTORY_ENABLED = False
    settings.USE_TZ = False
    assert {"entities.E003", "entities.E004"} <= ids_of_checks()


def test_a_clock_that_may_be_set_is_a_warning_on_deployment(settings):
    settings.CARTA_CLOCK_MAY_BE_SET = True
    assert "entities.W001" in ids_of_checks(include_deployment_checks=True, tags=["security"])
    settings.CARTA_CLOCK_MAY_BE_SET = False
    assert "entities.W001" not in ids_of_checks(include_deployment_checks=True, tags=["security"])


FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "=HYPERLINK(\"http://x\")", "-2+3+cmd|' /C calc'!A0", "＝1+1", "＋1", "－1", "＠SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_like_a_formula_is_marked_as_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["texto", "a=b", "1", "", -5, 3.5, None, date(2026, 1, 1)])
def test_other_values_stay_as_they_are(value):
    assert safe_cell(value) is value
