"""One connection to the embedded database stays open as long as the process lives (T24).

Whoever closes the last connection takes SQLite's two side files away, and the next reader makes
them again: on a full disk it cannot, and public pages would fail although nothing is written.
"""

import sqlite3
from pathlib import Path

from django.db import connection

_open: list[sqlite3.Connection] = []


def keep_open() -> None:
    """Open it and read once, so that the side files exist; nothing where there is no such file."""
    place, told = Path(str(connection.settings_dict["NAME"])), connection.settings_dict["OPTIONS"]
    if connection.vendor != "sqlite" or _open or not place.is_file():
        return
    # Nobody uses it, so no thread can get in another's way.
    anchor = sqlite3.connect(place, timeout=told["timeout"], check_same_thread=False)
    anchor.execute("SELECT count(*) FROM sqlite_master").fetchone()
    _open.append(anchor)
