"""What every test starts from."""

import shutil

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def _leave_nothing_behind():
    """Uploads and the database file of a run lie in one temporary folder: remove it."""
    yield
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def _media_of_one_test(settings, tmp_path):
    """A file uploaded by one test is not there for the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
