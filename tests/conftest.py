"""Which rooms a test runs with.

A page cannot be sent with nothing behind it, and that is asked by a room above most of what is
tested here. Tests of the rooms below run with those alone: what the room of agreements hangs into
them (checkers, guard of the states, panel of the editor) is taken out before each of them. It is
there for the tests of that room, for the demonstration, and for whoever asks: ``@mark.behind``.
"""

from pathlib import Path

import pytest

from agreements import joining

HERE = Path(__file__).parent
WITH_WHAT_STANDS_BEHIND = (HERE / "agreements", HERE / "cms" / "demo")


def stands_behind(item):
    """Whether a test runs with the room of agreements joined to the rooms below."""
    return bool(item.get_closest_marker("behind")) or any(
        folder in item.path.parents for folder in WITH_WHAT_STANDS_BEHIND
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Before any fixture of the test, those shared by its module included."""
    if stands_behind(item):
        joining.join()
    else:
        joining.leave()
