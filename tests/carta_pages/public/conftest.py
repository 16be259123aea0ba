"""One carta in force, built once for each module and given back as it was to every test."""

from dataclasses import fields, replace

import pytest
from django.core.cache import cache
from django.db import models, transaction

from tests.carta_pages.public import world as making


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield making.build()
        transaction.set_rollback(True)


@pytest.fixture
def world(_built, db):
    """The carta; what a test changes in it is undone after the test."""
    cache.clear()
    fresh = {
        field.name: type(value).objects.get(pk=value.pk)
        for field in fields(_built)
        if isinstance(value := getattr(_built, field.name), models.Model)
    }
    units = {name: type(unit).objects.get(pk=unit.pk) for name, unit in _built.units.items()}
    return replace(_built, **fresh, units=units)
