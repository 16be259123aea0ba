"""The file that comes with a verdict is kept with every decision it supports (R118)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.workflows.test_dossiers import merged
from workflows import selectors
from workflows.models import Attachment, Decision
from workflows.services import decide as deciding
from workflows.stages import Stage

pytestmark = pytest.mark.django_db

REPORT = b"%PDF-1.7 informe de control " * 50


def in_memory():
    return SimpleUploadedFile("informe.pdf", REPORT, "application/pdf")


def in_a_temporary_file():
    """How Django hands over a large upload; a file storage moves it away when it keeps it."""
    upload = TemporaryUploadedFile("informe.pdf", "application/pdf", len(REPORT), None)
    upload.write(REPORT)
    upload.seek(0)
    return upload


def judge(world, dossier, upload, refused):
    data = make.evidence(dossier)
    for service in refused:
        data[f"verdict-{service.page_id}"] = "unfavourable"
        data[f"reason-{service.page_id}"] = "El estándar no se sostiene."
    deciding.decide(
        dossier.pk,
        world.people[Role.MDT_CONTROL],
        "verdict",
        data,
        seen=selectors.seen_token(dossier),
        files={"attachment": upload},
    )


def kept_with(decision):
    attachment = Attachment.objects.get(decision=decision)
    assert attachment.dossier_id == decision.dossier_id
    with attachment.file.open("rb") as handle:
        return attachment.kind, handle.read()


@pytest.mark.parametrize("upload", [in_memory, in_a_temporary_file])
def test_the_report_of_an_unfavourable_verdict_is_kept_with_it(upload):
    world, dossier = make.dossier_at(Stage.CONTROL)
    judge(world, dossier, upload(), make._services(dossier))
    decision = Decision.objects.get(outcome=Decision.Outcome.UNFAVOURABLE)
    assert kept_with(decision) == (Attachment.Kind.CONTROL, REPORT)


@pytest.mark.parametrize("upload", [in_memory, in_a_temporary_file])
@pytest.mark.parametrize("refused", [1, 2])
def test_one_report_for_several_services_is_kept_with_each_verdict(upload, refused):
    world, dossier = merged()
    dossier = make.walk(world, dossier, Stage.CONTROL)
    judge(world, dossier, upload(), make._services(dossier)[:refused])
    outcomes = (Decision.Outcome.UNFAVOURABLE, Decision.Outcome.FAVOURABLE)
    verdicts = Decision.objects.filter(outcome__in=outcomes)
    assert verdicts.count() == 2
    assert {kept_with(decision) for decision in verdicts} == {(Attachment.Kind.CONTROL, REPORT)}
