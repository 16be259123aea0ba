"""The secret key of an embedded installation: made once, kept out of the repository."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def read_or_create_key(path: Path) -> str:
    """Return the key in ``path``, writing a new one (mode 0600) when there is none.

    Created exclusively, so that two processes starting at once agree on one key.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _wait_for(path)
    with os.fdopen(handle, "w") as file:
        key = get_random_secret_key()
        file.write(key)
    return key


def _wait_for(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < 50:
        message = f"La llave secreta de {path} está incompleta: bórrela y vuelva a empezar."
        raise RuntimeError(message)
    return key
