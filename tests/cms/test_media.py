"""Uploaded files are seen by those who may choose them, and by nobody else (T32, DESIGN §6)."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from entities.vocabulary import Role
from tests.factories.entities import UserFactory, person_with, provision_entity
from tests.factories.workflows import portal_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity():
    portal_page()
    return provision_entity()


@pytest.fixture
def image(entity):
    data = io.BytesIO()
    Picture.new("RGB", (40, 30), "navy").save(data, "PNG")
    return get_image_model().objects.create(
        title="Edificio",
        file=ContentFile(data.getvalue(), "edificio.png"),
        collection=entity.image_collection,
    )


@pytest.fixture
def addresses(image):
    return [image.file.url, image.get_rendition("width-20").url]


def _statuses(client, addresses):
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize("role", [Role.UNI, Role.CAL, Role.COM])
def test_an_editor_sees_the_pictures_of_the_own_entity(client, entity, addresses, role):
    client.force_login(person_with(role, entity))
    response = client.get(addresses[0])
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert "private" in response.headers["Cache-Control"]
    assert _statuses(client, addresses) == [200, 200]


def test_nobody_else_learns_that_they_exist(client, entity, addresses):
    answers = [_statuses(client, addresses)]
    for person in (
        person_with(Role.CAL, provision_entity()),
        person_with(Role.AUD, entity),
        person_with(Role.MDT_CONTROL),
        UserFactory(),
    ):
        client.force_login(person)
        answers.append(_statuses(client, addresses))
    assert answers == [[404, 404]] * 5


def test_a_documents_path_is_never_served(client, entity):
    document = get_document_model().objects.create(
        title="Acto",
        file=ContentFile(b"%PDF-1.7", "acto.pdf"),
        collection=entity.document_collection,
    )
    client.force_login(person_with(Role.CAL, entity))
    assert client.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["../llave-secreta", "%2e%2e/llave-secreta", "images/../../carta.sqlite3", "/etc/passwd", ""],
)
def test_no_path_leads_out_of_the_uploads(client, entity, path):
    client.force_login(UserFactory(superuser=True))
    assert client.get(f"/media/{path}").status_code == 404


def test_a_row_whose_file_is_gone_is_not_a_failure(client, entity, image, addresses):
    image.file.storage.delete(image.file.name)
    client.force_login(person_with(Role.CAL, entity))
    assert client.get(addresses[0]).status_code == 404


@pytest.fixture
def document(entity):
    return get_document_model().objects.create(
        title="Ficha",
        file=ContentFile(b"%PDF-1.7", "ficha.pdf"),
        collection=entity.document_collection,
    )


def test_a_private_document_is_kept_by_no_cache(client, entity, document):
    client.force_login(person_with(Role.UNI, entity))
    response = client.get(document.url)
    assert response.status_code == 200
    assert {"private", "no-cache"} <= set(response.headers["Cache-Control"].split(", "))
    assert "Cookie" in response.headers["Vary"]
    again = client.get(document.url, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_not_even_a_header_tells_a_stranger_which_documents_exist(client, document):
    for headers in ({}, {"if-none-match": "*"}, {"if-match": '"a"'}, {"range": "bytes=0-3"}):
        told = [
            (answer.status_code, sorted(set(answer.headers) - {"X-Request-ID"}))
            for address in (document.url, f"{document.url}x", "/documentos/999999/ficha.pdf")
            for answer in [client.get(address, headers=headers)]
        ]
        assert told == [told[0]] * 3
        assert told[0][0] == 404


def test_no_screen_asks_for_a_password_that_no_collection_has(client, entity):
    restriction = entity.document_collection.view_restrictions.get()
    address = f"/documentos/authenticate_with_password/{restriction.pk}/"
    assert client.get(address).status_code == 404
