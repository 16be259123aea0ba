"""One paper at a time, and never more people waiting for it than the site can spare.

Setting a paper takes processor time for as long as seconds. One is set at a time in a process;
two more requests may wait their turn; whoever comes then is asked to come back, so that strangers
who ask for every version of everything leave the other threads to the readers (PERFORMANCE).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from reports.press import keeping

WAITING = 2
_press = Lock()
_places = BoundedSemaphore(1 + WAITING)


class BusyError(Exception):
    """All places at the press are taken; the caller may try again soon."""


def once(key: str, make: Callable[[], bytes], patience: float = 0) -> bytes:
    """The kept paper, or a new one.

    Args:
        key: what the paper is kept under.
        make: sets it.
        patience: seconds to wait for a place; strangers get none.

    Raises:
        BusyError: too many are being asked for at this moment.
    """
    if found := keeping.recall(key):
        return found
    if not _places.acquire(timeout=patience):
        raise BusyError
    try:
        with _press:
            # Whoever waited may find that the one before set the same paper.
            if found := keeping.recall(key):
                return found
            made = make()
    finally:
        _places.release()
    keeping.keep(key, made)
    return made
