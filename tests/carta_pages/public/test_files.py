"""Only what a published version shows is sent (DESIGN §3.12, T32)."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from carta_pages.models import CartaPage, ServicePage
from tests.carta_pages.public import world as making
from tests.carta_pages.public.crawling import body
from workflows.models import FrozenFile
from workflows.services import freezing
from workflows.stages import Kind

pytestmark = pytest.mark.django_db

SERVICE = "/registro-civil/cedula/"


def document(text=b"ficha", name="Ficha núm. 1.pdf"):
    return get_document_model().objects.create(
        title="Ficha del servicio", file=ContentFile(text, name=name)
    )


@pytest.fixture
def published_file(world):
    service = ServicePage.objects.get(pk=world.service.pk)
    service.sheet_document = document()
    making.publish(service, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Ficha.")
    return FrozenFile.objects.get()


def address(file, name=None):
    return f"/archivos/{file.pk}/{name or file.name}"


def test_a_published_file_is_sent_as_an_attachment_for_ever(client, published_file):
    shown = client.get(SERVICE).content.decode()
    assert f"/archivos/{published_file.pk}/" in shown
    response = client.get(address(published_file))
    assert response.status_code == 200
    assert body(response) == "ficha"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address(published_file), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_another_name_leads_to_the_real_one(client, published_file):
    response = client.get(address(published_file, "virus.exe"))
    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_a_file_that_was_only_submitted_is_not_sent(client, world):
    service = ServicePage.objects.get(pk=world.service.pk)
    service.sheet_document = document(b"todavia en revision")
    revision = service.save_revision(clean=False)
    freezing.freeze_files(revision.as_object().take_snapshot())
    frozen = FrozenFile.objects.get()
    assert client.get(address(frozen)).status_code == 404


@pytest.mark.parametrize("sha256", ["0" * 64, "x", "..", "A" * 64, "g" * 64, "0" * 63])
def test_a_guess_finds_nothing(client, published_file, sha256):
    assert client.get(f"/archivos/{sha256}/ficha.pdf").status_code == 404


def test_a_lost_file_is_not_found_and_breaks_nothing(client, published_file):
    published_file.file.storage.delete(published_file.file.name)
    assert client.get(address(published_file)).status_code == 404
    assert client.get(SERVICE).status_code == 200


def test_a_picture_is_shown_in_the_page_and_described(client, world):
    carta = CartaPage.objects.get(pk=world.carta.pk)
    carta.image = get_image_model().objects.create(
        title="Fachada", description="Fachada de la oficina", file=get_test_image_file()
    )
    making.publish(carta, on=date(2026, 5, 1), kind=Kind.UPDATE, note="Imagen.")
    picture = FrozenFile.objects.get()
    shown = client.get("/registro-civil/").content.decode()
    assert f'src="/archivos/{picture.pk}/{picture.name}"' in shown
    assert 'alt="Fachada de la oficina"' in shown
    response = client.get(address(picture))
    assert response["Content-Disposition"].startswith("inline;")
    assert response["Content-Type"] == "image/png"
    assert body(response)


def test_a_draft_names_its_files_without_linking_them(world):
    from carta_pages.public.rendering import render_content

    service = ServicePage.objects.get(pk=world.service.pk)
    service.sheet_document = document()
    shown = render_content(service.build_snapshot(), page=service)
    assert "Ficha del servicio" in shown
    assert "/archivos/" not in shown
