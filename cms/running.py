"""Whether a server of this installation is running: one lock on one file below ``var/``.

Two servers over one embedded database would each keep their own cache, and a restore under a
running server would pull the database from below it. The lock is held by the server's processes
and disappears with them, however they end.
"""

import fcntl
import os
from pathlib import Path


class AlreadyRunningError(RuntimeError):
    """Another process of this installation holds the lock."""


def hold_lock(var_dir: Path) -> int:
    """Take the lock for this process and those it becomes or starts; return its descriptor.

    Raises ``AlreadyRunningError`` when another process holds it.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(var_dir / "servidor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise AlreadyRunningError from error
    os.set_inheritable(descriptor, True)
    return descriptor


def release_lock(descriptor: int) -> None:
    os.close(descriptor)
