"""«Importar» in the admin: who sees what, and what each button does."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from carta_pages.importing.files import open_file
from carta_pages.importing.matching import remembered_of
from carta_pages.importing.reading import read_file
from carta_pages.importing.reporting import Outcome
from carta_pages.models import CommitmentPage, ImportedCode, ImportRun, ServicePage
from carta_pages.services import import_runs
from carta_pages.services.import_file import import_file
from entities import clock
from entities.vocabulary import Role
from tests.carta_pages.importing.sheets import texts, xlsx
from tests.factories.workflows import make_world

pytestmark = pytest.mark.django_db
State = ImportRun.State
HEADINGS = ["Código del servicio", "Servicio", "Código del compromiso", "Compromiso", "Dato",
            "Código del indicador"]  # fmt: skip
ROW = ["S-1", "Pasaporte", "C-1", "En 35 minutos.", "≤ 35 minutos", "I-1"]


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(), make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(country, db):
    return country[0]


def sheet(*rows, name="matriz.xlsx"):
    return SimpleUploadedFile(name, xlsx([HEADINGS, *rows]))


def bring(client, world, role=Role.UNI, file=None):
    client.force_login(world.people[role])
    data = {"entity": world.entity.pk, "file": file or sheet(ROW)}
    return client.post(reverse("carta_import"), data)


def brought(client, world, **kwargs):
    assert bring(client, world, **kwargs).status_code == 302
    return ImportRun.objects.latest("pk")


def where(run):
    return reverse("carta_import_run", args=[run.pk])


def test_a_file_is_previewed_mapped_and_imported(client, world, django_capture_on_commit_callbacks):
    run = brought(client, world)
    body = client.get(where(run)).content.decode()
    assert "Importar 1 fila" in body
    assert "Crea: 1" in body
    assert not ServicePage.objects.filter(title="Pasaporte").exists()
    chosen = {"action": "columns", "columna-0-4": "indicator.standard"}
    assert client.post(where(run), chosen).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(where(run), {"action": "import"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == (State.DONE, b"")
    assert "Qué se hizo con cada fila" in client.get(where(run)).content.decode()
    draft = ImportedCode.objects.get(code="C-1").page.specific
    assert draft.indicators.get().value == 35
    assert draft.owner == world.people[Role.UNI]
    assert remembered_of(world.entity)["carta", "dato"] == "indicator.standard"
    assert client.post(where(run), {"action": "import"}).status_code == 409


def test_a_file_that_cannot_be_read_is_explained_beside_the_field(client, world):
    answer = bring(client, world, file=SimpleUploadedFile("carta.xls", b"x"))
    assert answer.status_code == 400
    assert "Excel antiguo" in answer.content.decode()
    assert not ImportRun.objects.exists()
    answer = client.post(reverse("carta_import"), {"entity": world.entity.pk})
    assert answer.status_code == 400


def test_two_columns_with_one_meaning_are_refused(client, world):
    run = brought(client, world)
    same = {"action": "columns", "columna-0-4": "service.code"}
    answer = client.post(where(run), same)
    assert answer.status_code == 400
    assert "Dos columnas no pueden ser" in answer.content.decode()
    assert ImportRun.objects.get(pk=run.pk).chosen == {}
    assert client.post(where(run), {"action": "otra"}).status_code == 400


def test_a_file_that_is_dropped_or_forgotten_is_not_kept(client, world):
    run = brought(client, world)
    assert client.post(where(run), {"action": "drop"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == (State.DROPPED, b"")
    first, second = brought(client, world), brought(client, world)
    first.refresh_from_db()
    assert (first.state, bytes(first.content)) == (State.DROPPED, b"")
    ImportRun.objects.update(created_at=clock.now() - import_runs.KEPT_FOR * 2)
    assert "1" in import_runs.forget_files(clock.today())
    second.refresh_from_db()
    assert (second.state, bytes(second.content)) == (State.DROPPED, b"")


@pytest.mark.parametrize("role", [Role.PLAN, Role.MAX, Role.COM, Role.TER, Role.MDT_CONTROL])
def test_whoever_does_not_write_is_told_who_does(client, world, role):
    client.force_login(world.people[role])
    answer = client.get(reverse("carta_import"))
    assert answer.status_code == 403
    assert "unidad responsable" in answer.content.decode()
    assert client.get(reverse("carta_import_template", args=["plantilla.xlsx"])).status_code == 403
    assert client.get(reverse("carta_import_export", args=[world.entity.pk])).status_code == 404


def test_a_file_is_its_bringer_s_and_the_quality_office_reads_it(client, world, country):
    run = brought(client, world)
    client.force_login(world.people[Role.CAL])
    body = client.get(where(run)).content.decode()
    assert "matriz.xlsx" in body
    assert "Pasaporte" not in body
    assert client.post(where(run), {"action": "import"}).status_code == 403
    stranger = country[1]
    for role in (Role.UNI, Role.CAL):
        client.force_login(stranger.people[role])
        assert client.get(where(run)).status_code == 404
        assert client.post(where(run), {"action": "drop"}).status_code == 404
        assert "matriz.xlsx" not in client.get(reverse("carta_import")).content.decode()
        export = reverse("carta_import_export", args=[world.entity.pk])
        assert client.get(export).status_code == 404
        data = {"entity": world.entity.pk, "file": sheet(ROW)}
        assert client.post(reverse("carta_import"), data).status_code == 400
    run.refresh_from_db()
    assert run.state == State.WAITING


def test_an_import_that_fails_says_so_and_saves_nothing(
    client, world, monkeypatch, django_capture_on_commit_callbacks
):
    run = brought(client, world)

    def fail(*args):
        ServicePage.objects.filter(pk=world.service.pk).update(draft_title="a medias")
        raise RuntimeError("x")

    monkeypatch.setattr(import_runs, "import_file", fail)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where(run), {"action": "import"})
    run.refresh_from_db()
    assert (run.state, bytes(run.content)) == (State.FAILED, b"")
    assert "no se guardó nada" in client.get(where(run)).content.decode()
    assert not ServicePage.objects.filter(draft_title="a medias").exists()


def test_an_import_cut_short_may_begin_again(
    client, world, monkeypatch, django_capture_on_commit_callbacks
):
    run = brought(client, world)
    client.post(where(run), {"action": "import"})  # its task never ran
    run.refresh_from_db()
    assert run.state == State.RUNNING
    assert client.post(where(run), {"action": "import"}).status_code == 409
    assert "por empezar" in client.get(where(run)).content.decode()
    long_ago = clock.now() - import_runs.SILENT_FOR * 2
    ImportRun.objects.filter(pk=run.pk).update(started_at=long_ago)
    assert "Empezar de nuevo" in client.get(where(run)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where(run), {"action": "import"})
    run.refresh_from_db()
    assert run.state == State.DONE
    assert import_runs.do_run(run.pk) == State.DONE


def test_the_templates_are_read_and_their_example_imports(client, world):
    client.force_login(world.people[Role.UNI])
    for name in ("plantilla.xlsx", "compromisos.csv", "anexo.csv", "series.csv"):
        answer = client.get(reverse("carta_import_template", args=[name]))
        assert answer.status_code == 200
        assert name in answer["Content-Disposition"]
        read = read_file(answer.content, name, {})
        assert read.missing == []
        assert [len(texts(sheet.table)) for sheet in read.sheets] == [2] * len(read.sheets)
    assert client.get(reverse("carta_import_template", args=["otra.xlsx"])).status_code == 404
    content = client.get(reverse("carta_import_template", args=["compromisos.csv"])).content
    read = read_file(content, "c.csv", {})
    report = import_file(world.entity, world.people[Role.CAL], read)
    assert "Usted no escribe páginas" in report.rows[0].why


def test_the_export_imports_to_the_same_drafts(client, world):
    commitment = CommitmentPage.objects.get(pk=world.commitment.pk)
    draft = commitment.get_latest_revision_as_object()
    draft.statement = "=1+1 en 35 minutos."
    draft.indicators.get_object_list()[0].value = "1.234"
    draft.save()
    draft.save_revision(user=world.people[Role.UNI])
    client.force_login(world.people[Role.UNI])
    answer = client.get(reverse("carta_import_export", args=[world.entity.pk]))
    book = load_workbook(io.BytesIO(answer.content))
    assert {cell.data_type for row in book["Compromisos"].iter_rows() for cell in row} <= set(
        "sndf"
    ) - {"f"}
    read = read_file(answer.content, "b.xlsx", {})
    before = CommitmentPage.objects.get(pk=commitment.pk).latest_revision_id
    report = import_file(world.entity, world.people[Role.UNI], read)
    assert {row.outcome for row in report.rows} == {Outcome.SAME}
    assert [row.warnings for row in report.rows if row.warnings] == []
    assert CommitmentPage.objects.get(pk=commitment.pk).latest_revision_id == before


def test_the_export_shows_a_unit_only_its_own_drafts(client, world):
    from tests.factories.carta_pages import ServicePageFactory

    ServicePageFactory(parent=world.carta, title="De otra unidad", bare=True)
    told = {}
    for role in (Role.UNI, Role.CAL):
        client.force_login(world.people[role])
        answer = client.get(reverse("carta_import_export", args=[world.entity.pk]))
        (table, *_rest) = open_file(answer.content, "b.xlsx").tables
        told[role] = str(texts(table))
    assert "De otra unidad" not in told[Role.UNI]
    assert "De otra unidad" in told[Role.CAL]


def test_many_rows_are_listed_by_pages(client, world):
    rows = [[f"S-{n}", f"Servicio {n}"] for n in range(250)]
    run = brought(client, world, file=sheet(*rows))
    body = client.get(where(run) + "?p=3&ver=crea").content.decode()
    assert "Página 3 de 3" in body
    assert "Servicio 249" in body
    assert "Servicio 100" not in body


def shared(client, world):
    """A file that the quality office brought and offers to the units."""
    run = brought(client, world, role=Role.CAL)
    assert "Compartir con las unidades" in client.get(where(run)).content.decode()
    assert client.post(where(run), {"action": "share"}).status_code == 302
    return run, ImportRun.objects.get(state=State.SHARED)


def test_the_quality_office_shares_and_the_unit_is_the_author(
    client, world, django_capture_on_commit_callbacks
):
    own, offered = shared(client, world)
    own.refresh_from_db()
    assert own.state == State.WAITING, "its services may still be imported"
    client.force_login(world.people[Role.UNI])
    assert "Compartida con las unidades" in client.get(reverse("carta_import")).content.decode()
    body = client.get(where(offered)).content.decode()
    assert "Traer este archivo" in body
    assert "Dejar de compartir" not in body
    answer = client.post(where(offered), {"action": "take"})
    mine = ImportRun.objects.latest("pk")
    assert answer["Location"] == where(mine)
    assert (mine.started_by_id, mine.state) == (world.people[Role.UNI].pk, State.WAITING)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(where(mine), {"action": "import"})
    page = ImportedCode.objects.get(code="C-1").page.specific
    assert page.owner == world.people[Role.UNI]
    assert page.latest_revision.user == world.people[Role.UNI]
    offered.refresh_from_db()
    assert offered.state == State.SHARED, "for the other units"


def test_what_the_quality_office_imports_is_never_a_commitment(client, world):
    brought(client, world, role=Role.CAL)
    run = ImportRun.objects.latest("pk")
    assert "Usted no escribe páginas" in client.get(where(run)).content.decode()


def test_only_the_quality_office_shares_and_takes_back(client, world, country):
    own = brought(client, world)
    assert client.post(where(own), {"action": "share"}).status_code == 400
    assert not ImportRun.objects.filter(state=State.SHARED).exists()
    _run, offered = shared(client, world)
    client.force_login(world.people[Role.UNI])
    assert client.post(where(offered), {"action": "drop"}).status_code == 400
    for role in (Role.COM, Role.MDT_CONTROL):
        client.force_login(world.people[role])
        assert client.get(where(offered)).status_code == 404
    client.force_login(country[1].people[Role.UNI])
    assert client.get(where(offered)).status_code == 404
    assert client.post(where(offered), {"action": "take"}).status_code == 404
    client.force_login(world.people[Role.CAL])
    assert client.post(where(offered), {"action": "drop"}).status_code == 302
    offered.refresh_from_db()
    assert (offered.state, bytes(offered.content)) == (State.DROPPED, b"")
    assert client.post(where(offered), {"action": "take"}).status_code == 400


def test_one_shared_file_of_a_person_and_for_a_month(client, world):
    _run, first = shared(client, world)
    _run, second = shared(client, world)
    first.refresh_from_db()
    assert (first.state, bytes(first.content)) == (State.DROPPED, b"")
    assert first.pk != second.pk
    ImportRun.objects.update(created_at=clock.now() - import_runs.SHARED_FOR / 2)
    import_runs.forget_files(clock.today())
    assert ImportRun.objects.get(pk=second.pk).state == State.SHARED
    ImportRun.objects.update(created_at=clock.now() - import_runs.SHARED_FOR * 2)
    import_runs.forget_files(clock.today())
    second.refresh_from_db()
    assert (second.state, bytes(second.content)) == (State.DROPPED, b"")
