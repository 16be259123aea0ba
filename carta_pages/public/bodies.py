"""Bodies of published pages, made once for everything that they are made of.

Editions never change and are only added, so a body that shows nothing else is the same as long as
its key is: the editions in force of the page and of those above, the list of what the service
holds, the day, the province, the address. A page of which something is published is dropped from
the page cache with all pages of its entity; here the others find their bodies again.

Nobody has to trust the key alone: while a body is made it is noted which tables were asked, and
one that asked for more than editions shows a register that may change by itself. It is not kept.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from carta_pages.public.provinces import known_provinces
from entities import clock

if TYPE_CHECKING:
    from carta_pages.public.reading import Reading

MEGABYTE = 1024 * 1024
TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"(\w+)"', re.IGNORECASE)
ONLY_ADDED = frozenset({"workflows_edition", "workflows_indexedition"})


class Bodies:
    """The most recently used that fit into so many bytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Any, bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Any) -> SafeString | None:
        """A body, now the most recently used."""
        with self._lock:
            body = self._kept.get(key)
            if body is None:
                return None
            self._kept.move_to_end(key)
        return mark_safe(body.decode())  # noqa: S308  (a rendered template)

    def put(self, key: Any, body: str, most_bytes: int) -> None:
        """Keep a body in the place of the least recently used ones."""
        encoded = body.encode()
        with self._lock:
            if key in self._kept or len(encoded) > most_bytes:
                return
            self._kept[key] = encoded
            self._bytes += len(encoded)
            while self._bytes > most_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1])

    def forget(self) -> None:
        """Begin again with nothing."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0


kept = Bodies()


def made_once(reading: Reading, make: Callable[[], SafeString]) -> SafeString:
    """The body of a page, made only where it was not made before of the same things.

    Args:
        reading: what is shown.
        make: renders it.
    """
    most_bytes = int(settings.CARTA_BODIES_MB * MEGABYTE)
    if not most_bytes or reading.edition is None:
        return make()
    key = made_of(reading)
    body = kept.get(key)
    if body is None:
        asked = _Asked()
        with connection.execute_wrapper(asked):
            body = make()
        if asked.tables <= ONLY_ADDED:
            kept.put(key, body, most_bytes)
    return body


def made_of(reading: Reading) -> tuple[Any, ...]:
    """Everything that a body of editions depends on; an edition's code is never given twice."""
    assert reading.edition is not None
    assert reading.newest is not None
    request = reading.request
    place = (request.scheme, request.get_host(), request.path) if request else ()
    around = reading.around
    return (
        *place,
        reading.type,
        reading.url,
        reading.mode,
        reading.edition.code,
        reading.newest.code,
        reading.on,
        reading.until,
        tuple([(crumb.title, crumb.url) for crumb in reading.crumbs]),
        tuple([(pk, edition.code) for pk, edition in reading.editions.items()]),
        reading.index and reading.index.record_hash,
        around and around.record_hash,
        reading.province,
        tuple(known_provinces().values()),
        clock.today(),
    )


class _Asked:
    """Notes the tables of every query."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.tables.update(TABLE.findall(sql) or ["?"])
        return execute(sql, params, many, context)
