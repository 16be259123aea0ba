"""Files that a power cut must not take back."""

import os
from pathlib import Path


def bring_to_disk(place: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and not only on their way."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
