"""One load of the demonstration for all the questions that are asked of it."""

from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


class _Loaded:
    """What the command said, and where its files lie."""

    def __init__(self, media, output):
        self.media = media
        self.output = output


def run_command():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole story, loaded once in a transaction that is rolled back after the module."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        with transaction.atomic():
            yield _Loaded(media, run_command())
            transaction.set_rollback(True)
        ContentType.objects.clear_cache()
        cache.clear()


@pytest.fixture(autouse=True)
def _media_of_one_test(request, settings, tmp_path):
    """Tests of the loaded demonstration read its files, the others their own."""
    loaded = "demo" in request.fixturenames
    settings.MEDIA_ROOT = request.getfixturevalue("demo").media if loaded else tmp_path / "media"
