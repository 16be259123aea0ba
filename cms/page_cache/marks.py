"""What has changed so far, as this process knows it: never older than half a second.

The truth is the table ``PublicChange``, written in the same transaction as what it tells of; so
no lost message, dead server or forgotten process can keep an old page alive. Redis, where there
is one, only makes it faster: whoever publishes leaves a word there, and a process that finds a
new word reads the table at once.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, models

from carta_pages.public.published import COMMON, EVERYTHING
from cms.page_cache import shared

logger = logging.getLogger("carta.cache")
#: Half of the second that RELIABILITY T62 allows.
KNOWN_FOR_SECONDS = 0.5
WORD_KNOWN_FOR_SECONDS = 0.05
WORD = "paginas:aviso"


class Marks:
    """The state of every scope at one moment."""

    def __init__(self, rows: Iterable[tuple[str, int, int]]):
        self._scopes = {scope: f"{count}.{total}" for scope, count, total in rows}
        self._everything = "|".join(f"{name}={mark}" for name, mark in sorted(self._scopes.items()))
        self._facts: dict[str, Any] = {}

    def stamp(self, scopes: tuple[str, ...]) -> str:
        """A text that is equal as long as nothing in these scopes changed."""
        if EVERYTHING in scopes:
            return self._everything
        return "|".join(f"{name}={self._scopes.get(name, '')}" for name in (COMMON, *scopes))

    def remembered(self, name: str, read: Callable[[], Any]) -> Any:
        """A value that only public registers decide, read once for each state of them."""
        if name not in self._facts:
            self._facts[name] = read()
        return self._facts[name]


class _Known:
    """What this process read last."""

    def __init__(self) -> None:
        self.marks: Marks | None = None
        self.read_at = self.word_at = self.failed_at = float("-inf")
        self.expired_at = float("-inf")
        self.word: Any = None
        self.lock = threading.Lock()


_known = _Known()


def current() -> Marks | None:
    """The marks as they were at most half a second ago; ``None`` when the database is silent."""
    now = time.monotonic()
    if _is_recent(now):
        return _known.marks
    if now - _known.failed_at < KNOWN_FOR_SECONDS:
        return None
    with _known.lock:
        if not _is_recent(time.monotonic()):
            _read()
        return _known.marks


def remember(name: str, read: Callable[[], Any]) -> Any:
    """A register that pages are made with: never older than the changes they are kept under.

    Args:
        name: of the register.
        read: asks the database.

    Returns:
        what it gave after the last public change; ``None`` where no page is kept.
    """
    known = current() if settings.CARTA_PAGE_CACHE else None
    return known.remembered(name, read) if known else None


def forget() -> None:
    """Know nothing, as a process that has just begun; for tests and for a copied process."""
    _known.__init__()  # type: ignore[misc]


def expire() -> None:
    """This process reads the table again before it answers anything from what it keeps."""
    # A reading that is under way began before this moment, and will not count either.
    _known.expired_at = time.monotonic()


def tell() -> None:
    """After a commit: look again here, and let the other processes know."""
    expire()
    shared.write(WORD, secrets.token_hex(8), None)


def _is_recent(now: float) -> bool:
    if now - _known.word_at > WORD_KNOWN_FOR_SECONDS and shared.exists():
        _known.word_at = now
        word = shared.read(WORD)
        if word != _known.word:
            _known.word = word
            _known.expired_at = now
    fresh = _known.read_at > _known.expired_at and now - _known.read_at <= KNOWN_FOR_SECONDS
    return fresh and _known.marks is not None


def _read() -> None:
    from cms.page_cache.models import PublicChange

    began = time.monotonic()
    try:
        rows = PublicChange.objects.values_list("scope").annotate(
            count=models.Count("pk"), total=models.Sum("token")
        )
        found = [(scope, count, int(total)) for scope, count, total in rows.order_by("scope")]
    except DatabaseError as error:
        connection.close_if_unusable_or_obsolete()
        logger.warning("Las páginas se hacen sin caché: %s", type(error).__name__)
        _known.marks, _known.failed_at = None, time.monotonic()
        return
    fresh = Marks(found)
    before = _known.marks
    if before is None or before.stamp((EVERYTHING,)) != fresh.stamp((EVERYTHING,)):
        _known.marks = fresh
    _known.read_at = began
