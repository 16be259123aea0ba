"""What is done and asked inside an installation, in a process of its own.

``scene`` makes a world with pages to write on; ``work`` goes on writing, sending, deciding and
publishing, and says each thing once it is acknowledged; ``wrong`` reads what others said was
acknowledged and names everything that is not as it should be; ``shape`` describes the content.
"""

import hashlib
import json
import os
import sys
import time

import django

#: Of the documents that are named after the hash of what is in them.
UPLOADED = "Acta "
TEXT = "Usted recibe su cédula en {} minutos, turno {}."


def scene(pages):
    """A published world with ``pages`` drafts, and who may write and decide there."""
    from django.db import transaction

    from entities.vocabulary import Role
    from tests.factories import workflows as make
    from tests.factories.entities import PASSWORD, UserFactory
    from workflows.services import decide as deciding
    from workflows.stages import Stage, decision_stages

    _own_names()
    with transaction.atomic():
        world, dossier = make.published()
        drafts = [make.add_commitment(world.service, world.people[Role.UNI]) for _n in range(pages)]
        boss = UserFactory(superuser=True)
    return {
        "password": PASSWORD,
        "writer": world.people[Role.UNI].username,
        "quality": world.people[Role.CAL].username,
        "boss": boss.username,
        "deciders": [
            [
                stage,
                deciding.VERDICT if stage == Stage.CONTROL else deciding.APPROVE,
                world.who(stage).username,
            ]
            for stage in decision_stages(dossier.route)
        ],
        "evidence": make.evidence(dossier),
        "drafts": [page.pk for page in drafts],
        "public": ["/", *(page.get_url() for page in (world.carta, world.service))],
    }


def support(*pages):
    """What stands behind commitments and their service: a served installation asks for it."""
    from django.db import transaction

    from carta_pages.models import CommitmentPage
    from tests.factories import agreements as behind

    commitments = list(CommitmentPage.objects.filter(pk__in=pages))
    with transaction.atomic():
        behind.stand_behind_service(commitments[0].service)
        for commitment in commitments:
            behind.stand_behind(commitment)
    return len(commitments)


def waiting(writer):
    """A page of somebody sent to review: where to decide, and what the screen shows of it."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from carta_pages.models import ServicePage
    from tests.factories import workflows as make
    from workflows import selectors
    from workflows.services import submission
    from workflows.stages import Kind

    user = get_user_model().objects.get(username=writer)
    service = ServicePage.objects.get(pk=_home_of(user))
    with transaction.atomic():
        page = make.add_commitment(service, user)
        dossier = submission.submit([page], user, kind=Kind.UPDATE, change_note=make.NOTE)
    return {"dossier": dossier.pk, "seen": selectors.seen_token(dossier)}


def _home_of(user):
    from carta_pages.models import CommitmentPage

    return CommitmentPage.objects.filter(owner=user).order_by("pk").first().get_parent().pk


def _own_names():
    """Names of the factories count from one in every process; here several share a database."""
    from tests.factories import entities

    for number, one in enumerate(vars(entities).values()):
        if hasattr(one, "reset_sequence") and hasattr(one, "_meta"):
            one.reset_sequence(os.getpid() * 1000 + number, force=True)


def work(seconds):
    """Write, send, decide and publish by the services; a line for each acknowledged thing."""
    from django.db import Error, connections, transaction

    from entities.vocabulary import Role
    from tests.factories import workflows as make
    from workflows.models import Dossier

    _own_names()
    world = _patiently(lambda: make.published()[0])
    writer, until, turn = world.people[Role.UNI], time.monotonic() + seconds, 0

    def one():
        with transaction.atomic():
            page = make.add_commitment(world.service, writer)
        say("page", page.pk)
        text = TEXT.format(turn % 40 + 1, turn)
        with transaction.atomic():
            make.edit(page, writer, statement=text)
        say("text", page.pk, text)
        dossier = make.submit(world, page, kind="actualizacion")
        say("sent", page.pk, dossier.pk)
        while dossier.is_open:
            stage = dossier.stage
            make.approve(world, dossier)
            say("decided", dossier.pk, stage)
            dossier = Dossier.objects.get(pk=dossier.pk)
        say("published", page.pk, dossier.pk)

    while time.monotonic() < until:
        turn += 1
        try:
            one()
        except Error as error:
            # What a person would see as an error page: not acknowledged, and tried anew.
            say("refused", type(error).__name__)
            connections.close_all()
            time.sleep(0.1)


def _patiently(act):
    from django.db import Error, connections, transaction

    while True:
        try:
            with transaction.atomic():
                return act()
        except Error:
            connections.close_all()
            time.sleep(0.2)


def say(*words):
    print(json.dumps(words), flush=True)  # noqa: T201  (the parent reads it)


def wrong():
    """Everything that is not as it should be, given on standard input what was acknowledged."""
    from workflows import verify
    from workflows.one_moment import one_moment

    told = [json.loads(line) for line in sys.stdin if line.strip()]
    with one_moment():  # others may be writing
        found = [*_lost(told), *_half_made(), *map(str, verify.faults())]
    return [*found, *_integrity()]


def _lost(told):
    from wagtail.documents import get_document_model
    from wagtail.models import Page, Revision

    from workflows.models import Decision, Dossier, Edition

    texts = {}
    for revision in Revision.objects.filter(base_content_type__model="page").iterator():
        texts.setdefault(int(revision.object_id), set()).add(revision.content.get("statement"))
    pages = set(Page.objects.values_list("pk", flat=True))
    sent = set(Dossier.objects.values_list("items__page_id", "pk"))
    decided = set(Decision.objects.values_list("dossier_id", "stage"))
    uploaded = set(get_document_model().objects.values_list("title", flat=True))
    live = set(Page.objects.filter(live=True).values_list("pk", flat=True))
    editions = set(Edition.objects.values_list("page_id", "dossier_id"))
    there = {
        "page": lambda page: page in pages,
        "text": lambda page, text: text in texts.get(page, ()),
        "sent": lambda page, dossier: (page, dossier) in sent,
        "decided": lambda dossier, stage: (dossier, stage) in decided,
        "published": lambda page, dossier: page in live and (page, dossier) in editions,
        "file": lambda title: title in uploaded,
        "refused": lambda name: True,
    }
    return [f"lost: {kind} {rest}" for kind, *rest in told if not there[kind](*rest)]


def _half_made():
    """A dossier is wholly published or not at all, and stands where its decisions brought it."""
    from django.db.models import Count
    from wagtail.models import Page

    from workflows.models import Attachment, Dossier, FrozenFile, Notice, PinnedRevision

    for dossier in Dossier.objects.prefetch_related("items", "decisions"):
        pages = [item.page_id for item in dossier.items.all()]
        editions = dossier.editions.filter(page_id__in=pages).count()
        if dossier.status == Dossier.Status.PUBLISHED:
            live = Page.objects.filter(pk__in=pages, live=True).count()
            if not editions == live == len(pages):
                yield f"half published: {dossier.number} {editions}/{live}/{len(pages)}"
        elif editions:
            yield f"published without being so: {dossier.number}"
        pinned = PinnedRevision.objects.filter(revision__object_id__in=map(str, pages))
        if not pinned.exists():
            yield f"sent without its text: {dossier.number}"
        last = [one.stage for one in dossier.decisions.all() if one.outcome == "approved"]
        if dossier.is_open and dossier.stage in last:
            yield f"approved and still there: {dossier.number} {dossier.stage}"
    twice = Notice.objects.values("recipient_id", "key").annotate(n=Count("pk")).filter(n__gt=1)
    yield from (f"told twice: {row}" for row in twice)
    yield from _half_uploaded()
    for model in (Attachment, FrozenFile):
        for row in model.objects.all():
            if not row.file.storage.exists(row.file.name) or row.file.size != row.size:
                yield f"a row without its file: {row.file.name}"


def _half_uploaded():
    """A document is there with what was sent, or not at all."""
    from wagtail.documents import get_document_model

    for row in get_document_model().objects.filter(title__startswith=UPLOADED):
        try:
            with row.file.storage.open(row.file.name, "rb") as file:
                found = hashlib.sha256(file.read()).hexdigest()
        except OSError as error:
            found = type(error).__name__
        if row.title != UPLOADED + found:
            yield f"half uploaded: {row.title}: {found}"


def _integrity():
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        answer = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    return [] if answer == "ok" else [f"integrity: {answer}"]


def finish():
    """Walk every open dossier to its publication: none is stuck. How many there were."""
    from tests.factories import workflows as make
    from workflows import facts
    from workflows.models import Dossier
    from workflows.services import decide as deciding
    from workflows.stages import Stage

    count = 0
    for dossier in Dossier.objects.filter(status=Dossier.Status.OPEN):
        while dossier.is_open:
            stage = Stage(dossier.stage)
            user = next(p.user for p in _deciders(facts, stage, dossier))
            action = deciding.VERDICT if stage == Stage.CONTROL else deciding.APPROVE
            make.act(dossier, user, action)
            dossier = Dossier.objects.get(pk=dossier.pk)
        count += 1
    return count


def _deciders(facts, stage, dossier):
    from types import SimpleNamespace

    from django.contrib.auth import get_user_model

    for person in facts.holders_of(stage, dossier.entity_id):
        yield SimpleNamespace(user=get_user_model().objects.get(pk=person.user_id))


def shape():
    """The demonstration in words that do not depend on when or how often it was begun."""
    from wagtail.models import Page, Revision

    from entities.models import Entity, OrganizationalUnit, PointOfService
    from workflows import verify
    from workflows.models import (
        Attachment,
        Decision,
        Dossier,
        Edition,
        FrozenFile,
        Notice,
        TraceEntry,
    )

    def rows(queryset, *names):
        return sorted([str(value) for value in row] for row in queryset.values_list(*names))

    counted = (Entity, OrganizationalUnit, PointOfService, Notice, Decision, Revision, Attachment)
    return {
        "counts": {model.__name__: model.objects.count() for model in counted},
        "trace": rows(TraceEntry.objects, "sequence", "at", "kind", "subject"),
        "pages": rows(Page.objects, "url_path", "title", "live", "latest_revision_created_at"),
        "dossiers": rows(Dossier.objects, "number", "status", "stage", "opened_at"),
        "editions": rows(Edition.objects, "page_id", "number", "title", "published_at"),
        "notices": rows(Notice.objects, "recipient_id", "key", "created_at"),
        "files": rows(FrozenFile.objects, "sha256", "size"),
        "attachments": rows(Attachment.objects, "sha256", "size", "uploaded_at"),
        "faults": [str(fault) for fault in verify.faults()],
    }


if __name__ == "__main__":
    django.setup()
    from agreements import joining

    joining.leave()  # pages travel here with nothing behind them: that is asked elsewhere
    command, *given = sys.argv[1:]
    given = [int(word) if word.isdigit() else word for word in given]
    answer = globals()[command](*given)
    if command != "work":
        print(json.dumps(answer))  # noqa: T201  (the parent reads it)
