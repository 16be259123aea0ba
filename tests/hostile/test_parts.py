"""The parts of a long check together ask everything once, and its table hides nothing."""

from types import SimpleNamespace

import pytest

from tests.torture.conftest import Line, not_done, part_of, table


@pytest.mark.parametrize("parts", [1, 2, 7, 30])
def test_the_parts_together_are_everything_once(parts):
    everything = list(range(23))
    found = [part_of(everything, f"{part}/{parts}") for part in range(1, parts + 1)]
    assert sorted(one for each in found for one in each) == everything
    assert max(map(len, found)) - min(map(len, found)) <= 1
    assert part_of(everything, "") == everything


@pytest.mark.parametrize("said", ["0/8", "9/8", "2", "2/", "/8", "-1/8", "a/b", "1/0"])
def test_what_is_no_part_is_said(said):
    with pytest.raises(ValueError, match="CARTA_TORTURE_PART"):
        part_of([1], said)


def test_what_was_not_done_says_why_and_shows_no_numbers():
    """Neither a check that began and was skipped, nor one that never began, looks passed."""
    skipped = [
        SimpleNamespace(
            nodeid="tests/torture/torture_cache.py::torture_redis",
            longrepr=("torture_cache.py", 5, "Skipped: no hay redis-server"),
        )
    ]
    lines = [
        Line("torture_save [sqlite]", "torture_save", rounds=3),
        Line("torture_redis [sqlite]", "torture_redis"),
    ]
    _head, *rows = table(lines, not_done(skipped))
    assert [row.split() for row in rows] == [
        ["torture_save", "[sqlite]", "3", "0", "0.0"],
        ["torture_redis", "no", "se", "hizo:", "no", "hay", "redis-server"],
    ]
