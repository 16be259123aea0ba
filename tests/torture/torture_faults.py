"""``kill -9`` at random moments (T22): what was acknowledged is there, nothing is half made."""

import random
import time

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.torture.processes import start
from workflows import verify
from workflows.models import Dossier, Edition, PinnedRevision
from workflows.stages import Stage

pytestmark = pytest.mark.django_db(transaction=True)
FULL = 100
VERIFIED_EVERY = 10
FILE = b"x" * 2_000_000


def save(world):
    page = make.add_commitment(world.service, world.people[Role.UNI])
    before, after = page.statement, "Usted recibe su cédula en 12 minutos."

    def check(acknowledged):
        found = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().statement
        assert found in ({after} if acknowledged else {before, after})

    return lambda: make.edit(page, world.people[Role.UNI], statement=after) and None, check


def submit(world):
    page = make.add_commitment(world.service, world.people[Role.UNI])

    def check(acknowledged):
        dossiers = list(Dossier.objects.filter(items__page=page))
        assert len(dossiers) in ({1} if acknowledged else {0, 1})
        for dossier in dossiers:
            assert dossier.stage == Stage.QUALITY
            pins = PinnedRevision.objects.filter(revision__object_id=str(page.pk))
            assert pins.count() == 1

    return lambda: make.submit(world, page, kind="actualizacion") and None, check


def decide(world):
    page = make.add_commitment(world.service, world.people[Role.UNI])
    dossier = make.submit(world, page, kind="actualizacion")

    def check(acknowledged):
        stored = Dossier.objects.get(pk=dossier.pk)
        approved = stored.decisions.filter(stage=Stage.QUALITY, outcome="approved").count()
        assert (approved, stored.stage) in {
            (1, Stage.PLANNING),
            *(() if acknowledged else {(0, Stage.QUALITY)}),
        }

    return lambda: make.approve(world, dossier) and None, check


def publish(world):
    page = make.add_commitment(world.service, world.people[Role.UNI])
    dossier = make.submit(world, page, kind="actualizacion")
    dossier = make.walk(world, dossier, Stage.PUBLICATION)

    def check(acknowledged):
        stored = Dossier.objects.get(pk=dossier.pk)
        whole = (
            stored.status,
            Page.objects.get(pk=page.pk).live,
            Edition.objects.filter(page=page.pk).count(),
        )
        allowed = {(Dossier.Status.PUBLISHED, True, 1)}
        if not acknowledged:
            allowed.add((Dossier.Status.OPEN, False, 0))
        assert whole in allowed

    return lambda: make.approve(world, dossier) and None, check


def upload(world):
    model = get_document_model()
    title = f"Acta {random.random()}"

    def act():
        collection = Collection.get_first_root_node()
        content = ContentFile(FILE, name="acta.pdf")
        model.objects.create(title=title, file=content, collection=collection)

    def check(acknowledged):
        rows = list(model.objects.filter(title=title))
        assert len(rows) in ({1} if acknowledged else {0, 1})
        assert [row.file.size for row in rows] == [len(FILE)] * len(rows)

    return act, check


@pytest.mark.parametrize(
    "what", [save, submit, decide, publish, upload], ids=lambda act: act.__name__
)
def torture_kill(rounds, what):
    world, _published = make.published()
    act, check = what(world)
    started = time.perf_counter()
    assert start(act).wait() == ("done", None)
    duration = time.perf_counter() - started
    check(True)

    def one(number):
        act, check = what(world)
        answer = start(act).kill_after(random.uniform(0, 1.5 * duration))
        assert answer in (None, ("done", None)), answer
        check(answer is not None)
        if number % VERIFIED_EVERY == 0:
            assert list(verify.faults()) == []
        follow_up, check = what(world)
        follow_up()
        check(True)

    rounds(one, FULL)
    assert list(verify.faults()) == []
