"""What nobody approved is not published, whatever the tables of a dossier were made to say."""

import json

import pytest

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.entities import RoleAssignmentFactory
from workflows import triggers, verify
from workflows.errors import Refused
from workflows.models import Contribution, Decision, Dossier, DossierItem, Edition, ItemDecision
from workflows.selectors import dossier_hash
from workflows.snapshots import canonical, text_digest
from workflows.stages import Stage, decision_stages

pytestmark = pytest.mark.django_db


def rewrite(dossier, **values):
    """Put another text under the approvals of a page, every hash of the working papers along."""
    item = dossier.items.get(page__slug__startswith="compromiso")
    text = canonical(json.loads(item.snapshot) | values)
    digest = text_digest(text)
    with triggers.lifted():
        ItemDecision.objects.filter(item=item).update(snapshot_hash=digest)
        DossierItem.objects.filter(pk=item.pk).update(snapshot=text, snapshot_hash=digest)
        Dossier.objects.filter(pk=dossier.pk).update(content_hash=dossier_hash(dossier.items.all()))


def refused(world, dossier, what):
    before = Edition.objects.count()
    with pytest.raises(Refused, match=what):
        make.approve(world, dossier)
    assert Edition.objects.count() == before


def test_a_text_swapped_under_its_approvals_is_not_published():
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    rewrite(dossier, statement="Texto que nadie aprobó.")
    refused(world, dossier, "no es el que consta en la traza")
    assert list(verify.faults())


def test_approvals_borrowed_from_another_dossier_are_none():
    world, first = make.published()
    second = make.add_commitment(world.service, world.people["uni"])
    dossier = make.submit(world, second, kind="actualizacion")
    item = dossier.items.get()
    for stage in decision_stages(dossier.route)[:-1]:
        decision = Decision.objects.filter(dossier=first, stage=stage).last()
        ItemDecision.objects.create(
            item=item,
            decision=decision,
            stage=stage,
            actor_id=decision.actor_id,
            approves=True,
            snapshot_hash=item.snapshot_hash,
        )
    Dossier.objects.filter(pk=dossier.pk).update(stage=Stage.PUBLICATION)
    refused(world, dossier, "no consta en la traza")
    assert any("decisión sobre una página" in str(fault) for fault in verify.faults())


COLUMNS = [
    ("item", {"change_note": "Nota que nadie aprobó."}, "no es el que consta en la traza"),
    ("item", {"title": "Título que nadie aprobó"}, "fue alterado"),
    ("dossier", {"kind": "exclusion"}, "La clase del expediente"),
]


@pytest.mark.parametrize(("table", "values", "what"), COLUMNS)
def test_what_an_edition_says_besides_its_text_is_the_traced_one(table, values, what):
    world, _first = make.published()
    make.edit(world.commitment, world.people["uni"], statement="Su cédula en 31 minutos.")
    dossier = make.walk(world, make.submit(world, kind="actualizacion"), Stage.PUBLICATION)
    rows = dossier.items.all() if table == "item" else Dossier.objects.filter(pk=dossier.pk)
    rows.update(**values)
    refused(world, dossier, what)


def test_a_shorter_route_does_not_spare_a_stage():
    world, dossier = make.dossier_at(Stage.PLANNING)
    Dossier.objects.filter(pk=dossier.pk).update(route="institucional")
    refused(world, dossier, "no consta en la traza")


def test_an_edition_of_a_text_that_was_not_approved_is_a_fault(monkeypatch):
    from workflows.services import publication

    monkeypatch.setattr(publication, "_check_traced", lambda *args: None)
    world, dossier = make.dossier_at(Stage.PUBLICATION)
    rewrite(dossier, statement="Texto que nadie aprobó.")
    make.approve(world, dossier)
    told = [str(fault) for fault in verify.faults()]
    assert any("todas las etapas aprobaran este texto" in fault for fault in told), told


def test_an_author_whose_contribution_was_taken_away_does_not_free_their_text():
    """The rule reads the table, publication the trace, which told who wrote when it was sent."""
    world = make.make_world()
    make.publish_carta(world)
    author = world.people[Role.CAL]
    RoleAssignmentFactory(role=Role.CAL, entity=world.entity)
    make.edit(world.commitment, author, statement="Su cédula en 20 minutos.")
    dossier = make.submit(world)
    with pytest.raises(Refused, match="Usted escribió"):
        make.act(dossier, author, "approve")
    with triggers.lifted():
        Contribution.objects.filter(user_id=author.pk).delete()
    dossier = make.walk(world, dossier, Stage.PUBLICATION)
    refused(world, dossier, "no consta en la traza")
    assert any("contribución" in str(fault) for fault in verify.faults())
