"""What is published is read at once, by every process, whatever happens to Redis (T62)."""

import random
import socket
import time
from datetime import date, datetime

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.cache import ForgivingRedisCache
from cms.page_cache import marks, middleware, shared, trimming
from cms.page_cache.marking import change
from cms.page_cache.models import PublicChange
from entities import clock
from tests.carta_pages.public import world as making
from tests.cms.page_cache.acts import ACTS, Act, is_so, publish, state
from tests.cms.page_cache.conftest import CARTA, COMMITMENT
from tests.factories.entities import NoticeFactory, provision_entity
from workflows.stages import Kind


def read_before(place, act, *readers):
    """Everybody reads everything, and nothing of what the act will say is there yet.

    Args:
        readers: of an address, its status and text.
    """
    for path in {**dict.fromkeys(place.read), **act.said}:
        for reader in readers:
            reader(path)
            text = reader(path)  # from what is kept
            assert text.startswith("200"), (act.name, path, text[:200])
            assert path not in act.said or not is_so(text, act.said[path]), (act.name, path)


def readers_of(client, server):
    """A browser's way past the front, and the whole way."""

    def by_client(path):
        response = client.get(path)
        return f"{response.status_code} {response.content.decode()}"

    def by_server(path):
        status, _headers, body = server.get(path)
        return f"{status} {body.decode()}"

    return by_server, by_client


@pytest.mark.parametrize("steps", ACTS, ids=lambda steps: steps.__name__)
def test_the_process_that_does_it_answers_it_at_once(client, server, place, steps):
    readers, act = readers_of(client, server), Act(steps, place)
    read_before(place, act, *readers)
    act.do()
    for path, wanted in act.said.items():
        for reader in readers:
            assert is_so(reader(path), wanted), path


@pytest.mark.parametrize("steps", ACTS, ids=lambda steps: steps.__name__)
def test_were_nobody_to_tell_every_act_would_leave_old_pages(client, server, place, deaf, steps):
    """The control of the tests above and below: each act is one that they would notice."""
    readers, act = readers_of(client, server), Act(steps, place)
    read_before(place, act, *readers)
    act.do()
    for path, wanted in act.said.items():
        for reader in readers:
            assert not is_so(reader(path), wanted), path
    marks.forget()
    middleware.forget()
    cache.clear()
    for path, wanted in act.said.items():
        assert is_so(readers[1](path), wanted), path


def test_nothing_is_stale_in_another_process_after_a_second(place, workers, a_second):
    one, other = workers
    for steps in random.Random(62).sample(ACTS, len(ACTS)):
        act = Act(steps, place)
        a_second()
        read_before(place, act, one.text, other.text)
        act.do()
        a_second()
        for path, wanted in act.said.items():
            assert is_so(one.text(path), wanted), (act.name, path)
            assert is_so(other.text(path), wanted), (act.name, path)


@pytest.mark.redis
def test_with_redis_the_other_process_knows_at_once(place, workers):
    one, other = workers
    for steps in ACTS:
        act = Act(steps, place)
        time.sleep(marks.WORD_KNOWN_FOR_SECONDS * 1.5)
        read_before(place, act, one.text, other.text)
        act.do()
        time.sleep(marks.WORD_KNOWN_FOR_SECONDS * 1.5)
        for path, wanted in act.said.items():
            assert is_so(other.text(path), wanted), (act.name, path)


@pytest.mark.redis
def test_with_redis_one_process_makes_a_page_for_both(site, workers, monkeypatch):
    one, other = workers
    one.get(COMMITMENT)
    monkeypatch.setattr(marks, "KNOWN_FOR_SECONDS", 60)
    other.get("/metodo/")  # what has changed is known
    with CaptureQueriesContext(connection) as asked:
        assert other.get(COMMITMENT).status_code == 200
    assert len(asked) == 0


@pytest.fixture
def without_redis(monkeypatch):
    """Redis is away, and comes back with everything that it held."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    away = ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {})

    class Switch:
        def __init__(self):
            self.there = caches["default"]

        def leave(self):
            monkeypatch.setattr(shared, "caches", {"default": away})

        def come_back(self):
            monkeypatch.setattr(shared, "caches", {"default": self.there})
            shared._silent_until = float("-inf")

    return Switch()


@pytest.mark.redis
def test_what_redis_kept_while_it_was_away_is_not_served(place, workers, without_redis, a_second):
    """The word of the publication never reached Redis, and the old page is still in it."""
    one, other = workers
    act = Act(publish, place)
    a_second()
    read_before(place, act, one.text, other.text)
    without_redis.leave()
    act.do()
    for path in act.said:
        assert one.get(path).status_code == 200  # slower, not broken
    without_redis.come_back()
    a_second()
    third = type(one)()  # a process that has just begun and knows only what Redis holds
    for path, wanted in act.said.items():
        for worker in (one, other, third):
            assert wanted in worker.text(path)


def test_without_redis_pages_are_served(place, client, without_redis):
    act = Act(publish, place)
    without_redis.leave()
    for _n in range(3):
        assert client.get(place.commitment).status_code == 200
    act.do()
    for path, wanted in act.said.items():
        assert wanted in client.get(path).content.decode()


def test_a_slow_redis_is_left_alone(monkeypatch):
    asked = []

    class Slow(ForgivingRedisCache):
        def get(self, key, default=None, version=None):
            asked.append(key)
            time.sleep(shared.TOO_SLOW_SECONDS * 1.1)
            return default

    monkeypatch.setattr(shared, "caches", {"default": Slow("redis://127.0.0.1:1/0", {})})
    for _n in range(5):
        assert shared.read("a") is None
    assert len(asked) == 1


def test_an_act_that_is_undone_changes_nothing_and_leaves_no_mark(client, place):
    act, marked = Act(state, place), PublicChange.objects.count()
    before = client.get(place.service)
    with transaction.atomic():
        act.do()
        transaction.set_rollback(True)
    assert client.get(place.service).content == before.content
    assert PublicChange.objects.count() == marked


def test_a_mark_undone_with_its_savepoint_is_made_again(db):
    before = PublicChange.objects.count()
    with transaction.atomic():
        with transaction.atomic():
            change("common")
            transaction.set_rollback(True)
        change("common")
        change("common")
    assert PublicChange.objects.count() == before + 1


def test_another_entity_keeps_its_pages(client, site):
    other = provision_entity(name="Otra", short_name="OT", slug="otra")
    with transaction.atomic():
        making.publish(other.root_page.specific)
    client.get("/otra/"), client.get("/")
    page = type(site.commitment).objects.get(pk=site.commitment.pk)
    with transaction.atomic():
        making.publish(page, kind=Kind.UPDATE)
    marks.current()
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/otra/").status_code == 200
    assert len(asked) <= 1  # what has changed, and no page
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) > 1  # the front door shows everybody


def test_a_draft_that_is_saved_drops_no_page(client, site, monkeypatch):
    monkeypatch.setattr(marks, "KNOWN_FOR_SECONDS", 60)
    client.get(COMMITMENT)
    page = type(site.commitment).objects.get(pk=site.commitment.pk)
    page.statement = "Borrador"
    page.save_revision(clean=False)
    making.add_commitment(site.service, "Nuevo", "nuevo")
    with CaptureQueriesContext(connection) as asked:
        client.get(COMMITMENT)
    assert len(asked) == 0


def test_the_next_day_is_another_page(client, site, kept):
    with clock.frozen(date(2026, 11, 20)):
        client.get(COMMITMENT)
    with clock.frozen(date(2026, 11, 21)), CaptureQueriesContext(connection) as asked:
        client.get(COMMITMENT)
    assert len(asked) > 1
    assert len(kept().plain) == 2


def test_a_notice_begins_and_ends_at_midnight_without_anybody_s_act(client, site):
    """No row tells of it: the day is in the key, so what was kept yesterday answers nobody."""
    day = date(2026, 11, 20)
    NoticeFactory(entity=site.entity, title="Brigada", confirmed=True, starts_on=day, ends_on=day)
    before, last, after = (
        datetime(2026, 11, number, hour, minute, second, tzinfo=clock.ZONE)
        for number, hour, minute, second in (
            (19, 23, 59, 59),
            (20, 23, 59, 59),
            (21, 0, 0, 0),
        )
    )
    for moment, is_there in ((before, False), (last, True), (after, False), (last, True)):
        with clock.frozen(moment):
            for _twice in range(2):  # made, then from what is kept
                assert ("Brigada" in client.get(CARTA).content.decode()) is is_there, moment


def test_what_has_changed_is_asked_at_most_twice_a_second(client, site):
    client.get(COMMITMENT)
    began = time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        for _n in range(60):
            client.get(COMMITMENT)
            time.sleep(0.01)
    most = (time.monotonic() - began) / marks.KNOWN_FOR_SECONDS + 1
    assert len([q for q in asked if "publicchange" in q["sql"]]) <= most


def test_a_silent_database_is_not_answered_over(client, site, monkeypatch):
    client.get(COMMITMENT)

    def silent(*args, **kwargs):
        raise DatabaseError

    marks.expire()
    monkeypatch.setattr(PublicChange.objects, "values_list", silent)
    assert marks.current() is None
    response = client.get(COMMITMENT)  # the page is made, or fails, without what is kept
    assert "ETag" not in response.headers


def test_the_table_stays_short(db):
    PublicChange.objects.all().delete()  # a test before may have made the tree again
    PublicChange.objects.create(scope="common", at=timezone.now() - trimming.KEPT * 2)
    PublicChange.objects.create(scope="common")
    before = marks.current().stamp(("x",))
    assert "1 " in trimming.forget_old(date(2026, 1, 1))
    marks.expire()
    assert PublicChange.objects.count() == 1
    assert marks.current().stamp(("x",)) != before


def test_the_daily_job_trims_it(site):
    PublicChange.objects.create(scope="common", at=timezone.now() - trimming.KEPT * 2)
    call_command("diario", verbosity=0)
    assert not PublicChange.objects.filter(at__lt=timezone.now() - trimming.KEPT).exists()
