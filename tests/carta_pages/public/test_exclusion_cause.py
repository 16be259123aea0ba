"""Why a service or a commitment left the carta is approved, frozen and shown (R30, R166)."""

import pytest

from carta_pages.models import CommitmentPage
from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import selectors, verify
from workflows.models import Dossier
from workflows.services import grouping, submission
from workflows.snapshots import EXCLUSION_CAUSE, text_digest
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

CAUSE = "El servicio ya no se presta: la ley <eliminó> el trámite."
NOTE = "Se excluye el servicio de la carta."


def html(client, page):
    response = client.get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def exclude(world, *pages, **kw):
    kw = {"cause": CAUSE, "change_note": NOTE, **kw}
    return make.submit(world, *pages, kind=Kind.EXCLUSION, **kw)


def test_the_cause_is_in_the_edition_and_on_the_page_of_an_excluded_service(client):
    world, _first = make.published()
    before = selectors.edition_in_force(world.service.pk)
    make.publish(world, exclude(world, world.service, world.commitment))
    for page in (world.service, world.commitment):
        edition = selectors.edition_in_force(page.pk)
        assert edition.content[EXCLUSION_CAUSE] == CAUSE
        assert edition.exclusion_cause == CAUSE
        assert text_digest(edition.snapshot) == edition.sha256
        shown = html(client, page)
        assert "la ley &lt;eliminó&gt; el trámite" in shown
        assert "<eliminó>" not in shown
    assert EXCLUSION_CAUSE not in before.content
    assert before.exclusion_cause == ""
    assert list(verify.faults()) == []


def test_an_excluded_commitment_says_its_cause_in_the_list_of_its_service(client):
    world, _first = make.published()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish(world, make.submit(world, second, kind=Kind.UPDATE))
    make.publish(world, exclude(world, second))
    listed = html(client, world.service).split("Compromiso excluido")[1]
    assert "la ley &lt;eliminó&gt; el trámite" in listed


def test_each_page_of_merged_exclusions_keeps_its_own_cause():
    world, _first = make.published()
    second = make.add_commitment(world.service, world.people[Role.UNI])
    third = make.add_commitment(world.service, world.people[Role.UNI])
    make.publish(world, make.submit(world, second, third, kind=Kind.UPDATE))
    one = exclude(world, second, cause="Cambió la norma que lo exigía.")
    two = exclude(world, third)
    make.publish(world, grouping.merge([one.pk, two.pk], world.people[Role.CAL]))
    causes = [selectors.edition_in_force(page.pk).exclusion_cause for page in (second, third)]
    assert causes == ["Cambió la norma que lo exigía.", CAUSE]


def test_an_exclusion_sent_again_still_says_its_cause():
    world, _first = make.published()
    dossier = make.return_to(world, exclude(world), Stage.UNIT)
    answers = {row.pk: "Corregido." for row in dossier.observations.all()}
    submission.resubmit(dossier.pk, world.people[Role.UNI], answers=answers)
    make.publish(world, Dossier.objects.get(pk=dossier.pk))
    assert selectors.edition_in_force(world.commitment.pk).exclusion_cause == CAUSE


def test_an_exclusion_older_than_the_field_says_its_note():
    world, _first = make.published()
    make.publish(world, exclude(world))
    edition = selectors.edition_in_force(world.commitment.pk)
    del edition.content[EXCLUSION_CAUSE]
    assert edition.exclusion_cause == NOTE


def test_a_publication_freezes_nothing_new():
    """The hash of a text that is not an exclusion is what it always was."""
    world = make.make_world()
    snapshot = CommitmentPage.objects.get(pk=world.commitment.pk).take_snapshot()
    make.publish_carta(world)
    dossier = make.submit(world)
    assert dossier.items.get(page=world.commitment.pk).snapshot_hash == snapshot.sha256
