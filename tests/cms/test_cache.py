"""Redis helps and is never a condition (T62)."""

import logging
import socket

import pytest
from django.conf import settings
from django.core.cache import caches

from cms.cache import ForgivingRedisCache


@pytest.fixture
def nobody_there():
    """A cache whose server does not exist: a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {})


def test_without_its_server_every_reading_is_a_miss_and_every_write_is_lost(nobody_there):
    cache = nobody_there
    cache.set("a", 1)
    assert cache.get("a") is None
    assert cache.get("a", "otra") == "otra"
    assert cache.get_or_set("a", lambda: 7) == 7
    assert cache.add("a", 1) is True
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1}) == []
    assert cache.has_key("a") is False
    assert "a" not in cache
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.incr("a") == 1
    cache.delete_many(["a"])
    cache.clear()


def test_the_missing_server_is_told_once_a_minute(nobody_there, caplog, monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "_complained_at", -1000.0)
    with caplog.at_level(logging.ERROR, logger="carta.cache"):
        for _ in range(5):
            nobody_there.get("a")
    assert [record.message for record in caplog.records] == ["Redis no responde: ConnectionError"]


@pytest.mark.redis
class TestWithItsServer:
    @pytest.fixture(autouse=True)
    def _own_keys(self):
        assert settings.REDIS_URL, "REDIS_URL is not set"
        self.cache = caches["default"]
        self.cache.clear()
        yield
        self.cache.clear()

    def test_it_is_the_cache_of_the_site(self):
        assert isinstance(self.cache, ForgivingRedisCache)

    def test_it_keeps_and_forgets(self):
        self.cache.set("a", {"compromiso": "37,5"}, timeout=60)
        assert self.cache.get("a") == {"compromiso": "37,5"}
        assert self.cache.add("a", 1) is False
        assert self.cache.add("b", 1) is True
        assert self.cache.incr("b") == 2
        self.cache.set_many({"c": 1, "d": 2})
        assert self.cache.get_many(["c", "d", "e"]) == {"c": 1, "d": 2}
        self.cache.delete_many(["c", "d"])
        assert self.cache.get("c") is None

    def test_two_processes_share_it(self):
        other = ForgivingRedisCache(
            settings.REDIS_URL, {"KEY_PREFIX": settings.CACHES["default"]["KEY_PREFIX"]}
        )
        self.cache.set("compartida", 1)
        assert other.get("compartida") == 1

    def test_an_absent_key_cannot_be_counted_up(self):
        with pytest.raises(ValueError, match="not found"):
            self.cache.incr("nunca")
