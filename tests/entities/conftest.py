"""Two entities with people in every role, so that each test can look over the fence."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from entities.vocabulary import Role
from tests.factories.entities import (
    EntityFactory,
    PointFactory,
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    person_with,
)


def side(**values):
    """An entity with a unit, a point and one person in each role."""
    entity = EntityFactory(**values)
    unit = UnitFactory(entity=entity)
    point = PointFactory(entity=entity, unit=unit, phone="02 222 2222")
    people = {
        role.value: person_with(role, entity)
        for role in (Role.UNI, Role.TER, Role.CAL, Role.PLAN, Role.MAX, Role.COM, Role.AUD)
    }
    return SimpleNamespace(entity=entity, unit=unit, point=point, **people)


def said(response):
    """An answer without what differs on every request: its reference code."""
    return response.status_code, re.sub(rb"[0-9a-f]{32}", b"", response.content)


@pytest.fixture
def ours(db):
    return side(name="Servicio de Rentas Internas", short_name="SRI", slug="sri")


@pytest.fixture
def theirs(db):
    return side(name="Agencia Nacional de Tránsito", short_name="ANT", slug="ant")


@pytest.fixture
def superuser(db):
    return UserFactory(superuser=True)


@pytest.fixture
def platform_admin(db):
    return RoleAssignmentFactory(role=Role.ADM).user


@pytest.fixture
def enter():
    """Sign a person in with a new browser."""

    def _enter(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _enter
