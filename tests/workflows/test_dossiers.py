"""Dossiers of several pages: grouping, splitting, verdicts by service, questions, withdrawals."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.signal_handlers import (
    disable_reference_index_auto_update,
    reference_index_auto_update_disabled,
)

from carta_pages.models import ServicePage, TerritorialAnnexPage
from entities import clock
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import plan
from tests.factories.entities import RoleAssignmentFactory, UnitFactory, UserFactory
from workflows import access, selectors, verify
from workflows.errors import (
    IncompleteSubmission,
    InvalidDecision,
    OutsideTheMachine,
    Refused,
    Stale,
)
from workflows.models import Attachment, Dossier, Edition, Notice, TraceEntry
from workflows.seen import SeenDraft
from workflows.services import (
    clarification,
    drafts,
    grouping,
    outbox,
    stage_moves,
    submission,
    withdrawal,
)
from workflows.services.submission_checks import fits
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

REASON = "Falta el sustento de la medición."


def second_service(world):
    """Another service of the entity, of another unit with its own writer."""
    unit = UnitFactory(entity=world.entity)
    writer = UserFactory()
    assignment = RoleAssignmentFactory(user=writer, role=Role.UNI, entity=world.entity)
    assignment.units.set([unit])
    service = ServicePage(title="Pasaporte ordinario", slug="pasaporte", responsible_unit=unit)
    make._add(world.carta, service, writer, unit)
    plan(service)
    return make.add_commitment(service, writer), writer


def two_dossiers():
    """Two dossiers of two units at PLANNING."""
    world, first = make.dossier_at(Stage.PLANNING)
    page, writer = second_service(world)
    second = make.walk(world, make.submit(world, page, user=writer), Stage.PLANNING)
    return world, first, second


def merged():
    world, first, second = two_dossiers()
    return world, grouping.merge([first.pk, second.pk], world.people[Role.CAL])


def test_a_submission_carries_its_unpublished_parents_along():
    world = make.make_world()
    make.publish_carta(world)
    dossier = make.submit(world)
    assert {item.page_id for item in dossier.items.all()} == {
        world.service.pk,
        world.commitment.pk,
    }


def test_pages_of_two_units_travel_as_one_dossier():
    world, dossier = merged()
    assert dossier.items.count() == 4
    dossier = make.publish(world, dossier)
    assert Edition.objects.filter(dossier=dossier).count() == 4
    assert list(verify.faults()) == []


def test_the_absorbed_dossier_is_over_and_says_where_it_went():
    _world, first, second = two_dossiers()
    grouping.merge([second.pk, first.pk], _world.people[Role.CAL])
    second.refresh_from_db()
    assert second.status == Dossier.Status.MERGED
    assert second.merged_into_id == first.pk


def test_the_pages_of_all_dossiers_are_locked_together_in_one_order():
    """Dossier by dossier, two people could each hold a page that the other waits for."""
    _world, first, second = two_dossiers()
    with CaptureQueriesContext(connection) as asked:
        locked = stage_moves.lock_all([second.pk, first.pk])
    assert [dossier.pk for dossier in locked] == [first.pk, second.pk]
    dossiers, pages = [query["sql"] for query in asked]
    assert pages.startswith('SELECT "wagtailcore_page"."id"')
    assert "ORDER BY 1 ASC" in pages
    if connection.vendor == "postgresql":
        assert "FOR UPDATE" in dossiers
        assert "FOR UPDATE" in pages


def test_a_lost_dossier_is_said_to_be_lost():
    with pytest.raises(Dossier.DoesNotExist):
        stage_moves.lock_all([10**9])


def test_only_what_fits_together_is_merged():
    world, first, second = two_dossiers()
    with pytest.raises(Refused):
        grouping.merge([first.pk, second.pk], world.people[Role.PLAN])
    with pytest.raises(Refused):
        grouping.merge([first.pk], world.people[Role.CAL])
    _other_world, foreign = make.dossier_at(Stage.PLANNING)
    with pytest.raises(Refused):
        grouping.merge([first.pk, foreign.pk], world.people[Role.CAL])
    make.approve(world, second)
    with pytest.raises(Refused):
        grouping.merge([first.pk, second.pk], world.people[Role.CAL])


def test_merging_a_dossier_that_just_ended_is_stale():
    world, first, second = two_dossiers()
    withdraw(world, second)
    with pytest.raises(Stale):
        grouping.merge([first.pk, second.pk], world.people[Role.CAL])


def test_splitting_leaves_approvals_with_their_pages():
    world, dossier = merged()
    passport = next(s for s in make._services(dossier) if s.title.startswith("Pasaporte"))
    ids = [item.pk for item in passport.items]
    separated = grouping.split(dossier.pk, ids, world.people[Role.CAL])
    assert separated.stage == Stage.PLANNING
    assert dossier.items.count() + separated.items.count() == 4
    with pytest.raises(Refused):
        grouping.split(separated.pk, [i.pk for i in separated.items.all()], world.people[Role.CAL])


def test_a_stage_separates_one_page_and_returns_only_that_one():
    world = make.make_world()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish_carta(world)
    dossier = make.walk(world, make.submit(world, world.commitment, second), Stage.PLANNING)
    item = dossier.items.last()
    data = {"item": str(item.pk), "target": "unit", "reason": REASON}
    make.act(dossier, world.people[Role.PLAN], "split", data)
    dossier.refresh_from_db()
    item.refresh_from_db()
    assert dossier.stage == Stage.PLANNING
    assert item.dossier_id != dossier.pk
    assert item.dossier.stage == Stage.UNIT
    assert Page.objects.get(pk=item.page_id).specific.get_lock() is None


def test_each_service_gets_its_own_verdict():
    world, dossier = merged()
    dossier = make.walk(world, dossier, Stage.CONTROL)
    good, bad = make._services(dossier)
    data = make.evidence(dossier)
    data |= {f"verdict-{bad.page_id}": "unfavourable", f"reason-{bad.page_id}": REASON}
    make.act(dossier, world.people[Role.MDT_CONTROL], "verdict", data)
    dossier = make.publish(world, dossier)
    refused = Dossier.objects.get(status=Dossier.Status.UNFAVOURABLE)
    assert {item.page_id for item in refused.items.all()} == {i.page_id for i in bad.items}
    assert Page.objects.get(pk=good.page_id).live
    assert not Page.objects.get(pk=bad.page_id).live
    assert list(verify.faults()) == []


def test_an_unfavourable_verdict_says_why():
    world, dossier = make.dossier_at(Stage.CONTROL)
    (service,) = make._services(dossier)
    data = make.evidence(dossier) | {f"verdict-{service.page_id}": "unfavourable"}
    with pytest.raises(InvalidDecision) as invalid:
        make.act(dossier, world.people[Role.MDT_CONTROL], "verdict", data)
    assert f"reason-{service.page_id}" in invalid.value.form.errors


def test_a_dossier_whose_every_service_is_refused_ends():
    world, dossier = merged()
    dossier = make.walk(world, dossier, Stage.CONTROL)
    data = make.evidence(dossier)
    for service in make._services(dossier):
        data |= {f"verdict-{service.page_id}": "unfavourable", f"reason-{service.page_id}": REASON}
    make.act(dossier, world.people[Role.MDT_CONTROL], "verdict", data)
    assert not Dossier.objects.filter(status=Dossier.Status.OPEN).exists()
    assert not Edition.objects.filter(page=world.commitment.pk).exists()


def test_an_open_question_stops_the_verdict_until_it_is_answered():
    world, dossier = make.dossier_at(Stage.CONTROL)
    control = world.people[Role.MDT_CONTROL]
    make.act(dossier, control, "clarify", {"question": REASON})
    with pytest.raises(Refused):
        make.act(dossier, control, "verdict")
    with pytest.raises(Refused):
        make.act(dossier, control, "clarify", {"question": REASON})
    asked = dossier.clarifications.get()
    with pytest.raises(Refused):
        clarification.answer(asked.pk, world.people[Role.UNI], {"answer": REASON})
    clarification.answer(asked.pk, world.people[Role.CAL], {"answer": REASON})
    with pytest.raises(Stale):
        clarification.answer(asked.pk, world.people[Role.CAL], {"answer": REASON})
    make.act(dossier, control, "verdict")
    dossier.refresh_from_db()
    assert dossier.stage == Stage.PUBLICATION


def withdraw(world, dossier, role=Role.CAL, **data):
    fresh = Dossier.objects.get(pk=dossier.pk)
    return withdrawal.withdraw(
        dossier.pk,
        world.people[role],
        {"reason": REASON, **data},
        seen=selectors.seen_token(fresh),
    )


def test_a_withdrawn_dossier_opens_its_pages_again():
    world, dossier = make.dossier_at(Stage.PLANNING)
    withdraw(world, dossier)
    assert make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 20 minutos.")
    assert make.submit(world).stage == Stage.QUALITY


def test_after_remission_only_the_authority_withdraws_and_with_an_oficio():
    world, dossier = make.dossier_at(Stage.CONTROL)
    with pytest.raises(Refused):
        withdraw(world, dossier)
    with pytest.raises(InvalidDecision):
        withdraw(world, dossier, Role.MAX)
    withdraw(world, dossier, Role.MAX, oficio="OF-2026-9")
    dossier.refresh_from_db()
    assert dossier.status == Dossier.Status.WITHDRAWN


def test_an_incomplete_remission_returns_to_the_authority_and_mdt_stops_reading_it():
    world, dossier = make.dossier_at(Stage.RECEPTION)
    dossier = make.return_to(world, dossier, Stage.AUTHORITY)
    assert dossier.stage == Stage.AUTHORITY
    assert dossier.remitted_at is None
    assert make.publish(world, dossier).status == Dossier.Status.PUBLISHED


def test_publication_may_send_back_to_control():
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    dossier = make.return_to(world, dossier, Stage.CONTROL)
    assert dossier.stage == Stage.CONTROL
    assert make.publish(world, dossier).status == Dossier.Status.PUBLISHED


def test_a_locked_page_refuses_drafts_and_tells_where_it_is():
    world, dossier = make.dossier_at(Stage.QUALITY)
    with pytest.raises(OutsideTheMachine, match=dossier.number):
        make.edit(world.commitment, world.people[Role.UNI], statement="Otra cosa en 35 minutos.")


def test_observations_must_be_answered_and_answers_stay():
    world, dossier = make.dossier_at(Stage.QUALITY)
    item = dossier.items.get(page=world.commitment.pk)
    data = {"target": "unit", "reason": REASON, f"observation-{item.pk}": "El número no cuadra."}
    make.act(dossier, world.people[Role.CAL], "return", data)
    uni = world.people[Role.UNI]
    with pytest.raises(Refused):
        submission.resubmit(dossier.pk, uni, answers={})
    answers = {o.pk: f"Respuesta a {o.text}" for o in dossier.observations.all()}
    assert len(answers) == 2
    submission.resubmit(dossier.pk, uni, answers=answers)
    assert not dossier.observations.filter(answered_at__isnull=True).exists()


INCOMPLETE = [
    ("approval_document", ""),
    ("approval_document_date", "ayer"),
    ("approval_document_date", "2999-01-01"),
]


@pytest.mark.parametrize(("name", "value"), INCOMPLETE)
def test_an_approval_without_its_evidence_saves_nothing(name, value):
    world, dossier = make.dossier_at(Stage.PLANNING)
    before = TraceEntry.objects.count()
    with pytest.raises(InvalidDecision) as invalid:
        make.act(
            dossier, world.people[Role.PLAN], "approve", make.evidence(dossier) | {name: value}
        )
    assert name in invalid.value.form.errors
    assert TraceEntry.objects.count() == before


def test_fields_nobody_declared_are_dropped():
    world, dossier = make.dossier_at(Stage.PLANNING)
    data = make.evidence(dossier) | {"stage": "publication", "status": "published", "update": False}
    make.act(dossier, world.people[Role.PLAN], "approve", data)
    dossier.refresh_from_db()
    assert (dossier.stage, dossier.status) == (Stage.AUTHORITY, Dossier.Status.OPEN)


@pytest.mark.parametrize(("shift", "field"), [(1, "effective_date"), (1, "legal_act_date")])
def test_nothing_takes_effect_in_the_future(shift, field):
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    late = (clock.today() + timedelta(days=shift)).isoformat()
    with pytest.raises(InvalidDecision) as invalid:
        make.act(
            dossier,
            world.people[Role.MDT_PUBLICATION],
            "approve",
            make.evidence(dossier) | {field: late},
        )
    assert field in invalid.value.form.errors


def test_nothing_takes_effect_before_the_edition_it_replaces():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    dossier = make.walk(world, make.submit(world, kind=Kind.UPDATE), Stage.PUBLICATION)
    early = (clock.today() - timedelta(days=3)).isoformat()
    with pytest.raises(InvalidDecision):
        make.act(
            dossier,
            world.people[Role.MDT_PUBLICATION],
            "approve",
            make.evidence(dossier) | {"effective_date": early, "legal_act_date": early},
        )


def test_an_update_that_changes_nothing_is_refused():
    world, _dossier = make.published()
    with pytest.raises(Refused, match="no cambia nada"):
        make.submit(world, kind=Kind.UPDATE)


def test_an_incomplete_page_is_refused_with_its_findings():
    world = make.make_world()
    make.publish_carta(world)
    make.edit(world.commitment, world.people[Role.UNI], scope_kinds=())
    with pytest.raises(IncompleteSubmission) as incomplete:
        make.submit(world)
    assert all(finding.blocks and finding.rule for finding in incomplete.value.findings)


def test_a_draft_newer_than_the_one_seen_is_stale():
    world = make.make_world()
    seen = {world.commitment.pk: SeenDraft.of(world.commitment.latest_revision)}
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 31 minutos.")
    with pytest.raises(Stale):
        make.submit(world, seen_revisions=seen)


def test_a_submission_names_the_stage_that_nobody_is_left_for():
    world = make.make_world()
    world.people[Role.MAX].is_active = False
    world.people[Role.MAX].save()
    with pytest.raises(Refused, match="Remisión"):
        make.submit(world)
    assert not Dossier.objects.filter(items__page=world.commitment.pk).exists()


def test_a_commitment_is_not_published_before_its_carta():
    world = make.make_world()
    dossier = make.walk(world, make.submit(world), Stage.PUBLICATION)
    with pytest.raises(Refused, match="Publique antes"):
        make.approve(world, dossier)
    assert not Edition.objects.exists()


def test_an_excluded_commitment_stays_readable_as_an_exclusion():
    world, _dossier = make.published()
    dossier = make.submit(
        world, kind=Kind.EXCLUSION, cause="El servicio ya no se presta en agencia."
    )
    make.publish(world, dossier)
    edition = selectors.edition_in_force(world.commitment.pk)
    assert (edition.number, edition.is_exclusion) == (2, True)
    assert Page.objects.get(pk=world.commitment.pk).live


def test_attachments_are_private_hashed_and_checked():
    world, dossier = make.dossier_at(Stage.PLANNING)
    plan_head = world.people[Role.PLAN]
    fresh = Dossier.objects.get(pk=dossier.pk)
    from workflows.services.decide import decide

    fake = SimpleUploadedFile("acta.pdf", b"<html>no</html>")
    with pytest.raises(InvalidDecision):
        decide(
            dossier.pk,
            plan_head,
            "approve",
            make.evidence(fresh),
            seen=selectors.seen_token(fresh),
            files={"attachment": fake},
        )
    real = SimpleUploadedFile("acta.pdf", b"%PDF-1.7 acta")
    decide(
        dossier.pk,
        plan_head,
        "approve",
        make.evidence(fresh),
        seen=selectors.seen_token(fresh),
        files={"attachment": real},
    )
    attachment = Attachment.objects.get()
    assert len(attachment.sha256) == 64
    assert attachment.kind == Attachment.Kind.APPROVAL


def test_whoever_can_act_is_told_once_and_mailed_after_the_commit(
    django_capture_on_commit_callbacks,
):
    world = make.make_world()
    make.publish_carta(world)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        dossier = make.submit(world)
    told = Notice.objects.filter(dossier=dossier, subject__contains="espera su acción")
    assert [notice.recipient_id for notice in told] == [world.people[Role.CAL].pk]
    assert world.people[Role.CAL].email in {message.to[0] for message in mail.outbox}


def test_a_failing_mail_server_fails_no_decision(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        _world, dossier = make.dossier_at(Stage.PLANNING)
    assert dossier.stage == Stage.PLANNING
    pending = Notice.objects.filter(mail=Notice.Mail.PENDING)
    assert pending.exists()
    monkeypatch.undo()
    assert outbox.deliver() == pending.count() or not pending.exists()


def test_a_draft_never_sent_may_be_discarded_and_a_sent_one_never():
    world = make.make_world()
    uni = world.people[Role.UNI]
    extra = make.add_commitment(world.service, uni)
    drafts.discard_draft(extra, uni, REASON)
    assert not Page.objects.filter(pk=extra.pk).exists()
    make.submit(world)
    withdraw(world, Dossier.objects.get())
    with pytest.raises(Refused):
        drafts.discard_draft(world.commitment, uni, REASON)


def test_an_excluded_commitment_may_start_a_new_cycle():
    world, _dossier = make.published()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish(world, make.submit(world, second, kind=Kind.UPDATE))
    cause = "El compromiso dejó de ser viable."
    make.publish(world, make.submit(world, kind=Kind.EXCLUSION, cause=cause))
    page = Page.objects.get(pk=world.commitment.pk).specific
    assert Kind.FIRST in [kind for kind in Kind if "publicada" not in " ".join(fits(page, kind))]
    assert any("excluida" in reason for reason in fits(page, Kind.UPDATE))


def test_a_deconcentrated_level_writes_the_annex_whatever_its_unit():
    world = make.make_world()
    elsewhere = UnitFactory(entity=world.entity)
    writer = UserFactory()
    RoleAssignmentFactory(user=writer, role=Role.TER, entity=world.entity).units.set([elsewhere])
    annex = TerritorialAnnexPage(title="Anexo territorial", slug="anexo")
    make._add(world.service, annex, writer)
    assert access.may_edit(writer, annex)
    assert not access.may_edit(writer, world.commitment)


def test_publishing_inside_a_load_leaves_its_index_alone():
    """The demonstration asks for the same silence around the whole story."""
    with disable_reference_index_auto_update():
        make.published()
        assert reference_index_auto_update_disabled.value
    assert not hasattr(reference_index_auto_update_disabled, "value")
