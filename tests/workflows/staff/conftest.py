"""Two entities with people in every role and somebody who manages them; the Ministry's too."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from entities import clock
from entities.services import invitations
from entities.vocabulary import ENTITY_ROLES, MDT_ROLES, Role
from tests.factories.entities import (
    EntityFactory,
    RoleAssignmentFactory,
    UnitFactory,
    UserFactory,
    person_with,
)

NEW_PASSWORD = "Una clave nueva y larga 2026"
REASON = "Designación comunicada por la entidad."


def url(name, *args):
    return reverse(f"carta_staff:{name}", args=args)


def side(short_name):
    """An entity with two units and one person in each of its roles."""
    entity = EntityFactory(name=f"Entidad {short_name}", short_name=short_name)
    units = UnitFactory.create_batch(2, entity=entity)
    held = {role: RoleAssignmentFactory(role=role, entity=entity) for role in ENTITY_ROLES}
    people = {role: row.user for role, row in held.items()}
    return SimpleNamespace(
        entity=entity, units=units, held=held, people=people, manager=people[Role.STAFF]
    )


@pytest.fixture
def ours(db):
    return side("NUESTRA")


@pytest.fixture
def theirs(db):
    return side("AJENA")


@pytest.fixture
def ministry(db):
    return {role: person_with(role) for role in MDT_ROLES}


@pytest.fixture
def superuser(db):
    return UserFactory(superuser=True)


def enter(user):
    """Sign a person in with a new browser."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def given(**values):
    """A role as the form sends it, from today."""
    return {
        "role": Role.COM.value,
        "capacity": "titular",
        "document": "",
        "post": "Analista",
        "office": "Dirección de Prueba",
        "starts_on": clock.today().isoformat(),
        "ends_on": "",
        "reason": REASON,
        **values,
    }


def invited(**values):
    """The invitation form."""
    return given(
        **{
            "email": "nueva.persona@ejemplo.gob.ec",
            "first_name": "Nueva",
            "last_name": "Persona",
            **values,
        }
    )


def invite(actor, entity, role=Role.COM, email="nueva.persona@ejemplo.gob.ec", **values):
    """Invite by the service, from today."""
    return invitations.invite(
        actor,
        entity,
        role,
        email=email,
        first_name="Nueva",
        last_name="Persona",
        reason=REASON,
        **{"post": "Analista", "starts_on": clock.today(), **values},
    )


def link(message=None):
    """The address in the newest letter, without the host."""
    body = (message or mail.outbox[-1]).body
    found = re.search(r"http://testserver(/admin/invitacion/\S+/)", body)
    return found.group(1) if found else None


def passwords(first=NEW_PASSWORD, second=None):
    return {"new_password1": first, "new_password2": second or first}


@pytest.fixture
def letters(django_capture_on_commit_callbacks):
    """Runs what follows the commit, so that letters are in ``mail.outbox``."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


assert settings.CARTA_DEMO  # the demo's password may be used here, as in every test
