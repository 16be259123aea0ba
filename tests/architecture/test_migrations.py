"""The database that is described is the database that is built."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_site_has_nothing_to_complain_about():
    call_command("check", fail_level="WARNING")
