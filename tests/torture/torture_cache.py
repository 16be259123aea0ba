"""T62: two hundred acts read a second later on every web process, a thousand previews among
public reads. The processes are gunicorn's, each asked by itself; the acts are done in another,
by the services that do them in production.
"""

import os
import random
import subprocess
import sys
import time

import pytest
import requests
from django.core.cache import cache
from django.db import connection

from carta_pages.public import bodies
from cms.page_cache import middleware, shared
from tests.cms.page_cache.acts import ACTS, Act, Place, is_so
from tests.cms.page_cache.previews import PROVINCES, READERS, Together
from tests.torture.conftest import how_many
from tests.torture.house import BASE, TO_END, free_port, wait_until
from tests.torture.servers import Redis

PREVIEWS = 1000


@pytest.fixture
def place(transactional_db, settings):
    """A published carta, the cache on, nothing in it."""
    settings.CARTA_PAGE_CACHE = True
    settings.CARTA_BODIES_MB = 4
    middleware.forget()
    bodies.kept.forget()
    cache.clear()
    yield Place.build()
    middleware.forget()
    bodies.kept.forget()


@pytest.fixture
def with_redis(tmp_path, settings):
    """The shared cache of several processes, this one among them."""
    redis = Redis(tmp_path)
    settings.CACHES = {
        "default": {
            "BACKEND": "cms.cache.ForgivingRedisCache",
            "LOCATION": redis.url,
            "KEY_PREFIX": "carta",
        }
    }
    shared._silent_until = float("-inf")
    return redis


class WebProcess:
    """One gunicorn of one worker: what it knows and keeps is its own."""

    def __init__(self, folder, redis_url=""):
        self.port, self.session = free_port(), requests.Session()
        self.log = folder / f"web-{self.port}.log"
        words = ("--workers=1", "--worker-class=gthread", "--threads=4", "--no-control-socket")
        told = {
            "DJANGO_SETTINGS_MODULE": "tests.torture.served_settings",
            "CARTA_TORTURE_DATABASE": str(connection.settings_dict["NAME"]),
            "CARTA_VAR_DIR": str(folder),
            "REDIS_URL": redis_url,
            "CARTA_PAGE_CACHE_PLACES": "64",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "cms.wsgi:application", *words,
                 f"--bind=127.0.0.1:{self.port}"],
                cwd=BASE, env=os.environ | told, stdout=log, stderr=log,
            )  # fmt: skip
        TO_END.append(self.close)
        wait_until(self._answers, seconds=600)

    def _answers(self):
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        try:
            return self.text("/").startswith("200")
        except requests.RequestException:
            return False

    def text(self, path, cookie=""):
        """What a stranger reads."""
        headers = {"Cookie": cookie} if cookie else {}
        answer = self.session.get(
            f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=60
        )
        return f"{answer.status_code} {answer.text}"

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=60)


def says(process, act, is_done):
    """A process answers what holds after an act, or none of it before."""
    for path, wanted in act.said.items():
        for _again in range(2):  # once made or found, once from the front
            assert is_so(process.text(path), wanted) is is_done, (act.name, path, is_done)


def trial_of(place, processes, chance, disturb):
    def trial(number):
        act = Act(ACTS[number % len(ACTS)], place)
        time.sleep(1)  # what prepared the act is known everywhere, and what is read now is kept
        for process in processes:
            says(process, act, False)
            for path in chance.sample(place.read, 4):
                process.text(path, chance.choice(PROVINCES))
        disturb(number)
        act.do()
        # What any of them still holds may be answered for a second, so all are asked at once.
        for process in processes:
            for path in act.said:
                process.text(path)
        time.sleep(1)
        for process in processes:
            says(process, act, True)

    return trial


def torture_cache_local(place, rounds, tmp_path):
    """One web process without Redis; who publishes is another."""
    processes = [WebProcess(tmp_path)]
    rounds(trial_of(place, processes, random.Random(62), lambda number: None), 200)


def torture_cache_redis_that_comes_and_goes(with_redis, place, rounds, tmp_path):
    """Three web processes; Redis is killed every twentieth trial and back two trials later."""
    processes = [WebProcess(tmp_path, with_redis.url) for _n in range(3)]

    def disturb(number):
        if number % 20 == 10:
            with_redis.process.kill()
            with_redis.process.wait()
        elif number % 20 == 12:
            with_redis.start()

    rounds(trial_of(place, processes, random.Random(63), disturb), 200)


def torture_cache_previews_among_readers(place, line, tmp_path):
    """Threads of one web process: whatever these share, no draft word reaches a stranger."""
    process, together, total = WebProcess(tmp_path), Together(), how_many(PREVIEWS)

    def said():
        line.rounds += 1
        line.failures = list(together.wrong)
        line.tell(total)

    together.run(place, f"http://127.0.0.1:{process.port}", total, said)
    line.failures = together.wrong
    line.say(", ".join(f"{name}: {count}" for name, count in together.counts.items()))
    assert together.wrong == []
    assert together.counts["beside a preview"] >= min(READERS, total)
