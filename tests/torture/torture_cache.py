"""T62: two hundred acts seen at once by every process, a thousand previews among public reads."""

import random
import time

import pytest
from django.core.cache import cache
from django.test import Client

from cms.page_cache import marks, middleware, shared
from cms.page_cache.marking import change
from tests.carta_pages.public import world as making
from tests.cms.page_cache.acts import ACTS, READ, is_so
from tests.cms.page_cache.conftest import COMMITMENT, SERVICE, Worker
from tests.torture.servers import Redis

SECRET = "pajarito-secreto"


@pytest.fixture
def site(transactional_db, settings):
    """A published carta, the cache on, nothing in it."""
    settings.CARTA_PAGE_CACHE = True
    middleware.forget()
    cache.clear()
    yield making.build()
    middleware.forget()


@pytest.fixture
def with_redis(tmp_path, settings):
    """The shared cache of two processes."""
    server = Redis(tmp_path)
    settings.CACHES = {
        "default": {"BACKEND": "cms.cache.ForgivingRedisCache", "LOCATION": server.url}
    }
    settings.CARTA_PAGE_CACHE_PLACES = 64
    shared._silent_until = float("-inf")
    return server


def trial_of(site, workers, chance, disturb):
    def trial(number):
        for worker in workers:
            for path in chance.sample(READ, len(READ)):
                worker.get(path)
        disturb(number)
        said = ACTS[number % len(ACTS)](site)
        time.sleep(1)
        for worker in workers:
            for path, wanted in said.items():
                assert is_so(worker.text(path), wanted), (ACTS[number % len(ACTS)].__name__, path)

    return trial


def torture_cache_local(site, rounds):
    workers = [Worker(), Worker()]
    rounds(trial_of(site, workers, random.Random(62), lambda number: None), 200)


def torture_cache_redis_that_comes_and_goes(with_redis, site, rounds):
    workers = [Worker(), Worker()]

    def disturb(number):
        if number % 20 == 10:
            with_redis.process.kill()
            with_redis.process.wait()
        elif number % 20 == 12:
            with_redis.start()

    rounds(trial_of(site, workers, random.Random(62), disturb), 200)


def torture_cache_previews_among_readers(site, rounds):
    page = type(site.commitment).objects.get(pk=site.commitment.pk)
    page.statement = SECRET
    page.save_revision(clean=False)
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    chance, stranger = random.Random(31), Client()

    def interleaving(number):
        for step in chance.sample(["read", "preview", "expire", "forget", "read"], 5):
            if step == "preview":
                assert SECRET in draft.make_preview_request().content.decode()
            elif step == "expire":
                change("common")
            elif step == "forget":
                marks.forget()
            else:
                for path in (COMMITMENT, SERVICE):
                    assert SECRET not in stranger.get(path).content.decode()

    rounds(interleaving, 1000)
