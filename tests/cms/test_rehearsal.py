"""A backup is rehearsed beside the installation, and what is wrong with it is found there."""

import hashlib
import io

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.backups import database, installation
from tests.cms.test_backup import _flip, _rewrite, house  # noqa: F401  (a fixture)
from tests.factories import workflows as make
from workflows import triggers
from workflows.models import Edition

pytestmark = pytest.mark.django_db(transaction=True)


def rehearse(*words):
    """Exit code of the command, and everything that it said."""
    said = io.StringIO()
    try:
        call_command("rehearse_backup", *words, stdout=said, stderr=said)
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def everything(settings):
    """Every row and every file of the installation."""
    rows = {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if not model._meta.proxy
    }
    files = {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in settings.VAR_DIR.rglob("*")
        if path.is_file()
    }
    return rows, files, databases()


def databases():
    """The databases of the server, where there is one."""
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database ORDER BY datname")
        return cursor.fetchall()


@pytest.fixture
def document():
    """An uploaded file."""
    make.published()
    return get_document_model().objects.create(
        title="Acta firmada",
        file=ContentFile(b"%PDF-1.7 acta", name="acta.pdf"),
        collection=Collection.get_first_root_node(),
    )


def test_a_whole_one_is_restored_proved_and_taken_away(document, settings):
    before = everything(settings)
    code, said = rehearse()
    assert code == 0, said
    assert "La historia está entera." in said
    assert f"{Edition.objects.count()} versiones" in said
    assert "Los archivos coinciden con sus huellas." in said
    assert "La instalación quedó como estaba." in said
    assert everything(settings) == before


def test_what_was_rewritten_before_the_backup_is_found(document, settings):
    """The archive itself is faultless."""
    with triggers.lifted():
        Edition.objects.filter(pk=Edition.objects.first().pk).update(title="Otra cosa")
    before = everything(settings)
    code, said = rehearse()
    assert code == 1
    assert "versión 1 de la página" in said
    assert "NO sirve" in said
    assert everything(settings) == before


def test_a_row_without_its_file_is_named(document):
    document.file.storage.delete(document.file.name)
    code, said = rehearse()
    assert code == 1
    assert f"«Acta firmada» no tiene su archivo: {document.file.name}" in said


def test_a_harmed_archive_is_named(document, house):  # noqa: F811
    made = installation.make_backup(house / "respaldos")
    _rewrite(made, _flip)
    code, said = rehearse(str(made))
    assert code == 1
    assert "No coinciden con su huella: media/archivos/acto.pdf" in said


def test_nothing_is_proved_in_the_place_of_the_installation(document, house, settings):  # noqa: F811
    made = installation.make_backup(house / "respaldos")
    before = everything(settings)
    with pytest.raises(CommandError, match="uso interno"):
        rehearse(str(made), "--here")
    assert everything(settings) == before


def test_an_account_that_may_make_no_database_is_told_so(document, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("PostgreSQL's accounts")
    monkeypatch.setitem(connection.settings_dict, "USER", "nadie")
    with pytest.raises(database.BackupError, match="CREATEDB"), database.beside(None):
        pass
