"""A file is what its first bytes say (T51): hostile uploads are refused with a reason."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from entities import file_signatures
from entities.file_signatures import check_file_signature
from entities.vocabulary import Role
from tests.factories.entities import person_with, provision_entity


def archive(size=10):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"0" * size)
    return buffer.getvalue()


def header_only_png(side):
    chunk = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )


HTML = b"<html><script>alert(1)</script>"
REFUSED = [
    ("nota.pdf", HTML),
    ("nota.pdf", b""),
    ("nota.docx", HTML),
    ("nota.xlsx", b"PK\x03\x04 roto"),
    ("nota.zip", HTML),
    ("firma.p7m", HTML),
    ("foto.png", HTML),
    ("nota.txt", b"MZ\x90"),
    ("nota.txt", b"texto\x00binario"),
    ("datos.csv", b"%PDF-1.7"),
    ("datos.csv", archive()),
]
ACCEPTED = [
    ("nota.pdf", b"%PDF-1.7"),
    ("nota.docx", archive()),
    ("nota.txt", HTML),
    ("nota.txt", b""),
    ("datos.csv", "año;niños\n".encode("latin-1")),
    ("datos.csv", "año;niños\n".encode("utf-16")),
    ("NOTA.PDF", b"%PDF-1.7"),
]


@pytest.mark.parametrize(("name", "content"), REFUSED)
def test_what_contradicts_its_name_is_refused(name, content):
    with pytest.raises(ValidationError):
        check_file_signature(SimpleUploadedFile(name, content))


@pytest.mark.parametrize(("name", "content"), ACCEPTED)
def test_what_agrees_is_accepted_and_left_at_its_beginning(name, content):
    upload = SimpleUploadedFile(name, content)
    check_file_signature(upload)
    assert upload.read() == content


def test_an_archive_that_unpacks_without_measure_is_refused(monkeypatch):
    monkeypatch.setattr(file_signatures, "UNPACKED_LIMIT", 1000)
    check_file_signature(SimpleUploadedFile("a.docx", archive(1000)))
    with pytest.raises(ValidationError):
        check_file_signature(SimpleUploadedFile("a.docx", archive(1001)))


@pytest.fixture
def officer(db, client):
    entity = provision_entity()
    client.force_login(person_with(Role.COM, entity))
    return entity


@pytest.mark.parametrize(("name", "content"), [REFUSED[0], REFUSED[2]])
def test_the_document_library_refuses_it_beside_the_field(officer, client, name, content):
    data = {
        "title": "Nota",
        "collection": officer.document_collection_id,
        "file": SimpleUploadedFile(name, content),
    }
    answer = client.post(reverse("wagtaildocs:add"), data)
    assert answer.status_code == 200
    assert "no corresponde a su extensión" in answer.content.decode()
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize("content", [header_only_png(65_000), header_only_png(10), HTML, b""])
def test_the_image_library_refuses_what_no_program_can_open(officer, client, content):
    data = {
        "title": "Foto",
        "collection": officer.image_collection_id,
        "file": SimpleUploadedFile("foto.png", content, "image/png"),
    }
    answer = client.post(reverse("wagtailimages:add"), data)
    assert answer.status_code == 200
    assert not get_image_model().objects.exists()
