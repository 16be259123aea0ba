"""A standard beside the legal limit (R46). Pure."""

from __future__ import annotations

from decimal import Decimal

from carta_pages.models.vocabulary import Direction, Operator


def is_weaker(committed: Decimal, limit: Decimal, direction: str) -> bool:
    """Whether a committed value gives people less than the norm already does.

    Args:
        committed: the value of the standard, or of its parameter.
        limit: the legal or technical limit, in the same unit.
        direction: value of ``Direction``: which way is better.

    Raises:
        ValueError: without a direction there is no weaker.
    """
    if direction == Direction.HIGHER:
        return committed < limit
    if direction == Direction.LOWER:
        return committed > limit
    raise ValueError("a comparison needs to know which way is better")


def worst_committed(
    operator: str, value: Decimal | None, value_to: Decimal | None, direction: str
) -> Decimal | None:
    """The worst result that still keeps the promise: an end of a range, or the value itself."""
    if operator == Operator.WITHIN and value_to is not None and direction == Direction.LOWER:
        return value_to
    return value
