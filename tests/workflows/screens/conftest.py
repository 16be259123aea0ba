"""One set of dossiers for a module of screens; each test sees it untouched.

Walking a dossier to publication costs a second or two, and every screen needs one at every
stage: they are made once inside a transaction, and what a test does is rolled back to there.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.factories.remembered import remembered
from workflows.models import Dossier
from workflows.services import decide
from workflows.stages import Kind, Stage

CANARY = "canario-de-borrador"


@dataclass
class Stand:
    """A world with a dossier at every stage, and another entity with one of its own."""

    world: make.World
    other: make.World
    at: dict[Stage, Dossier] = field(default_factory=dict)
    returned: Dossier | None = None
    asked: Dossier | None = None
    foreign: Dossier | None = None

    def person(self, role: Role) -> Any:
        """Who holds a role in the entity, or at MDT."""
        return self.world.people[role]

    @property
    def everybody(self) -> list[Any]:
        """Everybody of both entities and of MDT."""
        return list({**self.other.people, **self.world.people}.values()) + [
            user for role, user in self.other.people.items() if role in make.STAFF
        ]


@remembered
def build() -> Stand:
    """Make the stand by the real services."""
    world, _first = make.published()
    stand = Stand(world, make.make_world({role: world.people[role] for role in make.MINISTRY}))
    writer = world.people[Role.UNI]
    for stage in list(Stage)[1:]:
        page = make.add_commitment(world.service, writer, title=f"Compromiso en {stage.label}")
        stand.at[stage] = make.walk(world, make.submit(world, page, kind=Kind.UPDATE), stage)
    page = make.add_commitment(world.service, writer, title="Compromiso devuelto")
    sent = make.submit(world, page, kind=Kind.UPDATE)
    stand.returned = make.return_to(world, sent, Stage.UNIT, "Explique la fuente del dato.")
    page = make.add_commitment(world.service, writer, title="Compromiso con aclaración")
    sent = make.walk(world, make.submit(world, page, kind=Kind.UPDATE), Stage.CONTROL)
    make.act(sent, world.people[Role.MDT_CONTROL], decide.CLARIFY, {"question": "¿De qué fuente?"})
    stand.asked = Dossier.objects.get(pk=sent.pk)
    stand.foreign = make.submit(stand.other, stand.other.carta, user=stand.other.people[Role.COM])
    return stand


@pytest.fixture(scope="module")
def _stand(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture
def stand(_stand, db):
    """The module's stand; what a test changes is rolled back."""
    return _stand
