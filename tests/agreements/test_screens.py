"""The checklist beside the editor, the chain as a table and as a file, the refusal to send."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from agreements import joining
from agreements.models import Evidence, OperationAgreement
from agreements.rules.chain import COLUMNS
from entities.vocabulary import Role
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory
from tests.factories.workflows import make_world, publish_carta, submit
from workflows.errors import IncompleteSubmission
from workflows.registries import requirement_checkers

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A world ready to send, with everything behind its promise."""
    joining.leave()  # the world is planned before anything stands behind it
    made = make_world()
    joining.join()
    stand_behind_service(made.service)
    stand_behind(made.commitment)
    return made


def enter(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_room_is_joined_whole_and_taken_out_whole():
    assert all(member in registry for registry, member in joining.members())
    joining.leave()
    assert not any(member in registry for registry, member in joining.members())
    joining.join()
    before = len(requirement_checkers)
    joining.join()
    assert len(requirement_checkers) == before


def test_what_is_backed_is_sent_and_what_is_not_is_refused(world):
    publish_carta(world)
    Evidence.objects.filter(subject_kind="factor").update(in_force=False)
    with pytest.raises(IncompleteSubmission) as refused:
        submit(world)
    assert [finding.rule for finding in refused.value.findings] == ["R39"]
    Evidence.objects.update(in_force=True)
    assert submit(world).items.count() == 2


def test_the_editor_shows_the_checklist_with_the_way_to_each_form(client, world):
    OperationAgreement.objects.update(in_force=False)
    enter(client, world.people[Role.UNI])
    where = reverse("wagtailadmin_pages:edit", args=[world.commitment.pk])
    client.get(where)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(where).content.decode()
    joining.leave()
    with CaptureQueriesContext(connection) as without:
        client.get(where)
    joining.join()
    # Twice: the checklist, and what refuses a submission.
    assert len(asked) - len(without) <= 30
    key = world.commitment.get_latest_revision_as_object().quality_factors.all()[0].uuid
    assert "Lo que respalda esta promesa: falta 1 de" in page
    assert f"/admin/agreements/operationagreement/create/?factors={key}" in page
    assert "no tiene acuerdo de operación" in page
    assert reverse("agreements_chain", args=[world.service.pk]) in page


def test_the_chain_is_a_table_and_a_spreadsheet_without_an_empty_cell(client, world):
    enter(client, world.people[Role.CAL])
    where = reverse("agreements_chain", args=[world.service.pk])
    page = client.get(where).content.decode()
    assert "Hay 0 celdas vacías." in page
    assert "OLA-" in page
    sheet = load_workbook(BytesIO(client.get(where + "?formato=xlsx").content)).active
    rows = list(sheet.values)
    assert rows[0] == tuple(str(label) for _name, label in COLUMNS)
    assert len(rows) == 2
    assert all(rows[1])
    OperationAgreement.objects.update(in_force=False)
    assert "Hay 1 celda vacía." in client.get(where).content.decode()
    sheet = load_workbook(BytesIO(client.get(where + "?formato=xlsx").content)).active
    assert list(sheet.values)[1][6] == "Falta"


def test_the_chain_shows_no_draft_that_is_closed_to_its_reader(client, world):
    where = reverse("agreements_chain", args=[world.service.pk])
    secret = world.commitment.get_latest_revision_as_object().quality_factors.all()[0].text
    neighbour = UserFactory()
    limited = RoleAssignmentFactory(user=neighbour, role=Role.UNI, entity=world.entity)
    limited.units.set([UnitFactory(entity=world.entity)])
    for person, reads in (
        (world.people[Role.CAL], True),
        (world.people[Role.PLAN], False),
        (world.people[Role.MAX], False),
        (neighbour, False),
    ):
        enter(client, person)
        page = client.get(where).content.decode()
        sheet = load_workbook(BytesIO(client.get(where + "?formato=xlsx").content)).active
        assert (secret in page) is reads
        assert (len(list(sheet.values)) > 1) is reads
        assert ("1 compromiso no aparece aquí" in page) is not reads


def test_the_chain_is_of_a_service_and_of_its_own_people(client, world):
    for role, status in ((Role.PLAN, 200), (Role.AUD, 404), (Role.COM, 404)):
        enter(client, world.people[role])
        where = reverse("agreements_chain", args=[world.service.pk])
        assert client.get(where).status_code == status, role
    enter(client, world.people[Role.CAL])
    where = reverse("agreements_chain", args=[world.commitment.pk])
    assert client.get(where).status_code == 404
