"""Files in a bucket by one environment variable, and never an address of the bucket."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.settings.object_storage import BACKEND, storages
from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import files, selectors, verify
from workflows.models import Attachment, EditionFile, FrozenFile
from workflows.services import decide as deciding
from workflows.services import freezing
from workflows.stages import Stage

URL = "s3://LLAVE:cl%2Fave@archivos.example.gob.ec:9000/carta?region=sa-east-1"


def test_without_a_word_files_stay_on_this_machine():
    assert storages("") == {"default": {"BACKEND": "cms.file_storage.WholeFileStorage"}}


def test_one_address_says_where_every_kind_of_file_is_kept():
    found = storages(URL)
    assert set(found) == {"default", "carta_private", "carta_frozen"}
    assert {one["BACKEND"] for one in found.values()} == {BACKEND}
    places = {alias: one["OPTIONS"]["location"] for alias, one in found.items()}
    assert len(set(places.values())) == 3
    options = found["default"]["OPTIONS"]
    assert options["bucket_name"] == "carta"
    assert options["endpoint_url"] == "https://archivos.example.gob.ec:9000"
    assert (options["access_key"], options["secret_key"]) == ("LLAVE", "cl/ave")
    assert options["region_name"] == "sa-east-1"
    assert options["default_acl"] is None
    assert [one["OPTIONS"]["file_overwrite"] for one in found.values()] == [False, False, True]


def test_the_machine_may_have_its_own_credentials_and_speak_plain_http():
    options = storages("s3://10.0.0.4:9000/carta?tls=0")["default"]["OPTIONS"]
    assert options["endpoint_url"] == "http://10.0.0.4:9000"
    assert (options["access_key"], options["secret_key"]) == (None, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://servidor/balde",
        "s3://servidor",
        "s3://servidor/",
        "s3:///balde",
        "s3://servidor/balde/carpeta",
        "s3://servidor/balde?acl=public-read",
        "balde",
    ],
)
def test_another_address_does_not_start(url):
    with pytest.raises(ImproperlyConfigured, match="CARTA_STORAGE_URL"):
        storages(url)


def test_no_address_of_the_bucket_is_ever_given(settings):
    pytest.importorskip("storages", reason="django-storages is not installed: run make install-dev")
    settings.STORAGES = {**settings.STORAGES, **storages(URL)}
    for storage in (files.private_storage(), files.frozen_storage()):
        address = storage.url("expedientes/2026/11/acta número 1.pdf")
        assert address == "/media/expedientes/2026/11/acta%20n%C3%BAmero%201.pdf"


def _settings_of(**environment):
    base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    code = (
        "from django.conf import settings as s;"
        "print(s.STORAGES['default']['BACKEND'], 'carta_private' in s.STORAGES)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=django_settings.BASE_DIR,
        env={**base, "DJANGO_SETTINGS_MODULE": "cms.settings.base", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_environment_chooses(tmp_path):
    place = {"CARTA_VAR_DIR": str(tmp_path)}
    stays = _settings_of(**place)
    assert stays.stdout.split() == ["cms.file_storage.WholeFileStorage", "False"]
    goes = _settings_of(**place, CARTA_STORAGE_URL=URL)
    assert goes.stdout.split() == [BACKEND, "True"], goes.stderr
    wrong = _settings_of(**place, CARTA_STORAGE_URL="ftp://servidor/balde")
    assert wrong.returncode != 0
    assert "CARTA_STORAGE_URL" in wrong.stderr


@pytest.fixture
def _no_file_system(monkeypatch):
    """A storage without paths, as a bucket is; files of the machine are not there to be read."""
    memory = InMemoryStorage()
    for field in (
        FrozenFile._meta.get_field("file"),
        Attachment._meta.get_field("file"),
        get_document_model()._meta.get_field("file"),
    ):
        monkeypatch.setattr(field, "storage", memory)
    monkeypatch.setattr(freezing, "frozen_storage", lambda: memory)
    return memory


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_file_system")
def test_files_are_frozen_attached_served_and_proved_without_a_path(client, tmp_path):
    world = make.make_world()
    make.publish_carta(world)
    document = get_document_model().objects.create(
        title="Ficha",
        file=ContentFile(b"Ficha.", name="ficha.txt"),
        collection=Collection.get_first_root_node(),
    )
    make.edit(world.service, world.people[Role.UNI], sheet_document=document)
    dossier = make.walk(world, make.submit(world), Stage.PLANNING)
    deciding.decide(
        dossier.pk,
        world.who(Stage.PLANNING),
        deciding.APPROVE,
        make.evidence(dossier),
        seen=selectors.seen_token(dossier),
        files={"attachment": SimpleUploadedFile("acta.pdf", b"%PDF-1.4 x\n%%EOF\n")},
    )
    make.publish(world, dossier)
    assert EditionFile.objects.count() == 1
    assert Attachment.objects.count() == 1
    assert list(verify.faults()) == []
    frozen = FrozenFile.objects.get()
    response = client.get(f"/archivos/{frozen.pk}/{frozen.name}")
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"Ficha."
    assert not (tmp_path / "media").exists()
