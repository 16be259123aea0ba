"""Redis, when there is one, asked so that its silence costs a visitor little.

``cms.cache`` already turns an unreachable server into a miss; here a server that is slow to say
so is left alone for some seconds, because every page would wait for it.
"""

from __future__ import annotations

import time
from typing import Any

from django.core.cache import caches

TOO_SLOW_SECONDS = 0.2
LEFT_ALONE_SECONDS = 5.0

_silent_until = float("-inf")


def exists() -> bool:
    """Whether several processes share a cache, and it is worth asking now."""
    return time.monotonic() >= _silent_until and getattr(caches["default"], "is_shared", False)


def read(key: str) -> Any:
    """A value, or ``None``."""
    return _timed(lambda: caches["default"].get(key)) if exists() else None


def write(key: str, value: Any, seconds: int | None) -> None:
    """Keep a value, or not: nobody may rely on it."""
    if exists():
        _timed(lambda: caches["default"].set(key, value, seconds))


def _timed(ask: Any) -> Any:
    global _silent_until  # noqa: PLW0603  (one state for the process)
    began = time.monotonic()
    found = ask()
    ended = time.monotonic()
    if ended - began > TOO_SLOW_SECONDS:
        _silent_until = ended + LEFT_ALONE_SECONDS
    return found
