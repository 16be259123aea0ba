"""Who sends and who takes back: the role they hold, not the first the page names (T02, T03)."""

from datetime import timedelta

import pytest

from carta_pages.selectors import indicators_of_service
from entities import clock
from entities.models import RoleAssignment
from entities.vocabulary import Capacity, Role
from tests.factories import workflows as make
from tests.factories.carta_pages import TerritorialAnnexPageFactory, annex_row
from tests.factories.entities import LONG_AGO, RoleAssignmentFactory, UnitFactory, UserFactory
from workflows import selectors
from workflows.errors import Refused
from workflows.models import Decision, Dossier
from workflows.services import submission, withdrawal
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

REASON = "Falta el sustento de la medición."


def withdraw(dossier, user):
    fresh = Dossier.objects.get(pk=dossier.pk)
    return withdrawal.withdraw(
        dossier.pk, user, {"reason": REASON}, seen=selectors.seen_token(fresh)
    )


def end_roles(user):
    """Every role of the person ended yesterday, as the daily passing of time does it."""
    RoleAssignment.objects.filter(user=user).update(
        starts_on=LONG_AGO, ends_on=clock.today() - timedelta(days=1)
    )
    return type(user).objects.get(pk=user.pk)


def test_whoever_sent_it_and_has_no_role_any_more_does_not_take_it_back():
    world, dossier = make.dossier_at(Stage.QUALITY)
    former = end_roles(world.people[Role.UNI])
    with pytest.raises(Refused) as refused:
        withdraw(dossier, former)
    assert "ya no tiene un cargo vigente" in refused.value.verdict.message
    assert str(Role.CAL.label) in refused.value.verdict.who
    assert Dossier.objects.get(pk=dossier.pk).is_open


def test_the_sender_who_still_writes_takes_it_back_in_the_role_held():
    world, dossier = make.dossier_at(Stage.QUALITY)
    decision = withdraw(dossier, world.people[Role.UNI])
    assert decision.role == Role.UNI
    assert decision.office


def send(page, user, kind=Kind.UPDATE):
    return submission.submit(
        [type(page).objects.get(pk=page.pk)], user, kind=kind, change_note=make.NOTE
    )


def sent_by(dossier):
    return Decision.objects.get(dossier=dossier, outcome=Decision.Outcome.SUBMITTED)


def test_the_quality_office_sends_a_service_as_the_quality_office():
    world, _dossier = make.published()
    quality = UserFactory()
    RoleAssignmentFactory(
        user=quality,
        role=Role.CAL,
        entity=world.entity,
        capacity=Capacity.SUBROGANTE,
        document="Acción de personal 7",
        post="Analista de calidad",
        office="Dirección de Calidad",
    )
    make.edit(world.service, quality, description="Otra descripción del servicio.")
    decision = sent_by(send(world.service, quality))
    assert (decision.role, decision.post) == (Role.CAL, "Analista de calidad")
    assert (decision.office, decision.capacity) == ("Dirección de Calidad", "subrogante")


def test_the_deconcentrated_level_sends_an_annex_as_itself():
    world, _dossier = make.published()
    (option,) = indicators_of_service(world.service)
    writer = world.people[Role.TER]
    annex = TerritorialAnnexPageFactory(
        parent=world.service, user=writer, rows=[annex_row(option, unit=world.unit)]
    )
    assignment = RoleAssignment.objects.get(user=writer)
    decision = sent_by(send(annex, writer))
    assert (decision.role, decision.office) == (Role.TER, assignment.office)
    assert decision.office


def test_of_two_assignments_the_one_of_the_pages_unit_is_quoted():
    world, _dossier = make.published()
    writer = UserFactory()
    for unit, post in ((UnitFactory(entity=world.entity), "De otra"), (world.unit, "De esta")):
        RoleAssignmentFactory(user=writer, role=Role.UNI, entity=world.entity, post=post).units.set(
            [unit]
        )
    make.edit(world.commitment, writer, statement="Su cédula en 31 minutos.")
    assert sent_by(send(world.commitment, writer)).post == "De esta"


def test_an_update_returned_and_sent_again_as_it_is_public_is_refused():
    world, first = make.published()
    writer = world.people[Role.UNI]
    public = world.commitment.statement
    make.edit(world.commitment, writer, statement="Su cédula en 31 minutos.")
    dossier = make.submit(world, kind=Kind.UPDATE)
    dossier = make.return_to(world, dossier, Stage.UNIT)
    make.edit(world.commitment, writer, statement=public)
    answers = {row.pk: "Corregido." for row in dossier.observations.all()}
    assert selectors.edition_in_force(world.commitment.pk).dossier_id == first.pk
    with pytest.raises(Refused, match="no cambia nada"):
        submission.resubmit(dossier.pk, writer, answers=answers)
    assert dossier.items.get().awaits_resubmission
