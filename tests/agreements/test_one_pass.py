"""The checkers of many pages read what they need once: what twenty cost, two cost (R36-R77)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Revision

from agreements.models import Evidence, OperationAgreement
from agreements.views.panel import behind
from carta_pages.selectors import indicators_of_services
from entities.vocabulary import Role
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.carta_pages import (
    CartaPageFactory,
    CommitmentPageFactory,
    ServicePageFactory,
    TerritorialAnnexPageFactory,
    annex_row,
)
from tests.factories.entities import person_with
from workflows.drafts import drafts_of
from workflows.registries import Severity, checked, findings_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    """Twenty pages of two entities: services, commitments and annexes, some with what they need."""
    found = []
    cartas = [CartaPageFactory(), CartaPageFactory()]
    for number in range(5):
        service = ServicePageFactory(parent=cartas[number // 3], title=f"Servicio {number}")
        first = CommitmentPageFactory(parent=service, slug="uno")
        second = CommitmentPageFactory(parent=service, slug="dos")
        option = indicators_of_services([service])[service.pk][0]
        annex = TerritorialAnnexPageFactory(parent=service)
        annex.rows = [annex_row(option)]
        annex.save_revision(clean=False)
        if number % 2:
            stand_behind_service(service)
            stand_behind(first)
        found += [service, first, second, annex]
    return found


def drafts(pages):
    newest = Page.objects.filter(pk__in=[page.pk for page in pages]).values("latest_revision_id")
    return drafts_of(list(Revision.objects.filter(pk__in=newest).order_by("pk")))


def cost(pages):
    with CaptureQueriesContext(connection) as asked:
        checked(drafts(pages))
    return len(asked)


def test_twenty_pages_cost_what_four_cost(pages):
    cost(pages[4:8])  # content types are learnt once a process
    assert cost(pages) == cost(pages[4:8])


def test_two_commitments_cost_what_ten_cost(pages):
    commitments = [page for page in pages if type(page).__name__ == "CommitmentPage"]
    backed = [page for page in commitments if page.get_parent().title == "Servicio 1"]
    cost(backed)
    assert len(backed) == 2
    assert len(commitments) == 10
    assert cost(commitments) == cost(backed)


def test_many_at_once_are_told_what_each_is_told_alone(pages):
    together = checked(drafts(pages))
    alone = [checked([draft])[0] for draft in drafts(pages)]
    assert together == alone
    assert any(one.findings for one in together)


def test_a_draft_read_with_others_is_the_draft_read_alone(pages):
    newest = Page.objects.filter(pk__in=[page.pk for page in pages]).values("latest_revision_id")
    revisions = Revision.objects.filter(pk__in=newest).order_by("pk")
    for together, revision in zip(drafts_of(list(revisions)), revisions, strict=True):
        alone = revision.as_object()
        assert type(together) is type(alone)
        assert together.url_path == alone.url_path
        assert together.serializable_data() == alone.serializable_data()


def test_a_draft_that_names_a_row_that_is_gone_is_read_without_it(pages):
    service = next(page for page in pages if type(page).__name__ == "ServicePage")
    revision = service.latest_revision
    revision.content["responsible_unit"] = 987_654
    revision.save()
    (draft, _other) = drafts_of([Revision.objects.get(pk=revision.pk), pages[1].latest_revision])
    assert draft.responsible_unit_id is None


def test_every_rule_that_refuses_is_counted_among_those_that_apply(pages):
    Evidence.objects.update(in_force=False)
    OperationAgreement.objects.filter(service=pages[4]).update(roles="")
    for found in checked(drafts(pages)):
        broken = {one.rule for one in found.findings if one.severity is Severity.ERROR}
        assert broken <= found.asked


def test_the_panel_of_a_commitment_takes_less_than_thirty_questions(pages, rf):
    commitment = pages[5]
    request = rf.get("/")
    request.user = person_with(Role.CAL, commitment.entity)
    draft = type(commitment).objects.get(pk=commitment.pk).get_latest_revision_as_object()
    with CaptureQueriesContext(connection) as asked:
        assert "Lo que respalda esta promesa" in behind(draft, request)
        findings_for(draft)
    assert len(asked) < 30
