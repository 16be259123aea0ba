"""Every criterion of R16-R77: taken from a complete commitment, exactly that is found, and no
route sends it (issue «lo que respalda», 1)."""

import html
import re
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from agreements import joining
from agreements.models import InternalTime, OperationAgreement, Process, ServiceConditions
from agreements.models import StandardSupport as Support
from agreements.requirements import rules as behind_rules
from agreements.vocabulary import TimeUnit
from carta_pages.management.commands.tell_criteria import document
from carta_pages.models import CommitmentPage, ScopeUnit
from carta_pages.models.vocabulary import Direction, OperationStatus, ScopeKind
from carta_pages.requirements import check as check_text
from carta_pages.requirements import rules as text_rules
from carta_pages.requirements.imported import NOTE
from carta_pages.requirements.rules import Rule
from entities import clock
from entities.vocabulary import Role
from tests.agreements.test_requirements import LACKING, expired
from tests.architecture.sources import ROOT
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.carta_pages import NormFactory, quality_factor
from tests.factories.workflows import make_world
from tests.workflows.screens.test_submission import data_for, mark
from workflows.errors import IncompleteSubmission
from workflows.models import Dossier
from workflows.registries import Severity, findings_for
from workflows.services.submission import submit

pytestmark = pytest.mark.django_db
COMMITMENT, SERVICE, CARTA = "commitment", "service", "carta"


def row(relation, **values):
    """Change the first row of a relation of the draft."""

    def take(draft):
        first = getattr(draft, relation).get_object_list()[0]
        for name, value in values.items():
            setattr(first, name, value)

    return take


def none(relation):
    return lambda draft: getattr(draft, relation).set([])


def says(**values):
    def take(draft):
        for name, value in values.items():
            setattr(draft, name, value)

    return take


def another_factor(draft):
    """The indicator measures the second of two factors."""
    second = quality_factor(text="Trato")
    draft.quality_factors.add(second)
    draft.indicators.get_object_list()[0].factor = second.uuid


def a_unit_beside_national(draft):
    draft.scope_units.add(ScopeUnit(unit=draft.service.responsible_unit))


def closed_process(draft):
    yesterday = clock.today() - timedelta(days=1)
    Process.objects.update(opened_on=yesterday - timedelta(days=9), closed_on=yesterday)


def late_review(draft):
    OperationAgreement.objects.update(next_review_on=clock.today() - timedelta(days=1))


def weaker_than_the_norm(draft):
    Support.objects.update(no_legal_limit=False, legal_limit=30, norm=NormFactory())


def gone(model, **values):
    return lambda draft: model.objects.update(**values)


TEXT = {
    "FACTOR_EXISTS": (COMMITMENT, none("quality_factors")),
    "FACTOR_CRITICAL_POINT": (COMMITMENT, row("quality_factors", critical_point="")),
    "FACTOR_DIMENSION": (COMMITMENT, row("quality_factors", dimensions=())),
    "FACTOR_PERCEPTION": (COMMITMENT, row("quality_factors", affects_perception=False)),
    "INDICATOR_PER_FACTOR": (COMMITMENT, another_factor),
    "INDICATOR_SHEET": (COMMITMENT, row("indicators", formula="")),
    "INDICATOR_SHEET_DETAIL": (COMMITMENT, row("indicators", variables="")),
    "STANDARD": (COMMITMENT, row("indicators", operator="")),
    "STANDARD_DIRECTION": (
        COMMITMENT,
        row("indicators", direction=Direction.HIGHER, baseline=Decimal(30)),
    ),
    "STANDARD_AMBITION": (COMMITMENT, row("indicators", baseline=Decimal(30))),
    "IMPORT_NOTE": (COMMITMENT, row("indicators", measures=f"Minutos.\n{NOTE}«≤ ?»")),
    "STATEMENT": (COMMITMENT, says(statement="")),
    "STATEMENT_NUMBER": (COMMITMENT, says(statement="Usted recibe su cédula en minutos.")),
    "STATEMENT_POSITIVE": (COMMITMENT, says(statement="No demoramos más de 35 minutos.")),
    "STATEMENT_EXACT": (COMMITMENT, says(statement="Le atendemos en unos 35 minutos.")),
    "STATEMENT_LIMIT": (COMMITMENT, says(statement="La espera no superará los 35 minutos.")),
    "STATEMENT_VAGUE": (COMMITMENT, says(statement="Procuraremos darle en 35 minutos.")),
    "STATEMENT_VOICE": (COMMITMENT, says(statement="Usted es atendido en 35 minutos.")),
    "STATEMENT_READABLE": (
        COMMITMENT,
        says(
            statement="Garantizamos la implementación de procedimientos administrativos "
            "interinstitucionales para la ciudadanía usuaria en 35 minutos."
        ),
    ),
    "COMMITMENT_HAS_INDICATOR": (COMMITMENT, none("indicators")),
    "SCOPE": (COMMITMENT, says(scope_kinds=())),
    "SCOPE_PLACES": (COMMITMENT, says(scope_kinds=(ScopeKind.PROVINCIAL,))),
    "SCOPE_COHERENT": (COMMITMENT, a_unit_beside_national),
    "REMEDY_EXISTS": (COMMITMENT, none("remedies")),
    "REMEDY_COMPLETE": (COMMITMENT, row("remedies", trigger="")),
    "REMEDY_TICKS": (COMMITMENT, row("remedies", is_viable=False)),
    "REMEDY_FORMAL": (COMMITMENT, row("remedies", instrument="")),
    "SERVICE_DATA": (SERVICE, says(obtains="")),
    "SERVICE_ADVISED": (SERVICE, says(accessibility="")),
    "SERVICE_PROCESS": (SERVICE, none("processes")),
    "SERVICE_SHEET": (SERVICE, says(sheet_code="")),
    "SERVICE_OPERATING": (SERVICE, says(operation_status=OperationStatus.TRANSITION)),
    "CARTA_TEXTS": (CARTA, says(mission="")),
}
BEHIND = {
    "PROCESS_REGISTERED": (SERVICE, closed_process),
    "CAPABILITY": (COMMITMENT, expired),
    "CONDITIONS": (SERVICE, gone(ServiceConditions, validated_on=None)),
    "FACTOR_EVIDENCE": (COMMITMENT, LACKING["evidence"][0]),
    "FACTOR_AGREEMENT": (COMMITMENT, LACKING["an agreement"][0]),
    "FACTOR_REQUIREMENT": (COMMITMENT, LACKING["a requirement"][0]),
    "REQUIREMENT_CRITERIA": (COMMITMENT, LACKING["assignable"][0]),
    "AGREEMENT_BLOCKS": (COMMITMENT, LACKING["coordination"][0]),
    "AGREEMENT_INSTRUMENT": (COMMITMENT, LACKING["an instrument"][0]),
    "AGREEMENT_VALIDATED": (COMMITMENT, LACKING["validation"][0]),
    "AGREEMENT_TIMES": (COMMITMENT, LACKING["room for its times"][0]),
    "AGREEMENT_TIMES_COMPARABLE": (
        COMMITMENT,
        gone(InternalTime, unit=TimeUnit.WORK_HOURS, value=1),
    ),
    "AGREEMENT_ACKNOWLEDGED": (COMMITMENT, LACKING["an acknowledgement"][0]),
    "AGREEMENT_REVIEW": (COMMITMENT, LACKING["a review"][0]),
    "AGREEMENT_REVIEW_DUE": (COMMITMENT, late_review),
    "INDICATOR_TICKS": (COMMITMENT, LACKING["representative"][0]),
    "STANDARD_OBSERVED": (COMMITMENT, LACKING["an observed mean"][0]),
    "STANDARD_LEGAL": (COMMITMENT, LACKING["the legal limit"][0]),
    "STANDARD_NOT_WEAKER": (COMMITMENT, weaker_than_the_norm),
    "STANDARD_IMPROVES": (COMMITMENT, LACKING["an improvement"][0]),
    "STANDARD_VALIDATED": (COMMITMENT, LACKING["a validation"][0]),
}
CASES = TEXT | BEHIND
#: A factor that nobody has backed yet lacks that too: only the text is asked.
OF_THE_TEXT_ALONE = {"INDICATOR_PER_FACTOR"}


def criteria():
    """Rules by name, of both rooms, that say a criterion of R16-R77."""
    named = {**vars(text_rules), **vars(behind_rules)}
    return {
        name: rule
        for name, rule in named.items()
        if isinstance(rule, Rule) and 16 <= int(rule.number.removeprefix("R")) <= 77
    }


RULES = criteria()
BLOCKING_COMMITMENT = [
    name
    for name, (kind, _take) in CASES.items()
    if kind == COMMITMENT and RULES[name].severity is Severity.ERROR
]
#: One of each place where things are mended; the door behind the screen is asked for all.
ON_THE_SCREEN = [
    "FACTOR_EXISTS", "INDICATOR_SHEET", "STATEMENT_NUMBER", "STATEMENT_POSITIVE", "SCOPE",
    "REMEDY_FORMAL", "CAPABILITY", "FACTOR_EVIDENCE", "AGREEMENT_TIMES", "STANDARD_NOT_WEAKER",
]  # fmt: skip


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    """Where the files behind it lie."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module")
def complete(django_db_setup, django_db_blocker, media):
    """A world whose commitment and service lack nothing, made once for the module."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        joining.leave()  # the world plans its service before anything stands behind it
        world = make_world()
        joining.join()
        draft = world.service.get_latest_revision_as_object()
        draft.accessibility = "Rampa en la entrada."
        draft.save_revision(user=world.people[Role.UNI], clean=False)
        stand_behind_service(world.service)
        stand_behind(CommitmentPage.objects.get(pk=world.commitment.pk))
        yield world
        transaction.set_rollback(True)
    ContentType.objects.clear_cache()


def page_of(world, kind):
    stored = getattr(world, kind)
    return type(stored).objects.get(pk=stored.pk)


@contextmanager
def without(world, name):
    """The draft of the page that lacks the thing, stored as somebody left it."""
    kind, take = CASES[name]
    draft = page_of(world, kind).get_latest_revision_as_object()
    take(draft)
    if name in TEXT:
        draft.save_revision(user=world.people[Role.UNI], clean=False)
    yield page_of(world, kind)


def found(page, name=""):
    draft = page.get_latest_revision_as_object()
    return check_text(draft) if name in OF_THE_TEXT_ALONE else findings_for(draft)


def test_no_criterion_is_without_its_case():
    assert set(CASES) == set(RULES)


def test_the_complete_commitment_lacks_nothing(complete):
    assert found(page_of(complete, COMMITMENT)) == []
    assert [one for one in found(page_of(complete, SERVICE)) if one.blocks] == []
    assert [one for one in found(page_of(complete, CARTA)) if one.blocks] == []


@pytest.mark.parametrize("name", CASES)
def test_without_one_thing_exactly_that_is_found(complete, name):
    before = found(page_of(complete, CASES[name][0]), name)
    with without(complete, name) as page:
        new = [one for one in found(page, name) if one not in before]
    (finding,) = new
    rule = RULES[name]
    assert (finding.rule, finding.severity) == (rule.number, rule.severity)
    assert (str(finding.source), str(finding.force)) == (str(rule.source), str(rule.force))
    assert finding.field or finding.url, "it says where it is mended"
    assert str(finding.message).endswith(".")


def sent(world, page):
    """The form of the screen, with what it showed of both pages: the service travels along."""
    return {**data_for(page, kind="primera"), f"revision-{world.service.pk}": mark(world.service)}


def shown(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


@pytest.mark.parametrize("name", BLOCKING_COMMITMENT)
def test_the_one_door_does_not_send_it(complete, name):
    """Whatever screen or command asks: the guard is in the service."""
    with without(complete, name) as page:
        blocking = [one for one in found(page) if one.blocks]
        with pytest.raises(IncompleteSubmission) as refused:
            submit(
                [page],
                complete.people[Role.UNI],
                kind="primera",
                change_note="Compromiso nuevo del servicio.",
            )
    assert blocking
    assert set(blocking) <= set(refused.value.findings)
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("name", ON_THE_SCREEN)
def test_a_post_is_refused_naming_thing_field_and_source(complete, client, name):
    with without(complete, name) as page:
        blocking = [one for one in found(page) if one.blocks]
        client.force_login(complete.people[Role.UNI])
        where = reverse("carta_workflows:submit", args=[page.pk])
        answer = client.post(where, sent(complete, page))
        assert answer.status_code == 400
        text = shown(answer)
        for one in blocking:
            assert str(one.message) in text
            assert str(one.source) in text
    assert not Dossier.objects.exists()


def test_what_is_not_sent_is_only_what_lacks_something(complete, media, client, settings):
    settings.MEDIA_ROOT = media
    page = page_of(complete, COMMITMENT)
    client.force_login(complete.people[Role.UNI])
    where = reverse("carta_workflows:submit", args=[page.pk])
    answer = client.post(where, sent(complete, page))
    assert answer.status_code == 302, shown(answer)
    assert Dossier.objects.count() == 1


def test_wagtails_own_way_sends_nothing(complete, client):
    with without(complete, "REMEDY_EXISTS") as page:
        client.force_login(complete.people[Role.UNI])
        where = reverse("wagtailadmin_pages:edit", args=[page.pk])
        client.post(where, {"action-submit": "1", "title": page.title})
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action-publish": "1"})
    page.refresh_from_db()
    assert not page.live
    assert page.current_workflow_state is None
    assert not Dossier.objects.exists()


def test_the_table_of_the_documents_is_the_one_that_is_enforced():
    assert (ROOT / "docs" / "criterios.md").read_text() == document()
