"""A promise needs everything behind it: without one thing, exactly that is found (R16-R77)."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from agreements import requirements
from agreements.models import (
    Acknowledgement,
    CapabilityAssessment,
    EntityRules,
    Evidence,
    InternalTime,
    OperationAgreement,
    OperationalRequirement,
    Process,
    ServiceConditions,
    StandardSupport,
)
from agreements.vocabulary import Condition, EvidenceKind, LimitOf, TimeUnit
from carta_pages.models import CommitmentPage
from carta_pages.models.vocabulary import MeasureUnit, Operator
from entities import clock
from tests.factories.agreements import stand_behind, stand_behind_service
from tests.factories.carta_pages import CommitmentPageFactory, NormFactory, ServicePageFactory
from workflows.registries import Severity, findings_for

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def backed(django_db_setup, django_db_blocker, tmp_path_factory):
    """A commitment and a service with everything behind them, made once for the module."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        service = ServicePageFactory()
        stand_behind_service(service)
        page = CommitmentPageFactory(parent=service)
        stand_behind(page)
        yield page.pk
        transaction.set_rollback(True)
    ContentType.objects.clear_cache()


@pytest.fixture
def commitment(backed):
    """The same page, read again: what one test takes away is there for the next."""
    return CommitmentPage.objects.get(pk=backed)


def found(page):
    """What the room finds of the newest draft."""
    return requirements.check(type(page).objects.get(pk=page.pk).get_latest_revision_as_object())


def numbers(page):
    return [finding.rule for finding in found(page)]


def gone(model, **values):
    """Take a value out of every row of a register, past the services."""
    return lambda page: model.objects.update(**values)


def removed(model, **which):
    return lambda page: model.objects.filter(**which).delete()


def expired(page):
    day = clock.today() - timedelta(days=1)
    CapabilityAssessment.objects.update(assessed_on=day - timedelta(days=9), valid_until=day)


def test_a_complete_commitment_and_its_service_lack_nothing(commitment):
    assert found(commitment) == []
    assert found(commitment.service) == []
    assert [
        one for one in findings_for(commitment.get_latest_revision_as_object()) if one.blocks
    ] == []


LACKING = {
    "an assessment": (removed(CapabilityAssessment), "R18", "verificada y vigente"),
    "its verification": (gone(CapabilityAssessment, verified_on=None), "R18", "verificada"),
    "its validity": (expired, "R18", "vigente"),
    "level 4": (gone(CapabilityAssessment, level=3), "R18", "3 · Establecido"),
    "evidence": (removed(Evidence, subject_kind="factor"), "R39", "no tiene evidencia"),
    "evidence that counts": (gone(Evidence, in_force=False), None, ""),
    "a sample": (
        lambda page: Evidence.objects.filter(subject_kind="factor").update(sample=""),
        "R39",
        "muestra",
    ),
    "a requirement": (removed(OperationalRequirement), "R71", "no tiene requisito operativo"),
    "clear": (gone(OperationalRequirement, is_clear=False), "R77", "no es claro"),
    "measurable": (gone(OperationalRequirement, measure=""), "R77", "no es medible"),
    "assignable": (gone(OperationalRequirement, unit=None), "R77", "no es asignable"),
    "relevant": (gone(OperationalRequirement, relevance=""), "R77", "no es relevante"),
    "temporal": (gone(OperationalRequirement, frequency=""), "R77", "no es temporal"),
    "an agreement": (gone(OperationAgreement, in_force=False), "R42", "no tiene acuerdo"),
    "roles": (gone(OperationAgreement, roles=""), "R61", "roles y responsabilidades"),
    "control points": (gone(OperationAgreement, control_points=""), "R61", "puntos de control"),
    "coordination": (gone(OperationAgreement, coordination=""), "R61", "coordinación"),
    "resources": (gone(OperationAgreement, resources=""), "R61", "recursos"),
    "verification": (gone(OperationAgreement, verification=""), "R61", "verificación"),
    "internal times": (removed(InternalTime), "R61", "ningún tiempo interno"),
    "an instrument": (removed(Evidence, kind=EvidenceKind.MANUAL), "R63", "instrumento"),
    "validation": (removed(Evidence, kind=EvidenceKind.MINUTES), "R64", "cómo se validó"),
    "an acknowledgement": (removed(Acknowledgement), "R69", "Falta el acuse"),
    "a review": (gone(OperationAgreement, next_review_on=None), "R70", "cuándo se revisa"),
    "its periodicity": (gone(OperationAgreement, periodicity=""), "R70", "cada cuánto"),
    "room for its times": (gone(InternalTime, value=36), "R65", "más que los 35"),
    "representative": (gone(StandardSupport, is_representative=False), "R44", "representativo"),
    "measured": (gone(StandardSupport, is_measurable=False), "R44", "se puede medir"),
    "consistent": (gone(StandardSupport, consistent_why=""), "R44", "coherente"),
    "an observed mean": (gone(StandardSupport, mean=None), "R46", "media y los límites"),
    "observed limits": (gone(StandardSupport, upper=None), "R46", "media y los límites"),
    "how many": (gone(StandardSupport, observations=None), "R46", "cuántos datos"),
    "a period": (gone(StandardSupport, period=""), "R46", "período"),
    "the legal limit": (gone(StandardSupport, no_legal_limit=False), "R46", "límite legal"),
    "an improvement": (gone(StandardSupport, improvement=""), "R46", "qué mejora"),
    "a validation": (gone(StandardSupport, validated_on=None), "R46", "valide el estándar"),
}


@pytest.mark.parametrize("what", [name for name, case in LACKING.items() if case[1]])
def test_without_one_thing_exactly_that_is_found(commitment, what):
    take, number, words = LACKING[what]
    take(commitment)
    (finding,) = found(commitment)
    assert (finding.rule, finding.blocks) == (number, True)
    assert words in str(finding.message)
    assert finding.url.startswith("/admin/agreements/")
    assert str(finding.source).startswith("Guía MDT v1.0")
    assert str(finding.force)


def test_evidence_that_no_longer_counts_is_as_none(commitment):
    Evidence.objects.update(in_force=False)
    assert numbers(commitment) == ["R39", "R63", "R64"]


@pytest.mark.parametrize("condition", Condition.values)
@pytest.mark.parametrize("part", ["on", "document"])
def test_each_of_the_six_conditions_has_a_date_and_a_document(commitment, condition, part):
    ServiceConditions.objects.update(**{f"{condition}_{part}": None if part == "on" else ""})
    (finding,) = found(commitment.service)
    assert (finding.rule, finding.blocks) == ("R41", True)
    assert str(Condition(condition).label) in str(finding.message)


def test_a_process_must_stand_in_the_register(commitment):
    CapabilityAssessment.objects.all().delete()
    Process.objects.all().delete()
    assert numbers(commitment.service) == ["R16", "R18"]


def test_a_closed_process_is_no_longer_in_the_register(commitment):
    Process.objects.update(
        opened_on=clock.today() - timedelta(days=9), closed_on=clock.today() - timedelta(days=1)
    )
    assert numbers(commitment.service) == ["R16"]


def test_the_entity_may_only_be_warned_of_a_missing_agreement(commitment):
    OperationAgreement.objects.update(in_force=False)
    EntityRules.objects.create(entity=commitment.entity, agreement_blocks=False)
    (finding,) = found(commitment)
    assert (finding.rule, finding.severity) == ("R42", Severity.WARNING)


def test_times_that_cannot_be_compared_are_a_warning_not_a_guess(commitment):
    InternalTime.objects.update(unit=TimeUnit.WORK_HOURS, value=1)
    (finding,) = found(commitment)
    assert (finding.rule, finding.severity) == ("R65", Severity.WARNING)
    assert "no se pueden comparar" in str(finding.message)


def test_a_late_review_is_a_warning(commitment):
    OperationAgreement.objects.update(next_review_on=clock.today() - timedelta(days=1))
    (finding,) = found(commitment)
    assert (finding.rule, finding.severity) == ("R70", Severity.WARNING)


@pytest.mark.parametrize(("limit", "refused"), [(35, False), (30, True), (60, False)])
def test_a_standard_weaker_than_the_norm_is_refused(commitment, limit, refused):
    StandardSupport.objects.update(no_legal_limit=False, legal_limit=limit, norm=NormFactory())
    assert numbers(commitment) == (["R46"] if refused else [])
    if refused:
        assert "la norma ya obliga a 30" in str(found(commitment)[0].message)


@pytest.mark.parametrize(("parameter", "refused"), [(45, False), (61, True), (None, True)])
def test_a_legal_term_is_compared_with_the_limit_inside_the_formula(commitment, parameter, refused):
    StandardSupport.objects.update(
        no_legal_limit=False,
        legal_limit=60,
        norm=NormFactory(),
        limit_of=LimitOf.PARAMETER,
        parameter=parameter,
    )
    assert numbers(commitment) == (["R46"] if refused else [])


def test_a_parameter_is_the_committed_time_of_a_share(commitment):
    draft = commitment.get_latest_revision_as_object()
    sheet = draft.indicators.all()[0]
    sheet.unit, sheet.operator, sheet.value = MeasureUnit.PERCENT, Operator.AT_LEAST, 90
    sheet.parameter = "15 minutos"
    draft.save_revision(clean=False)
    assert numbers(commitment) == ["R65"]


def test_a_factor_that_was_just_typed_is_judged_before_it_is_saved(commitment):
    draft = commitment.get_latest_revision_as_object()
    row = draft.quality_factors.all()[0]
    row.uuid = "00000000-0000-4000-8000-000000000001"
    rules = {finding.rule for finding in requirements.check(draft)}
    assert {"R39", "R42", "R71"} <= rules


def test_other_pages_are_not_this_rooms(commitment):
    assert requirements.check(commitment.carta) == []
    assert requirements.check(type(commitment)(title="Nuevo")) == []
    assert requirements.check(type(commitment.service)(title="Nuevo")) == []


def test_a_page_is_judged_in_a_fixed_number_of_queries(commitment):
    def cost():
        page = type(commitment).objects.get(pk=commitment.pk).get_latest_revision_as_object()
        with CaptureQueriesContext(connection) as asked:
            assert requirements.check(page) == []
        return len(asked)

    before = cost()
    assert before <= 16
    more = CommitmentPageFactory(parent=commitment.service)
    stand_behind(more)
    for number in range(4):
        InternalTime.objects.create(
            entity=commitment.entity,
            agreement=OperationAgreement.objects.first(),
            position=number + 2,
            step="Otro paso",
            from_unit=commitment.service.responsible_unit,
            to_unit=commitment.service.responsible_unit,
            value=1,
            unit=TimeUnit.MINUTES,
        )
    assert cost() == before
