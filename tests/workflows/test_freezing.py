"""Frozen files are the very bytes that were hashed, copied once, whoever comes first."""

import hashlib
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from tests.workflows.test_simultaneous import outcomes_of
from workflows.files import frozen_path, frozen_storage
from workflows.models import FrozenFile
from workflows.services import freezing
from workflows.snapshots import Snapshot, SnapshotError

BYTES = b"%PDF-1.7 guia de tramites " * 999
SHA = hashlib.sha256(BYTES).hexdigest()


class Source:
    """What a page names: something with a file."""

    def __init__(self, data):
        self.file = self
        self.name = "documents/guía.pdf"
        self.data = data

    def open(self, mode):
        return io.BytesIO(self.data)


def snapshot(data=BYTES):
    described = {"sha256": SHA, "type": "application/pdf", "size": len(BYTES)}
    return Snapshot({"file": described}, {SHA: Source(data)})


def stored():
    with frozen_storage().open(frozen_path(SHA), "rb") as handle:
        return handle.read()


@pytest.mark.django_db
def test_a_half_written_file_is_written_again():
    path = frozen_storage().save(frozen_path(SHA), ContentFile(BYTES[:100]))
    freezing.freeze_files(snapshot())
    assert stored() == BYTES
    assert FrozenFile.objects.get().file.name == path


@pytest.mark.django_db
def test_a_whole_file_without_its_row_is_kept():
    frozen_storage().save(frozen_path(SHA), ContentFile(BYTES))
    assert freezing.freeze_files(snapshot(b"never read")) == [SHA]
    assert stored() == BYTES


@pytest.mark.django_db
def test_bytes_that_changed_since_they_were_hashed_are_refused():
    with pytest.raises(SnapshotError):
        freezing.freeze_files(snapshot(BYTES + b"!"))
    assert not frozen_storage().exists(frozen_path(SHA))
    assert not FrozenFile.objects.exists()


@pytest.mark.django_db
def test_nothing_is_left_beside_the_file():
    freezing.freeze_files(snapshot())
    folder = frozen_path(SHA).rsplit("/", 1)[0]
    assert frozen_storage().listdir(folder) == ([], [SHA])


@pytest.mark.django_db
def test_an_object_storage_keeps_the_same_bytes(monkeypatch):
    storage = InMemoryStorage()
    storage.save(frozen_path(SHA), ContentFile(b"half"))
    monkeypatch.setattr(freezing, "frozen_storage", lambda: storage)
    freezing.freeze_files(snapshot())
    with storage.open(frozen_path(SHA), "rb") as handle:
        assert handle.read() == BYTES


@pytest.mark.django_db(transaction=True)
def test_two_first_uses_of_one_file_at_once():
    outcome = outcomes_of(*[lambda: freezing.freeze_files(snapshot())] * 4)
    assert outcome == {"done": 4}, outcome
    assert FrozenFile.objects.count() == 1
    assert stored() == BYTES


@pytest.mark.django_db
def test_a_row_written_meanwhile_is_taken_as_it_is(monkeypatch):
    """The other request commits its row after this one looked and found none."""
    freezing.freeze_files(snapshot())
    monkeypatch.setattr(FrozenFile.objects, "filter", lambda **kw: FrozenFile.objects.none())
    assert freezing.freeze_files(snapshot()) == [SHA]
