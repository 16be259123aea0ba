"""What a person writes into an address is an id, or it is nothing (T50, T51)."""

import pytest

from workflows.identifiers import LARGEST_ID, identifier


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7", 7),
        (7, 7),
        ("007", 7),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None),
        ("9" * 5000, None),
        ("0", None),
        (0, None),
        ("-1", None),
        ("+1", None),
        ("", None),
        (None, None),
        ("uno", None),
        ("1.0", None),
        # Python's int() reads these as ten.
        ("1_0", None),
        (" 10 ", None),
        ("10\n", None),
        ("１０", None),
        ("١٠", None),
    ],
)
def test_only_plain_digits_name_a_row(written, meant):
    assert identifier(written) == meant
