"""A backup is whole whenever it is made, and a restore brings all of it back (T26, V32)."""

import hashlib
import io
import json
import re
import sqlite3
import stat
import subprocess
import tarfile
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.backups import archive, database, installation
from cms.backups.errors import BackupError
from cms.management.commands import restore as restore_command
from cms.running import hold_lock, release_lock
from entities.vocabulary import Role
from tests.factories import workflows as make
from workflows import verify
from workflows.models import Dossier
from workflows.stages import Kind

pytestmark = pytest.mark.django_db(transaction=True)
User = get_user_model()


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    """An installation of its own: database of the suite, files in a folder of the test."""
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    (settings.MEDIA_ROOT / "archivos").mkdir(parents=True)
    (settings.MEDIA_ROOT / "archivos" / "acto.pdf").write_bytes(b"%PDF-1.7 acto")
    (settings.VAR_DIR / "correo").mkdir()
    (settings.VAR_DIR / "correo" / "1.log").write_text("aviso")
    (settings.VAR_DIR / "llave-secreta").write_text("una llave")
    (settings.VAR_DIR / "static").mkdir()
    (settings.VAR_DIR / "static" / "estilo.css").write_text("a{}")
    return tmp_path


@pytest.fixture
def backup(house, settings):
    User.objects.create(username="antes")
    return installation.make_backup(installation.default_folder())


def _contents(path):
    with tarfile.open(path) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}


def _rewrite(path, change):
    contents = _contents(path)
    change(contents)
    with tarfile.open(path, "w:gz") as tar:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))


def test_it_holds_the_database_the_files_and_what_describes_them(backup):
    contents = _contents(backup)
    manifest = json.loads(contents.pop("manifest.json"))
    assert set(contents) == {
        database.member_name(),
        "media/archivos/acto.pdf",
        "var/correo/1.log",
        "var/llave-secreta",
    }
    assert set(manifest["files"]) == set(contents)
    assert manifest["database"] == connection.vendor
    assert "cms.0001_initial" in manifest["migrations"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_it_is_whole_while_others_write(house):
    """Each writer adds two rows in one transaction: a copy with an odd number is torn."""
    stop = threading.Event()
    errors = []

    def write(name):
        number = 0
        try:
            while not stop.is_set():
                with transaction.atomic():
                    User.objects.create(username=f"{name}-{number}-a")
                    User.objects.create(username=f"{name}-{number}-b")
                number += 1
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must see it)
            errors.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(f"w{n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    made = [installation.make_backup(house / "respaldos") for _ in range(5)]
    stop.set()
    for writer in writers:
        writer.join()
    assert errors == []
    counts = [_count_users(path, house / f"copia-{n}") for n, path in enumerate(made)]
    assert [count % 2 for count in counts] == [0] * 5
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_rows_and_files_belong_together_while_others_publish_and_upload(house):
    """What the restored database names is in the restored files, and the history verifies."""
    world, _dossier = make.published()
    stop, errors, uploaded = threading.Event(), [], []

    def publish():
        page = make.add_commitment(world.service, world.people[Role.UNI])
        make.publish(world, make.submit(world, page, kind=Kind.UPDATE))

    def upload():
        content = b"%PDF-1.7 " + str(len(uploaded)).encode() * 50_000
        title = hashlib.sha256(content).hexdigest()
        with transaction.atomic():
            get_document_model().objects.create(
                title=title,
                file=ContentFile(content, name="acta.pdf"),
                collection=Collection.get_first_root_node(),
            )
        uploaded.append(title)

    def go_on(act):
        try:
            while not stop.is_set():
                act()
        except Exception as error:  # noqa: BLE001  (whatever it is, the test must see it)
            errors.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=go_on, args=(act,)) for act in (publish, upload)]
    for writer in writers:
        writer.start()
    while not (uploaded or errors):
        time.sleep(0.01)
    told = list(uploaded)
    made = installation.make_backup(house / "respaldos")
    stop.set()
    for writer in writers:
        writer.join()
    assert errors == []
    call_command("restore", str(made), yes=True)  # which verifies the history
    assert list(verify.faults()) == []
    _check_documents(told)
    _check_dossiers()


def _check_dossiers():
    """Each is wholly published or not at all."""
    for dossier in Dossier.objects.filter(status=Dossier.Status.PUBLISHED):
        for item in dossier.items.all():
            assert item.page.live
            assert dossier.editions.filter(page=item.page_id).count() == 1


def _check_documents(told):
    """Each document has what its title is the hash of, and none that was told is missing."""
    documents = get_document_model().objects.all()
    assert set(told) <= {row.title for row in documents}
    for row in documents:
        with row.file.open("rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == row.title


def _count_users(path, folder):
    archive.unpack(path, folder)
    dump = folder / database.member_name()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(dump)) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            return copy.execute("SELECT count(*) FROM cms_user").fetchone()[0]
    listed = subprocess.run(
        ["pg_restore", "--data-only", "--table=cms_user", "--file=-", str(dump)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = listed.stdout.split("FROM stdin;\n", 1)[1].split("\\.", 1)[0]
    return len(rows.splitlines())


def test_a_restore_brings_everything_back_and_keeps_what_it_replaced(backup, settings):
    User.objects.all().delete()
    User.objects.create(username="después")
    acto = settings.MEDIA_ROOT / "archivos" / "acto.pdf"
    acto.write_bytes(b"otro")
    (settings.MEDIA_ROOT / "nuevo.pdf").write_bytes(b"nuevo")
    call_command("restore", str(backup), yes=True)
    assert list(User.objects.values_list("username", flat=True)) == ["antes"]
    assert acto.read_bytes() == b"%PDF-1.7 acto"
    assert not (settings.MEDIA_ROOT / "nuevo.pdf").exists()
    assert (settings.VAR_DIR / "llave-secreta").read_text() == "una llave"
    (aside,) = (settings.VAR_DIR / "anterior").iterdir()
    assert (aside / "media" / "nuevo.pdf").read_bytes() == b"nuevo"
    assert not list(settings.VAR_DIR.glob(".restaurar-*"))


def test_a_table_of_a_newer_version_does_not_outlive_the_return(backup):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE de_otra_version (id integer)")
    call_command("restore", str(backup), yes=True)
    assert "de_otra_version" not in connection.introspection.table_names()
    assert User.objects.get().username == "antes"


def test_the_guards_of_the_history_come_back_with_it(backup):
    before = _triggers()
    call_command("restore", str(backup), yes=True)
    assert _triggers() == before


def _triggers():
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_it_asks_before_replacing_anything(backup):
    User.objects.create(username="después")
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(backup))
    assert User.objects.filter(username="después").exists()


def test_the_history_is_verified_afterwards(backup, monkeypatch):
    called = []
    monkeypatch.setattr(restore_command, "get_commands", lambda: {"verify_history": "x"})
    monkeypatch.setattr(restore_command, "call_command", called.append)
    call_command("restore", str(backup), yes=True)
    assert called == ["verify_history"]


def test_a_running_server_is_not_restored_under(backup, settings):
    lock = hold_lock(settings.VAR_DIR)
    try:
        with pytest.raises(CommandError, match="deténgalo"):
            call_command("restore", str(backup), yes=True)
    finally:
        release_lock(lock)
    call_command("restore", str(backup), yes=True)


def _flip(contents):
    contents["media/archivos/acto.pdf"] = b"%PDF-1.7 Acto"


def _lose(contents):
    del contents["var/llave-secreta"]


def _smuggle(contents):
    contents["media/extra.pdf"] = b"extra"


def _escape(contents):
    contents["../fuera.txt"] = b"fuera"


def _forget_the_manifest(contents):
    del contents["manifest.json"]


def _come_from_elsewhere(contents):
    other = {"base.sqlite3", "base.pgdump"} - {database.member_name()}
    data = contents.pop(database.member_name())
    manifest = json.loads(contents["manifest.json"])
    manifest["files"][other.pop()] = manifest["files"].pop(database.member_name())
    contents.update({name: data for name in manifest["files"] if name.startswith("base.")})
    contents["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_flip, "No coinciden con su huella: media/archivos/acto.pdf"),
        (_lose, "Faltan en el respaldo: var/llave-secreta"),
        (_smuggle, "No coinciden con su huella: media/extra.pdf"),
        (_escape, "no es de Carta: ../fuera.txt"),
        (_forget_the_manifest, "manifest.json"),
        (_come_from_elsewhere, "otra base de datos"),
    ],
)
def test_a_harmed_backup_is_refused_and_changes_nothing(backup, settings, house, harm, told):
    _rewrite(backup, harm)
    User.objects.create(username="después")
    with pytest.raises(CommandError, match=re.escape(told)):
        call_command("restore", str(backup), yes=True)
    assert User.objects.filter(username="después").exists()
    assert (settings.MEDIA_ROOT / "archivos" / "acto.pdf").exists()
    assert not (house / "fuera.txt").exists()
    assert not (settings.VAR_DIR / "fuera.txt").exists()


@pytest.mark.parametrize("kept", [0, 100, 0.5])
def test_a_cut_backup_is_refused(backup, kept):
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * kept) if kept < 1 else kept])
    with pytest.raises(CommandError, match="No se pudo leer"):
        call_command("restore", str(backup), yes=True)


def test_a_backup_that_fails_leaves_no_half_made_file(house, monkeypatch):
    def full_disk(self, path, name):
        raise BackupError("No queda espacio")

    monkeypatch.setattr(archive.Writer, "add", full_disk)
    with pytest.raises(CommandError, match="No queda espacio"):
        call_command("backup", to=house / "respaldos")
    assert list((house / "respaldos").iterdir()) == []


def test_old_backups_are_dropped_but_never_the_newest(house, settings):
    folder = house / "respaldos"
    folder.mkdir()

    def made(days):
        at = timezone.localtime() - timedelta(days=days)
        path = folder / f"carta-{at.strftime(installation.NAME_FORMAT)}.tar.gz"
        path.touch()
        return path

    old, recent = made(40), made(10)
    foreign = folder / "carta-de-otro.tar.gz"
    foreign.touch()
    assert installation.prune(folder, 35) == [old]
    assert sorted(folder.iterdir()) == sorted([recent, foreign])
    foreign.unlink()
    assert installation.prune(folder, 1) == []
    assert recent.exists()


def test_without_a_database_there_is_nothing_to_back_up(house, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("the file of SQLite")
    monkeypatch.setattr(database, "_sqlite_file", lambda: Path(house / "nada.sqlite3"))
    with pytest.raises(CommandError, match="No hay base de datos"):
        call_command("backup", to=house / "respaldos")
