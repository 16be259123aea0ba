"""The whole sweep of T51: every address × what hostile people send, and what they stored."""

import random
import time

import pytest

from tests.hostile import ground, planting, sweep, values
from tests.torture.conftest import how_many, part_of

pytestmark = pytest.mark.django_db
SEED = 7


def _ask_all(walk, line, asks):
    everything, asks = len(asks), part_of(asks)
    total, began = how_many(len(asks)), time.process_time()
    for one in asks[:total]:
        walk.ask(one)
        line.rounds += 1
        line.failures = walk.found.failures
        line.tell(total)
    each = (time.process_time() - began) / max(total, 1)
    line.say(
        f"{each * 1000:.0f} ms de procesador por petición; las {everything}: "
        f"{each * everything / 3600:.1f} horas"
    )
    assert line.failures == []


def torture_hostile_requests(line):
    walk = sweep.Sweep(ground.build())
    asks = sweep.everything(walk, random.Random(SEED))
    assert len(asks) >= 100_000
    _ask_all(walk, line, asks)


@pytest.mark.parametrize("payload", [*values.SCRIPTS, values.TEMPLATES[0], "=cmd|' /C calc'!A0"])
def torture_hostile_stored(line, payload):
    walk = sweep.Sweep(ground.build())
    planting.plant(payload)
    asks = []
    for spot in sweep.every_spot(walk.ground):
        for person in ground.persons(spot.key):
            reader = sweep.Spot(spot.key, person, spot.address)
            asks.append(sweep.Ask(reader, "stored", address=spot.address))
            for kind in ("csv", "xlsx"):
                asks.append(sweep.Ask(reader, kind, address=f"{spot.address}?export={kind}"))
    random.Random(SEED).shuffle(asks)
    _ask_all(walk, line, asks)
