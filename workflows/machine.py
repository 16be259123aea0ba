"""The token that tells our own services from every other route (DESIGN §3.9).

Wagtail can publish, unpublish, move or delete a page from a dozen places. Governed pages
refuse all of them unless a service of this room holds the token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_at_work: ContextVar[bool] = ContextVar("carta_machine_at_work", default=False)


@contextmanager
def at_work() -> Iterator[None]:
    """Let the enclosed service change the public life of governed pages."""
    token = _at_work.set(True)
    try:
        yield
    finally:
        _at_work.reset(token)


def is_at_work() -> bool:
    """Whether a service of this room is the one that acts."""
    return _at_work.get()
