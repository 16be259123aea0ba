"""The parts of a long check together ask everything once."""

import pytest

from tests.torture.conftest import part_of


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
