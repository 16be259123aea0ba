"""What every entity keeps to itself, each with a word that may be read nowhere else (T30).

Planted in every field, title and file name of an entity; and everything that is compared to say
that a stranger changed nothing.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db.models import CharField, TextField
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    Comment,
    Page,
    PageViewRestriction,
    Revision,
    UploadedFile,
    WorkflowState,
)

from agreements.access import Register as BehindRegister
from carta_pages.models import ImportRun
from entities import clock
from tests.factories import agreements as behind
from tests.factories.entities import (
    ClosureFactory,
    FeaturedFactory,
    HolidayFactory,
    NoticeFactory,
    PointChangeFactory,
    PointFactory,
    UnitFactory,
    ZoneFactory,
)
from tests.workflows.gate import world as small_country
from workflows.models import (
    Attachment,
    Decision,
    Dossier,
    DossierItem,
    Edition,
    KeptDraft,
    Notice,
    PinnedRevision,
)
from workflows.snapshots import canonical, digest
from workflows.stages import Kind, Route, Stage

CANARY = "CANARIO"
WORDS = (
    "borrador|campo|persona|imagen|documento|punto|unidad|zona|feriado|archivo|etiqueta|"
    "expediente|nota|aviso|adjunto|conservado|comentario|respaldo"
)
REGISTERS = (
    "entity",
    "organizationalunit",
    "territorialunit",
    "pointofservice",
    "pointchange",
    "temporaryclosure",
    "campaignnotice",
    "featuredservices",
    "roleassignment",
    "holiday",
)
#: Registers of what stands behind its promises, all of them its own.
BEHIND = tuple(register.value for register in BehindRegister)
#: Registers of an entity that nobody else reads, and the word of each.
INTERNAL = {"organizationalunit": "unidad", "territorialunit": "zona", "holiday": "feriado"}
#: Texts of a page that are no words of its writer, or that its form would not keep.
NOT_WRITTEN = {"path", "slug", "url_path", "draft_title", "title", "translation_key"}


def code_of(carta: Any) -> str:
    """What ends the canaries of an entity, so that its own people may read them."""
    return f"de {carta.entity.slug}"


def secret_of(cartas: list[Any]) -> re.Pattern[str]:
    """The canaries of these entities, in a text, an address or a file's name."""
    slugs = "|".join(carta.entity.slug for carta in cartas)
    return re.compile(f"{CANARY}[ _-]({WORDS})[ _-]de[ _-]({slugs})\\b", re.IGNORECASE)


def fill(row: Any, word: str) -> None:
    """Write the canary into every text of a row that has no list of choices."""
    for field in row._meta.concrete_fields:
        written = isinstance(field, CharField | TextField) and not field.choices
        if written and field.name not in NOT_WRITTEN and not field.unique:
            room = field.max_length or 200
            setattr(row, field.name, f"{CANARY} {word}"[:room])


def plant(carta: Any) -> dict[str, int]:
    """Write the canary into every field, title and file name of an entity; ids by kind."""
    draft, writer, entity = carta.draft, carta.people["uni"], carta.entity
    code, file_name = code_of(carta), f"{CANARY}-archivo-de-{carta.entity.slug}"
    fill(draft, f"campo {code}")
    draft.title = f"{CANARY} borrador {code}"
    draft.save()
    draft.save_revision(user=writer)
    for person in carta.people.values():
        person.first_name = person.last_name = f"{CANARY} persona {code}"
        person.email = f"canario_persona_de_{entity.slug}_{person.pk}@ejemplo.gob.ec"
        person.save()
    image = get_image_model().objects.create(
        title=f"{CANARY} imagen {code}",
        file=get_test_image_file(filename=f"{file_name}.png"),
        collection=entity.image_collection,
        uploaded_by_user=writer,
    )
    document = get_document_model().objects.create(
        title=f"{CANARY} documento {code}",
        file=ContentFile(b"%PDF-1.4 CANARIO documento", name=f"{file_name}.pdf"),
        collection=entity.document_collection,
        uploaded_by_user=writer,
    )
    for file in (image, document):
        file.tags.add(f"{CANARY} etiqueta", f"{CANARY} etiqueta {code}")
    upload = UploadedFile.objects.create(
        file=ContentFile(b"x", name=f"{file_name}.pdf"),
        uploaded_by_user=writer,
    )
    brought = ImportRun.objects.create(
        entity=entity,
        started_by_id=writer.pk,
        file_name=f"{file_name}.csv",
        content=b"Servicio;Compromiso\n",
        size=20,
        created_at=clock.now(),
    )
    point = PointFactory(entity=entity, name=f"{CANARY} punto {code}")
    rows = {
        "entity": entity,
        "organizationalunit": UnitFactory(entity=entity, name=f"{CANARY} unidad {code}"),
        "territorialunit": ZoneFactory(entity=entity, name=f"{CANARY} zona {code}"),
        "pointofservice": point,
        "pointchange": PointChangeFactory(entity=entity, point=point),
        "temporaryclosure": ClosureFactory(point=point),
        "campaignnotice": NoticeFactory(entity=entity, title=f"{CANARY} aviso {code}"),
        "featuredservices": FeaturedFactory(entity=entity, note=f"{CANARY} nota {code}"),
        "roleassignment": writer.role_assignments.first(),
        "holiday": HolidayFactory(entity=entity, name=f"{CANARY} feriado {code}"),
    }
    for name, word in INTERNAL.items():
        fill(rows[name], f"{word} {code}")
        rows[name].save()
    unit = UnitFactory(entity=entity, name=f"{CANARY} unidad {code}")
    for name, row in behind.every_register(entity, carta.service, unit).items():
        fill(row, f"respaldo {code}")
        row.save()
        rows[name] = row
    return {
        **{f"register {name}": row.pk for name, row in rows.items()},
        **_plant_dossier(carta),
        "page": draft.pk,
        "image": image.pk,
        "document": document.pk,
        "upload": upload.pk,
        "import": brought.pk,
        "collection": entity.image_collection_id,
    }


def planted_in(world: Any) -> list[tuple[Any, dict[str, int]]]:
    """The country's three entities, each with its secrets."""
    third = small_country._carta(world.portal, "Aduana", "senae")
    return [(carta, plant(carta)) for carta in (world.own, world.foreign, third)]


def _plant_dossier(carta: Any) -> dict[str, int]:
    """A dossier of the entity's own, not yet sent to MDT, with everything written about it."""
    draft, writer, now = carta.draft, carta.people["uni"], clock.now()
    entity, code = carta.entity, code_of(carta)
    evidence = ContentFile(b"%PDF-1.4", name=f"{CANARY}-archivo-de-{entity.slug}.pdf")
    revision = Revision.objects.get(pk=draft.latest_revision_id)
    pin, _new = PinnedRevision.objects.get_or_create(
        revision=revision, defaults={"sha256": "0" * 64, "pinned_at": now}
    )
    dossier = Dossier.objects.create(
        number=f"{CANARY}-expediente-de-{entity.slug}",
        entity=entity,
        route=Route.COMMITMENT,
        kind=Kind.FIRST,
        stage=Stage.QUALITY,
        status=Dossier.Status.OPEN,
        cause=f"{CANARY} expediente {code}",
        opened_at=now,
        opened_by_id=writer.pk,
        stage_entered_at=now,
        content_hash="0" * 64,
    )
    item = DossierItem.objects.create(
        dossier=dossier,
        page=draft.page_ptr,
        title=f"{CANARY} borrador {code}",
        pin=pin,
        snapshot=canonical(draft.build_snapshot()),
        snapshot_hash=digest(draft.build_snapshot()),
        submitted_by_id=writer.pk,
        submitted_at=now,
        change_note=f"{CANARY} nota {code}",
    )
    attachment = Attachment.objects.create(
        dossier=dossier,
        kind=Attachment.Kind.SUPPORT,
        title=f"{CANARY} adjunto {code}",
        file=evidence,
        size=25,
        sha256="0" * 64,
        uploaded_by_id=writer.pk,
        uploaded_at=now,
    )
    kept = KeptDraft.objects.create(
        page=draft.page_ptr,
        user_id=writer.pk,
        content={"form": {"statement": [f"{CANARY} conservado {code}"]}, "snapshot": None},
        created_at=now,
    )
    notice = Notice.objects.create(
        recipient_id=writer.pk,
        key=f"canary-{writer.pk}",
        dossier=dossier,
        subject=f"{CANARY} aviso {code}",
        body=f"{CANARY} aviso {code}",
        created_at=now,
    )
    Comment.objects.create(
        page=draft.page_ptr,
        user=writer,
        text=f"{CANARY} comentario {code}",
        contentpath="statement",
    )
    return {
        "dossier": dossier.pk,
        "item": item.pk,
        "attachment": attachment.pk,
        "kept": kept.pk,
        "notice": notice.pk,
    }


def state_of(carta: Any) -> dict[str, list[Any]]:
    """Everything of an entity that a stranger's request might change."""
    entity, people = carta.entity, [person.pk for person in carta.people.values()]
    pages = Page.objects.descendant_of(carta.carta, inclusive=True)
    below = pages.values("pk")
    by_text = {
        "base_content_type": ContentType.objects.get_for_model(Page),
        "object_id__in": [str(pk) for pk in pages.values_list("pk", flat=True)],
    }
    rows = {
        "pages": pages,
        "texts": type(carta.draft).objects.filter(pk__in=below),
        "revisions": Revision.objects.filter(**by_text),
        "reviews": WorkflowState.objects.filter(**by_text),
        "privacy": PageViewRestriction.objects.filter(page__in=below),
        "comments": Comment.objects.filter(page__in=below),
        "kept": KeptDraft.objects.filter(page__in=below),
        "people": type(carta.people["uni"]).objects.filter(pk__in=people),
        "uploads": UploadedFile.objects.filter(uploaded_by_user__in=people),
        "imports": ImportRun.objects.filter(entity=entity),
        "notices": Notice.objects.filter(recipient_id__in=people),
        "dossiers": Dossier.objects.filter(entity=entity),
        "items": DossierItem.objects.filter(dossier__entity=entity),
        "attachments": Attachment.objects.filter(dossier__entity=entity),
        "decisions": Decision.objects.filter(dossier__entity=entity),
        "editions": Edition.objects.filter(page__in=below),
        "images": get_image_model().objects.filter(collection=entity.image_collection),
        "documents": get_document_model().objects.filter(collection=entity.document_collection),
        "collections": Collection.objects.filter(
            pk__in=[entity.image_collection_id, entity.document_collection_id]
        ),
        **{name: _of(name, entity) for name in REGISTERS},
        **{name: model_of(name).objects.filter(entity=entity) for name in BEHIND},
    }
    return {name: list(found.order_by("pk").values()) for name, found in rows.items()}


def model_of(name: str) -> Any:
    """The model of a register, by its name."""
    return apps.get_model("agreements" if name in BEHIND else "entities", name)


def _of(name: str, entity: Any) -> Any:
    model = model_of(name)
    if name == "entity":
        return model.objects.filter(pk=entity.pk)
    if name == "temporaryclosure":
        return model.objects.filter(point__entity=entity)
    return model.objects.filter(entity=entity)
