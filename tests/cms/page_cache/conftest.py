"""A published carta and the cache switched on, with nothing in it."""

import io
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.test import Client, RequestFactory
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from carta_pages.public.provinces import forget_provinces
from carta_pages.public.published import change_listeners
from cms.page_cache import front, marking, marks, middleware, shared
from tests.carta_pages.public import world as making
from tests.carta_pages.public.conftest import _built, world  # noqa: F401  (fixtures)
from tests.cms.page_cache.acts import Place

CARTA = "/registro-civil/"
SERVICE = CARTA + "cedula/"
COMMITMENT = SERVICE + "cedula-en-35-minutos/"
MADE_ANEW = {"X-Request-ID", "Last-Modified"}


@pytest.fixture(autouse=True)
def kept(settings):
    """The cache of the process, empty before and after."""
    settings.CARTA_PAGE_CACHE = True
    settings.CARTA_PAGE_CACHE_PLACES = 64 if settings.REDIS_URL else 0
    middleware.forget()
    forget_provinces()
    shared._silent_until = float("-inf")
    cache.clear()
    yield middleware.kept
    middleware.forget()


@pytest.fixture
def carta(world):  # noqa: F811
    """The same for every test of a module; what a test writes is undone."""
    return world


@pytest.fixture
def site(transactional_db):
    """One of its own, whose transactions end: what follows a commit happens."""
    return making.build()


@pytest.fixture
def place(transactional_db):
    """A carta published through the dossiers, for what people do by the services."""
    return Place.build()


@pytest.fixture
def deaf():
    """Nobody tells the cache of anything."""
    for signal, name in (
        (post_save, "saved"), (post_delete, "deleted"), (m2m_changed, "linked"),
        (page_slug_changed, "moved"), (page_unpublished, "moved"), (post_page_move, "moved"),
    ):  # fmt: skip
        assert signal.disconnect(dispatch_uid=f"cms.page_cache.{name}")
    change_listeners.remove(marking.change)
    yield
    marking.listen()


@dataclass
class Worker:
    """A web process: what it knows and keeps is its own, database and Redis are everybody's."""

    client: Client = field(default_factory=Client)
    known: Any = field(default_factory=marks._Known)
    stores: list = field(default_factory=list)

    def get(self, path: str, **headers: Any) -> Any:
        """What it answers to a stranger."""
        before = marks._known, middleware._stores
        marks._known, middleware._stores = self.known, self.stores
        try:
            return self.client.get(path, **headers)
        finally:
            marks._known, middleware._stores = before

    def text(self, path: str) -> str:
        """What a stranger reads."""
        response = self.get(path)
        return f"{response.status_code} {response.content.decode()}"


@pytest.fixture
def workers(kept):
    """Two of them."""
    return [Worker(), Worker()]


@pytest.fixture
def a_second():
    """Wait as long as anything old may still be answered by another process."""
    return lambda: time.sleep(marks.KNOWN_FOR_SECONDS + 0.01)


class Server:
    """A front and Django behind it, which counts how often it is asked."""

    def __init__(self):
        self.django = WSGIHandler()
        self.front = front.Front(self._count)
        self.asked = 0

    def _count(self, environ, start_response):
        self.asked += 1
        return self.django(environ, start_response)

    def get(self, path, *, past_front=False, **words):
        """Status, headers and body."""
        environ = {**RequestFactory().get(path).environ, "wsgi.errors": io.StringIO(), **words}
        environ.pop("HTTP_COOKIE") if not environ.get("HTTP_COOKIE") else None
        told = []

        def start(status, headers, *rest):
            told.append((status, headers))

        answer = (self.django if past_front else self.front)(environ, start)
        body = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        status, headers = told[0]
        assert len({name.lower() for name, _value in headers}) == len(headers), headers
        return status, {k: v for k, v in headers if k not in MADE_ANEW}, body


@pytest.fixture
def server():
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own would be among them
    yield Server()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
