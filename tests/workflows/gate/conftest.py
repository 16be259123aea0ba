"""The small country: built once per module for attempts that must change nothing anyway.

Each test still runs in its own savepoint, so a leak found by one test does not reach the next.
"""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Site

from tests.workflows.gate import running as under_way
from tests.workflows.gate import world as small_country


@pytest.fixture(scope="module")
def _country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield small_country.build()
        transaction.set_rollback(True)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def world(_country, db):
    _country.reload()
    return _country


@pytest.fixture(scope="module")
def _running(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield under_way.build()
        transaction.set_rollback(True)
    ContentType.objects.clear_cache()
    Site.clear_site_root_paths_cache()


@pytest.fixture
def running(_running, db):
    """Dossiers at several stages, made by the real services; what a test changes is undone."""
    return _running
