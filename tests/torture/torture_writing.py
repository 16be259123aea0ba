"""Saving and reading while others write (T21, T23)."""

import time

import pytest
from django.test import Client

from entities.vocabulary import Role
from tests.factories import workflows as make
from tests.torture.conftest import how_many
from tests.torture.processes import start
from tests.workflows.gate import test_simultaneous_saves as saves
from tests.workflows.gate import world as small_country

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60
PEOPLE = 8
#: Readers may become this much slower at their 95th percentile when others write.
SLOWER = 3


def torture_two_tabs(rounds):
    world = small_country.build()
    rounds(lambda number: saves.one_round(world, number), 200)


def torture_two_people_with_autosave(rounds):
    """Two tabs each, four autosaves and saves by hand at once, each with the page it shows."""
    people = saves.TwoPeople()
    rounds(people.one_round, 200)


def _reading(path, seconds):
    client = Client(raise_request_exception=False)
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        status = client.get(path).status_code
        times.append(time.perf_counter() - began)
        assert status == 200, status
        time.sleep(0.05)
    return times


def _writing(page, writer, seconds):
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        make.edit(page, writer, statement=f"Su cédula en {done % 50 + 1} minutos.")
        done += 1
    return done


def _p95(answers):
    assert all(word == "done" for word, _times in answers), answers
    times = sorted(one for _word, found in answers for one in found)
    return times[int(len(times) * 0.95)]


def torture_readers_beside_writers(line):
    """Nobody hears «database is locked», and who reads hardly notices who writes."""
    world, _published = make.published()
    seconds = how_many(SECONDS)
    path = world.carta.get_url()
    pages = [make.add_commitment(world.service, world.people[Role.UNI]) for _n in range(PEOPLE)]

    def read():
        return start(lambda: _reading(path, seconds))

    alone = _p95([child.wait() for child in [read() for _n in range(PEOPLE)]])
    writers = [
        start(lambda page=page: _writing(page, world.people[Role.UNI], seconds)) for page in pages
    ]
    beside = _p95([child.wait() for child in [read() for _n in range(PEOPLE)]])
    written = [child.wait() for child in writers]
    line.rounds = sum(done for _word, done in written if isinstance(done, int))
    line.failures += [told for told in written if told[0] != "done"]
    text = f"p95 {alone * 1000:.0f} ms alone, {beside * 1000:.0f} ms beside {PEOPLE} writers"
    line.say(f"{text}, {line.rounds} writes")
    assert line.failures == []
    assert beside <= SLOWER * alone, text
