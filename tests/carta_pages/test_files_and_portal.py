"""Files come from the entity's own collections; the portal is the administrator's."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from carta_pages import requirements
from carta_pages.models import PortalPage
from entities.vocabulary import Role
from tests.carta_pages.editor_forms import add_row, change, opened, save
from tests.carta_pages.test_editor import Desk
from tests.factories.entities import UserFactory, person_with, provision_entity
from workflows.snapshots import file_digest

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def desk(client):
    return Desk(client)


def document(entity, text="ficha"):
    return get_document_model().objects.create(
        title=f"Documento: {text}",
        file=ContentFile(text.encode(), name=f"{text}.txt"),
        collection=entity.document_collection,
    )


def image(entity, description=""):
    return get_image_model().objects.create(
        title="Fachada",
        description=description,
        file=get_test_image_file(),
        collection=entity.image_collection,
    )


def test_a_document_of_the_entity_is_attached_and_frozen_by_its_hash(desk):
    own = document(desk.entity)
    data = change(desk.open(desk.service), sheet_document=str(own.pk))
    assert desk.save(data, desk.service).status_code == 302
    frozen = desk.draft(desk.service).build_snapshot()["sheet_document"]
    assert frozen["sha256"] == file_digest(own.file)
    assert frozen["title"] == own.title


def test_a_document_of_another_entity_is_refused(desk):
    foreign = document(provision_entity(), "ajena")
    data = change(desk.open(desk.service), sheet_document=str(foreign.pk))
    assert desk.save(data, desk.service).status_code == 400
    assert desk.draft(desk.service).sheet_document is None


def test_a_document_of_another_entity_is_refused_in_a_row_too(desk):
    foreign, own = document(provision_entity(), "ajena"), document(desk.entity)
    for chosen, status in ((foreign, 400), (own, 302)):
        data = desk.open()
        add_row(data, "remedies", description="Disculpa", instrument_document=str(chosen.pk))
        assert desk.save(data).status_code == status


def test_an_image_of_another_entity_is_refused_and_one_without_description_is_asked_for(desk):
    com = person_with(Role.COM, desk.entity)
    desk.client.force_login(com, backend=BACKEND)
    foreign = image(provision_entity())
    data = change(desk.open(desk.carta), image=str(foreign.pk))
    assert desk.save(data, desk.carta).status_code == 400
    own = image(desk.entity)
    data = change(desk.open(desk.carta), image=str(own.pk))
    assert desk.save(data, desk.carta).status_code == 302
    assert "image" in {finding.field for finding in requirements.check(desk.draft(desk.carta))}
    own.description = "La fachada de la agencia de Quito"
    own.save()
    draft = desk.draft(desk.carta)
    assert "image" not in {finding.field for finding in requirements.check(draft)}
    assert draft.build_snapshot()["image"]["alt"] == own.description


def test_the_platform_administrator_writes_the_portal(desk):
    portal = PortalPage.objects.get()
    desk.client.force_login(UserFactory(superuser=True), backend=BACKEND)
    data = change(opened(desk.client, portal), introduction="Qué es una\u202e carta.")
    add_row(data, "steps", title="La unidad escribe", text="Y la gente lee.")
    assert save(desk.client, portal, data).status_code == 302
    draft = PortalPage.objects.get().get_latest_revision_as_object()
    assert draft.introduction == "Qué es una carta."
    assert [step.title for step in draft.steps.all()] == ["La unidad escribe"]


@pytest.mark.parametrize("role", [Role.COM, Role.CAL, Role.UNI])
def test_nobody_of_an_entity_writes_the_portal(desk, role):
    portal = PortalPage.objects.get()
    data = change(desk.open(), introduction="Mío")
    desk.client.force_login(person_with(role, desk.entity), backend=BACKEND)
    assert save(desk.client, portal, data).status_code in {302, 403, 404}
    assert PortalPage.objects.get().get_latest_revision_as_object().introduction != "Mío"
