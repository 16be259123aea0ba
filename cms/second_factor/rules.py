"""Whether a request passes, how long a mistaken person waits; pure predicates (T63)."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

REQUIRED, OPTIONAL = "required", "optional"
FREE_FAILURES = 5
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=12)


class Standing(Enum):
    """What a signed-in person has still to do before the administration answers."""

    PASSED = "passed"
    CODE = "code"
    ENROL = "enrol"


def standing(*, has_factor: bool, verified: bool, must_have: bool, mode: str) -> Standing:
    """What is missing.

    Args:
        has_factor: whether the person set one up.
        verified: whether this session gave its code.
        must_have: whether the person's roles of this moment ask for one.
        mode: ``CARTA_SECOND_FACTOR``; whatever is not «optional» is «required».
    """
    if has_factor:
        return Standing.PASSED if verified else Standing.CODE
    return Standing.ENROL if must_have and mode != OPTIONAL else Standing.PASSED


def pause_after(failures: int) -> timedelta:
    """How long no further code is looked at after so many wrong ones in a row.

    None for the first four; a quarter of an hour from the fifth on, as for passwords, doubled
    by each further one up to half a day: about two guesses a day of a million codes.
    """
    if failures < FREE_FAILURES:
        return timedelta()
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
