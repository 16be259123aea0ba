"""What stands behind a dossier: live inside the entity, frozen for the ministry (DESIGN §3.10)."""

import hashlib
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import joining
from agreements.backing_schema import SCHEMA
from agreements.models import Evidence, InternalTime, OperationAgreement
from agreements.services.evidence import correct_evidence
from agreements.vocabulary import Subject
from cms.models import SecurityEvent
from entities.vocabulary import Role
from tests.factories.agreements import (
    PDF,
    add_evidence,
    every_register,
    stand_behind,
    stand_behind_service,
)
from tests.factories.carta_pages import ServicePageFactory
from tests.factories.entities import EntityFactory, RoleAssignmentFactory, UserFactory
from tests.factories.workflows import (
    add_commitment,
    approve,
    evidence,
    make_world,
    publish_carta,
    return_to,
    submit,
    walk,
)
from workflows import selectors, triggers
from workflows.backing import behind_now
from workflows.errors import Refused, Stale
from workflows.models import Decision, Dossier, DossierItem, FrozenBacking, FrozenFile, TraceEntry
from workflows.screens.backing import behind_pages
from workflows.screens.stale import mark_of
from workflows.services import decide
from workflows.snapshots import Children
from workflows.stages import Stage
from workflows.verify import faults

pytestmark = pytest.mark.django_db
SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def world():
    """A world ready to send, with everything behind its promise."""
    joining.leave()  # the world is planned before anything stands behind it
    made = make_world()
    joining.join()
    stand_behind_service(made.service)
    stand_behind(made.commitment)
    publish_carta(made)
    return made


@pytest.fixture
def sent(world):
    return submit(world)


@pytest.fixture
def remitted(world, sent):
    return walk(world, sent, Stage.RECEPTION)


def enter(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def item_of(dossier, page) -> DossierItem:
    return dossier.items.select_related("page").get(page_id=page.pk)


def seen_by(person, dossier, page):
    """What a person reads behind one page of a dossier; ``None`` for nothing."""
    item = item_of(dossier, page)
    return behind_pages(person, Dossier.objects.get(pk=dossier.pk), [item]).get(page.pk)


def titles(behind, label):
    return [row.title for group in behind.groups if str(group.label) == label for row in group.rows]


def change_something():
    """The agreement behind the promise is no longer what it was."""
    OperationAgreement.objects.update(roles="Otra unidad atiende.")


def address(dossier, page, sha256=SHA, **other):
    values = {"pk": dossier.pk, "item": item_of(dossier, page).pk, "sha256": sha256, **other}
    return reverse("carta_workflows:backing_file", kwargs=values)


# -- what is told ----------------------------------------------------------------------------


def test_everything_behind_a_commitment_is_told(world, sent):
    told = behind_now(sent)[world.commitment.pk].content["agreements"]
    counted = {member.name: len(told[member.name]) for member in SCHEMA.fields}
    assert counted == {
        "evidence": 3,  # the factor's, and two of the agreement
        "requirements": 1,
        "agreements": 1,
        "times": 1,
        "acknowledgements": 1,
        "supports": 1,
        "processes": 1,
        "conditions": 6,
        "cases": 0,
    }
    assert told["processes"][0]["level"] == {"value": "4", "label": "4 · Predecible"}
    assert told["evidence"][0]["file"]["sha256"] == SHA


def test_only_what_the_allow_list_names_is_told(world, sent):
    told = behind_now(sent)[world.commitment.pk].content["agreements"]
    for member in SCHEMA.fields:
        assert isinstance(member, Children)
        names = {field.name for field in member.fields} | {member.key, "subject_kind"}
        assert all(set(row) <= names for row in told[member.name]), member.name


def test_reading_costs_the_same_for_one_page_and_for_many(world, sent):
    def cost(dossier):
        with CaptureQueriesContext(connection) as queries:
            behind_now(dossier)
        return len(queries)

    few = cost(sent)
    joining.leave()
    more = [add_commitment(world.service, world.people[Role.UNI]) for _n in range(4)]
    for page in more:
        stand_behind(page)
    many = submit(world, *more)
    joining.join()
    assert len(behind_now(many)) == 4
    # The service does not travel with these: its processes are asked of the stored page.
    assert cost(many) <= few + 1 <= 16


# -- frozen at each decision of the entity -----------------------------------------------------


def test_it_is_frozen_when_it_is_sent_and_told_in_the_trace(world, sent):
    frozen = FrozenBacking.objects.get(item=item_of(sent, world.commitment))
    assert frozen.sha256 == hashlib.sha256(frozen.text.encode()).hexdigest()
    entry = TraceEntry.objects.filter(subject=f"dossier:{sent.pk}").latest("sequence")
    pages = {row["page"]: row["backing"] for row in json.loads(entry.payload)["pages"]}
    assert pages[world.commitment.pk]["sha256"] == frozen.sha256
    assert SHA in pages[world.commitment.pk]["files"]
    with FrozenFile.objects.get(pk=SHA).file.open("rb") as kept:
        assert kept.read() == PDF


def test_an_approval_freezes_again_only_what_changed(world, sent):
    item = item_of(sent, world.commitment)
    approve(world, sent)
    assert item.backings.count() == 1
    change_something()
    approve(world, sent)
    assert [row.decision.stage for row in item.backings.all()] == [Stage.UNIT, Stage.PLANNING]
    assert not list(faults())


def test_the_ministrys_decisions_freeze_nothing(world, remitted):
    before = FrozenBacking.objects.count()
    change_something()
    walk(world, remitted, Stage.PUBLICATION)
    assert FrozenBacking.objects.count() == before


def test_a_decision_on_what_was_backed_otherwise_is_stale(world, sent):
    seen = selectors.seen_token(sent)
    change_something()
    with pytest.raises(Stale):
        decide.decide(sent.pk, world.who(Stage.QUALITY), decide.APPROVE, evidence(sent), seen=seen)


def test_a_stale_decision_is_answered_with_what_changed(client, world, sent):
    shown = mark_of(list(sent.decisions.all()), list(sent.items.all()))
    data = {
        **evidence(sent),
        "action": decide.APPROVE,
        "seen": selectors.seen_token(sent),
        "shown": shown,
    }
    change_something()
    enter(client, world.who(Stage.QUALITY))
    answer = client.post(reverse("carta_workflows:decide", args=[sent.pk]), data)
    assert answer.status_code == 409
    assert "cambió lo que respalda a sus páginas" in answer.content.decode()
    assert "Otra" in answer.content.decode()
    assert Dossier.objects.get(pk=sent.pk).stage == Stage.QUALITY


def test_after_remission_a_change_of_the_entity_disturbs_no_decision(world, remitted):
    seen = selectors.seen_token(remitted)
    change_something()
    assert selectors.seen_token(remitted) == seen


def test_evidence_whose_file_is_gone_or_another_stops_the_sending(world):
    row = add_evidence(world.entity, Subject.FACTOR, _factor(), body=b"%PDF-1.4 una sola vez")
    row.file.storage.delete(row.file.name)
    row.file.storage.save(row.file.name, SimpleUploadedFile("otro.pdf", b"%PDF-1.4 otro"))
    before = Dossier.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        submit(world)
    assert "archivo" in refused.value.verdict.reason
    assert Dossier.objects.count() == before


# -- who reads what --------------------------------------------------------------------------


def test_inside_the_entity_it_is_read_live_with_what_changed_since(world, sent):
    quality = world.people[Role.CAL]
    assert not seen_by(quality, sent, world.commitment).changes
    change_something()
    seen = seen_by(quality, sent, world.commitment)
    assert seen.is_live
    assert [change.name for change in seen.changes] == ["agreements"]
    assert seen.since.outcome == Decision.Outcome.SUBMITTED


def test_a_change_after_an_approval_is_told_to_the_next_stage(world, sent):
    approve(world, sent)
    change_something()
    seen = seen_by(world.people[Role.PLAN], sent, world.commitment)
    assert [change.name for change in seen.changes] == ["agreements"]


@pytest.mark.parametrize("role", [Role.MDT_RECEPTION, Role.MDT_CONTROL, Role.MDT_PUBLICATION])
def test_the_ministry_reads_what_was_remitted_and_nothing_newer(world, remitted, role):
    add_evidence(world.entity, Subject.FACTOR, _factor(), title="Encuesta posterior")
    InternalTime.objects.update(step="Paso posterior")
    seen = seen_by(world.people[role], remitted, world.commitment)
    assert not seen.is_live
    assert not seen.changes
    assert titles(seen, "Tiempos internos") == ["Imprimir y entregar"]
    assert "Encuesta posterior" not in titles(seen, "Evidencias")
    assert seen.since.stage in (Stage.UNIT, Stage.QUALITY, Stage.PLANNING, Stage.AUTHORITY)


def test_the_entity_sees_what_the_ministry_reads_and_what_it_changed_meanwhile(world, remitted):
    change_something()
    seen = seen_by(world.people[Role.CAL], remitted, world.commitment)
    assert not seen.is_live
    assert [change.name for change in seen.changes] == ["agreements"]


def test_audit_reads_it_frozen_within_its_dates(world, sent):
    assert not seen_by(world.people[Role.AUD], sent, world.commitment).is_live
    late = UserFactory()
    RoleAssignmentFactory(user=late, role=Role.AUD, entity=world.entity, expired=True)
    assert seen_by(late, sent, world.commitment) is None


@pytest.mark.parametrize("role", [Role.COM, Role.STAFF])
def test_whoever_reads_none_of_it_live_reads_none_of_it_here(world, sent, role):
    assert seen_by(world.people[role], sent, world.commitment) is None


def test_a_dossier_that_came_back_is_frozen_again_when_it_is_remitted_again(world, remitted):
    return_to(world, remitted, Stage.AUTHORITY)
    change_something()
    approve(world, remitted)
    seen = seen_by(world.people[Role.MDT_RECEPTION], remitted, world.commitment)
    agreed = next(group for group in seen.groups if str(group.label) == "Acuerdos de operación")
    assert "Otra unidad atiende." in [text for _label, text in agreed.rows[0].lines]


def test_the_screen_shows_it_to_each_as_they_may(client, world, remitted):
    where = reverse("carta_workflows:dossier", args=[remitted.pk])
    change_something()
    control = enter(client, world.people[Role.MDT_RECEPTION]).get(where).content.decode()
    assert SHA in control
    assert "ya no cambia" in control
    assert "Otra unidad atiende." not in control
    quality = enter(client, world.people[Role.CAL]).get(where).content.decode()
    assert "Otra unidad atiende." in quality.replace("<ins>", "").replace("</ins>", "") or (
        "lee lo fijado, sin estos cambios" in quality
    )
    assert SHA not in enter(client, world.people[Role.COM]).get(where).content.decode()


# -- files ------------------------------------------------------------------------------------


def test_a_file_is_read_by_the_ministry_only_through_the_dossier_it_holds(client, world, remitted):
    enter(client, world.people[Role.MDT_RECEPTION])
    answer = client.get(address(remitted, world.commitment))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="informe.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.CONFIDENTIAL_READ).exists()
    row = Evidence.objects.filter(subject_kind=Subject.FACTOR).get()
    assert client.get(reverse("agreements_evidence_file", args=[row.pk])).status_code == 404


def _nobody(world):
    return UserFactory()


def _stranger(world):
    person = UserFactory()
    RoleAssignmentFactory(user=person, role=Role.CAL, entity=EntityFactory())
    return person


@pytest.mark.parametrize("who", [_stranger, lambda world: world.people[Role.COM]])
def test_foreign_and_unknown_are_answered_alike(client, world, remitted, who):
    enter(client, who(world))
    real = client.get(address(remitted, world.commitment))
    unknown = client.get(address(remitted, world.commitment, sha256="a" * 64))
    assert real.status_code == unknown.status_code == 404


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "a" * 64},
        {"sha256": "x"},
        {"sha256": SHA.upper()},
        {"sha256": "%2e%2e"},
        {"pk": 999_999},
        {"pk": 10**30},
        {"item": 999_999},
        {"item": 10**30},
    ],
)
def test_an_address_that_does_not_fit_was_never_one(client, world, remitted, other):
    enter(client, world.people[Role.MDT_CONTROL])
    assert client.get(address(remitted, world.commitment, **other)).status_code == 404


def test_a_file_of_another_page_or_newer_than_the_remission_is_not_there(client, world, remitted):
    newer = b"%PDF-1.4 posterior"
    add_evidence(world.entity, Subject.FACTOR, _factor(), body=newer)
    enter(client, world.people[Role.MDT_CONTROL])
    later = hashlib.sha256(newer).hexdigest()
    assert client.get(address(remitted, world.commitment, sha256=later)).status_code == 404
    assert client.get(address(remitted, world.service)).status_code == 404  # the commitment's


def test_the_ministry_reads_nothing_before_remission(client, world, sent):
    enter(client, world.people[Role.MDT_RECEPTION])
    assert client.get(address(sent, world.commitment)).status_code == 404


def test_a_live_file_is_read_inside_the_entity_before_it_is_frozen(client, world, sent):
    body = b"%PDF-1.4 nueva"
    add_evidence(world.entity, Subject.FACTOR, _factor(), body=body)
    enter(client, world.people[Role.PLAN])
    answer = client.get(address(sent, world.commitment, sha256=hashlib.sha256(body).hexdigest()))
    assert b"".join(answer.streaming_content) == body


def _factor():
    return Evidence.objects.filter(subject_kind=Subject.FACTOR).first().subject


# -- what cannot be altered ------------------------------------------------------------------


@pytest.mark.parametrize(
    "harm",
    [
        lambda rows: rows.update(text="{}"),
        lambda rows: rows.update(sha256="0" * 64),
        lambda rows: rows.delete(),
        lambda rows: FrozenBacking.objects.bulk_create(
            [rows.first()], update_conflicts=True, update_fields=["text"], unique_fields=["id"]
        ),
    ],
)
def test_what_was_frozen_is_never_changed(world, sent, harm):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        harm(FrozenBacking.objects.all())


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda: FrozenBacking.objects.update(text="{}"), "su contenido fue alterado"),
        (lambda: FrozenBacking.objects.update(sha256="0" * 64), "no consta así en la traza"),
        (lambda: FrozenBacking.objects.all().delete(), "consta en la traza y no existe"),
        (
            lambda: FrozenFile.objects.get(pk=SHA).file.storage.delete(
                FrozenFile.objects.get(pk=SHA).file.name
            ),
            "falta o no se puede leer",
        ),
    ],
)
def test_the_proof_names_what_was_altered(world, sent, harm, said):
    assert not list(faults())
    with triggers.lifted():
        harm()
        found = [fault.what for fault in faults()]
    assert said in found


def test_correcting_evidence_leaves_what_was_frozen_as_it_was(world, remitted):
    row = Evidence.objects.filter(subject_kind=Subject.FACTOR).get()
    correct_evidence(row, actor_id=None, reason="Título equivocado.", title="Otro título")
    seen = seen_by(world.people[Role.MDT_CONTROL], remitted, world.commitment)
    assert "Encuesta de salida" in titles(seen, "Evidencias")
    assert "Otro título" not in titles(seen, "Evidencias")


def test_no_other_entitys_rows_are_told(world, sent):
    other = EntityFactory()
    page = ServicePageFactory()
    every_register(other, page, page.responsible_unit)
    told = json.dumps(behind_now(sent)[world.commitment.pk].content)
    assert "P-77" not in told
