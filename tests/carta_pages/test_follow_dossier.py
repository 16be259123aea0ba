"""What dossiers do to the state of services, walked through the real machine (R25-R32)."""

import pytest
from wagtail.models import Page

from carta_pages.models import CommitmentPage, ServiceState, TerritorialAnnexPage
from carta_pages.selectors import commitments_in_force, indicators_of_service, state_of
from carta_pages.services import StateAct, change_state
from carta_pages.state_rules import Actor
from carta_pages.states import State
from entities.errors import RuleViolation
from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.carta_pages import (
    ServicePageFactory,
    TerritorialAnnexPageFactory,
    annex_row,
    plan,
)
from workflows import selectors
from workflows.errors import Refused
from workflows.models import Dossier
from workflows.services import decide as deciding
from workflows.services.drafts import discard_draft
from workflows.services.grouping import split
from workflows.services.submission_checks import fits
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

CAUSE = "El servicio ya no se presta."


def kinds_for(page):
    """The kinds a page may travel as now."""
    return [kind for kind in Kind if not fits(page, kind)]


def state(world):
    return state_of(world.service.pk)


def update(world, *pages, **kw):
    kw.setdefault("change_note", "Cambia el estándar.")
    return make.publish(world, make.submit(world, *pages, kind=Kind.UPDATE, cause="Norma", **kw))


def with_second_commitment(world):
    second = make.add_commitment(world.service, world.people[Role.UNI])
    update(world, second)
    return second


def refuse(world, dossier):
    """An unfavourable verdict on every service of the dossier."""
    dossier = make.walk(world, dossier, Stage.CONTROL)
    data = make.evidence(dossier)
    for key in [key for key in data if key.startswith("verdict-")]:
        data[key] = "unfavourable"
        data[key.replace("verdict-", "reason-")] = "El estándar no se sostiene."
    make.act(dossier, world.who(Stage.CONTROL), deciding.VERDICT, data)
    return Dossier.objects.get(pk=dossier.pk)


def test_a_first_publication_makes_the_service_published_from_the_effective_date():
    world, dossier = make.published()
    row = ServiceState.objects.get(service=world.service)
    edition = selectors.edition_in_force(world.service.pk)
    assert row.value == State.PUBLISHED
    assert (row.previous, row.transition) == (State.PLANNED, "T3")
    assert row.effective_on == edition.effective_date
    assert row.dossier_id == dossier.pk
    assert row.support == edition.legal_act


def test_while_under_control_the_service_stays_planned():
    world, _dossier = make.dossier_at(Stage.CONTROL)
    assert state(world) == State.PLANNED


def test_a_changed_commitment_makes_the_service_updated():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    update(world)
    assert state(world) == State.UPDATED


def test_a_new_commitment_on_a_published_service_travels_as_an_update():
    world, _dossier = make.published()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    assert kinds_for(Page.objects.get(pk=second.pk).specific) == [Kind.UPDATE]
    update(world, second)
    assert state(world) == State.UPDATED


def test_a_changed_description_alone_is_a_new_version_without_transition():
    world, _dossier = make.published()
    make.edit(world.service, world.people[Role.UNI], description="Otra descripción.")
    update(world, world.service)
    assert selectors.edition_in_force(world.service.pk).number == 2
    assert state(world) == State.PUBLISHED


def test_a_renewal_makes_the_service_renewed():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    make.publish(world, make.submit(world, kind=Kind.RENEWAL, cause="Desempeño estable"))
    assert state(world) == State.RENEWED


def test_an_annex_alone_moves_no_state():
    world, _dossier = make.published()
    before = ServiceState.objects.get(service=world.service).history.count()
    (option,) = indicators_of_service(world.service)
    annex = TerritorialAnnexPageFactory(
        parent=world.service, user=world.people[Role.UNI], rows=[annex_row(option, unit=world.unit)]
    )
    update(world, annex)
    assert selectors.edition_in_force(annex.pk).number == 1
    assert state(world) == State.PUBLISHED
    assert ServiceState.objects.get(service=world.service).history.count() == before


def test_the_institutional_route_moves_no_state():
    world, _dossier = make.published()
    make.edit(world.carta, world.people[Role.COM], mission="Otra misión.")
    dossier = make.submit(world, world.carta, kind=Kind.UPDATE, user=world.people[Role.COM])
    make.publish(world, dossier)
    assert state(world) == State.PUBLISHED


def test_excluding_one_of_several_commitments_updates_the_service():
    world, _dossier = make.published()
    second = with_second_commitment(world)
    make.publish(world, make.submit(world, second, kind=Kind.EXCLUSION, cause=CAUSE))
    assert state(world) == State.UPDATED
    assert [page.pk for page in commitments_in_force(world.service)] == [world.commitment.pk]


def test_excluding_the_last_commitment_excludes_the_service():
    world, _dossier = make.published()
    make.publish(world, make.submit(world, kind=Kind.EXCLUSION, cause=CAUSE))
    row = ServiceState.objects.get(service=world.service)
    assert (row.value, row.transition) == (State.EXCLUDED, "T9")
    assert CAUSE in row.reason


def test_excluding_the_service_brings_all_its_commitments():
    """From the service's own screen, however many it has; of another kind only the service goes."""
    world, _dossier = make.published()
    second = with_second_commitment(world)
    draft = make.add_commitment(world.service, world.people[Role.UNI], title="Nunca publicado")
    whole = make.submit(world, world.service, kind=Kind.EXCLUSION, cause=CAUSE)
    sent = {item.page_id for item in whole.items.all()}
    assert sent == {world.service.pk, world.commitment.pk, second.pk}
    assert draft.pk not in sent
    make.publish(world, whole)
    assert state(world) == State.EXCLUDED


def test_an_unfavourable_first_postulation_is_not_published_and_may_be_planned_again():
    world, dossier = make.dossier_at(Stage.CONTROL)
    refuse(world, dossier)
    row = ServiceState.objects.get(service=world.service)
    assert (row.value, row.transition) == (State.NOT_PUBLISHED, "T4")
    assert "no se sostiene" in row.reason
    plan(world.service)
    assert state(world) == State.PLANNED


def test_an_unfavourable_update_leaves_state_and_version_in_force():
    world, _dossier = make.published()
    make.edit(world.commitment, world.people[Role.UNI], statement="Su cédula en 30 minutos.")
    refuse(world, make.submit(world, kind=Kind.UPDATE, cause="Norma"))
    assert state(world) == State.PUBLISHED
    assert selectors.edition_in_force(world.commitment.pk).number == 1


def test_a_service_that_is_not_planned_cannot_be_postulated():
    world = make.make_world()
    make.publish_carta(world)
    change_state(
        world.service,
        State.NOT_ELIGIBLE,
        StateAct(Actor.QUALITY, None, "Nivel 3 verificado.", "Autoevaluación 2026"),
    )
    with pytest.raises(Refused, match="Planificado"):
        make.submit(world)


def test_capability_lost_under_control_leaves_only_an_unfavourable_verdict():
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    change_state(
        world.service,
        State.NOT_ELIGIBLE,
        StateAct(Actor.CAPABILITY, None, "Nivel 3 verificado.", "Autoevaluación 2026"),
    )
    with pytest.raises(Refused, match="No Postulable"):
        make.approve(world, dossier)
    assert selectors.edition_in_force(world.commitment.pk) is None
    assert not Page.objects.get(pk=world.service.pk).live


def test_an_excluded_service_is_never_published_again_directly():
    world, _dossier = make.published()
    make.publish(world, make.submit(world, kind=Kind.EXCLUSION, cause=CAUSE))
    ministry = StateAct(Actor.MINISTRY, None, "Error", "MDT-1")
    with pytest.raises(RuleViolation, match="no puede pasar"):
        change_state(world.service, State.PUBLISHED, ministry)
    assert kinds_for(Page.objects.get(pk=world.commitment.pk).specific) == []


def test_a_service_whose_commitments_were_split_off_is_not_published_alone():
    world = make.make_world()
    make.publish_carta(world)
    dossier = make.submit(world)
    item = dossier.items.get(page_id=world.commitment.pk)
    with pytest.raises(Refused, match="al menos un compromiso"):
        split(dossier.pk, [item.pk], world.people[Role.CAL])
    # A dossier parted before that was refused: the publication still asks.
    other = make.submit(world, make.add_commitment(world.service, world.people[Role.UNI]))
    item.dossier = other
    item.save()
    dossier = make.walk(world, dossier, Stage.PUBLICATION)
    assert [item.page_id for item in dossier.items.all()] == [world.service.pk]
    with pytest.raises(Refused, match="ningún compromiso vigente"):
        make.approve(world, dossier)
    assert state(world) == State.PLANNED


def test_a_planned_service_that_was_never_submitted_can_be_discarded_and_leaves_its_history():
    world = make.make_world()
    service = ServicePageFactory(
        parent=world.carta, responsible_unit=world.unit, user=world.people[Role.UNI]
    )
    row = plan(service)
    discard_draft(service, world.people[Role.UNI], "Se creó por error.")
    assert not Page.objects.filter(pk=service.pk).exists()
    assert ServiceState.history.filter(id=row.pk, value=State.PLANNED).exists()


def test_a_draft_commitment_named_in_a_draft_annex_can_be_discarded():
    world = make.make_world()
    (option,) = indicators_of_service(world.service)
    annex = TerritorialAnnexPageFactory(
        parent=world.service, user=world.people[Role.UNI], rows=[annex_row(option)]
    )
    discard_draft(
        CommitmentPage.objects.get(pk=world.commitment.pk), world.people[Role.UNI], "Por error."
    )
    (row,) = TerritorialAnnexPage.objects.get(pk=annex.pk).rows.all()
    assert row.commitment is None
    (draft_row,) = annex.get_latest_revision_as_object().rows.all()
    assert draft_row.commitment_id is None


def test_a_service_does_not_travel_for_the_first_time_without_a_commitment():
    world = make.make_world()
    make.publish_carta(world)
    with pytest.raises(Refused, match="al menos un compromiso"):
        make.submit(world, world.service)
