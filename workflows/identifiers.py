"""Numbers that a person writes into an address where an identifier belongs."""

from __future__ import annotations

#: The largest id any of our databases keeps; a longer number in an address is no id.
LARGEST_ID = 2**63 - 1
MOST_DIGITS = len(str(LARGEST_ID))


def identifier(text: str | int | None) -> int | None:
    """The number as an id that a row may have; ``None`` for anything else.

    Plain digits only: Python also reads «1_0», « 10» and the digits of other scripts as ten.
    """
    digits = str(text or "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    number = int(digits)
    return number if 0 < number <= LARGEST_ID else None
