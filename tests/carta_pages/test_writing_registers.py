"""Vocabulary and limits of plain language: who sets them, within what, and what follows."""

import re

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carta_pages import requirements, writing
from carta_pages.models import VagueExpression, WritingLimit
from carta_pages.services.writing import ensure_writing, save_expression, save_limit
from carta_pages.writing_data import LIMITS, Limit, Vagueness
from entities import register_copy
from entities.errors import RuleViolation
from entities.vocabulary import Role
from tests.factories.carta_pages import CommitmentPageFactory
from tests.factories.entities import RoleAssignmentFactory, UserFactory, person_with

pytestmark = pytest.mark.django_db
REGISTERS = ("vagueexpression", "writinglimit")
WHY = "Lo pidió la mesa de lenguaje claro."


def url(register, action="index", *args):
    return reverse(f"carta_pages_{register}_modeladmin_{action}", args=args)


@pytest.fixture
def admin(client):
    person = UserFactory()
    RoleAssignmentFactory(user=person, role=Role.ADM, entity=None, office="Plataforma")
    client.force_login(person)
    return person


def row_of(register):
    if register == "vagueexpression":
        return save_expression(None, words="con cariño", kind=Vagueness.PRAISE)
    return save_limit(None, key=Limit.LONGEST_SENTENCE, value=30, reason=WHY)


def vague():
    return writing.rules_in_force().vague


@pytest.mark.parametrize("register", REGISTERS)
def test_the_platform_keeps_them(client, admin, register):
    row = row_of(register)
    for address in (
        url(register),
        url(register, "create"),
        *(url(register, action, row.pk) for action in ("edit", "inspect", "history")),
    ):
        assert client.get(address).status_code == 200, address
    assert str(row) in client.get(url(register)).content.decode()


@pytest.mark.parametrize("register", REGISTERS)
@pytest.mark.parametrize("role", [Role.CAL, Role.COM, Role.UNI, Role.AUD, Role.MDT_CONTROL])
def test_nobody_else_opens_them(client, register, role):
    client.force_login(person_with(role))
    row = row_of(register)
    for address in (url(register), url(register, "create"), url(register, "edit", row.pk)):
        assert client.get(address).status_code in {302, 403, 404}, address
    posted = {"words": "con ganas", "kind": Vagueness.EFFORT, "key": "legibilidad", "value": 1}
    assert client.post(url(register, "create"), posted).status_code in {302, 403, 404}
    assert VagueExpression.objects.count() + WritingLimit.objects.count() == 1


def test_an_expression_is_added_and_taken_out_with_its_reason(client, admin):
    create = url("vagueexpression", "create")
    client.post(create, {"words": " Con  cariño ", "kind": Vagueness.PRAISE})
    row = VagueExpression.objects.get()
    assert (row.words, row.compared, row.in_force) == ("Con cariño", "con carino", True)
    assert "Con cariño" in vague()
    edit = url("vagueexpression", "edit", row.pk)
    client.post(edit, {"words": "otra cosa", "kind": Vagueness.PRAISE})
    assert "Con cariño" in vague(), "without a reason nothing changes"
    client.post(edit, {"words": "otra cosa", "kind": Vagueness.PRAISE, "reason": WHY})
    row.refresh_from_db()
    assert (row.words, row.in_force) == ("Con cariño", False)
    assert "Con cariño" not in vague()
    assert WHY in client.get(url("vagueexpression", "history", row.pk)).content.decode()
    assert row.history.count() == 2


def test_taking_out_an_initial_expression_and_nothing_else():
    assert "oportuno" in vague()
    row = save_expression(None, words="Oportuno", kind=Vagueness.WHEN, in_force=False)
    assert "oportuno" not in vague()
    assert "Oportuno" not in vague()
    assert "a la brevedad" in vague(), "the initial list stands beside the register"
    save_expression(row, kind=Vagueness.WHEN, in_force=True, reason=WHY)
    assert "Oportuno" in vague()


@pytest.mark.parametrize(
    "words",
    ["", "   ", "abc", "....", "1234", "b" * 61, "<b>", "- con ganas", "con ganas.", "\u202eabcd."],
)
def test_what_is_no_expression_is_refused_beside_its_field(client, admin, words):
    answer = client.post(
        url("vagueexpression", "create"), {"words": words, "kind": Vagueness.EFFORT}
    )
    assert answer.status_code in {200, 400, 422}
    assert not VagueExpression.objects.exists()


def test_the_same_expression_twice_is_refused():
    save_expression(None, words="con cariño", kind=Vagueness.PRAISE)
    with pytest.raises(RuleViolation, match="ya está en la lista"):
        save_expression(None, words="CON CARINO", kind=Vagueness.PRAISE)
    with pytest.raises(RuleViolation):
        save_expression(None, words="con ganas", kind="nada")


@pytest.mark.parametrize("key", Limit.values)
def test_a_limit_stays_within_its_bounds(key):
    bounds = LIMITS[key]
    for value in (bounds.least - 1, bounds.most + 1, -1, 10**6):
        with pytest.raises(RuleViolation):
            save_limit(None, key=key, value=value, reason=WHY)
    for value in (bounds.least, bounds.most):
        row = WritingLimit.objects.filter(key=key).first()
        save_limit(row, key=key, value=value, reason=WHY)
        assert writing.rules_in_force().limit(Limit(key)) == value
    with pytest.raises(RuleViolation):
        save_limit(None, key="otro", value=20, reason=WHY)
    with pytest.raises(RuleViolation, match="motivo"):
        save_limit(WritingLimit.objects.get(), value=20, reason="")


def test_a_limit_is_set_on_the_screen_and_says_its_bounds(client, admin):
    create = url("writinglimit", "create")
    assert "de 15 a 60" in client.get(create).content.decode()
    refused = client.post(create, {"key": "frase", "value": "61", "reason": WHY})
    assert "Escriba un número de 15 a 60." in refused.content.decode()
    client.post(create, {"key": "frase", "value": "25", "reason": WHY})
    row = WritingLimit.objects.get()
    assert row.value == 25
    assert "frase" not in re.findall(r'value="(\w+)"', client.get(create).content.decode())
    client.post(
        url("writinglimit", "edit", row.pk), {"key": "minimo", "value": "30", "reason": WHY}
    )
    row.refresh_from_db()
    assert (row.key, row.value) == ("frase", 30)


def test_what_is_in_force_is_what_the_checkers_ask():
    page = CommitmentPageFactory().get_latest_revision_as_object()
    page.statement = "Usted recibe con cariño su cédula en 35 minutos o menos. " + "Bien. " * 10
    assert requirements.check(page) == []
    save_expression(None, words="con cariño", kind=Vagueness.PRAISE)
    save_limit(None, key=Limit.LONGEST_SENTENCE, value=15, reason=WHY)
    (found,) = requirements.check(page)
    assert "«con cariño»: diga qué puede comprobar la persona" in str(found.message)
    page.statement = "Usted recibe su cédula en 35 minutos o menos " + "y bien " * 5 + "bien."
    (found,) = requirements.check(page)
    assert "procure no pasar de 15" in str(found.message)


def test_the_initial_list_is_loaded_once_and_left_as_staff_left_it():
    before = vague()
    call_command("setup_writing")
    assert VagueExpression.objects.count() == len(before)
    assert WritingLimit.objects.count() == len(LIMITS)
    assert vague() == before
    save_expression(
        VagueExpression.objects.get(compared="oportuno"),
        kind=Vagueness.WHEN,
        in_force=False,
        reason=WHY,
    )
    assert ensure_writing() == 0
    assert "oportuno" not in vague()


def test_asking_again_costs_nothing_and_a_change_one_reading():
    page = CommitmentPageFactory().get_latest_revision_as_object()
    page.statement = "Procuraremos atenderle en 35 minutos."
    with CaptureQueriesContext(connection) as first:
        requirements.check(page)
    assert not [one for one in first if "vagueexpression" in one["sql"]]
    save_expression(None, words="procuraremos", kind=Vagueness.EFFORT, in_force=False)
    with CaptureQueriesContext(connection) as second:
        assert requirements.check(page) == []
        assert requirements.check(page) == []
    assert len([one for one in second if "vagueexpression" in one["sql"]]) == 1


def test_what_is_undone_was_never_in_force():
    with transaction.atomic():
        save_expression(None, words="con cariño", kind=Vagueness.PRAISE)
        assert "con cariño" in vague()
        transaction.set_rollback(True)
    assert "con cariño" not in vague()


def test_a_change_of_another_process_shows_in_time(monkeypatch):
    assert "con cariño" not in vague()
    VagueExpression.objects.bulk_create(
        [VagueExpression(words="con cariño", compared="con carino", kind=Vagueness.PRAISE)]
    )
    assert "con cariño" not in vague()
    later = register_copy.time.monotonic() + register_copy.TRUSTED_SECONDS
    monkeypatch.setattr(register_copy.time, "monotonic", lambda: later)
    assert "con cariño" in vague()


def test_whoever_keeps_track_of_changes_is_asked_before_the_copy(monkeypatch):
    asked = []

    def remember(name, read):
        asked.append(name)
        return read() if len(asked) > 1 else None

    monkeypatch.setattr(register_copy, "_memories", [remember])
    VagueExpression.objects.bulk_create(
        [VagueExpression(words="con cariño", compared="con carino", kind=Vagueness.PRAISE)]
    )
    assert "con cariño" not in vague(), "it knows of no changes: the copy"
    assert "con cariño" in vague()
    assert set(asked) == {"rules of writing"}
