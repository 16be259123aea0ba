"""No word of a draft reaches a stranger, by any public address (issue item 6, T31)."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from carta_pages.models import CommitmentPage, PortalPage, TerritorialAnnexPage
from carta_pages.public.rendering import render_content
from tests.carta_pages.public.crawling import body, crawl
from tests.factories.carta_pages import complete
from tests.factories.entities import (
    ClosureFactory,
    PointChangeFactory,
    PointFactory,
    provision_entity,
)
from tests.factories.workflows import (
    add_commitment,
    dossier_at,
    edit,
    make_world,
    published,
    submit,
    walk,
)
from workflows.models import Edition
from workflows.stages import Kind, Stage

pytestmark = pytest.mark.django_db

CANARY = "pajarito-secreto"


def sing(page, where):
    """Write the canary into every text of a draft, rows included, and save it."""
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    own = {"title", "seo_title", "search_description"}
    for instance, names in _texts(draft, own):
        for field in names:
            setattr(instance, field.name, f"{CANARY} {where}"[: field.max_length or None])
    draft.save_revision(clean=False)
    return draft


def _texts(draft, own):
    inherited = {f.name for f in Page._meta.get_fields()} - own
    yield draft, [f for f in _plain_texts(type(draft)) if f.name not in inherited]
    for relation in get_all_child_relations(type(draft)):
        if relation.related_model._meta.app_label != "carta_pages":
            continue
        name = relation.get_accessor_name()
        rows = list(getattr(draft, name).all())
        for row in rows:
            yield row, _plain_texts(type(row))
        getattr(draft, name).set(rows)


def _plain_texts(model):
    kinds = (models.CharField, models.TextField)
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field, kinds) and not field.choices and not isinstance(field, models.URLField)
        and not isinstance(field, models.EmailField) and field.name != "slug"
    ]  # fmt: skip


@pytest.fixture
def house():
    """A published carta with drafts on everything, a page under review, an unpublished page."""
    cache.clear()
    world, _dossier = published()
    annex = TerritorialAnnexPage(title="Anexo", slug="anexo", live=False)
    complete(annex, world.unit)
    Page.objects.get(pk=world.service.pk).add_child(instance=annex)
    annex.save_revision(clean=False)
    for page, where in (
        (world.carta, "carta"),
        (world.service, "servicio"),
        (world.commitment, "compromiso"),
        (annex, "anexo"),
    ):
        sing(page, where)
    never = add_commitment(world.service, world.people["uni"], title=f"{CANARY} nunca publicado")
    sing(never, "nunca")
    portal = PortalPage.objects.get()
    portal.introduction = f"{CANARY} portal"
    portal.save_revision()
    point = PointFactory(entity=world.entity)
    PointChangeFactory(point=point, values={"phone": f"{CANARY} punto"})
    ClosureFactory(point=point, reason=f"{CANARY} cierre")
    return world, never


@pytest.fixture
def draft_files():
    """Addresses of files that no edition names: a document, a picture and its thumbnail.

    The words of the canary lie inside the bytes.
    """
    entity = provision_entity(name="Entidad con archivos", short_name="ECA", slug="con-archivos")
    entity.refresh_from_db()
    document = get_document_model().objects.create(
        title=f"{CANARY} documento",
        file=ContentFile(f"%PDF-1.4 {CANARY}".encode(), name="borrador.pdf"),
        collection=entity.document_collection,
    )
    picture = get_test_image_file().file.getvalue() + CANARY.encode()
    image = get_image_model().objects.create(
        title=f"{CANARY} imagen",
        file=ImageFile(BytesIO(picture), name="borrador.png"),
        collection=entity.image_collection,
    )
    return document, image, image.get_rendition("original")


def file_addresses(document, image, thumbnail):
    """Every way by which one could ask for them, guesses included."""
    return [
        document.url,
        f"/documentos/{document.pk}/{document.filename}",
        f"/documentos/{document.pk}/otro-nombre.pdf",
        f"/media/{document.file.name}",
        image.file.url,
        f"/media/{image.file.name}",
        thumbnail.file.url,
        f"/media/{thumbnail.file.name}",
        f"/media/{image.file.name}/../{image.file.name.rsplit('/', 1)[-1]}",
        "/media/",
        "/media/documents/",
        "/media/original_images/",
        "/documentos/",
        f"/documentos/{document.pk}/",
    ]


def starts(world, never):
    """Where a stranger begins, guesses included."""
    base = f"/{world.carta.slug}/"
    service = f"{base}{world.service.slug}/"
    guesses = [
        f"{service}{never.slug}/",
        f"{service}{never.slug}/historial/",
        f"{service}{never.slug}/versiones/1/",
        f"{service}{never.slug}/?fecha=2026-01-01",
        f"{service}anexo/",
        f"{service}?fecha=2026-01-01",
        f"{service}historial/?debajo=1",
        f"{service}{world.commitment.slug}/comparar/1/2/?todo=1",
        f"{base}?mode=&preview=1",
        "/?fecha=2026-01-01",
        "/sitemap.xml",
        "/robots.txt",
        "/verificar/?codigo=x",
        "/no-existe/",
    ]
    codes = Edition.objects.values_list("code", flat=True)
    return ["/", *guesses, *(f"/verificar/{code}/" for code in codes)]


def test_a_stranger_who_follows_every_link_reads_no_draft(client, house):
    answers = crawl(client, *starts(*house))
    assert len(answers) > 25
    for address, response in answers.items():
        assert response.status_code < 500, address
        assert CANARY not in body(response), address
        assert CANARY not in str(response.headers), address


def test_a_stranger_reads_no_file_of_a_draft(client, house, draft_files):
    answers = crawl(client, *file_addresses(*draft_files), *starts(*house))
    for address in file_addresses(*draft_files):
        response = answers[address]
        assert response.status_code in {302, 404}, address
    for address, response in answers.items():
        assert CANARY.encode() not in b"".join(response), address
        assert CANARY not in str(response.headers), address


def test_the_files_of_drafts_do_hold_the_canary(client, draft_files, django_user_model):
    document, image, _thumbnail = draft_files
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    for address in (document.url, f"/media/{image.file.name}"):
        response = client.get(address)
        assert response.status_code == 200
        assert CANARY.encode() in b"".join(response)


def test_the_canary_does_sing_where_drafts_are_shown(house):
    world, never = house
    for page in (world.commitment, never):
        draft = CommitmentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert CANARY in render_content(draft.build_snapshot(), page=draft)


def test_somebody_signed_in_reads_the_same(client, house):
    world, never = house
    client.force_login(world.people["uni"])
    for address, response in crawl(client, *starts(world, never)).items():
        assert CANARY not in body(response), address


@pytest.mark.parametrize("stage", [Stage.QUALITY, Stage.CONTROL, Stage.PUBLICATION])
def test_a_text_under_review_is_not_public_at_any_stage(client, stage):
    cache.clear()
    world, _dossier = published()
    edit(world.commitment, world.people["uni"], statement=f"{CANARY} en 35 minutos")
    walk(world, submit(world, kind=Kind.UPDATE), stage)
    for address, response in crawl(client, "/").items():
        assert CANARY not in body(response), address


@pytest.mark.parametrize("stage", [Stage.UNIT, Stage.QUALITY, Stage.PUBLICATION])
def test_a_first_text_under_review_is_nowhere(client, stage):
    cache.clear()
    world = make_world()
    if stage != Stage.UNIT:
        dossier_at(stage, world)
    base = f"/{world.carta.slug}/{world.service.slug}/"
    for address in (base, f"{base}{world.commitment.slug}/", f"{base}historial/"):
        assert client.get(address).status_code == 404


def test_a_draft_is_not_found_by_anybody_on_the_public_side(client, house, django_user_model):
    world, never = house
    address = f"/{world.carta.slug}/{world.service.slug}/{never.slug}/"
    superuser = django_user_model.objects.create_superuser("root", "root@ejemplo.gob.ec", "x")
    for user in (None, world.people["uni"], world.people["cal"], superuser):
        if user is not None:
            client.force_login(user)
        assert client.get(address).status_code == 404
