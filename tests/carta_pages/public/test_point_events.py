"""Points of service change without an edition: the carta's history tells it (DESIGN §3.2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carta_pages.public.views.history import POINT_EVENTS
from entities import clock
from entities.models import Entity
from entities.vocabulary import ChangeState
from tests.factories.entities import ClosureFactory, PointChangeFactory, PointFactory

pytestmark = pytest.mark.django_db
HISTORY = "/registro-civil/historial/"
HEADING = "Cambios en los puntos de atención"


def read(client):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(HISTORY)
    return page.content.decode(), len(asked)


def test_the_history_of_the_carta_tells_what_was_confirmed_of_its_points(client, world):
    assert HEADING not in read(client)[0]
    entity = Entity.objects.get(pk=world.carta.entity_id)
    point = PointFactory(entity=entity, name="Agencia Ñ")
    decided = {"state": ChangeState.CONFIRMED, "decided_at": clock.now()}
    PointChangeFactory(point=point, before={"phone": "02 111 1111"}, **decided)
    ClosureFactory(point=point, reason="Pintan la fachada", confirmed=True)
    PointChangeFactory(point=point, note="Todavía no decidido")
    PointChangeFactory(note="De otra entidad", **decided)
    page, cost = read(client)
    for shown in (HEADING, "Agencia Ñ", "02 111 1111", "02 393 9400", "Pintan la fachada"):
        assert shown in page, shown
    for hidden in ("Todavía no decidido", "De otra entidad"):
        assert hidden not in page
    for _n in range(POINT_EVENTS + 5):
        PointChangeFactory(point=point, **decided)
    page, dearer = read(client)
    assert page.count("<strong>Agencia Ñ</strong>") == POINT_EVENTS
    assert dearer == cost
