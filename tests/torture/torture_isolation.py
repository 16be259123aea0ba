"""The whole matrix of T30: at least 40,000 requests, no leak, no change, nothing broken."""

import pytest

from tests.torture.conftest import how_many
from tests.workflows.gate import canaries, matrix
from tests.workflows.gate import world as small_country

pytestmark = pytest.mark.django_db
CHUNK = 500


@pytest.mark.parametrize("role", matrix.ROLES)
def torture_matrix(line, role):
    world = small_country.build()
    planted = canaries.planted_in(world)
    clients = matrix.clients_of(world, planted)
    before = [canaries.state_of(carta) for carta, _secrets in planted]
    requests = [one for one in matrix.every_request(world, planted) if one.role == role]
    total = how_many(len(requests))
    for start in range(0, total, CHUNK):
        chunk = requests[start : min(start + CHUNK, total)]
        found = matrix.ask(clients, chunk, planted)
        line.rounds += found.asked
        line.failures += [*found.leaks, *found.broken, *found.outside]
        line.tell(total)
    assert line.failures == []
    assert [canaries.state_of(carta) for carta, _secrets in planted] == before
