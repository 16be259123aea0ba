"""Redis as a help, never as a condition: without it the site is slower, not broken (T62)."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("carta.cache")
SAY_IT_AGAIN_AFTER_SECONDS = 60


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, for which an unreachable server is a miss and a lost write.

    Short timeouts, because a visitor waits while Redis does not answer.
    """

    #: Several processes see the same; told here so that nobody imports a client without a server.
    is_shared = True
    _complained_at = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}
        params = {**params, "OPTIONS": {**options, **params.get("OPTIONS", {})}}
        super().__init__(server, params)

    def complain(self, error: RedisError) -> None:
        """Say once a minute that Redis does not answer."""
        now = time.monotonic()
        if now - type(self)._complained_at >= SAY_IT_AGAIN_AFTER_SECONDS:
            type(self)._complained_at = now
            logger.error("Redis no responde: %s", type(error).__name__)


def _forgiving(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    original = getattr(RedisCache, name)

    @wraps(original)
    def method(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, *args, **kwargs)
        except RedisError as error:
            self.complain(error)
            return answer(*args, **kwargs)

    return method


def _given_default(key: str, default: Any = None, version: int | None = None) -> Any:
    return default


ANSWERS: dict[str, Callable[..., Any]] = {
    "add": lambda *args, **kwargs: True,
    "get": _given_default,
    "set": lambda *args, **kwargs: None,
    "touch": lambda *args, **kwargs: False,
    "delete": lambda *args, **kwargs: False,
    "get_many": lambda *args, **kwargs: {},
    "has_key": lambda *args, **kwargs: False,
    "incr": lambda key, delta=1, version=None: delta,
    "set_many": lambda *args, **kwargs: [],
    "delete_many": lambda *args, **kwargs: None,
    "clear": lambda *args, **kwargs: False,
}
for _name, _answer in ANSWERS.items():
    setattr(ForgivingRedisCache, _name, _forgiving(_name, _answer))
