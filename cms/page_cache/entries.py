"""One kept answer: compressed, with what names it and what it depends on."""

from __future__ import annotations

import gzip
import hashlib
import time
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from django.utils.cache import cc_delim_re

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from cms.page_cache.marks import Marks

LARGEST = 1024 * 1024
GOOD = 200
LEVEL = 6
#: Said anew each time, or by whoever stands outside.
OWN_HEADERS = frozenset(
    {
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "date",
        "etag",
        "expires",
        "last-modified",
        "vary",
        "x-request-id",
    }
)
#: What an answer may vary on and still be one for everybody: the key knows the province.
KNOWN_TO_VARY = frozenset({"accept-encoding"})
FORBIDDEN = ("no-store", "private", "no-cache")


@dataclass(frozen=True)
class Entry:
    """A public answer as it was made.

    Args:
        key: what it answers.
        scopes: what it depends on.
        stamp: the state of these scopes before it was begun.
        tag: digest of its content, without quotation marks.
        made_at: when, in seconds.
        headers: what it said besides what each sending says anew.
        body: its content, compressed.
        length: of its content, not compressed.
    """

    key: str
    scopes: tuple[str, ...]
    stamp: str
    tag: str
    made_at: float
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int

    def holds(self, key: str, marks: Marks) -> bool:
        """Whether it answers this, and nothing that it shows has changed."""
        return self.key == key and self.stamp == marks.stamp(self.scopes)

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return len(self.body) + len(self.key) + sum(map(len, sum(self.headers, ()))) + 512

    def packed(self) -> tuple:
        """Plain values for a shared cache."""
        return astuple(self)


def unpacked(values: object) -> Entry | None:
    """An entry from a shared cache; ``None`` for anything that is not one of ours."""
    if not isinstance(values, tuple) or len(values) != 8:
        return None
    entry = Entry(*values)
    well_made = isinstance(entry.body, bytes) and isinstance(entry.key, str)
    return entry if well_made else None


def may_be_kept(response: HttpResponseBase) -> bool:
    """Whether a declared answer is good, whole and for everybody."""
    if response.status_code != GOOD or response.streaming or response.cookies:
        return False
    if not getattr(response, "published_scopes", None) or response.has_header("Content-Encoding"):
        return False
    varies = {name.lower() for name in cc_delim_re.split(response.get("Vary", "")) if name}
    control = response.get("Cache-Control", "").lower()
    if varies - KNOWN_TO_VARY or any(word in control for word in FORBIDDEN):
        return False
    return len(response.content) <= LARGEST  # type: ignore[attr-defined]


def made(key: str, response: HttpResponseBase, marks: Marks) -> Entry:
    """Keep an answer that may be kept, as of the marks that were known before it was begun."""
    content: bytes = response.content  # type: ignore[attr-defined]
    scopes: tuple[str, ...] = response.published_scopes  # type: ignore[attr-defined]
    headers = tuple(
        (name, value) for name, value in response.items() if name.lower() not in OWN_HEADERS
    )
    return Entry(
        key=key,
        scopes=scopes,
        stamp=marks.stamp(scopes),
        tag=hashlib.sha256(content).hexdigest()[:32],
        made_at=time.time(),
        headers=headers,
        body=gzip.compress(content, LEVEL, mtime=0),
        length=len(content),
    )
