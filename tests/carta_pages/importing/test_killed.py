"""An import that dies in the middle leaves nothing, and the next one begins clean (done 4)."""

import os
import time
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from wagtail.models import Page, Revision

from carta_pages.importing.reporting import Outcome, Report
from carta_pages.models import CommitmentPage, ImportedCode, ImportRun, ServicePage
from carta_pages.services import import_runs
from entities import clock
from entities.vocabulary import Role
from monitoring.models import RawValue
from tests.carta_pages.importing.sheets import xlsx
from tests.factories.workflows import make_world
from tests.torture.processes import start

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be killed"),
]
HEADINGS = ["Código del servicio", "Servicio", "Código del compromiso", "Compromiso",
            "Código del indicador", "Indicador", "Meta o estándar"]  # fmt: skip
SERIES = ["Código del indicador", "Período", "Resultado"]
SERVICES, EACH = 2, 3
PAGES = SERVICES * (1 + EACH)
PATIENCE = 60


def content():
    rows = [
        [f"S-{s}", f"Servicio {s}", f"C-{s}-{c}", f"Usted recibe su papel {c} en 35 minutos.",
         f"I-{s}-{c}", f"Tiempo {c}", "≤ 35 minutos"]
        for s in range(SERVICES)
        for c in range(EACH)
    ]  # fmt: skip

    def series(book):
        sheet = book.create_sheet("Serie")
        for row in [SERIES, *([f"I-0-{c}", "2025-03", 30 + c] for c in range(EACH))]:
            sheet.append(row)

    return xlsx([HEADINGS, *rows], change=series)


def state():
    """Everything that an import writes."""
    models = (Page, ServicePage, CommitmentPage, Revision, ImportedCode, RawValue)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.fixture
def run():
    world = make_world()
    kept = import_runs.keep_file(world.entity, world.people[Role.UNI], content(), "carta.xlsx")
    ImportRun.objects.filter(pk=kept.pk).update(
        state=ImportRun.State.RUNNING, started_at=clock.now()
    )
    return ImportRun.objects.get(pk=kept.pk)


@contextmanager
def standing(pk, step, marker):
    """The import done in a process of its own that stands at a step until it is killed."""

    def stand(_pk, done, _total):
        if done == step:
            marker.touch()
            time.sleep(PATIENCE)

    def act():
        import_runs._tell = stand
        return import_runs.do_run(pk)

    child = start(act)
    try:
        until = time.monotonic() + PATIENCE
        while not marker.exists():
            assert time.monotonic() < until, "the import never came so far"
            time.sleep(0.01)
        yield
    finally:
        assert child.kill_after(0) is None


@pytest.mark.parametrize("step", [1, PAGES // 2, PAGES])
def test_a_killed_import_leaves_nothing_and_begins_again(run, step, tmp_path):
    before = state()
    with standing(run.pk, step, tmp_path / "marker"):
        pass
    assert state() == before
    run.refresh_from_db()
    assert run.state == ImportRun.State.RUNNING
    assert len(bytes(run.content)) == run.size > 0
    assert import_runs.do_run(run.pk) == ImportRun.State.DONE
    run.refresh_from_db()
    told = Report.from_json(run.report)
    assert {row.outcome for row in told.rows} == {Outcome.CREATES.value}
    assert ImportedCode.objects.count() == PAGES
    assert RawValue.objects.count() == EACH


def test_while_an_import_works_people_read_and_other_writers_are_told_to_wait(
    run, tmp_path, client
):
    """SQLite has one writer; what waited too long gets the house's 503 (tests/cms/test_errors)."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    with standing(run.pk, 1, tmp_path / "marker"):
        assert client.get("/").status_code == 200
        assert not ImportedCode.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        try:
            with pytest.raises(OperationalError, match="locked"):
                ImportRun.objects.filter(pk=run.pk).update(error="x")
        finally:
            connection.close()
    assert ImportRun.objects.filter(pk=run.pk).update(error="") == 1
