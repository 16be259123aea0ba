"""The registers of what stands behind a promise: who opens them, and writing through a form."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.access import KEEPERS, READERS, WRITERS, Register
from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    Process,
    StandardSupport,
)
from entities import clock
from entities.vocabulary import Role
from tests.factories.agreements import assessment, every_register, upload
from tests.factories.carta_pages import CommitmentPageFactory, ServicePageFactory
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory, person_with

pytestmark = pytest.mark.django_db

REGISTERS = [register.value for register in Register]
NO_CREATE = {"reviewcase"}
NO_EDIT = {"acknowledgement", "commitmentsignoff", "stagenote"}


def side():
    """An entity with a service and a row in each register."""
    service = ServicePageFactory()
    entity, unit = service.entity, service.responsible_unit
    return SimpleNamespace(
        entity=entity, service=service, unit=unit, rows=every_register(entity, service, unit)
    )


@pytest.fixture
def ours(db):
    return side()


def url(register, action="index", *args):
    return reverse(f"agreements_{register}_modeladmin_{action}", args=args)


def enter(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_administrator_opens_every_screen(client, ours):
    enter(client, UserFactory(superuser=True))
    for register, row in ours.rows.items():
        screens = [url(register), url(register) + "?export=csv"]
        screens += [url(register, "inspect", row.pk), url(register, "history", row.pk)]
        screens += [] if register in NO_CREATE else [url(register, "create")]
        screens += [] if register in NO_EDIT else [url(register, "edit", row.pk)]
        for where in screens:
            assert client.get(where).status_code == 200, where


@pytest.mark.parametrize("role", [*READERS, Role.COM, Role.AUD, Role.MDT_CONTROL])
def test_each_role_opens_exactly_its_registers(client, ours, role):
    person = person_with(role) if role == Role.MDT_CONTROL else person_with(role, ours.entity)
    enter(client, person)
    reads = role in READERS
    for register, row in ours.rows.items():
        assert client.get(url(register)).status_code == (200 if reads else 403), register
        for action in ("inspect", "history"):
            found = client.get(url(register, action, row.pk)).status_code
            assert found == (200 if reads else 404), (register, action)
        writes = role in KEEPERS.get(Register(register), WRITERS)
        if register not in NO_CREATE:
            found = client.get(url(register, "create")).status_code
            assert found == (200 if writes else 403), register
        if register not in NO_EDIT:
            found = client.get(url(register, "edit", row.pk)).status_code
            assert found == (200 if writes else 403 if reads else 404), register


def test_another_entitys_row_is_an_unknown_one(client, ours):
    theirs = side()
    enter(client, person_with(Role.CAL, ours.entity))
    for register, row in theirs.rows.items():
        listed = client.get(url(register)).content.decode()
        assert theirs.entity.name not in listed
        for action in ("inspect", "history", *([] if register in NO_EDIT else ["edit"])):
            for pk in (row.pk, 987_654):
                assert client.get(url(register, action, pk)).status_code == 404, (register, action)
    file = reverse("agreements_evidence_file", args=[theirs.rows["evidence"].pk])
    assert client.get(file).status_code == 404
    assert client.get(reverse("agreements_chain", args=[theirs.service.pk])).status_code == 404


def test_the_file_is_saved_by_its_own_people_only(client, ours):
    where = reverse("agreements_evidence_file", args=[ours.rows["evidence"].pk])
    assert client.get(where).status_code == 302
    for role, status in ((Role.UNI, 200), (Role.AUD, 404), (Role.COM, 404)):
        answer = enter(client, person_with(role, ours.entity)).get(where)
        assert answer.status_code == status, role
    answer = enter(client, person_with(Role.CAL, ours.entity)).get(where)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"].startswith("private, no-store")


@pytest.fixture
def desk(client):
    """A unit's owner at the forms, with a commitment to back."""
    service = ServicePageFactory()
    page = CommitmentPageFactory(parent=service).get_latest_revision_as_object()
    assigned = RoleAssignmentFactory(role=Role.UNI, entity=service.entity)
    assigned.units.set([service.responsible_unit])
    return SimpleNamespace(
        client=enter(client, assigned.user),
        entity=service.entity,
        service=service,
        unit=service.responsible_unit,
        factor=str(page.quality_factors.all()[0].uuid),
        indicator=str(page.indicators.all()[0].uuid),
        person=assigned.user,
    )


def test_the_unit_writes_everything_by_the_forms(desk):
    today, unit = clock.today().isoformat(), desk.unit.pk

    def send(register, **values):
        answer = desk.client.post(url(register, "create"), values)
        problems = answer.context["form"].errors if answer.status_code == 200 else {}
        assert answer.status_code == 302, (register, problems)

    send(
        "process", entity=desk.entity.pk, code="P-01", name="Cedulación", unit=unit, opened_on=today
    )
    made = Process.objects.get()
    send(
        "capabilityassessment",
        process=made.pk,
        level=4,
        assessed_on=today,
        valid_until=today,
        findings="Doce meses.",
    )
    assert CapabilityAssessment.objects.get().assessor_id == desk.person.pk
    send(
        "evidence",
        target=f"factor:{desk.factor}",
        kind="encuesta",
        title="Encuesta",
        dated_on=today,
        author="Unidad",
        sample="400 personas",
        finding="Espera larga.",
        file=upload("encuesta.pdf"),
    )
    kept = Evidence.objects.get()
    assert (kept.size, len(kept.sha256), kept.file_name) == (22, 64, "encuesta.pdf")
    send(
        "operationagreement",
        entity=desk.entity.pk,
        code="OLA-1",
        name="Impresión",
        unit=unit,
        factors=[desk.factor],
    )
    agreed = OperationAgreement.objects.get()
    assert (agreed.factors, agreed.service) == ([desk.factor], desk.service)
    send(
        "internaltime",
        agreement=agreed.pk,
        position=1,
        step="Imprimir",
        from_unit=unit,
        to_unit=unit,
        value="2,5",
        unit="horas",
    )
    assert str(InternalTime.objects.get().value) == "2.50"
    send("acknowledgement", agreement=agreed.pk, unit=unit)
    assert Acknowledgement.objects.get().person_id == desk.person.pk
    send("operationalrequirement", factor=desk.factor, text="Imprimir en el puesto.")
    assert OperationalRequirement.objects.get().service == desk.service
    send("standardsupport", indicator=desk.indicator, mean="28,8", limit_of="estandar")
    assert str(StandardSupport.objects.get().mean) == "28.8000"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"file": upload("a.pdf", b"<html>")}, "file"),
        *(
            ({"file": upload(name, body)}, "file")
            for name, body in (
                ("a.html", b"<script>1</script>"),
                ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
                ("a.SVG", b"<svg/>"),
                ("a.pdf.html", b"%PDF-1.4"),
                ("a.csv", b"=1+1;2"),
                ("a", b"%PDF-1.4"),
                (".pdf", b"%PDF-1.4"),
            )
        ),
        ({"sample": ""}, "sample"),
        ({"finding": ""}, "finding"),
        ({"dated_on": "2090-01-01"}, "dated_on"),
        ({"target": "factor:00000000-0000-4000-8000-000000000001"}, "target"),
        ({"target": "nada"}, "target"),
    ],
)
def test_evidence_that_says_too_little_is_refused_beside_its_field(desk, values, field):
    sent = {
        "target": f"factor:{desk.factor}",
        "kind": "encuesta",
        "title": "Encuesta",
        "dated_on": clock.today().isoformat(),
        "author": "Unidad",
        "sample": "400",
        "finding": "Espera.",
        "file": upload(),
        **values,
    }
    answer = desk.client.post(url("evidence", "create"), sent)
    assert next(iter(answer.context["form"].errors)) == field
    assert not Evidence.objects.exists()


def test_links_of_the_checklist_open_the_form_filled_in(desk):
    where = url("evidence", "create") + f"?target=factor:{desk.factor}"
    assert (
        f'<option value="factor:{desk.factor}" selected>' in desk.client.get(where).content.decode()
    )
    where = url("operationagreement", "create") + f"?factors={desk.factor}"
    assert f'value="{desk.factor}"' in desk.client.get(where).content.decode()


def test_a_correction_says_why_and_stays_in_the_history(client, ours):
    enter(client, person_with(Role.CAL, ours.entity))
    row = ours.rows["evidence"]
    sent = {
        "kind": "encuesta",
        "title": "Otro título",
        "dated_on": row.dated_on.isoformat(),
        "author": "Unidad",
    }
    answer = client.post(url("evidence", "edit", row.pk), sent)
    assert list(answer.context["form"].errors) == ["reason"]
    sent["reason"] = "El título no decía el año."
    assert client.post(url("evidence", "edit", row.pk), sent).status_code == 302
    told = client.get(url("evidence", "history", row.pk)).content.decode()
    assert "El título no decía el año." in told
    assert not Evidence.objects.get().in_force


def test_the_quality_office_verifies_on_its_own_screen(client, ours):
    waiting = assessment(ours.rows["process"], verified=False)
    where = url("capabilityassessment", "decide", waiting.pk)
    enter(client, person_with(Role.UNI, ours.entity))
    assert client.post(where, {"reason": "Se revisó todo."}).status_code in {302, 403}
    assert CapabilityAssessment.objects.get(pk=waiting.pk).is_waiting
    enter(client, person_with(Role.CAL, ours.entity))
    assert (
        "Verificar"
        in client.get(url("capabilityassessment", "inspect", waiting.pk)).content.decode()
    )
    seen = client.get(where).context["form"].initial["seen"]
    blind = client.post(where, {"reason": "Se revisó todo."})
    assert "léala otra vez" in blind.content.decode()
    assert blind.context["form"]["seen"].value() == seen
    assert client.post(where, {"reason": "Se revisó todo.", "seen": seen}).status_code == 302
    assert not CapabilityAssessment.objects.get(pk=waiting.pk).is_waiting


def test_a_list_costs_the_same_whatever_its_length(client, ours, monkeypatch):
    # A session writes down once a minute that it is in use: that is no cost of the list.
    monkeypatch.setattr("cms.middleware.session_limits._touch", lambda session, now: None)
    enter(client, person_with(Role.CAL, ours.entity))
    few = {register: cost(client, register) for register in REGISTERS}
    few = {register: cost(client, register) for register in REGISTERS}
    for row in ours.rows.values():
        if type(row).__name__ not in ("ServiceConditions", "EntityRules", "ReviewCase"):
            copy(row, ours.entity)
    assert {register: cost(client, register) for register in REGISTERS} == few


def cost(client, register):
    """Queries of a list."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url(register)).status_code == 200
    return len(asked)


def copy(row, entity):
    """One more of the same, with what must differ."""
    again = {"code": "OTRO"} if hasattr(row, "code") else {}
    again |= {"indicator": uuid4()} if hasattr(row, "indicator") else {}
    again |= {"unit": UnitFactory(entity=entity)} if hasattr(row, "post") else {}
    again |= {"year": row.year + 1} if hasattr(row, "year") else {}
    again |= {"kind": "formal"} if hasattr(row, "commitment") else {}
    again |= {"in_force": False} if hasattr(row, "publish_on") else {}
    for name, value in {"pk": None, "uuid": uuid4(), **again}.items():
        setattr(row, name, value)
    row._state.adding = True
    row.save()
