"""Historic series of a file: recorded once, corrected with a reason, never by half."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F, QuerySet

from carta_pages.importing.reading import read_file
from carta_pages.importing.reporting import Outcome
from carta_pages.models import CommitmentPage
from carta_pages.services.import_file import import_file, preview_file
from entities.errors import RuleViolation
from entities.vocabulary import Role
from monitoring.models import RawValue, Unchangeable
from monitoring.periods import whole_months
from monitoring.services import Measured, record_value
from tests.carta_pages.importing.sheets import xlsx
from tests.factories.workflows import make_world
from workflows import triggers

pytestmark = pytest.mark.django_db
HEADINGS = ["Código del indicador", "Período", "Numerador", "Denominador", "Resultado",
            "Unidad", "Fuente", "Motivo"]  # fmt: skip
MARCH = whole_months(2025, 3, 1)


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(), make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(country, db):
    return country[0]


def run(world, *rows, who=Role.UNI, preview=False):
    read = read_file(xlsx([HEADINGS, *rows]), "serie.xlsx", {})
    person = world.people[who] if isinstance(who, Role) else who
    report = (preview_file if preview else import_file)(world.entity, person, read)
    return [(row.outcome, row.why) for row in report.rows]


def outcomes(*args, **kwargs):
    return [outcome for outcome, _why in run(*args, **kwargs)]


def test_a_series_is_recorded_once(world):
    rows = [
        ["IND-01", "2025-03", "", "", 36.5, "minutos", "Turnos"],
        ["IND-01", "abril 2025", "", "", "35,25", "min"],
        ["IND-01", "2025-T1", 1200, 40, "", ""],
    ]
    assert outcomes(world, *rows, preview=True) == [Outcome.CREATES] * 3
    assert not RawValue.objects.exists()
    assert outcomes(world, *rows) == [Outcome.CREATES] * 3
    assert outcomes(world, *rows) == [Outcome.SAME] * 3
    sheet = CommitmentPage.objects.get(pk=world.commitment.pk).indicators.get()
    by_start = RawValue.objects.order_by("period_start", "period_end")
    assert [(row.indicator, row.value) for row in by_start] == [
        (sheet.uuid, None),
        (sheet.uuid, Decimal("36.5")),
        (sheet.uuid, Decimal("35.25")),
    ]
    first = by_start[0]
    assert (first.numerator, first.denominator, first.unit) == (1200, 40, "minutos")
    assert first.entered_by_id == world.people[Role.UNI].pk
    assert first.entity == world.entity


CARTA = ["Código del servicio", "Servicio", "Código del compromiso", "Compromiso",
         "Código del indicador", "Indicador", "Meta o estándar", "Frecuencia"]  # fmt: skip
BORN = ["S-9", "Pasaporte", "C-9", "Usted recibe su pasaporte en 10 minutos.", "IND-90", "Espera",
        "≤ 10 minutos", "Mensual"]  # fmt: skip


def whole(world, carta, *rows, who=Role.UNI, preview=True):
    """A file with a sheet of commitments and one of series; the verdicts on the series."""

    def more(book):
        sheet = book.create_sheet("Serie")
        for row in [HEADINGS, *rows]:
            sheet.append(row)

    read = read_file(xlsx([CARTA, *carta], change=more), "carta.xlsx", {})
    person = world.people[who] if isinstance(who, Role) else who
    report = (preview_file if preview else import_file)(world.entity, person, read)
    return [(row.outcome, row.why) for row in report.rows if row.sheet == "Serie"]


@pytest.mark.parametrize(
    ("carta", "row"),
    [
        ([BORN], ["IND-90", "2025-03", "", "", 9, "minutos"]),
        ([BORN], ["IND-90", "2025-03", "", "", 9, "%"]),
        ([BORN], ["IND-90", "2025-T1", "", "", 9, ""]),
        ([BORN], ["IND-91", "2025-03", "", "", 9, ""]),
        # Two commitments of the file have it.
        ([BORN, ["S-9", "", "C-8", "Otro texto.", "IND-90", "Espera", "5", ""]],
         ["IND-90", "2025-03", "", "", 9, ""]),
    ],
)  # fmt: skip
def test_series_of_indicators_born_in_the_same_file_are_previewed_as_imported(world, carta, row):
    foreseen = whole(world, carta, row)
    assert not RawValue.objects.exists()
    assert foreseen == whole(world, carta, row, preview=False)
    assert bool(RawValue.objects.exists()) == (foreseen[0][0] == Outcome.CREATES)


def test_a_born_indicator_is_reported_only_by_whoever_writes_it(world, country):
    stranger = country[1].people[Role.UNI]
    ((outcome, _why),) = whole(world, [BORN], ["IND-90", "2025-03", "", "", 9, ""], who=stranger)
    assert outcome == Outcome.REFUSED


def test_a_correction_is_a_new_row_with_its_reason(world):
    run(world, ["IND-01", "2025-03", "", "", 36, "minutos"])
    changed = ["IND-01", "2025-03", "", "", 38, "minutos", ""]
    ((outcome, why),) = run(world, changed)
    assert outcome == Outcome.REFUSED
    assert "motivo" in why
    assert outcomes(world, [*changed, "Se contó dos veces una agencia."]) == [Outcome.UPDATES]
    old, new = RawValue.objects.order_by("pk")
    assert (old.value, new.value, new.corrects) == (36, 38, old)
    assert new.reason == "Se contó dos veces una agencia."
    assert list(RawValue.objects.current()) == [new]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (["IND-99", "2025-03", "", "", 1], "No hay un indicador"),
        (["IND-01", "ayer", "", "", 1], "no se entiende"),
        (["IND-01", "", "", "", 1], "no se entiende"),
        (["IND-01", "2099-03", "", "", 1], "todavía no empieza"),
        (["IND-01", "2025-03", 3, "", ""], "Falta el resultado"),
        (["IND-01", "2025-03", 3, 0, ""], "mayor que cero"),
        (["IND-01", "2025-03", "", "", 3, "%"], "unidad de medida"),
        (["IND-01", "2025-03", "", "", "1.234"], "a medias"),
        (["IND-01", "2025-03", "", "", "cerca de 3"], "a medias"),
        (["IND-01", "2025-03", "", "", ">= 3"], "a medias"),
        (["IND-01", "2025-03", "", "", "95 % y 98 %"], "a medias"),
    ],
)
def test_a_row_that_says_no_measured_value_is_refused(world, row, why):
    ((outcome, said),) = run(world, row)
    assert outcome == Outcome.REFUSED
    assert why in said
    assert not RawValue.objects.exists()


def test_a_period_twice_in_a_file_is_refused(world):
    rows = [["IND-01", "2025-03", "", "", 1], ["IND-01", "marzo 2025", "", "", 2]]
    assert outcomes(world, *rows, preview=True) == outcomes(world, *rows)
    assert RawValue.objects.count() == 1


@pytest.mark.parametrize("role", [Role.CAL, Role.PLAN, Role.AUD, Role.COM, Role.MDT_CONTROL])
def test_only_who_reports_for_the_unit_enters_values(world, role):
    ((outcome, why),) = run(world, ["IND-01", "2025-03", "", "", 1], who=role)
    assert outcome == Outcome.REFUSED
    assert "no reporta" in why


def test_nobody_of_another_entity_enters_values(world, country):
    stranger = country[1].people[Role.UNI]
    assert outcomes(world, ["IND-01", "2025-03", "", "", 1], who=stranger) == [Outcome.REFUSED]


def measured(**values):
    return Measured(**{"period": MARCH, "value": Decimal(90), "unit": "porcentaje", **values})


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "agrees"),
    [
        ("90", "9", "10", True),
        ("33.3", "1", "3", True),
        ("33", "1", "3", True),
        ("33.34", "1", "3", True),
        ("35", "1", "3", False),
        ("0.9", "9", "10", False),
    ],
)
def test_a_percentage_is_the_ratio_beside_it(value, numerator, denominator, agrees):
    told = measured(
        value=Decimal(value), numerator=Decimal(numerator), denominator=Decimal(denominator)
    )
    assert told.agrees() is agrees


def recorded(world, **values):
    sheet = CommitmentPage.objects.get(pk=world.commitment.pk).indicators.get()
    told = measured(**values)
    return record_value(world.entity, sheet.uuid, "x", told, user_id=1)


def test_a_row_is_never_changed_nor_deleted(world):
    row = recorded(world)
    row.value = 1
    for change in (row.save, row.delete, RawValue.objects.all().delete):
        with pytest.raises(Unchangeable):
            change()
    with pytest.raises(Unchangeable):
        RawValue.objects.update(value=1)
    assert RawValue.objects.get().value == 90


def test_the_database_keeps_one_value_of_a_period_and_one_correction_of_it(world):
    row = recorded(world)
    same = {
        name: getattr(row, name)
        for name in ("entity", "indicator", "period_start", "period_end", "unit", "entered_at")
    }
    wrong = [
        {"value": 1},
        {"value": 1, "corrects": row},
        {"value": 1, "reason": "x"},
        {"value": Decimal("NaN"), "corrects": row, "reason": "x"},
        {"corrects": row, "reason": "x"},
        {"numerator": 1, "denominator": 0, "corrects": row, "reason": "x"},
    ]
    for values in wrong:
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            RawValue.objects.create(entered_by_id=1, **same, **values)
    assert RawValue.objects.count() == 1


def test_a_value_without_unit_is_refused(world):
    with pytest.raises(RuleViolation, match="unidad"):
        recorded(world, unit="")


@pytest.mark.parametrize(
    "harm",
    [
        lambda rows: QuerySet.update(rows, value=1),
        lambda rows: QuerySet.update(rows, value=F("value")),
        lambda rows: rows._raw_delete(rows.db),
        lambda rows: QuerySet.bulk_create(
            rows,
            [rows.get()],
            update_conflicts=True,
            update_fields=["value"],
            unique_fields=["id"],
        ),
    ],
)
def test_the_database_itself_refuses_to_change_what_was_measured(world, harm):
    recorded(world)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(RawValue.objects.all())


def test_its_guards_are_asked_for_by_name():
    wanted = {name for name in triggers.missing() if "monitoring" in name}
    assert wanted == set()
    with triggers.lifted():
        assert any("monitoring_rawvalue" in name for name in triggers.missing())
