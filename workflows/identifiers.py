"""Numbers that a person writes into an address where an identifier belongs."""

from __future__ import annotations

#: The largest id any of our databases keeps; a longer number in an address is no id.
LARGEST_ID = 2**63 - 1


def identifier(text: str | int | None) -> int | None:
    """The number as an id that a row may have; ``None`` for anything else."""
    try:
        number = int(text or 0)
    except (TypeError, ValueError):
        return None
    return number if 0 < number <= LARGEST_ID else None
