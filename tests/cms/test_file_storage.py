"""A file has its name once it is whole (T22, T24)."""

import errno
import os
import stat

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms import file_checks, file_storage
from cms.file_storage import WholeFileStorage, clear_unfinished


class Breaks:
    """Bytes of which only half arrive."""

    def chunks(self):
        yield b"x" * 100
        raise OSError(errno.ENOSPC, "lleno")


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(tmp_path, file_permissions_mode=0o640, directory_permissions_mode=0o750)


def test_it_is_what_the_installation_uses():
    assert isinstance(default_storage, WholeFileStorage)


def test_what_does_not_fit_leaves_nothing_behind(storage, tmp_path):
    with pytest.raises(OSError, match="lleno"):
        storage._save("actas/acta.pdf", Breaks())
    assert files_below(tmp_path) == []


def test_nobody_sees_a_file_before_it_is_whole(storage, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(file_storage.os, "fsync", lambda handle: seen.append(files_below(tmp_path)))
    assert storage.save("actas/acta.pdf", ContentFile(b"x" * 10)) == "actas/acta.pdf"
    assert all(name.startswith(f"actas/{file_storage.UNFINISHED}") for name in seen[0])
    assert files_below(tmp_path) == ["actas/acta.pdf"]


def test_a_name_that_was_taken_meanwhile_is_left_to_its_file(storage, tmp_path):
    first = storage._save("actas/acta.pdf", ContentFile(b"uno"))
    second = storage._save("actas/acta.pdf", ContentFile("dos"))
    assert first != second
    assert (tmp_path / first).read_bytes() == b"uno"
    assert (tmp_path / second).read_bytes() == b"dos"


def test_who_may_read_it_is_what_the_settings_say(storage, tmp_path):
    name = storage.save("a/b/acta.pdf", ContentFile(b"x"))
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o750


def test_what_a_process_that_died_was_writing_goes_after_a_day(settings):
    settings.MEDIA_ROOT.mkdir()
    old, new, whole = (
        settings.MEDIA_ROOT / name
        for name in (f"{file_storage.UNFINISHED}1", f"{file_storage.UNFINISHED}2", "acta.pdf")
    )
    for path in (old, new, whole):
        path.write_bytes(b"x")
    for path in (old, whole):
        os.utime(path, (1, 1))
    assert "1 borrado" in clear_unfinished(None)
    assert files_below(settings.MEDIA_ROOT) == [new.name, whole.name]
    assert "ninguno" in clear_unfinished(None)


def test_what_became_whole_while_it_was_looked_for_is_no_failure(settings):
    settings.MEDIA_ROOT.mkdir()
    gone = settings.MEDIA_ROOT / f"{file_storage.UNFINISHED}1"
    gone.symlink_to(settings.MEDIA_ROOT / "nada")  # found by its name, and not there
    assert "ninguno" in clear_unfinished(None)


@pytest.mark.parametrize(
    ("code", "found"),
    [(errno.EPERM, ["carta.E030"]), (errno.ENOTSUP, ["carta.E030"]), (errno.ENOSPC, []), (0, [])],
)
def test_a_disk_without_hard_links_is_named_at_start(tmp_path, monkeypatch, code, found):
    """Without them no upload could be stored; a disk that is full or foreign is another story."""
    monkeypatch.setattr(file_checks, "default_storage", WholeFileStorage(tmp_path))

    def refuses(*_paths):
        raise OSError(code, "no")

    if code:
        monkeypatch.setattr(file_checks.os, "link", refuses)
    assert [one.id for one in file_checks.uploads_can_be_named(None)] == found
    assert files_below(tmp_path) == [], "the probe is taken away"


def test_where_nothing_can_be_tried_nothing_is_said(tmp_path, monkeypatch):
    for storage in (WholeFileStorage(tmp_path / "no-existe"), object()):
        monkeypatch.setattr(file_checks, "default_storage", storage)
        assert file_checks.uploads_can_be_named(None) == []
