"""Where answers are kept: some megabytes of this process, and numbered places in Redis.

Neither can be filled from outside. In the process the least used go when the bytes are spent;
what was asked with parameters has its own share, so that nobody drives out the pages by
inventing questions. In Redis a key has one place, which it shares with others: who comes last
stays, and the number of places is the bound.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from django.conf import settings

from cms.page_cache import shared
from cms.page_cache.entries import Entry, unpacked

if TYPE_CHECKING:
    from cms.page_cache.asking import Asked
    from cms.page_cache.marks import Marks

MEGABYTE = 1024 * 1024
ASKED_SHARE = 4
"""One part in so many is for what was asked with parameters."""
SHARED_SECONDS = 3600
LARGEST_SHARED = 128 * 1024


class Shelf:
    """The most recently used entries that fit into so many bytes."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self.bytes = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """An entry, now the most recently used."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, entry: Entry) -> None:
        """Keep an entry in the place of the least recently used ones."""
        if entry.size > self.most_bytes:
            return
        with self._lock:
            self._drop(entry.key)
            self._entries[entry.key] = entry
            self.bytes += entry.size
            while self.bytes > self.most_bytes:
                self._drop(next(iter(self._entries)))

    def _drop(self, key: str) -> None:
        gone = self._entries.pop(key, None)
        if gone is not None:
            self.bytes -= gone.size


class Store:
    """Both places of both kinds."""

    def __init__(self, megabytes: float, places: int, release: str):
        whole = int(megabytes * MEGABYTE)
        self.asked = Shelf(whole // ASKED_SHARE)
        self.plain = Shelf(whole - whole // ASKED_SHARE)
        self.places = places
        self.release = release

    def get(self, asked: Asked, marks: Marks) -> Entry | None:
        """What is kept and still true."""
        shelf = self._shelf(asked)
        entry = shelf.get(asked.key)
        if entry is not None and entry.holds(asked.key, marks):
            return entry
        entry = unpacked(shared.read(self._place(asked))) if self.places else None
        if entry is None or not entry.holds(asked.key, marks):
            return None
        shelf.put(entry)
        return entry

    def put(self, asked: Asked, entry: Entry) -> None:
        """Keep it here and, where there is a Redis, for the other processes."""
        self._shelf(asked).put(entry)
        if self.places and entry.size <= LARGEST_SHARED:
            shared.write(self._place(asked), entry.packed(), SHARED_SECONDS)

    def _shelf(self, asked: Asked) -> Shelf:
        return self.plain if asked.is_plain else self.asked

    def _place(self, asked: Asked) -> str:
        """A place for the key; pages made by other code than ours have places of their own."""
        kind, most = ("p", self.places) if asked.is_plain else ("q", self.places // ASKED_SHARE)
        digest = hashlib.sha256(asked.key.encode()).digest()
        number = int.from_bytes(digest[:8]) % max(1, most)
        return f"paginas:{self.release}:{kind}{number}"


def configured(release: str) -> Store:
    """The store that the settings ask for."""
    return Store(settings.CARTA_PAGE_CACHE_MB, settings.CARTA_PAGE_CACHE_PLACES, release)
